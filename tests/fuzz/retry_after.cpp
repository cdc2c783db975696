// Headers that tell how long to wait, one a line: no wait is negative or longer than what is
// believed.
#include "http/retry_after.h"

#include "fuzz.h"

#include <string>

namespace segctl::fuzz {
namespace {

http::Response answer(std::string_view lines) {
  http::Response response;
  response.status = 429;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    response.headers.push_back({std::string(line.substr(0, colon)), std::string(value)});
  }
  return response;
}

void require_believed(std::optional<Duration> wait) {
  require(!wait || (*wait >= Duration(0) && *wait <= http::kLongestAdvice),
          "a wait is 0..kLongestAdvice");
}

}  // namespace
}  // namespace segctl::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segctl;
  const std::string_view text = fuzz::as_text(data, size);
  const Timestamp now{std::chrono::hours(24 * 365 * 55)};
  (void)http::parse_http_date(text, now);
  fuzz::require_believed(http::parse_retry_after(text, now));
  const http::Response response = fuzz::answer(text);
  fuzz::require_believed(http::advised_wait(response, now));
  for (const http::RateField& field : http::rate_fields(response, now)) {
    fuzz::require_believed(field.reset);
  }
  return 0;
}
