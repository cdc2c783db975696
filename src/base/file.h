#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace segctl {

/// Reads a whole regular file. Fails where it can't be read, is no regular file (a FIFO or device
/// would block), or holds more than `limit` bytes (nothing past the limit is read).
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit);

/// Replaces `path` with `content`, mode 0600: written beside it, fsynced, renamed over it, and the
/// directory fsynced. After a failure or a crash the old file or the new one is there, never a mix;
/// the temporary is removed on failure. Makes no directories. A link is replaced by the file, not
/// followed; a device, FIFO or directory, or a link to one, is refused and stays.
[[nodiscard]] Result<void> write_file_atomically(const std::filesystem::path& path,
                                                 std::string_view content);

/// Makes `path` and its parents, new ones with mode 0700: they hold state.
[[nodiscard]] Result<void> make_directories(const std::filesystem::path& path);

}  // namespace segctl
