#include "base/file_lock.h"

#include "base/file.h"
#include "base/text.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace segctl {

Result<FileLock> FileLock::acquire(const std::filesystem::path& path, const std::string& holder) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (fd < 0) {
    return fail(
        ErrorCode::GiveUp,
        fmt::format("cannot open the lock file {}: {}", path.string(), std::strerror(errno)),
        "segctl needs to write beside the state");
  }
  FileLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) {
      return fail(ErrorCode::GiveUp,
                  fmt::format("cannot lock {}: {}", path.string(), std::strerror(errno)));
    }
    const auto other = read_file(path, 4096);
    return fail(ErrorCode::Locked,
                fmt::format("the state is locked by {}",
                            other && !other->empty() ? printable(*other) : "another process"),
                "wait until it has ended; the lock goes away with its process");
  }
  // The holder's name is a courtesy to others: the lock is held with or without it.
  if (::ftruncate(fd, 0) == 0) std::ignore = ::write(fd, holder.data(), holder.size());
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileLock::~FileLock() {
  if (fd_ < 0) return;
  std::ignore = ::ftruncate(fd_, 0);  // nobody holds it any more
  ::close(fd_);
}

}  // namespace segctl
