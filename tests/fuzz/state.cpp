// A state, under a checksum that is right: otherwise nothing but the checksum would be tried. What
// is read of it is written as a document that reads as the same state.
#include "base/digest.h"
#include "fuzz.h"
#include "state/codec.h"

#include <nlohmann/json.hpp>

#include <string>

namespace segctl::fuzz {
namespace {

/// The document with the checksum of itself; empty where it is no JSON object.
std::string checked(std::string_view text) {
  nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
  if (!document.is_object()) return {};
  document["checksum"] = "";
  std::string whole = document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  const std::string_view field = "\n  \"checksum\": \"";
  whole.insert(whole.find(field) + field.size(), sha256(whole).hex());
  return whole;
}

}  // namespace
}  // namespace segctl::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segctl;
  const std::string_view text = fuzz::as_text(data, size);
  (void)state::decode(text, "as it is");
  const auto state = state::decode(fuzz::checked(text), "checked");
  if (!state) return 0;
  const auto document = state::encode(*state);
  fuzz::require(document.has_value(), "a state that was read can be written");
  const auto again = state::decode(*document, "again");
  fuzz::require(again.has_value(), "a state that was written can be read");
  fuzz::require(*again == *state, "decode(encode(x)) == x");
  fuzz::require(state::encode(*again) == document, "equal states give equal documents");
  return 0;
}
