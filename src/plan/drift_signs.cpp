#include "plan/drift_signs.h"

#include "base/text.h"
#include "segment/canonical.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::plan {
namespace {

/// MoEngage archives what no query or campaign has run for so long; syncs are no runs.
constexpr std::chrono::days kIdle{60};
/// How long MoEngage shows an archived segment: file segments, and others.
constexpr std::chrono::days kFileInView{30};
constexpr std::chrono::days kInView{180};
/// How long a cohort that MoEngage accepted may be missing from List.
constexpr std::chrono::hours kCohortLag{1};

/// One managed segment under examination.
class Examination {
 public:
  Examination(const DriftContext& context, const RecordedSegment& record,
              const DesiredSegment* desired, Coverage& coverage)
      : context_(context),
        record_(record),
        desired_(desired),
        live_(context.world.live_of(record)),
        coverage_(coverage) {}

  Finding finding() {
    start();
    ++coverage_.managed;
    if (record_.kind != Kind::Filter) coverage_.unverifiable.push_back(record_.key);
    if (live_ == nullptr) {
      look_at_absence();
    } else {
      compare_definition();
      compare_name();
      compare_activity();
    }
    add_pending();
    add_file_outcome();
    if (agreed_ && finding_.signs.empty()) coverage_.agreed.push_back(record_.key);
    return std::move(finding_);
  }

 private:
  void start() {
    finding_.key = record_.key;
    finding_.kind = record_.kind;
    finding_.name = record_.name;
    finding_.id = record_.id;
    finding_.applied =
        Side{record_.name, record_.activity, recorded_definition(record_), {}, {}, {}};
    if (record_.file) {
      finding_.applied->content = record_.file->content;
      finding_.applied->rows = record_.file->rows;
    }
    finding_.applied_at = record_.applied_at;
    finding_.seen_right = std::max(record_.applied_at, record_.verified_at);
    if (desired_ != nullptr) {
      finding_.source = desired_->place;
      finding_.manifest = wanted_side(context_, *desired_);
    }
    if (live_ == nullptr) return;
    finding_.id = live_->id;
    finding_.made_by = live_->source;
    finding_.updated_by = live_->updated_by;
    finding_.live = Side{live_->name, context_.world.activity(*live_), {}, {}, {}, {}};
    if (live_->definition) finding_.live->definition = canonical(*live_->definition);
  }

  void add(DriftClass kind, Certainty certainty, std::string words) {
    finding_.signs.push_back({kind, certainty, Standing::Drift, std::move(words), {}});
  }

  [[nodiscard]] Timestamp now() const { return context_.input.world.now; }

  [[nodiscard]] bool was_cut_off(CutOff call) const {
    const auto found = context_.input.cut_off.find(record_.key);
    return found != context_.input.cut_off.end() && found->second == call;
  }

  [[nodiscard]] bool wants(Activity activity) const {
    return desired_ == nullptr ? activity == Activity::Archived : desired_->activity == activity;
  }

  /// MoEngage answered 404 for the ID, or shows nothing of the name of a segment without ID.
  void look_at_absence() {
    if (!record_.id.empty() && !context_.world.is_absent(record_)) {
      ++coverage_.not_looked_up;
      return;
    }
    if (record_.id.empty()) return look_at_nameless();
    const bool file = record_.kind == Kind::File;
    const auto in_view = file ? kFileInView : kInView;
    if (record_.activity == Activity::Archived && now() - record_.applied_at >= in_view) {
      coverage_.faded.push_back(record_.key);
      return;
    }
    add(DriftClass::DeletedOutside, Certainty::Seen,
        fmt::format("MoEngage does not know its ID {} any more: deleted, or archived over {} ago "
                    "and gone from view",
                    printable(record_.id.str()),
                    counted(static_cast<std::size_t>(in_view.count()), "day")));
  }

  /// Its create was accepted without an ID, and List shows nothing of its name.
  void look_at_nameless() {
    const Duration lag = record_.kind == Kind::Cohort ? Duration(kCohortLag) : Duration(kListLag);
    if (now() - record_.applied_at < lag) {
      add(DriftClass::Pending, Certainty::Seen,
          "MoEngage accepted it a moment ago and doesn't list it yet");
      return;
    }
    add(DriftClass::DeletedOutside, Certainty::Guess,
        "MoEngage accepted it without telling an ID and lists nothing of its name: refused without "
        "a word, renamed, deleted, or archived and hidden");
  }

  void compare_definition() {
    if (record_.kind != Kind::Filter) return;
    ++coverage_.definitions;
    if (!live_->definition) {
      coverage_.unread.push_back({record_.key, finding_.seen_right});
      return;
    }
    const Definition& is = *finding_.live->definition;
    if (is_as_applied(is)) return;
    const auto* wanted = finding_.manifest && finding_.manifest->definition
                             ? &*finding_.manifest->definition
                             : nullptr;
    if (wanted != nullptr && *wanted == is) {
      agreed_ = true;
      return;
    }
    finding_.basis =
        finding_.applied->definition || wanted == nullptr ? Basis::Applied : Basis::Manifest;
    if (finding_.applied->definition) {
      finding_.diff = differences_by_key(*finding_.applied->definition, is, context_.ids);
    } else if (wanted != nullptr) {
      finding_.diff = differences_by_key(*wanted, is, context_.ids);
    }
    add(DriftClass::ChangedOutside, record_.definition ? Certainty::Seen : Certainty::Guess,
        changed_words());
  }

  /// Compared by meaning where the definition is recorded: a digest is that of the canonical form
  /// as the segctl had it that wrote it.
  [[nodiscard]] bool is_as_applied(const Definition& is) const {
    if (finding_.applied->definition) return canonical(*finding_.applied->definition) == is;
    return record_.definition && digest_of_canonical(is) == *record_.definition;
  }

