#include "segment/compare_manifests.h"

#include "segment/words.h"

#include <algorithm>
#include <map>

namespace segctl {
namespace {

using Pairs = std::vector<std::pair<const DesiredSegment*, const DesiredSegment*>>;

/// Whether a manifest that is new is one that left under another name.
bool is_renamed(const DesiredSegment& before, const DesiredSegment& after) {
  if (before.kind() != after.kind()) return false;
  if (before.name == after.name) return true;
  const auto* was = std::get_if<DesiredFilter>(&before.spec);
  return was != nullptr && !after.explicit_key &&
         was->digest == std::get<DesiredFilter>(after.spec).digest;
}

/// Each manifest of `after` with what it was, then those that are gone.
Pairs paired(const std::vector<DesiredSegment>& before, const std::vector<DesiredSegment>& after) {
  std::map<Key, const DesiredSegment*> left;
  for (const DesiredSegment& segment : before) left.emplace(segment.key, &segment);
  Pairs pairs;
  for (const DesiredSegment& segment : after) {
    const auto found = left.find(segment.key);
    pairs.emplace_back(found == left.end() ? nullptr : found->second, &segment);
    if (found != left.end()) left.erase(found);
  }
  for (auto& [was, is] : pairs) {
    if (was != nullptr) continue;
    const auto found = std::find_if(left.begin(), left.end(), [&, is = is](const auto& entry) {
      return is_renamed(*entry.second, *is);
    });
    if (found == left.end()) continue;
    was = found->second;
    left.erase(found);
  }
  for (const DesiredSegment& segment : before) {
    const auto found = left.find(segment.key);
    if (found != left.end() && found->second == &segment) pairs.emplace_back(&segment, nullptr);
  }
  return pairs;
}

/// What becomes of the audiences, each once, and of those that refer to them.
class Audiences {
 public:
  /// What is said of segments that are named by ID: no manifest knows which of them it is.
  enum class NamedById { Stay, MayChange };

  Audiences(const Pairs& pairs, const std::set<Key>& new_content, NamedById named_by_id)
      : new_content_(new_content), named_by_id_(named_by_id) {
    for (const auto& [was, is] : pairs) {
      if (was != nullptr) by_key_.emplace(was->key, std::pair(was, is));
      if (is != nullptr) by_key_.insert_or_assign(is->key, std::pair(was, is));
      if (!says_the_same(was, is)) ++moving_;
    }
  }

  Effect of(const Key& key) {
    const auto [place, fresh] = known_.emplace(key, Effect::MayDoEither);  // in a circle
    if (!fresh) return place->second;
    const auto found = by_key_.find(key);
    const Effect effect =
        found == by_key_.end() ? Effect::Same : of(found->second.first, found->second.second);
    known_[key] = effect;
    return effect;
  }

 private:
  Effect of(const DesiredSegment* before, const DesiredSegment* after) {
    if (before == nullptr || after == nullptr || before->kind() != after->kind() ||
        before->activity != after->activity)
      return Effect::MayDoEither;
    if (const auto* filter = std::get_if<DesiredFilter>(&before->spec)) {
      // Nothing that it refers to can refer to it: where nothing else changes, all of that stays.
      const std::size_t itself = says_the_same(before, after) ? 0 : 1;
      return of_filters(*filter, std::get<DesiredFilter>(after->spec), moving_ > itself);
    }
    const bool content = new_content_.contains(after->key);
    if (const auto* file = std::get_if<DesiredFile>(&before->spec))
      return content ? Effect::MayDoEither : of_files(*file, std::get<DesiredFile>(after->spec));
    const auto& cohort = std::get<DesiredCohort>(before->spec);
    return content ? Effect::MayDoEither : of_cohorts(cohort, std::get<DesiredCohort>(after->spec));
  }

  /// Whether nothing is to be done for it: its audience changes with others alone.
  [[nodiscard]] bool says_the_same(const DesiredSegment* before,
                                   const DesiredSegment* after) const {
    return before != nullptr && after != nullptr && !new_content_.contains(after->key) &&
           before->activity == after->activity && manifest_differences(*before, *after).empty();
  }

  Effect of_filters(const DesiredFilter& before, const DesiredFilter& after, bool others_move) {
    const bool others = others_move && named_by_id_ == NamedById::MayChange;
    ReferenceEffects effects;
    for (const DesiredFilter* side : {&before, &after}) {
      for (const Reference& reference : references(side->canonical)) {
        if (!reference.key.empty()) {
          effects.emplace(reference, of(reference.key));
        } else if (others) {
          effects.emplace(reference, Effect::MayDoEither);
        }
      }
    }
    return effect_of(before.canonical, after.canonical, effects,
                     others ? Others::MayChange : Others::Stay);
  }

