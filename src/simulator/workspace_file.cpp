#include "simulator/workspace_file.h"

#include "base/file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace segctl::simulator {
namespace {

constexpr std::uint64_t kMaxFile = std::uint64_t{2} * 1024 * 1024 * 1024;

}  // namespace

WorkspaceFile::Lock::Lock(Lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

WorkspaceFile::Lock::~Lock() {
  if (fd_ >= 0) ::close(fd_);
}

Result<WorkspaceFile::Lock> WorkspaceFile::lock() const {
  const std::string path = path_.string() + ".lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  int code = fd < 0 ? errno : 0;
  Lock lock(fd);
  while (code == 0 && ::flock(fd, LOCK_EX) != 0) code = errno == EINTR ? 0 : errno;
  if (code == 0) return lock;
  return fail(ErrorCode::GiveUp, "cannot lock " + path + ": " + std::strerror(code),
              "the folder of the simulator's workspace file must exist and be writable");
}

Result<std::string> WorkspaceFile::read() {
  const Stamp before = stamp();
  auto text = read_file(path_, kMaxFile);
  if (!text && text.error().code == ErrorCode::NotFound) text = std::string();
  if (text) seen_ = before;
  return text;
}

Result<void> WorkspaceFile::write(std::string_view text) {
  auto written = write_file_atomically(path_, text);
  if (written) seen_ = stamp();
  return written;
}

bool WorkspaceFile::has_changed() const { return stamp() != seen_; }

WorkspaceFile::Stamp WorkspaceFile::stamp() const {
  struct stat found {};

  if (::stat(path_.c_str(), &found) != 0) return Stamp();
  return Stamp{found.st_ino, found.st_size,
               std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec};
}

}  // namespace segctl::simulator
