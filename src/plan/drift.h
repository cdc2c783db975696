#pragma once

#include "plan/planner.h"
#include "segment/drift_class.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace segctl::plan {

/// Drift that the team has said it lives with, for a time (segctl.yaml `drift.accepted`).
struct Acceptance {
  Key key;
  DriftClass kind = DriftClass::ChangedOutside;
  std::string reason;
  Timestamp until{};  ///< the first moment at which it no longer accepts anything
  Range source;       ///< in the project file

  friend bool operator==(const Acceptance&, const Acceptance&) = default;
};

/// How sure a class is.
enum class Certainty {
  Seen,   ///< MoEngage said so
  Guess,  ///< the likeliest reading of what MoEngage shows; the words say what else it may be
};

/// What becomes of a class: whether it fails the command.
enum class Standing {
  Drift,     ///< it fails
  Accepted,  ///< an entry of the project file accepts it
  Ignored,   ///< --ignore
  Note,      ///< told, and fails nothing
};

/// "drift", "accepted", "ignored", "note".
[[nodiscard]] const char* standing_word(Standing standing);

/// One class that holds for a segment.
struct Sign {
  DriftClass kind = DriftClass::ChangedOutside;
  Certainty certainty = Certainty::Seen;
  Standing standing = Standing::Drift;
  std::string words;                   ///< what differs, without a full stop
  std::optional<Acceptance> accepted;  ///< the entry that accepts it, or did until it ran out

  friend bool operator==(const Sign&, const Sign&) = default;
};

/// What a finding's diff starts from.
enum class Basis {
  Applied,   ///< what segctl last wrote
  Manifest,  ///< what the manifest says: what was written is recorded as a digest only
};

/// One segment of which there is something to say.
struct Finding {
  Key key;
  Kind kind = Kind::Filter;
  SegmentName name;              ///< as segctl last wrote it; the manifest's where it never did
  SegmentId id;                  ///< empty where there is none
  Range source;                  ///< of the manifest; file empty where there is none
  std::vector<Sign> signs;       ///< at least one, in the order of kDriftClasses
  std::optional<Side> applied;   ///< as segctl left it; nothing for what is not applied yet
  std::optional<Side> live;      ///< as MoEngage shows it; nothing where it is not there
  std::optional<Side> manifest;  ///< as the manifest wants it; nothing where there is none
  Basis basis = Basis::Applied;
  std::vector<Difference> diff;  ///< what differs in the definition, from `basis` to live
  Timestamp seen_right{};        ///< when live was last seen, or made, as segctl left it
  Timestamp applied_at{};        ///< the last change by segctl
  std::string made_by;           ///< List's `source`; says how it was made, not who changed it
  std::string updated_by;        ///< who changed it last, where MoEngage tells; usually empty
  std::string yaml;              ///< live as a manifest, to paste; empty where it can't be written

  [[nodiscard]] const Sign* sign(DriftClass wanted) const;
  /// Whether one of its signs stands as that.
  [[nodiscard]] bool has(Standing standing) const;

  friend bool operator==(const Finding&, const Finding&) = default;
};

/// A live segment that is not ours.
struct Stranger {
  SegmentId id;
  SegmentName name;
  std::string type;    ///< MoEngage's word; may be empty
  std::string source;  ///< MoEngage's word; may be empty
  std::optional<Timestamp> created;

  friend bool operator==(const Stranger&, const Stranger&) = default;
};

/// A definition that was not read now: the record stands for it.
struct Unread {
  Key key;
  Timestamp since{};  ///< when it was last seen to be as segctl left it

  friend bool operator==(const Unread&, const Unread&) = default;
};

/// How much of what is managed the report has looked at.
struct Coverage {
  std::size_t managed = 0;        ///< segments of the scope that the state knows
  std::size_t definitions = 0;    ///< of them filter segments that are there
  std::vector<Unread> unread;     ///< definitions not read now, the longest unseen first
  bool short_of_quota = false;    ///< more was to be read than MoEngage's limits allow now
  std::size_t not_looked_up = 0;  ///< not in List, and not asked for (--refresh none)
  /// Listed without any mark of whether they are archived: where List shows archived segments
  /// unmarked, one that somebody archived looks like these.
  std::size_t activity_untold = 0;
  std::vector<Key> unverifiable;  ///< file and cohort segments: members can't be read back
  std::vector<Key> agreed;  ///< changed outside, and the manifest says the same: nothing to do
  std::vector<Key> faded;   ///< archived by us so long ago that MoEngage shows them no more

  friend bool operator==(const Coverage&, const Coverage&) = default;
};

/// What others did to the workspace since segctl's last word. A value.
struct Drift {
  Scope scope = Scope::WholeRepo;
  std::vector<Finding> findings;    ///< drift first, then what is accepted, ignored, noted
  std::vector<Stranger> unmanaged;  ///< by name; empty for a scope of paths
  Standing unmanaged_standing = Standing::Note;
  Standing unverifiable_standing = Standing::Note;
  std::vector<Acceptance> ran_out;   ///< entries whose date has passed, whatever they were for
  std::vector<Acceptance> needless;  ///< entries for what is no drift (any more)
  Coverage coverage;

  /// Whether anything fails the command.
  [[nodiscard]] bool found() const;

  /// Whether "nothing found" would say more than was looked at.
  [[nodiscard]] bool incomplete() const { return coverage.short_of_quota; }

  /// How many findings have a sign of that class and standing.
  [[nodiscard]] std::size_t count(DriftClass kind, Standing standing) const;
  /// How many findings there are with a sign that stands so.
  [[nodiscard]] std::size_t count(Standing standing) const;

  friend bool operator==(const Drift&, const Drift&) = default;
};

/// An archive or unarchive that a run may have sent before it was cut off.
enum class CutOff { Archive, Unarchive, Other };

/// All that drift is told from.
struct DriftInput {
  /// Manifests, live, records (settled as far as live tells) and now. Of `contents` only what could
  /// be read without network.
  Input world;
  std::map<Key, CutOff> cut_off;  ///< calls of ours whose outcome live does not tell
  bool looked_up = true;          ///< whether what List doesn't show was asked for by ID
  bool short_of_quota = false;    ///< whether fewer definitions were read than were asked for
  std::set<DriftClass> fail_on;   ///< --fail-on; empty: those that is_drift() names
  std::set<DriftClass> ignored;   ///< --ignore
  std::vector<Acceptance> accepted;
};

/// Compares the three. Pure: the same input gives the same drift.
[[nodiscard]] Drift find_drift(const DriftInput& input);

}  // namespace segctl::plan