  /// New entries of `changes` add users, or remove some; everything else makes the list another.
  static Effect of_files(const DesiredFile& before, const DesiredFile& after) {
    DesiredFile as_before = after;
    as_before.expiry_days = before.expiry_days;
    as_before.changes.resize(std::min(before.changes.size(), after.changes.size()));
    DesiredSegment was;
    DesiredSegment is;
    was.spec = before;
    is.spec = as_before;
    std::get<DesiredFile>(is.spec).emails = before.emails;
    std::get<DesiredFile>(is.spec).additions = before.additions;
    std::get<DesiredFile>(is.spec).callback_url = before.callback_url;
    if (!manifest_differences(was, is).empty()) return Effect::MayDoEither;
    bool adds = false;
    bool removes = false;
    for (std::size_t i = before.changes.size(); i < after.changes.size(); ++i) {
      const bool added = after.changes[i].operation == MemberOperation::Add;
      adds = adds || added;
      removes = removes || !added;
    }
    if (adds && removes) return Effect::MayDoEither;
    return adds ? Effect::OnlyWidens : removes ? Effect::OnlyNarrows : Effect::Same;
  }

  static Effect of_cohorts(const DesiredCohort& before, const DesiredCohort& after) {
    if (before.cohort_id != after.cohort_id || before.partner != after.partner ||
        before.members_file.filename() != after.members_file.filename())
      return Effect::MayDoEither;
    const std::set<std::string> was(before.members.begin(), before.members.end());
    const std::set<std::string> is(after.members.begin(), after.members.end());
    const bool kept = std::includes(is.begin(), is.end(), was.begin(), was.end());
    const bool known = std::includes(was.begin(), was.end(), is.begin(), is.end());
    if (kept && known) return Effect::Same;
    return kept ? Effect::OnlyWidens : known ? Effect::OnlyNarrows : Effect::MayDoEither;
  }

  const std::set<Key>& new_content_;
  NamedById named_by_id_;
  std::size_t moving_ = 0;  ///< segments that an audience may follow
  std::map<Key, std::pair<const DesiredSegment*, const DesiredSegment*>> by_key_;
  std::map<Key, Effect> known_;
};

Difference content_difference(const DesiredSegment& segment) {
  const auto* file = std::get_if<DesiredFile>(&segment.spec);
  const std::string name =
      file != nullptr ? file->source.file_as_written
                      : std::get<DesiredCohort>(segment.spec).members_file.filename().string();
  return {DifferenceKind::Changed, file != nullptr ? "file" : "members.file", nullptr, nullptr,
          "the content of " + words::shown(name) + " is another"};
}

}  // namespace

const char* happened_word(Happened happened) {
  switch (happened) {
    case Happened::Created:
      return "created";
    case Happened::Removed:
      return "removed";
    case Happened::Renamed:
      return "renamed";
    case Happened::Changed:
      return "changed";
    case Happened::Follows:
      return "follows";
  }
  return "changed";
}

std::vector<SegmentDifference> compare_manifests(const std::vector<DesiredSegment>& before,
                                                 const std::vector<DesiredSegment>& after,
                                                 const std::set<Key>& new_content) {
  const Pairs pairs = paired(before, after);
  Audiences audiences(pairs, new_content, Audiences::NamedById::MayChange);
  // Not every segment that names another by ID is said to follow whatever changes.
  Audiences by_key(pairs, new_content, Audiences::NamedById::Stay);
  std::vector<SegmentDifference> out;
  for (const auto& [was, is] : pairs) {
    SegmentDifference found{Happened::Changed, was, is, {}, std::nullopt};
    if (was == nullptr || is == nullptr) {
      found.happened = is == nullptr ? Happened::Removed : Happened::Created;
      out.push_back(std::move(found));
      continue;
    }
    found.diff = manifest_differences(*was, *is);
    if (new_content.contains(is->key)) found.diff.push_back(content_difference(*is));
    found.effect = audiences.of(is->key);
    if (was->name != is->name) found.happened = Happened::Renamed;
    const bool follows = by_key.of(is->key) != Effect::Same;
    if (found.diff.empty() && !follows && was->key == is->key) continue;
    if (found.diff.empty())
      found.happened = was->key == is->key ? Happened::Follows : Happened::Renamed;
    out.push_back(std::move(found));
  }
  return out;
}

}  // namespace segctl
