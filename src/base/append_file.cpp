#include "base/append_file.h"

#include "base/descriptor.h"
#include "base/fail_point.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <tuple>

namespace segctl {

Result<AppendFile> AppendFile::create(const std::filesystem::path& path) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC;
  // What is there would lend its mode, or be somebody's link.
  if (auto gone = remove_file(path); !gone) return tl::unexpected(std::move(gone.error()));
  const int file = ::open(path.c_str(), kFlags, S_IRUSR | S_IWUSR);
  if (file < 0) return fail_errno("cannot make", path, errno);
  AppendFile made(file, path);
  if (auto synced = sync_directory_of(path); !synced) {
    return tl::unexpected(std::move(synced.error()));
  }
  return made;
}

Result<AppendFile> AppendFile::resume(const std::filesystem::path& path, std::uint64_t size) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return fail_errno("cannot open", path, errno);
  AppendFile opened(file, path);
  opened.size_ = size;
  if (::ftruncate(file, static_cast<off_t>(size)) != 0 || ::fdatasync(file) != 0) {
    return fail_errno("cannot write", path, errno);
  }
  return opened;
}

AppendFile::~AppendFile() {
  if (file_ >= 0) ::close(file_);
}

AppendFile::AppendFile(AppendFile&& other) noexcept
    : file_(std::exchange(other.file_, -1)), size_(other.size_), path_(std::move(other.path_)) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(size_, other.size_);
  std::swap(path_, other.path_);
  return *this;
}

Result<void> AppendFile::append(std::string_view bytes) {
  int code = fail_point("append-write");
  if (code == 0) code = write_all(file_, bytes);
  if (code == 0) code = fail_point("append-sync");
  if (code == 0 && ::fdatasync(file_) != 0) code = errno;
  if (code != 0) {
    std::ignore = ::ftruncate(file_, static_cast<off_t>(size_));  // the first error is told
    return fail_errno("cannot write", path_, code);
  }
  size_ += bytes.size();
  if (const int later = fail_point("append-done"); later != 0) {
    return fail_errno("cannot write", path_, later);
  }
  return {};
}

Result<void> remove_file(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return {};
    return fail_errno("cannot remove", path, errno);
  }
  return sync_directory_of(path);
}

}  // namespace segctl
