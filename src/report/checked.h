#pragma once

#include <cstddef>

namespace segctl::report {

/// What diagnostics are about: how much was looked at.
struct Checked {
  std::size_t files = 0;
  std::size_t manifests = 0;  ///< documents in these files

  friend bool operator==(const Checked&, const Checked&) = default;
};

}  // namespace segctl::report
