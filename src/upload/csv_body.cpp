#include "upload/csv_body.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace segctl::upload {
namespace {

constexpr std::size_t kPiece = std::size_t{256} * 1024;

tl::unexpected<Error> unreadable(const std::string& shown, int code) {
  return fail(code == ENOENT ? ErrorCode::NotFound : ErrorCode::GiveUp,
              fmt::format("cannot read {}: {}", in_quotes(shown), std::strerror(code)));
}

tl::unexpected<Error> changed(const std::string& shown) {
  return fail(ErrorCode::PlanAgain,
              fmt::format("{} has changed since the plan was made", in_quotes(shown)),
              "nothing was sent to MoEngage; plan again");
}

/// Some bytes at `offset`, as many as there are at once; 0 at the end of the file.
Result<std::size_t> read_at(int fd, std::uint64_t offset, std::span<char> into,
                            const std::string& shown) {
  while (true) {
    const ssize_t got = ::pread(fd, into.data(), into.size(), static_cast<off_t>(offset));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return unreadable(shown, errno);
  }
}

Result<Digest> digest_of(int fd, const std::string& shown) {
  std::vector<char> piece(kPiece);
  Sha256 digest;
  std::uint64_t offset = 0;
  while (true) {
    const auto got = read_at(fd, offset, piece, shown);
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) return digest.finish();
    digest.update({piece.data(), *got});
    offset += *got;
  }
}

/// How far one upload has come.
struct Progress {
  std::uint64_t offset = 0;
  Sha256 digest;
};

}  // namespace

CsvBody::CsvBody(Descriptor file, std::uint64_t size, const Digest& planned, std::string shown)
    : file_(std::move(file)), size_(size), planned_(planned), shown_(std::move(shown)) {}

Result<CsvBody> CsvBody::open(const std::filesystem::path& path, const std::string& shown,
                              const Digest& planned) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.valid()) return unreadable(shown, errno);

  struct stat status {};

  if (::fstat(file.get(), &status) != 0) return unreadable(shown, errno);
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::GiveUp, fmt::format("{} is not a regular file", in_quotes(shown)));
  }
  const auto digest = digest_of(file.get(), shown);
  if (!digest) return tl::unexpected(digest.error());
  if (*digest != planned) return changed(shown);
  return CsvBody(std::move(file), static_cast<std::uint64_t>(status.st_size), planned, shown);
}

http::Upload CsvBody::body() const {
  http::Upload upload;
  upload.size = size_;
  const auto progress = std::make_shared<Progress>();
  upload.read = [this, progress](std::span<char> into) -> Result<std::size_t> {
    const std::uint64_t left = size_ - progress->offset;
    if (left == 0) return 0;
    auto got = read_at(file_.get(), progress->offset,
                       into.first(std::min<std::uint64_t>(into.size(), left)), shown_);
    if (!got) return got;
    if (*got == 0) return changed(shown_);
    progress->offset += *got;
    progress->digest.update({into.data(), *got});
    if (progress->offset == size_ && progress->digest.finish() != planned_) return changed(shown_);
    return got;
  };
  return upload;
}

}  // namespace segctl::upload
