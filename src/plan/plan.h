#pragma once

#include "base/clock.h"
#include "base/diagnostic.h"
#include "plan/price.h"
#include "segment/desired.h"
#include "segment/difference.h"
#include "segment/effect.h"
#include "segment/recorded.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace segctl::plan {

/// What is to be done to a segment. One call each, but for Adopt and Forget, which are state only,
/// and for the members of cohorts, which take as many payloads as hold them.
enum class ActionKind {
  Adopt,         ///< take it into the state as it is
  Forget,        ///< drop it from the state: it is gone from MoEngage
  Create,        ///< POST; of a cohort: the payloads that add its members, which make it as well
  Unarchive,     ///< before anything else that needs it active
  Update,        ///< PATCH the definition
  Rename,        ///< PATCH the name; one call together with Update
  ReplaceUsers,  ///< PUT …/replace
  AddUsers,      ///< PUT …/add-users: an entry of `changes`, or `additions`
  RemoveUsers,   ///< PUT …/remove-users: an entry of `changes`
  Archive,
  AddMembers,     ///< POST …/cohortsync, of those that a cohort lacks
  RemoveMembers,  ///< POST …/cohortsync, of those that it has too many
};

/// "create", "replace-users", …: the word in plans and reports.
[[nodiscard]] const char* action_word(ActionKind kind);

/// Whether it costs one of the 10 file operations an hour. Create does so for file segments alone.
[[nodiscard]] bool is_file_operation(ActionKind action, Kind kind);

struct Action {
  ActionKind kind = ActionKind::Create;
  /// AddUsers, RemoveUsers: the place in `changes`, from 0; nothing for `additions`.
  std::optional<std::size_t> entry;
  std::string upload = {};  ///< the URL that the CSV is put to before; empty: MoEngage has its own

  friend bool operator==(const Action&, const Action&) = default;
};

/// Why a change is planned, or why it is not carried out.
enum class Reason {
  NotThere,        ///< no segment of that key or name
  DeletedOutside,  ///< the state knows an ID that MoEngage doesn't any more
  DefinitionDiffers,
  NameDiffers,
  WantedActive,      ///< archived now
  WantedArchived,    ///< active now
  ContentDiffers,    ///< the CSV is another than the one last applied
  AttributeDiffers,  ///< the attribute that the CSV's values are matched with is another
  MembersUnknown,    ///< who is in the segment now was never known to us
  MembersDiffer,     ///< a cohort's members are others than MoEngage has accepted
  MembersMayBeLost,  ///< archived for perhaps 30 days: MoEngage drops a file segment's users then
  FileOperationFailed,  ///< MoEngage took the CSV and then could not use it
  PoorMatch,            ///< the CSV matched fewer users than min_match_rate asks for
  ChangesPending,       ///< entries of `changes` were not carried out yet
  NoManifest,           ///< managed, but no manifest any more
  SameAsManifest,       ///< unmanaged, but means what the manifest says
  KeyDiffers,           ///< managed, under a key that the manifest has given up
  TakenOver,            ///< unmanaged, of another meaning, and the user said to adopt it
  Replaced,             ///< a file segment's or cohort's name can't change: archived, made anew
  NameConflict,         ///< somebody else's segment has the name
  DefinitionConflict,   ///< another segment has the definition
};

/// "not-there", …: the word in JSON.
[[nodiscard]] const char* reason_word(Reason reason);

/// What is there before, or will be after: what a reviewer compares.
struct Side {
  SegmentName name;
  Activity activity = Activity::Active;
  std::optional<Definition> definition;  ///< filter segments, canonical; nothing where not known
  std::optional<ContentMark> content;    ///< file segments; cohorts: the digest of the values alone
  std::optional<std::uint64_t> rows;     ///< values in the CSV, members of a cohort; where known
  std::string file_url;                  ///< file segments: without the signed part; else empty

  friend bool operator==(const Side&, const Side&) = default;
};

/// How a segment's members change, each value counted once.
struct MemberDelta {
  std::uint64_t added = 0;
  std::uint64_t removed = 0;
  std::uint64_t kept = 0;

  [[nodiscard]] std::uint64_t before() const { return kept + removed; }

  [[nodiscard]] std::uint64_t after() const { return kept + added; }

  friend bool operator==(const MemberDelta&, const MemberDelta&) = default;
};

/// One way to bring a file segment's members to what the manifest says.
struct MemberRoute {
  std::vector<ActionKind> actions;     ///< one file operation each
  std::optional<std::uint64_t> users;  ///< counted against the users a day, where that is known

  friend bool operator==(const MemberRoute&, const MemberRoute&) = default;
};

/// The payloads that change a cohort's members.
struct Payloads {
  std::uint64_t adding = 0;    ///< calls that add
  std::uint64_t removing = 0;  ///< calls that remove
  std::uint64_t repeated = 0;  ///< members in them that were sent before, and the answer was lost

  friend bool operator==(const Payloads&, const Payloads&) = default;
};

enum class ConflictKind { Name, Definition };

/// Who stands in the way, as far as it changes what the user can do about it.
enum class Holder {
  Other,         ///< somebody else's segment, or one that nothing more is known of
  Waiting,       ///< a segment of this plan that waits for this change in turn: they swap
  ArchivedFile,  ///< an archived file segment, perhaps the manifest's own from before a rename
  NotToTake,     ///< one of another kind, or another manifest's: it can't be adopted
};

