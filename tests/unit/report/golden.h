#pragma once

#include <string>

namespace segctl::test {

/// Compares `actual` with tests/golden/report/`name`. With SEGCTL_TEST_ACCEPT=1 in the environment
/// a file that differs is rewritten instead, and the test fails all the same: look at the change,
/// then run again.
void check_golden(const std::string& name, const std::string& actual);

/// The same with tests/golden/`folder`/`name`.
void check_golden_in(const std::string& folder, const std::string& name, const std::string& actual);

}  // namespace segctl::test
