#pragma once

#include <string_view>

namespace segctl {

/// A named instant at which a test may make the process die or the disk fail. Zero where nothing
/// is to happen, else the errno to go on with as if the system call that follows had failed.
///
/// In builds with SEGCTL_FAIL_POINTS (debug ones) the environment variable SEGCTL_FAIL_POINT names
/// one instant and what happens there: `NAME[#N]=kill|EIO|ENOSPC|sleep:MS`, at the Nth time that it
/// is reached (default: the first). SEGCTL_FAIL_TRACE names a file to which the name of each
/// instant is added as it is reached. In release builds neither is looked at.
[[nodiscard]] int fail_point(std::string_view name) noexcept;

}  // namespace segctl
