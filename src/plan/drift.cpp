#include "plan/drift.h"

#include "plan/drift_signs.h"

#include <algorithm>
#include <tuple>

namespace segctl::plan {
namespace {

/// Its place among the classes, what weighs most first.
std::size_t rank(DriftClass kind) {
  const auto* found = std::find(kDriftClasses.begin(), kDriftClasses.end(), kind);
  return static_cast<std::size_t>(found - kDriftClasses.begin());
}

/// Says of each class whether it fails the command.
class Judge {
 public:
  explicit Judge(const DriftInput& input) : input_(input) {}

  [[nodiscard]] Standing of(DriftClass kind) const {
    if (input_.ignored.contains(kind)) return Standing::Ignored;
    const bool fails = input_.fail_on.empty() ? is_drift(kind) : input_.fail_on.contains(kind);
    return fails ? Standing::Drift : Standing::Note;
  }

  void judge(const Key& key, Sign& sign) const {
    sign.standing = of(sign.kind);
    const auto entry = std::find_if(
        input_.accepted.begin(), input_.accepted.end(),
        [&](const Acceptance& one) { return one.key == key && one.kind == sign.kind; });
    if (entry == input_.accepted.end()) return;
    sign.accepted = *entry;
    const bool holds = entry->until > input_.world.now;
    if (holds && sign.standing == Standing::Drift) sign.standing = Standing::Accepted;
  }

 private:
  const DriftInput& input_;
};

void order(std::vector<Finding>& findings) {
  const auto place = [](const Finding& finding) {
    const auto weighs_most = std::min_element(
        finding.signs.begin(), finding.signs.end(), [](const Sign& a, const Sign& b) {
          return std::pair(a.standing, rank(a.kind)) < std::pair(b.standing, rank(b.kind));
        });
    return std::tuple(weighs_most->standing, rank(weighs_most->kind), finding.key);
  };
  std::sort(findings.begin(), findings.end(),
            [&](const Finding& a, const Finding& b) { return place(a) < place(b); });
}

void add_finding(Drift& drift, const Judge& judge, Finding finding) {
  if (finding.signs.empty()) return;
  std::stable_sort(finding.signs.begin(), finding.signs.end(),
                   [](const Sign& a, const Sign& b) { return rank(a.kind) < rank(b.kind); });
  for (Sign& sign : finding.signs) judge.judge(finding.key, sign);
  drift.findings.push_back(std::move(finding));
}

void add_unmanaged(Drift& drift, const World& world, const std::vector<Match>& matches) {
  std::set<SegmentId> ours;
  for (const Match& match : matches) {
    if (match.live != nullptr) ours.insert(match.live->id);
  }
  for (const LiveSegment& live : world.input().live.segments) {
    if (ours.contains(live.id) || world.record_of(live) != nullptr) continue;
    drift.unmanaged.push_back({live.id, live.name, live.type, live.source, live.created});
  }
  std::sort(drift.unmanaged.begin(), drift.unmanaged.end(),
            [](const Stranger& a, const Stranger& b) {
              return std::tie(a.name, a.id) < std::tie(b.name, b.id);
            });
}

/// Whether there is something that the entry accepts, or what it is about was not looked at.
bool is_needed(const Drift& drift, const Acceptance& entry) {
  const bool unread = std::any_of(drift.coverage.unread.begin(), drift.coverage.unread.end(),
                                  [&](const Unread& one) { return one.key == entry.key; });
  return unread ||
         std::any_of(drift.findings.begin(), drift.findings.end(), [&](const Finding& finding) {
           return finding.key == entry.key && finding.sign(entry.kind);
         });
}

void check_acceptances(Drift& drift, const DriftInput& input) {
  for (const Acceptance& entry : input.accepted) {
    if (entry.until <= input.world.now) {
      drift.ran_out.push_back(entry);
    } else if (drift.scope == Scope::WholeRepo && input.looked_up && !is_needed(drift, entry)) {
      drift.needless.push_back(entry);
    }
  }
}

/// The manifest of each record, where it has one.
std::map<Key, const DesiredSegment*> manifests_of_records(const World& world,
                                                          const std::vector<Match>& matches) {
  std::map<Key, const DesiredSegment*> manifests;
  for (const Match& match : matches) {
    if (world.record(match.desired->key) != nullptr) {
      manifests.emplace(match.desired->key, match.desired);
    } else if (match.by == MatchedBy::OldRecord) {
      manifests.emplace(match.record->key, match.desired);
    }
  }
  return manifests;
}

bool is_in_scope(const DriftInput& input, const Key& key,
                 const std::map<Key, const DesiredSegment*>& manifests) {
  return input.world.scope == Scope::WholeRepo || manifests.contains(key);
}

}  // namespace

const char* standing_word(Standing standing) {
  switch (standing) {
    case Standing::Drift:
      return "drift";
    case Standing::Accepted:
      return "accepted";
    case Standing::Ignored:
      return "ignored";
    case Standing::Note:
      return "note";
  }
  return "drift";
}

const Sign* Finding::sign(DriftClass wanted) const {
  const auto found = std::find_if(signs.begin(), signs.end(),
                                  [wanted](const Sign& sign) { return sign.kind == wanted; });
  return found == signs.end() ? nullptr : &*found;
}

bool Finding::has(Standing standing) const {
  return std::any_of(signs.begin(), signs.end(),
                     [standing](const Sign& sign) { return sign.standing == standing; });
}

bool Drift::found() const {
  const bool strangers = unmanaged_standing == Standing::Drift && !unmanaged.empty();
  const bool unread = unverifiable_standing == Standing::Drift && !coverage.unverifiable.empty();
  return strangers || unread || count(Standing::Drift) > 0;
}

std::size_t Drift::count(DriftClass kind, Standing standing) const {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [&](const Finding& finding) {
        const Sign* sign = finding.sign(kind);
        return sign != nullptr && sign->standing == standing;
      }));
}

std::size_t Drift::count(Standing standing) const {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [standing](const Finding& finding) { return finding.has(standing); }));
}

Drift find_drift(const DriftInput& input) {
  const World world(input.world);
  const std::vector<Match> matches = match_all(world);
  const std::map<Key, SegmentId> ids = known_ids(world, matches);
  const auto manifests = manifests_of_records(world, matches);
  const Judge judge(input);
  Drift drift;
  drift.scope = input.world.scope;
  drift.coverage.short_of_quota = input.short_of_quota;
  for (const auto& [key, record] : input.world.recorded) {
    if (!is_in_scope(input, key, manifests)) continue;
    const auto found = manifests.find(key);
    const DesiredSegment* desired = found == manifests.end() ? nullptr : found->second;
    add_finding(drift, judge, examine({input, world, ids}, record, desired, drift.coverage));
  }
  for (const Match& match : matches) {
    const bool applied = match.by == MatchedBy::Record || match.by == MatchedBy::OldRecord ||
                         world.record(match.desired->key) != nullptr;
    if (!applied) add_finding(drift, judge, not_applied({input, world, ids}, *match.desired));
  }
  if (drift.scope == Scope::WholeRepo) add_unmanaged(drift, world, matches);
  drift.unmanaged_standing = judge.of(DriftClass::Unmanaged);
  drift.unverifiable_standing = judge.of(DriftClass::Unverifiable);
  std::stable_sort(drift.coverage.unread.begin(), drift.coverage.unread.end(),
                   [](const Unread& a, const Unread& b) { return a.since < b.since; });
  order(drift.findings);
  check_acceptances(drift, input);
  return drift;
}

}  // namespace segctl::plan
