#pragma once

#include "segment/definition.h"

#include <map>

namespace segctl {

/// What a change does to who is in a segment, as far as logic alone can tell: proven, or not said.
enum class Effect {
  Same,         ///< nobody comes in and nobody drops out
  OnlyWidens,   ///< nobody drops out
  OnlyNarrows,  ///< nobody comes in
  MayDoEither,  ///< none of these could be proven
};

/// "same", "only-widens", "only-narrows", "may-do-either": the word in JSON.
[[nodiscard]] const char* effect_word(Effect effect);

/// "can only widen", "may widen or narrow", …: what a sentence says of an audience.
[[nodiscard]] const char* effect_text(Effect effect);

/// What happens at the same time to the segments that a definition refers to. Those that are not
/// in it keep their users.
using ReferenceEffects = std::map<Reference, Effect>;

/// Whether the audience of any other segment changes at the same time: a filter that segctl doesn't
/// know may look at any of them.
enum class Others { Stay, MayChange };

/// What becomes of the audience when `before` becomes `after`, at any one moment and whatever the
/// users are. Never wrong under any reading of what MoEngage leaves open (whether "not NO" takes in
/// users without a country, whether "at most 3 times" takes in those who never did it, …): where a
/// reading decides, it is MayDoEither. docs/effects.md lists what is proven. Bounded in time.
[[nodiscard]] Effect effect_of(const Definition& before, const Definition& after,
                               const ReferenceEffects& references = {},
                               Others others = Others::Stay);

}  // namespace segctl