  [[nodiscard]] std::string changed_words() const {
    return record_.definition ? "its definition is not the one that segctl wrote"
                              : "its definition is not the manifest's, and what segctl wrote is "
                                "not recorded";
  }

  void compare_name() {
    if (live_->name == record_.name) return;
    if (desired_ != nullptr && desired_->name == live_->name) {
      agreed_ = true;
      return;
    }
    add(DriftClass::RenamedOutside, Certainty::Seen,
        fmt::format("{} is called {} now", in_quotes(record_.name.str()),
                    in_quotes(live_->name.str())));
  }

  void compare_activity() {
    if (!context_.input.looked_up && live_->listed == LiveSegment::Listed::No) {
      ++coverage_.not_looked_up;
      return;
    }
    const auto seen = context_.world.activity_seen(*live_);
    if (!seen) ++coverage_.activity_untold;
    const bool was_active = record_.activity == Activity::Active;
    if (was_active && seen == Activity::Archived) {
      look_at_archived();
    } else if (!was_active && seen == Activity::Active) {
      look_at_unarchived();
    } else if (was_active && wants(Activity::Active)) {
      look_at_end(seen);
    }
  }

  void look_at_archived() {
    if (was_cut_off(CutOff::Archive)) {
      add(DriftClass::Pending, Certainty::Guess,
          "archived, most likely by a run of segctl that was cut off: apply settles it");
    } else if (wants(Activity::Archived)) {
      agreed_ = true;
    } else if (const auto end = end_of(record_, *live_); end && *end <= now()) {
      add(DriftClass::Expired, Certainty::Seen,
          fmt::format("its expiry_time ended at {}, and it is archived", format_utc(*end)));
    } else if (may_be_idle()) {
      add(DriftClass::IdleArchived, Certainty::Guess,
          "archived, and not by segctl: by MoEngage after 60 days without a run, or by hand; which "
          "can't be told");
    } else {
      add(DriftClass::ArchivedOutside, Certainty::Seen, "archived, and not by segctl");
    }
  }

  [[nodiscard]] bool may_be_idle() const {
    return now() - live_->created.value_or(record_.applied_at) >= kIdle;
  }

  void look_at_unarchived() {
    if (was_cut_off(CutOff::Unarchive)) {
      add(DriftClass::Pending, Certainty::Guess,
          "in use again, most likely by a run of segctl that was cut off: apply settles it");
    } else if (desired_ != nullptr && wants(Activity::Active)) {
      agreed_ = true;
    } else {
      add(DriftClass::UnarchivedOutside, Certainty::Seen, "in use again: segctl had archived it");
    }
  }

  /// Of an active file segment, by the clock. `seen`: what live tells of its being archived.
  void look_at_end(std::optional<Activity> seen) {
    const auto end = end_of(record_, *live_);
    if (!end) return;
    if (*end <= now()) {
      add(DriftClass::Expired, Certainty::Guess,
          fmt::format(
              "its expiry_time ended at {}: MoEngage {}", format_utc(*end),
              seen ? "will archive it" : "has archived it, or will; its list doesn't tell"));
    } else if (*end - now() <= kExpiringSoon) {
      add(DriftClass::ExpiringSoon, Certainty::Seen,
          fmt::format("its expiry_time ends at {}: MoEngage archives it then", format_utc(*end)));
    }
  }

  void add_pending() {
    if (desired_ == nullptr) {
      const bool archived = finding_.live ? finding_.live->activity == Activity::Archived : true;
      if (!archived && record_.activity == Activity::Active) {
        add(DriftClass::Pending, Certainty::Seen,
            record_.is_protected ? "no manifest declares it any more, and the last one protected "
                                   "it: apply leaves it "
                                   "unless --allow-protected names it"
                                 : "no manifest declares it any more: apply archives it");
      }
      return;
    }
    std::string words;
    for (const std::string& part : pending_parts(context_, record_, *desired_)) {
      words += (words.empty() ? "" : ", ") + part;
    }
    if (words.empty() || is_as_manifest()) return;
    add(DriftClass::Pending, Certainty::Seen,
        fmt::format("the manifest was changed and is not applied yet: {}", words));
  }

  /// What became of the last file is told beside what the manifest has pending.
  void add_file_outcome() {
    if (!record_.file) return;
    const auto* file = desired_ == nullptr ? nullptr : std::get_if<DesiredFile>(&desired_->spec);
    const std::string words = unsettled_text(*record_.file, file);
    if (words.empty()) return;
    auto& signs = finding_.signs;
    const auto pending = std::find_if(signs.begin(), signs.end(), [](const Sign& sign) {
      return sign.kind == DriftClass::Pending;
    });
    if (pending == signs.end()) return add(DriftClass::Pending, Certainty::Seen, words);
    pending->words += "; " + words;
  }

  /// Whether what is pending is there by now: by someone's hand.
  [[nodiscard]] bool is_as_manifest() const {
    if (!finding_.live || record_.kind != Kind::Filter || !live_->definition) return false;
    return finding_.live->name == finding_.manifest->name &&
           finding_.live->activity == finding_.manifest->activity &&
           finding_.live->definition == finding_.manifest->definition;
  }

  const DriftContext& context_;
  const RecordedSegment& record_;
  const DesiredSegment* desired_;
  const LiveSegment* live_;
  Coverage& coverage_;
  Finding finding_;
  bool agreed_ = false;
};

}  // namespace

Finding examine(const DriftContext& context, const RecordedSegment& record,
                const DesiredSegment* desired, Coverage& coverage) {
  return Examination(context, record, desired, coverage).finding();
}

}  // namespace segctl::plan
