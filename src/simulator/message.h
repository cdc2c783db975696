#pragma once

#include "base/clock.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segctl::simulator {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// The first value under `name` in any case; nothing where there is none.
[[nodiscard]] std::optional<std::string_view> header_value(const HeaderList& headers,
                                                           std::string_view name);

/// An HTTP request as the simulator sees it.
struct SimRequest {
  std::string method;  ///< upper case: "GET"
  std::string target;  ///< path and query, percent-encoded: "/v3/custom-segments?name=Gold%20tier"
  HeaderList headers;
  std::string body;
};

/// What happens to the answer on its way. Whoever has no wire translates it into the failure that a
/// client would see.
enum class Wire {
  Normal,
  DropBefore,   ///< the connection ends without a byte; the call was not carried out
  DropAfter,    ///< the connection ends without a byte; the call was carried out
  Hang,         ///< nothing comes for `hang`, then the connection ends
  Truncate,     ///< the right Content-Length, half of the body
  WrongLength,  ///< a Content-Length of half the body: the answer looks whole and is cut
  Reset,        ///< the connection is reset (RST) without a byte
};

/// An HTTP answer of the simulator.
struct SimResponse {
  int status = 0;
  HeaderList headers = {};
  std::string body = {};  ///< always whole, whatever `wire` says
  Wire wire = Wire::Normal;
  Duration hang{0};  ///< Wire::Hang only
};

}  // namespace segctl::simulator
