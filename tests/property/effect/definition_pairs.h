#pragma once

#include "property/effect/audience_model.h"
#include "segment/effect.h"

#include <cstdint>
#include <random>
#include <vector>

namespace segctl::test {

/// A definition, and what somebody made of it.
struct DefinitionPair {
  Definition before;
  Definition after;
  ReferenceEffects references;
};

/// Filters of few attributes, events and segments, so that what two of them say has to do with each
/// other; and one to three changes of the sort that people make.
[[nodiscard]] DefinitionPair definition_pair(std::uint32_t seed);

/// Users who have what these filters ask for, or nearly. Their segments change as `references` say.
[[nodiscard]] std::vector<User> users(std::uint32_t seed, const ReferenceEffects& references,
                                      std::size_t count);

}  // namespace segctl::test
