#pragma once

#include "plan/match.h"

namespace segctl::plan {

/// How long a segment of ours may be missing from List although it is there: API.md says that List
/// may lag behind a create by seconds.
constexpr std::chrono::minutes kListLag{10};

/// How long an archived file segment keeps its users.
constexpr std::chrono::days kUsersKept{30};

/// How long before its end a file segment is said to expire soon.
constexpr std::chrono::days kExpiringSoon{7};

/// When the expiry_time of a file segment ends, or ended; nothing where it is not known. What was
/// changed by us after its end lives on, for how long no document says.
[[nodiscard]] std::optional<Timestamp> end_of(const RecordedSegment& record,
                                              const LiveSegment& live);

/// Whether the content of a file manifest is known to be another than the one last sent.
[[nodiscard]] bool content_differs(const RecordedFile& record, const DesiredFile& file,
                                   const FileContents& contents);

/// What is known of the manifest's CSVs; empty where nothing is.
[[nodiscard]] const FileContents& contents_of(const World& world, const Key& key);

/// What a filter manifest wants, canonical, with every ID of `ids` in it.
[[nodiscard]] Definition wanted_definition(const DesiredFilter& filter,
                                           const std::map<Key, SegmentId>& ids);

/// differences(), with references named by the keys that stand for their IDs, as reviewers know
/// them.
[[nodiscard]] std::vector<Difference> differences_by_key(const Definition& before,
                                                         const Definition& after,
                                                         const std::map<Key, SegmentId>& ids);

/// What a segment that has the name of a manifest of that kind is to it: whether it can be adopted.
[[nodiscard]] Holder holder_by_name(const World& world, const LiveSegment& segment, Kind wanted);

/// What all steps of the planner read and add to.
struct Draft {
  const World& world;
  const std::map<Key, SegmentId>& ids;  ///< known before anything is done, and lasting
  Plan& plan;
  Diagnostics& problems;
};

/// The change with what all kinds of manifests have in common; no actions yet.
[[nodiscard]] Change start_change(const Draft& draft, const Match& match);

/// Plans one filter manifest.
void plan_filter(Draft& draft, const Match& match);

/// Plans one file manifest.
void plan_file(Draft& draft, const Match& match);

/// Plans one cohort manifest.
void plan_cohort(Draft& draft, const Match& match);

/// How often one content is sent to a segment for which it goes wrong each time: a file operation
/// is too dear to be tried for ever.
constexpr std::size_t kMostSends = 2;

/// Whether content that went wrong that often is to be sent again; where not, the plan warns.
/// `last`: the last of those times.
[[nodiscard]] bool may_send_again(Draft& draft, const Change& change, std::size_t failures,
                                  const FileOperation& last, MatchRate wanted);

/// Says of entries of `changes` that are not sent again that they matched too few users.
void warn_poor_entries(Draft& draft, const Change& change, const RecordedFile& record,
                       MatchRate wanted);

/// What is to be known of the last file operation where it is not simply done: that its callback
/// has not come, or what went wrong; else empty. `file`: null where there is no manifest.
[[nodiscard]] std::string unsettled_text(const RecordedFile& record, const DesiredFile* file);

/// Plans what is managed but has no manifest any more.
void plan_retired(Draft& draft, const std::vector<Match>& matches);

/// Finds creates, updates and renames that MoEngage would answer with 409, and makes those that
/// wait for another change of the plan need it.
void foresee_conflicts(Draft& draft, const std::vector<Match>& matches);

/// Keeps active what an active manifest refers to, and puts the changes in order.
void order_changes(Draft& draft);

/// Says of each change what becomes of the audience, and warns of audiences that change although
/// their manifest doesn't.
void tell_effects(Draft& draft);

void add_warnings(Draft& draft);

void add_holds(Draft& draft);

/// Says of a segment that has to be made again what may have become of it.
void warn_gone(Draft& draft, const Change& change, const RecordedSegment& record);

/// Adds the change where it has something to say; else counts the manifest as unchanged.
void finish_change(Draft& draft, Change change);

[[nodiscard]] bool has_action(const Change& change, ActionKind kind);

/// How many live segments are in use now.
[[nodiscard]] std::size_t active_now(const World& world);

}  // namespace segctl::plan
