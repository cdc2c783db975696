// A stored plan, under a fingerprint that is right: otherwise nothing but the fingerprint would be
// tried. Reading it again gives the same.
#include "base/digest.h"
#include "fuzz.h"
#include "report/json_plan.h"

#include <nlohmann/json.hpp>

#include <string>

namespace segctl::fuzz {
namespace {

constexpr auto kReplace = nlohmann::ordered_json::error_handler_t::replace;

/// The plan with the fingerprint of itself; empty where it is no JSON object.
std::string fingerprinted(std::string_view text) {
  auto document = nlohmann::ordered_json::parse(text, nullptr, false);
  if (!document.is_object()) return {};
  document.erase("fingerprint");
  const std::string bare = document.dump(-1, ' ', false, kReplace);
  document["fingerprint"] = sha256(bare).hex();
  return document.dump(-1, ' ', false, kReplace);
}

}  // namespace
}  // namespace segctl::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segctl;
  const std::string_view text = fuzz::as_text(data, size);
  (void)report::read_stored_plan(text);
  const std::string whole = fuzz::fingerprinted(text);
  const auto plan = report::read_stored_plan(whole);
  if (!plan) return 0;
  fuzz::require(whole.find(plan->fingerprint) != std::string::npos,
                "the fingerprint is that of the file");
  fuzz::require(report::read_stored_plan(whole) == plan, "reading again gives the same");
  return 0;
}
