#include "base/url.h"
#include "plan/drift_signs.h"
#include "segment/canonical.h"

namespace segctl::plan {
namespace {

bool has_pending_entries(const RecordedFile& record, const DesiredFile& file) {
  return file.changes.size() > record.applied_changes.size();
}

/// Whether the CSV that the segment is made from is another by now. With `changes` given it only
/// counts when the segment is made.
bool has_pending_content(const DriftContext& context, const RecordedSegment& record,
                         const DesiredFile& file, const Key& key) {
  if (!record.file || !file.changes.empty() || !record.file->applied_changes.empty()) return false;
  return content_differs(*record.file, file, contents_of(context.world, key));
}

}  // namespace

Side wanted_side(const DriftContext& context, const DesiredSegment& desired) {
  Side side{desired.name, desired.activity, {}, {}, {}, {}};
  if (const auto* filter = std::get_if<DesiredFilter>(&desired.spec)) {
    side.definition = wanted_definition(*filter, context.ids);
  } else if (const auto* file = std::get_if<DesiredFile>(&desired.spec)) {
    side.file_url = unsigned_url(file->source.file_url);
    const FileContents& contents = contents_of(context.world, desired.key);
    if (contents.base.mark.known()) side.content = contents.base.mark;
    side.rows = contents.base.rows;
  }
  return side;
}

std::vector<std::string> pending_parts(const DriftContext& context, const RecordedSegment& record,
                                       const DesiredSegment& desired) {
  std::vector<std::string> parts;
  if (const auto* filter = std::get_if<DesiredFilter>(&desired.spec)) {
    const Definition wanted = wanted_definition(*filter, context.ids);
    const auto applied = recorded_definition(record);
    const bool same = applied
                          ? canonical(*applied) == wanted
                          : !record.definition || *record.definition == digest_of_canonical(wanted);
    if (!same) parts.emplace_back("its definition");
  } else if (const auto* file = std::get_if<DesiredFile>(&desired.spec)) {
    if (has_pending_content(context, record, *file, desired.key)) parts.emplace_back("its CSV");
    if (record.file && has_pending_entries(*record.file, *file)) {
      parts.emplace_back("entries of its changes");
    }
  }
  if (desired.name != record.name) parts.emplace_back("its name");
  if (desired.activity != record.activity) {
    parts.emplace_back(desired.activity == Activity::Archived ? "it is to be archived"
                                                              : "it is to be active");
  }
  return parts;
}

Finding not_applied(const DriftContext& context, const DesiredSegment& desired) {
  Finding finding;
  finding.key = desired.key;
  finding.kind = desired.kind();
  finding.name = desired.name;
  finding.source = desired.place;
  finding.manifest = wanted_side(context, desired);
  if (desired.activity == Activity::Archived) return finding;
  finding.signs.push_back(
      {DriftClass::Pending, Certainty::Seen, Standing::Note, "the manifest was never applied", {}});
  return finding;
}

}  // namespace segctl::plan
