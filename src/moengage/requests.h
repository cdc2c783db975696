#pragma once

#include "http/transport.h"
#include "moengage/connection.h"

#include <string>
#include <string_view>

namespace segctl::moengage {

inline constexpr const char* kSegmentsPath = "/v3/custom-segments";

/// A call to `path` ("/v3/custom-segments", perhaps with a query) with all that MoEngage asks for:
/// HTTP Basic, MOE-APPKEY, MOE-DBNAME where set, and a content type.
[[nodiscard]] http::Request make_request(const Connection& connection, http::Method method,
                                         const std::string& path, std::string body = {});

/// The ID as a step of a path, percent_encoded(), and never "." or "..".
[[nodiscard]] std::string path_step(std::string_view id);

}  // namespace segctl::moengage
