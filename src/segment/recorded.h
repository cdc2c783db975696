#pragma once

#include "base/clock.h"
#include "segment/content_mark.h"
#include "segment/definition.h"
#include "segment/file_operation.h"
#include "segment/file_terms.h"
#include "segment/names.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace segctl {

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
  std::vector<FileOperation> operations;    ///< the last few that MoEngage accepted, oldest first

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

/// How many file operations a record keeps.
constexpr std::size_t kOperationsKept = 10;

/// Adds one that is now sent, and drops the oldest where there are too many. Those that nobody
/// tells of are dropped by the next that gives the segment all its users.
void add_operation(RecordedFile& file, FileOperation operation);

/// Takes in what became of the operation with that ID; false where there is none, or where its
/// outcome is known already. Where it failed, what the record says of the content is as it was
/// before it, and the entries of `changes` from its own on count as not carried out.
bool take_outcome(RecordedFile& file, const std::string& id, const FileOutcome& outcome);

/// Takes in what `before`, an older record of the segment, knows of `after`'s operations.
void keep_outcomes(const RecordedFile& before, RecordedFile& after);

/// The last one that gave the segment all its users; null where none is known.
[[nodiscard]] const FileOperation* last_filling(const RecordedFile& file);

/// The last one that was of that entry of `changes`; null where none is known.
[[nodiscard]] const FileOperation* last_of_entry(const RecordedFile& file, std::size_t entry);

/// How often in a row it went wrong to give the segment all users of that content.
[[nodiscard]] std::size_t failures_of(const RecordedFile& file, const ContentMark& content,
                                      MatchRate wanted);

/// How often in a row that entry of `changes` went wrong with that content.
[[nodiscard]] std::size_t failures_of(const RecordedFile& file, std::size_t entry,
                                      const ContentMark& content, MatchRate wanted);

/// Has the entries of `changes` from that of `operation` on count as not carried out; does nothing
/// where it is of none, or of one that counts so already.
void take_back(RecordedFile& file, const FileOperation& operation);

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
