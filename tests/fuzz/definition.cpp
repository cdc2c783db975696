// A live segment's definition: its canonical form is the same for the canonical form, and nothing
// differs between the two.
#include "fuzz.h"
#include "moengage/answers.h"
#include "segment/canonical.h"
#include "segment/difference.h"

#include <string>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segctl;
  // Beyond what MoEngage takes, comparing all pairs of filters takes its time.
  if (size > 20'000) return 0;
  const std::string answer =
      "{\"data\":{\"id\":\"1\",\"included_filters\":" + std::string(fuzz::as_text(data, size)) +
      "}}";
  const auto segments = moengage::decode_segments(answer);
  if (!segments || segments->empty() || !segments->front().definition) return 0;
  const Definition& written = *segments->front().definition;
  const Definition once = canonical(written);
  fuzz::require(canonical(once) == once, "canonical(canonical(x)) == canonical(x)");
  fuzz::require(definition_digest(written) == digest_of_canonical(once),
                "a definition has the digest of its canonical form");
  fuzz::require(differences(written, once).empty(), "nothing differs from the canonical form");
  return 0;
}
