#pragma once

#include "base/clock.h"
#include "base/digest.h"
#include "segment/definition.h"
#include "segment/file_terms.h"
#include "segment/names.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace segctl {

/// What is known of a CSV's content without its values.
struct ContentMark {
  std::optional<Digest> bytes;   ///< SHA-256 of the file
  std::optional<Digest> values;  ///< digest of the set of values: the same for a reordered file
  std::string etag;              ///< of the answer that brought it; empty where there was none

  [[nodiscard]] bool known() const { return bytes || values || !etag.empty(); }

  friend bool operator==(const ContentMark&, const ContentMark&) = default;
};

/// Whether two marks are known to speak of the same content; marks with nothing in common are not.
[[nodiscard]] bool same_content(const ContentMark& a, const ContentMark& b);

/// One entry of a manifest's `changes:`, as it was when carried out.
struct ChangeMark {
  MemberOperation operation = MemberOperation::Add;
  ContentMark content;
  std::string url;  ///< without its signed part

  friend bool operator==(const ChangeMark&, const ChangeMark&) = default;
};

/// Whether `now` is the entry that was carried out as `applied`: by content, or by URL where the
/// content of either can't be known any more.
[[nodiscard]] bool same_change(const ChangeMark& applied, const ChangeMark& now);

/// What segctl last did to a file segment.
struct RecordedFile {
  std::optional<std::uint64_t> rows;  ///< values in that content, for the limit on removals
  ContentMark content;                ///< what create or replace last sent; empty while unknown
  std::string attribute_name;
  AttributeType attribute_type = AttributeType::String;
  int expiry_days = 0;                      ///< as given at creation
  std::vector<ChangeMark> applied_changes;  ///< entries of `changes` carried out, in order

  friend bool operator==(const RecordedFile&, const RecordedFile&) = default;
};

/// What segctl last did to a cohort. Its members stand in a record of their own (docs/state.md).
struct RecordedCohort {
  std::string partner;
  std::string cohort_id;
  std::uint64_t members = 0;  ///< how many MoEngage has accepted
  /// Of the member record when this was written: one that is older has been put back, and is not
  /// believed.
  std::uint64_t serial = 0;

  friend bool operator==(const RecordedCohort&, const RecordedCohort&) = default;
};

/// One managed segment as segctl last left it. A record, never the truth where live can be read.
struct RecordedSegment {
  Key key;
  Kind kind = Kind::Filter;
  SegmentId id;  ///< empty while MoEngage accepted a create without telling the ID
  SegmentName name;
  /// The last word of our own archive and unarchive calls: what List says of archived segments is
  /// uncertain (API.md).
  Activity activity = Activity::Active;
  std::optional<DefinitionDigest> definition;  ///< filter segments: what we last wrote
  /// The same in full: the canonical_text() that `definition` is the SHA-256 of. Empty where it was
  /// never recorded, as in the states of earlier versions.
  std::string definition_text;
  std::optional<RecordedFile> file;      ///< file segments
  std::optional<RecordedCohort> cohort;  ///< cohorts
  bool is_protected = false;             ///< as the last manifest applied said
  Timestamp applied_at{};                ///< the last change by segctl
  Timestamp verified_at{};               ///< when live was last seen to agree

  friend bool operator==(const RecordedSegment&, const RecordedSegment&) = default;
};

/// Notes in `record` that its segment was last written as `canonical_form`.
void record_definition(RecordedSegment& record, const Definition& canonical_form);

/// What record_definition() noted, in canonical form; nothing where the text is not known, or is
/// not that of the digest.
[[nodiscard]] std::optional<Definition> recorded_definition(const RecordedSegment& record);

}  // namespace segctl
