#include "property/effect/audience_model.h"
#include "property/effect/definition_pairs.h"
#include "segment/effect.h"
#include "support/definition_gen.h"

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdio>
#include <map>

namespace segctl {
namespace {

using test::definition_pair;
using test::DefinitionPair;
using test::is_member;
using test::Moment;
using test::Readings;
using test::User;
using test::users;

/// What users show of a change.
struct Seen {
  const User* came_in = nullptr;
  const User* dropped_out = nullptr;
};

Seen seen(const DefinitionPair& pair, const std::vector<User>& all, const Readings& readings) {
  Seen found;
  for (const User& user : all) {
    const bool was = is_member(pair.before, user, Moment::Before, readings);
    const bool is = is_member(pair.after, user, Moment::After, readings);
    if (is && !was) found.came_in = &user;
    if (was && !is) found.dropped_out = &user;
  }
  return found;
}

Effect opposite(Effect effect) {
  if (effect == Effect::OnlyWidens) return Effect::OnlyNarrows;
  return effect == Effect::OnlyNarrows ? Effect::OnlyWidens : effect;
}

/// What is said of a change where only what its definitions name is known of other segments, and
/// whether any of them changes.
Effect label_of(const DefinitionPair& pair) {
  ReferenceEffects named;
  for (const Definition* side : {&pair.before, &pair.after}) {
    for (const Reference& reference : references(*side)) {
      const auto found = pair.references.find(reference);
      if (found != pair.references.end()) named.insert(*found);
    }
  }
  const bool any = std::any_of(pair.references.begin(), pair.references.end(),
                               [](const auto& entry) { return entry.second != Effect::Same; });
  return effect_of(pair.before, pair.after, named, any ? Others::MayChange : Others::Stay);
}

void check_label(std::uint32_t seed, std::uint32_t bits) {
  const DefinitionPair pair = definition_pair(seed);
  const Effect effect = label_of(pair);
  if (effect == Effect::MayDoEither) return;  // says nothing
  const std::vector<User> all = users(bits, pair.references, 40);
  const Seen found = seen(pair, all, Readings::of(bits));
  const bool may_grow = effect == Effect::OnlyWidens;
  const bool may_shrink = effect == Effect::OnlyNarrows;
  if ((may_grow || found.came_in == nullptr) && (may_shrink || found.dropped_out == nullptr))
    return;
  RC_LOG() << effect_word(effect) << "\nbefore " << pair.before.included.json().dump(1) << " not "
           << pair.before.excluded.json().dump(1) << "\nafter "
           << pair.after.included.json().dump(1) << " not " << pair.after.excluded.json().dump(1);
  if (found.came_in != nullptr) RC_LOG() << "\ncame in: " << found.came_in->dump(1);
  if (found.dropped_out != nullptr) RC_LOG() << "\ndropped out: " << found.dropped_out->dump(1);
  RC_FAIL("a user shows the label to be wrong");
}

/// That the laws above have something to say: labels of each sort are given, and users show both
/// directions where none could be proven.
bool labels_are_given() {
  std::map<Effect, int> given;
  int shown = 0;
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    const DefinitionPair pair = definition_pair(seed);
    const Effect effect = label_of(pair);
    ++given[effect];
    if (effect != Effect::MayDoEither) continue;
    const std::vector<User> all = users(seed, pair.references, 40);
    const Seen found = seen(pair, all, Readings::of(seed));
    if (found.came_in != nullptr && found.dropped_out != nullptr) ++shown;
  }
  std::printf("same %d, only widens %d, only narrows %d, may do either %d, shown %d\n",
              given[Effect::Same], given[Effect::OnlyWidens], given[Effect::OnlyNarrows],
              given[Effect::MayDoEither], shown);
  return given[Effect::OnlyWidens] > 50 && given[Effect::OnlyNarrows] > 50 && shown > 30;
}

bool effect_properties() {
  bool held = labels_are_given();
  held &= rc::check("no user shows a label to be wrong, whatever is left open means", [] {
    // Each case tries many: what goes wrong here goes wrong for few users.
    for (int i = 0; i < 10; ++i)
      check_label(*rc::gen::resize(1000, rc::gen::arbitrary<std::uint32_t>()),
                  *rc::gen::resize(1000, rc::gen::arbitrary<std::uint32_t>()));
  });
  held &= rc::check("the way back has the opposite label", [] {
    DefinitionPair pair = definition_pair(*rc::gen::arbitrary<std::uint32_t>());
    const Effect forth = effect_of(pair.before, pair.after, pair.references);
    for (auto& [reference, effect] : pair.references) effect = opposite(effect);
    RC_ASSERT(effect_of(pair.after, pair.before, pair.references) == opposite(forth));
  });
  held &= rc::check("what stays as it is stays the same, and odd definitions break nothing", [] {
    const Definition one = *test::odd_definitions();
    const Definition other = *test::odd_definitions();
    RC_ASSERT(effect_of(one, one) == Effect::Same);
    RC_ASSERT(effect_of(other, one) == opposite(effect_of(one, other)));
  });
  return held;
}

}  // namespace
}  // namespace segctl

int main() { return segctl::effect_properties() ? 0 : 1; }
