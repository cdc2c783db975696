#pragma once

#include "segment/definition.h"

#include <cstdint>
#include <optional>

namespace segctl::test {

/// `definition` in other words that mean the same: about half of the rewritings that
/// docs/canonical.md lists, wherever they apply, chosen by `seed`.
[[nodiscard]] Definition respelled(const Definition& definition, std::uint64_t seed);

/// `definition` with one thing in it changed, chosen by `seed`, so that it means something else:
/// a scalar, an operator between filters, a filter more or less, or what is included for what is
/// excluded. **Requires:** a canonical form, in which every scalar has a meaning.
[[nodiscard]] Definition altered(const Definition& canonical_form, std::uint64_t seed);

}  // namespace segctl::test
