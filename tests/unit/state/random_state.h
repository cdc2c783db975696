#pragma once

#include "state/state.h"

#include <cstdint>

namespace segctl::test {

/// A state such as a save writes (serial at least 1), made of every field and of awkward texts; the
/// same for the same seed.
[[nodiscard]] state::State random_state(std::uint32_t seed);

/// A small state with one segment of each kind and a value in every field.
[[nodiscard]] state::State sample_state();

}  // namespace segctl::test
