#include "members/regular_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace segctl::members {
namespace {

tl::unexpected<Error> fail_errno(const char* doing, const std::string& path, int code) {
  return fail(code == ENOENT ? ErrorCode::NotFound : ErrorCode::GiveUp,
              std::string(doing) + " " + path + ": " + std::strerror(code));
}

}  // namespace

Result<RegularFile> RegularFile::open(const std::filesystem::path& path) {
  RegularFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY),
                   path.string());
  if (file.fd_ < 0) return fail_errno("cannot open", file.path_, errno);

  struct stat status {};

  if (::fstat(file.fd_, &status) != 0) return fail_errno("cannot read", file.path_, errno);
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::GiveUp, file.path_ + " is not a regular file");
  }
  if (const int code = file.read_stamp(file.stamp_); code != 0) {
    return fail_errno("cannot read", file.path_, code);
  }
  ::posix_fadvise(file.fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
  return file;
}

RegularFile::RegularFile(RegularFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      stamp_(other.stamp_),
      error_(other.error_.load()) {}

RegularFile::~RegularFile() {
  if (fd_ >= 0) ::close(fd_);
}

int RegularFile::read_stamp(Stamp& stamp) const {
  struct stat status {};

  if (::fstat(fd_, &status) != 0) return errno;
  stamp = {static_cast<std::uint64_t>(status.st_size), status.st_mtim.tv_sec,
           status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec};
  return 0;
}

std::size_t RegularFile::read_at(std::uint64_t offset, char* out, std::size_t size) const {
  if (offset >= stamp_.size) return 0;
  size = static_cast<std::size_t>(std::min<std::uint64_t>(size, stamp_.size - offset));
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::pread(fd_, out + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error_ = errno;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

Result<void> RegularFile::check_unchanged() const {
  if (const int code = error_.load(); code != 0) return fail_errno("cannot read", path_, code);
  Stamp now;
  if (const int code = read_stamp(now); code != 0) return fail_errno("cannot read", path_, code);
  if (now == stamp_) return {};
  return fail(ErrorCode::Retry, path_ + " changed while it was read",
              "run the command again when nothing writes to the file");
}

}  // namespace segctl::members