/// Another segment stands in the way.
struct Conflict {
  ConflictKind kind = ConflictKind::Name;
  SegmentId existing_id;
  SegmentName existing_name;
  Holder holder = Holder::Other;

  friend bool operator==(const Conflict&, const Conflict&) = default;
};

/// Where a change comes from, by git: what `plan --base` adds.
struct Origin {
  bool touched = false;  ///< the branch changed what the change comes from; else it is a surprise
  Range deleted_from;    ///< where the manifest stood at the base; file empty where it is there now
  std::string author;    ///< of the last commit to the manifest; empty where it has none
  std::string commit;    ///< its hash; empty where the manifest has changes that are in no commit

  friend bool operator==(const Origin&, const Origin&) = default;
};

/// One segment's entry in a plan.
struct Change {
  Key key;
  Key previous_key;  ///< the record's key where it changes with a rename or an adoption; else empty
  Kind kind = Kind::Filter;
  SegmentName name;  ///< as it will be; for an archive of something without manifest, as it is
  SegmentId id;      ///< the live segment's; empty for what is not there yet
  std::vector<Action> actions;         ///< in the order to do them; empty where there is a conflict
  std::vector<Reason> reasons;         ///< at least one
  Range source;                        ///< of the manifest; file empty where there is none
  std::optional<Side> before;          ///< nothing for a create
  std::optional<Side> after;           ///< nothing for Forget
  std::vector<Difference> diff;        ///< Update: what changes in the definition
  std::optional<MemberDelta> members;  ///< how the members change, where that is known exactly
  /// The ways to change a file segment's members at once: first the one that is planned.
  std::vector<MemberRoute> routes;
  std::optional<Payloads> payloads;  ///< cohorts whose members are sent
  std::optional<Effect> effect;  ///< what becomes of the audience; nothing where it is not asked
  std::optional<Conflict> conflict;
  std::vector<Key> needs;        ///< changes of this plan that must be done before this one
  std::optional<Origin> origin;  ///< nothing without a base

  friend bool operator==(const Change&, const Change&) = default;
};

/// Something to know that changes nothing.
struct Warning {
  std::string code;  ///< stable: "kept-referenced", "absolute-date", …
  Key key;           ///< the segment it is about; empty for the whole plan
  Range source;      ///< file empty where there is none
  std::string message;

  friend bool operator==(const Warning&, const Warning&) = default;
};

/// A safety limit that the plan goes over; nothing of its kind is sent.
struct Hold {
  std::string limit;      ///< "protected", "max_archive_percent", "max_member_removal_percent", …
  std::vector<Key> keys;  ///< the changes it holds back
  std::uint64_t number = 0;   ///< what the plan would do: archives, members removed, …
  std::uint64_t allowed = 0;  ///< what the limit allows
  std::uint64_t total = 0;    ///< of how many
  std::string flag;           ///< "--allow-archives 12": what lifts it; empty where nothing does

  friend bool operator==(const Hold&, const Hold&) = default;
};

enum class Scope { WholeRepo, Paths };

/// How many segments there are of each sort.
struct Counts {
  std::size_t manifests = 0;
  std::size_t managed = 0;
  std::size_t unmanaged = 0;    ///< live, not in the state, not in the repo
  std::size_t unchanged = 0;    ///< manifests with nothing to do
  std::size_t not_created = 0;  ///< manifests of archived segments that are not there

  friend bool operator==(const Counts&, const Counts&) = default;
};

/// Definitions that were not read now, so that the record stands for them.
struct Trusted {
  std::size_t definitions = 0;
  Timestamp since{};  ///< when the one that was not seen for the longest time was last seen

  friend bool operator==(const Trusted&, const Trusted&) = default;
};

/// What leads from live to the manifests. A value: comparable, storable, without handles.
struct Plan {
  Scope scope = Scope::WholeRepo;
  std::vector<Change> changes;  ///< in the order to do them; conflicts last
  std::vector<Warning> warnings;
  std::vector<Hold> holds;
  Counts counts;
  Trusted trusted;
  std::optional<Price> price;  ///< nothing where it was not priced

  /// Whether there is anything to do (a conflict is nothing to do).
  [[nodiscard]] bool has_actions() const;
  [[nodiscard]] bool has_conflicts() const;

  friend bool operator==(const Plan&, const Plan&) = default;
};

/// How many changes have each sort of action; a change counts once, under what weighs most: archive
/// before all else, so that `archive == 0` means that nothing is archived.
struct Summary {
  std::size_t create = 0;
  std::size_t update = 0;   ///< definition, name
  std::size_t members = 0;  ///< replace, add, remove
  std::size_t archive = 0;  ///< also where a new one is made in its place
  std::size_t unarchive = 0;
  std::size_t adopt = 0;
  std::size_t forget = 0;
  std::size_t conflict = 0;
  std::size_t file_operations = 0;  ///< of all actions

  friend bool operator==(const Summary&, const Summary&) = default;
};

[[nodiscard]] Summary summarize(const Plan& plan);

}  // namespace segctl::plan
