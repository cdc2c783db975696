#pragma once

#include <cstddef>

namespace segctl::manifest {

/// MoEngage's limits on what a manifest says, as documented or as segctl.yaml's `limits` has them.
struct ManifestLimits {
  std::size_t name_characters = 200;
  std::size_t references = 10;  ///< segments named in one definition; file segments don't count
  std::size_t nesting = 6;      ///< levels of nested segments
  std::size_t expanded_characters = 262'144;  ///< with all that it refers to written out

  friend bool operator==(const ManifestLimits&, const ManifestLimits&) = default;
};

}  // namespace segctl::manifest
