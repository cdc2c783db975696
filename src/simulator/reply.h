#pragma once

#include "simulator/message.h"
#include "simulator/operation.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace segctl::simulator {

/// What a call answers when it does what it was asked for.
struct Answer {
  int status = 200;
  std::string json;  ///< v3: the text of `data`; else the whole body
};

/// Why a call was not carried out.
struct Refusal {
  int status = 400;
  std::string code = {};           ///< v3 `code`, v2 `title`, cohort `type`
  std::string message = {};        ///< v3 and cohort `message`, v2 `description`
  std::string existing_name = {};  ///< v3: the segment that has the definition; empty: not said
  std::string existing_id = {};    ///< the same
  std::optional<long> actual_count = {};  ///< v3: active segments
  std::optional<long> limit = {};         ///< v3: how many are allowed
  HeaderList headers = {};                ///< added to the answer
};

using Reply = tl::expected<Answer, Refusal>;

[[nodiscard]] tl::unexpected<Refusal> refuse(int status, std::string code, std::string message);

/// The answer in the shape that the dialect gives to successes and to errors.
[[nodiscard]] SimResponse render(Dialect dialect, const Reply& reply,
                                 const std::string& response_id);

/// Appends `value` to `text` as a JSON string, quotes included; ill-formed UTF-8 becomes U+FFFD.
void append_json_string(std::string& text, std::string_view value);

/// `text` as a JSON string, quotes included.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace segctl::simulator
