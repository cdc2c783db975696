// What MoEngage, or somebody in its place, answers.
#include "moengage/answers.h"

#include "fuzz.h"
#include "moengage/complaint.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segctl;
  const std::string_view body = fuzz::as_text(data, size);
  const auto segments = moengage::decode_segments(body);
  if (segments) {
    for (const LiveSegment& segment : *segments) {
      fuzz::require(!segment.id.empty(), "a segment of an answer has an ID");
    }
  }
  const auto acknowledgement = moengage::decode_acknowledgement(body);
  const auto complaint = moengage::decode_complaint(body);
  fuzz::require(acknowledgement.has_value() == complaint.has_value(),
                "both shapes of an answer are JSON objects");
  const std::string name = moengage::name_in(body);
  fuzz::require(body.find(name) != std::string_view::npos, "a name in a message stands there");
  return 0;
}
