// A file of manifests, in YAML or JSON: what is read of it as a segment is the same again after it
// was written.
#include "manifest/manifest.h"

#include "fuzz.h"
#include "manifest/dump.h"
#include "manifest/text_check.h"
#include "manifest/yaml_reader.h"

#include <string>
#include <vector>

namespace segctl::fuzz {
namespace {

/// No such directory: a manifest that names a file there is an error.
const manifest::FileScope kNowhere{"/nonexistent", "/nonexistent"};

std::vector<DesiredSegment> read_segments(std::string_view text) {
  const manifest::Source source("fuzz.yaml", std::string(text));
  manifest::Findings findings(source);
  std::vector<DesiredSegment> segments;
  if (!manifest::check_text(findings)) return segments;
  for (const manifest::Document& document : manifest::read_documents(findings).list) {
    const manifest::Manifest one = manifest::read_manifest(document.root, kNowhere, findings);
    if (document.errors == 0 && document.complete && one.segment) segments.push_back(*one.segment);
  }
  return segments;
}

/// Without what depends on the place and the spelling.
DesiredSegment meaning(DesiredSegment segment) {
  segment.place = {};
  segment.fields.clear();
  if (auto* filter = std::get_if<DesiredFilter>(&segment.spec)) filter->definition = {};
  if (auto* file = std::get_if<DesiredFile>(&segment.spec)) {
    file->source.place = {};
    for (FileChange& change : file->changes) change.source.place = {};
  }
  return segment;
}

}  // namespace
}  // namespace segctl::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segctl;
  for (const DesiredSegment& segment : fuzz::read_segments(fuzz::as_text(data, size))) {
    const auto again = fuzz::read_segments(manifest::to_yaml(segment));
    fuzz::require(again.size() == 1, "a segment that was written is one segment when it is read");
    fuzz::require(fuzz::meaning(again[0]) == fuzz::meaning(segment),
                  "a segment is the same after it was written and read");
  }
  return 0;
}
