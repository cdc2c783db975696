#include "moengage/connection.h"

#include "base/text.h"
#include "base/url.h"
#include "http/request_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace segctl::moengage {
namespace {

constexpr std::array<std::string_view, 7> kDataCentres = {"01", "02", "03", "04",
                                                          "05", "06", "101"};
constexpr const char* kEndpointHint = "write it like https://api-01.moengage.com";

}  // namespace

Result<std::string> endpoint_of_dc(const std::string& dc) {
  if (std::find(kDataCentres.begin(), kDataCentres.end(), dc) == kDataCentres.end()) {
    return fail(ErrorCode::Invalid, fmt::format("MoEngage has no data centre {}", in_quotes(dc)),
                "it is the number in the dashboard's address, one of 01, 02, 03, 04, 05, 06, 101");
  }
  return "https://api-" + dc + ".moengage.com";
}

Result<std::string> checked_endpoint(const std::string& endpoint) {
  if (const auto checked = http::check_url(endpoint); !checked) {
    const Error& error = checked.error();
    return fail(ErrorCode::Invalid, error.message, error.hint.empty() ? kEndpointHint : error.hint);
  }
  if (endpoint.find_first_of("?#") != std::string::npos) {
    return fail(
        ErrorCode::Invalid,
        fmt::format("the endpoint {} has a query or a fragment", in_quotes(unsigned_url(endpoint))),
        kEndpointHint);
  }
  return endpoint.substr(0, endpoint.find_last_not_of('/') + 1);
}

}  // namespace segctl::moengage
