#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace segctl::report {

/// What diagnostics are about: how much was looked at.
struct Checked {
  std::size_t files = 0;
  std::size_t manifests = 0;  ///< documents in these files
  /// How many of the manifests stand in the PATHs that the user gave; nothing where none were
  /// given. The rest is read as well: whether a key is declared twice can't be told without it.
  std::optional<std::size_t> in_paths = std::nullopt;
  std::string environment = {};  ///< what --env named; empty: nothing

  friend bool operator==(const Checked&, const Checked&) = default;
};

}  // namespace segctl::report
