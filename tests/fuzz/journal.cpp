// A journal, each line of the input in a frame with the right length and check; and the input as it
// is. A whole journal that is cut anywhere is still read.
#include "state/journal.h"

#include "base/digest.h"
#include "fuzz.h"
#include "state/codec.h"

#include <cstdio>
#include <string>

namespace segctl::fuzz {
namespace {

std::string framed(std::string_view lines) {
  std::string journal;
  std::string check;
  while (!lines.empty()) {
    const std::string_view json = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(json.size() + 1, lines.size()));
    Sha256 digest;
    digest.update(check);
    digest.update(json);
    check = digest.finish().hex().substr(0, 16);
    char lengths[32];
    const auto size = static_cast<unsigned>(json.size());
    (void)std::snprintf(lengths, sizeof lengths, "%08x %08x ", size, size);
    journal.append(lengths).append(check).append(" ").append(json).append("\n");
  }
  return journal;
}

}  // namespace
}  // namespace segctl::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segctl;
  const std::string_view text = fuzz::as_text(data, size);
  (void)state::replay(text, std::nullopt, "as it is");
  const std::string journal = fuzz::framed(text);
  const auto replayed = state::replay(journal, std::nullopt, "framed");
  if (!replayed) return 0;
  if (*replayed) {
    state::State state = **replayed;
    ++state.serial;  // as saving does
    const auto document = state::encode(state);
    fuzz::require(document.has_value(), "a state that a journal made can be written");
    fuzz::require(state::decode(*document, "again") == state, "decode(encode(x)) == x");
  }
  const std::size_t cut = size == 0 ? 0 : data[size / 2] * journal.size() / 256;
  const auto part = state::replay(std::string_view(journal).substr(0, cut), std::nullopt, "cut");
  fuzz::require(part.has_value(), "a whole journal that is cut anywhere is read up to there");
  return 0;
}
