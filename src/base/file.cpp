#include "base/file.h"

#include "base/descriptor.h"
#include "base/fail_point.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>

namespace segctl {
namespace {

/// Zero, or the errno of the first step that failed.
int write_and_sync(const std::string& temporary, std::string_view content) {
  // What a killed process of the same number left would lend its mode, or be somebody's link.
  std::ignore = ::unlink(temporary.c_str());
  Descriptor file(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!file.valid()) return errno;
  if (const int code = fail_point("file-write"); code != 0) return code;
  if (const int code = write_all(file.get(), content); code != 0) return code;
  if (const int code = fail_point("file-sync"); code != 0) return code;
  if (::fsync(file.get()) != 0) return errno;
  return file.close() == 0 ? 0 : errno;
}

/// Whether a file may be renamed over `path`: not over /dev/null, a FIFO or a directory.
bool is_replaceable(const std::filesystem::path& path) {
  struct stat status {};

  return ::stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.valid()) return fail_errno("cannot open", path, errno);

  struct stat status {};

  if (::fstat(file.get(), &status) != 0) return fail_errno("cannot read", path, errno);
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::GiveUp, fmt::format("{} is not a regular file", path.string()));
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const auto too_large = [&] {
    return fail(ErrorCode::GiveUp, fmt::format("{} is larger than {} bytes", path.string(), limit));
  };
  if (size > limit) return too_large();
  std::string content(size + 1, '\0');
  std::size_t read = 0;
  while (true) {
    const ssize_t got = ::read(file.get(), content.data() + read, content.size() - read);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno("cannot read", path, errno);
    if (got == 0) break;
    read += static_cast<std::size_t>(got);
    if (read > limit) return too_large();
    if (read == content.size()) content.resize(std::min(content.size() * 2 - 1, limit) + 1);
  }
  content.resize(read);
  return content;
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  if (!is_replaceable(path)) {
    return fail(ErrorCode::GiveUp,
                fmt::format("cannot replace {}: it is not a regular file", path.string()));
  }
  const std::string temporary = fmt::format("{}.tmp.{}", path.string(), ::getpid());
  if (const int code = write_and_sync(temporary, content); code != 0) {
    std::ignore = ::unlink(temporary.c_str());  // it may never have been made
    return fail_errno("cannot write", path, code);
  }
  const int pretended = fail_point("file-rename");
  if (pretended != 0 || ::rename(temporary.c_str(), path.c_str()) != 0) {
    const int code = pretended != 0 ? pretended : errno;
    std::ignore = ::unlink(temporary.c_str());  // the first error is the one to tell
    return fail_errno("cannot replace", path, code);
  }
  return sync_directory_of(path);
}

Result<void> make_directories(const std::filesystem::path& path) {
  if (path.empty()) return {};
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return {};
  if (auto made = make_directories(path.parent_path()); !made) return made;
  if (::mkdir(path.c_str(), S_IRWXU) == 0) return {};
  const int code = errno;
  // Another process may have made it meanwhile; a file in its place is no directory.
  if (code == EEXIST && std::filesystem::is_directory(path, error)) return {};
  return fail_errno("cannot make the directory", path, code == EEXIST ? ENOTDIR : code);
}

}  // namespace segctl
