#pragma once

#include "base/result.h"
#include "plan/plan.h"
#include "segment/live.h"

#include <map>
#include <set>
#include <vector>

namespace segctl::plan {

/// What is known of one CSV of a manifest now.
struct SourceContent {
  ContentMark mark;                   ///< nothing known: the file could not be looked at
  std::optional<std::uint64_t> rows;  ///< values in it
  std::string upload = {};  ///< the URL that it is put to first; empty where it has a `file_url`

  friend bool operator==(const SourceContent&, const SourceContent&) = default;
};

/// What is known of a file manifest's CSVs now.
struct FileContents {
  SourceContent base;                  ///< `file_url`/`file`
  std::vector<SourceContent> changes;  ///< the entries of `changes`, in their order
  SourceContent additions{};           ///< `additions`; nothing known where it is not given
  /// Whether what was last applied and `additions` together are exactly `base`.
  bool additions_lead_there = false;
  /// From what was last applied to `base`, where that is known exactly.
  std::optional<MemberDelta> delta{};
  std::string not_compared{};  ///< why `delta` is not known, where it could be; else empty

  friend bool operator==(const FileContents&, const FileContents&) = default;
};

/// What is known of a cohort manifest's members now, and of those that MoEngage has accepted.
struct CohortContents {
  std::uint64_t members = 0;    ///< in the manifest, each counted once
  ContentMark mark;             ///< of those: the digest of the values alone
  std::uint64_t recorded = 0;   ///< accepted until now; 0 where nothing is known
  MemberDelta change;           ///< what leads from those to the manifest's
  Payloads payloads;            ///< that do it
  std::uint64_t all_calls = 0;  ///< payloads that hold all the manifest's

  friend bool operator==(const CohortContents&, const CohortContents&) = default;
};

/// Who owns a live segment that the state doesn't know but a manifest names.
enum class Ownership {
  State,  ///< somebody else: a conflict, unless it means the same
  Name,   ///< the manifest
};

/// The numbers over which a plan is held back (segctl.yaml `safety`, and the flags that lift them).
struct Safety {
  unsigned max_archive_percent = 30;
  std::size_t min_managed = 10;  ///< below this many managed segments the percentage means nothing
  std::optional<std::size_t> max_archive_count;
  unsigned max_member_removal_percent = 25;
  std::uint64_t min_members = 100;  ///< below this many members the percentage means nothing
  std::optional<std::size_t> allowed_archives;    ///< --allow-archives N
  std::optional<std::uint64_t> allowed_removals;  ///< --allow-removals N
  std::set<Key> allowed_protected;                ///< --allow-protected KEY: no longer protected
  std::size_t max_active_segments = 1000;         ///< API: all kinds together

  friend bool operator==(const Safety&, const Safety&) = default;
};

/// All that a plan is computed from.
struct Input {
  std::vector<DesiredSegment> desired;  ///< of the scope
  std::set<Key> declared;               ///< every key of the repo, in scope or not
  /// What the active manifests of the repo that are out of scope refer to.
  std::map<Key, std::vector<Reference>> elsewhere;
  LiveWorkspace live;
  std::map<Key, RecordedSegment> recorded;
  std::map<Key, FileContents> contents;   ///< of the file manifests in `desired`
  std::map<Key, CohortContents> cohorts;  ///< of the cohort manifests in `desired`
  Scope scope = Scope::WholeRepo;
  Ownership ownership = Ownership::State;
  bool adopt_all = false;     ///< --adopt without a key
  std::set<Key> adopt;        ///< --adopt KEY
  bool retry_failed = false;  ///< --retry-failed: what failed is sent however often it did
  Safety safety;
  Timestamp now{};
};

/// Computes the plan. Pure: the same input gives the same plan. Fails with
/// ErrorCode::Held where there is no manifest at all although the state knows segments (never a
/// plan that archives everything), and ErrorCode::Invalid where a manifest asks for what can't be
/// planned (`changes` that were rewritten, a cohort under another name): those are in `problems`,
/// each with its place.
struct Planned {
  Plan plan;
  Diagnostics problems;  ///< with any error in it, the plan is not to be carried out
};

[[nodiscard]] Result<Planned> make_plan(const Input& input);

/// Whether a live segment is in use, as far as can be told under every reading of API.md: by its
/// mark, else by what the rest of the list shows, else by our own last word.
class ActivityReading {
 public:
  ActivityReading(const LiveWorkspace& live, const std::map<Key, RecordedSegment>& recorded,
                  Timestamp now);
  [[nodiscard]] Activity of(const LiveSegment& segment, const RecordedSegment* record) const;
  /// The same as far as live tells it; nothing where only our own last word is left.
  [[nodiscard]] std::optional<Activity> seen(const LiveSegment& segment,
                                             const RecordedSegment* record) const;

 private:
  bool marks_used_ = false;  ///< some item carries a mark: one without is active
  bool hides_ = false;       ///< List hides archived segments: one that it shows is active
  Timestamp now_;
};

}  // namespace segctl::plan
