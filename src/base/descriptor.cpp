#include "base/descriptor.h"

#include "base/fail_point.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>

namespace segctl {

tl::unexpected<Error> fail_errno(const char* doing, const std::filesystem::path& path, int code) {
  return fail(code == ENOENT ? ErrorCode::NotFound : ErrorCode::GiveUp,
              fmt::format("{} {}: {}", doing, path.string(), std::strerror(code)));
}

int write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

Result<void> sync_directory_of(const std::filesystem::path& path) {
  const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : ".";
  const Descriptor directory(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const int pretended = fail_point("directory-sync");
  if (pretended != 0 || !directory.valid() || ::fsync(directory.get()) != 0) {
    return fail_errno("cannot sync the directory of", path, pretended != 0 ? pretended : errno);
  }
  return {};
}

}  // namespace segctl
