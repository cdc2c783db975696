// The record of calls, each line of the input behind the checksum that is right for it; and the
// input as it is. What follows the last whole line makes no difference.
#include "base/digest.h"
#include "fuzz.h"
#include "state/quota_file.h"

#include <string>

namespace segctl::fuzz {
namespace {

std::string checked(std::string_view lines) {
  std::string record;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    record.append(sha256(line).hex().substr(0, 16)).append(" ").append(line).append("\n");
  }
  return record;
}

void check(std::string_view text) {
  const Timestamp now{std::chrono::hours(24 * 365 * 50)};
  const auto decoded = state::decode_quota(text, now);
  require(decoded.whole <= text.size(), "the last whole line ends in the file");
  require(decoded.damaged <= decoded.lines, "no more lines are damaged than there are");
  const auto again = state::decode_quota(text.substr(0, decoded.whole), now);
  require(again.whole == decoded.whole && again.lines == decoded.lines &&
              again.damaged == decoded.damaged,
          "what follows the last whole line makes no difference");
}

}  // namespace
}  // namespace segctl::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segctl;
  fuzz::check(fuzz::as_text(data, size));
  fuzz::check(fuzz::checked(fuzz::as_text(data, size)));
  return 0;
}
