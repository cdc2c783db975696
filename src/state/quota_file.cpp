#include "state/quota_file.h"

#include "base/file.h"
#include "base/text.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace segctl::state {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kLargestFile = 64U << 20U;
constexpr auto kLockPatience = 10s;
constexpr auto kLockPause = 10ms;
/// How many lines that count no more are worth a new file.
constexpr std::size_t kWorthPruning = 500;

tl::unexpected<Error> trouble(const std::filesystem::path& path, const std::string& what) {
  return fail(ErrorCode::GiveUp,
              fmt::format("cannot keep the record of calls {}: {}", printable(path.string()), what),
              "segctl counts its calls there to stay within MoEngage's limits: make the directory "
              "writable, with room left");
}

/// What stands in a file from `from` on.
Result<std::string> read_rest(int fd, std::size_t from) {
  struct stat status {};

  if (::fstat(fd, &status) != 0) return fail(ErrorCode::GiveUp, std::strerror(errno));
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > kLargestFile) return fail(ErrorCode::GiveUp, "it is larger than 64 MiB");
  std::string text(size > from ? size - from : 0, '\0');
  std::size_t read = 0;
  while (read < text.size()) {
    const ssize_t got =
        ::pread(fd, text.data() + read, text.size() - read, static_cast<off_t>(from + read));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(ErrorCode::GiveUp, std::strerror(errno));
    if (got == 0) break;
    read += static_cast<std::size_t>(got);
  }
  text.resize(read);
  return text;
}

/// Makes a new file's name last. Whether it does; else errno says why not.
bool sync_directory_of(const std::filesystem::path& path) {
  const int fd = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

std::size_t count_of(const quota::Record& record) {
  std::size_t count = 0;
  for (const quota::Meter meter : quota::kMeters) {
    count += record.of(meter).uses.size() + record.of(meter).caps.size();
  }
  return count;
}

std::vector<quota::Entry> entries_of(const quota::Record& record) {
  std::vector<quota::Entry> entries;
  for (const quota::Meter meter : quota::kMeters) {
    for (const quota::Use& use : record.of(meter).uses) entries.push_back({meter, use});
    for (const quota::Cap& cap : record.of(meter).caps) entries.push_back({meter, cap});
  }
  return entries;
}

}  // namespace

class QuotaFile::Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& path)
      : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
                   S_IRUSR | S_IWUSR)) {}

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;

  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }

  [[nodiscard]] int fd() const { return fd_; }

  [[nodiscard]] bool is_at(const std::filesystem::path& path) const {
    struct stat mine {};

    struct stat there {};

    return ::fstat(fd_, &mine) == 0 && ::stat(path.c_str(), &there) == 0 &&
           mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
  }

 private:
  int fd_;
};

/// Gives the lock back.
class QuotaFile::Hold {
 public:
  explicit Hold(QuotaFile& file) : file_(file) {}

  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  Hold(Hold&&) = delete;
  Hold& operator=(Hold&&) = delete;

  ~Hold() {
    if (file_.file_) ::flock(file_.file_->fd(), LOCK_UN);
  }

 private:
  QuotaFile& file_;
};

QuotaFile::QuotaFile(std::filesystem::path path) : path_(std::move(path)) {}

QuotaFile::~QuotaFile() = default;

void QuotaFile::forget_file() {
  file_.reset();
  record_ = {};
  read_ = lines_ = 0;
  is_worn_ = false;
}

Result<void> QuotaFile::lock() {
  const auto give_up = std::chrono::steady_clock::now() + kLockPatience;
  while (true) {
    if (!file_) file_ = std::make_unique<Descriptor>(path_);
    if (file_->fd() < 0) {
      const int code = errno;
      forget_file();
      return trouble(path_, std::strerror(code));
    }
    if (::flock(file_->fd(), LOCK_EX | LOCK_NB) == 0) {
      if (file_->is_at(path_)) return {};
      forget_file();  // another process replaced it
    } else if (errno != EWOULDBLOCK && errno != EINTR) {
      return trouble(path_, std::strerror(errno));
    } else if (std::chrono::steady_clock::now() > give_up) {
      return trouble(path_, "another process holds its lock");
    } else {
      std::this_thread::sleep_for(kLockPause);
    }
  }
}

Result<void> QuotaFile::take_in(Timestamp now) {
  const auto text = read_rest(file_->fd(), read_);
  if (!text) return trouble(path_, text.error().message);
  const DecodedQuota decoded = decode_quota(*text, now);
  for (const quota::Meter meter : quota::kMeters) {
    const quota::Account& more = decoded.record.of(meter);
    quota::Account& account = record_.of(meter);
    account.uses.insert(account.uses.end(), more.uses.begin(), more.uses.end());
    account.caps.insert(account.caps.end(), more.caps.begin(), more.caps.end());
  }
  read_ += text->size();
  lines_ += decoded.lines;
  const bool torn = decoded.whole < text->size() || (!text->empty() && text->back() != '\n');
  const bool moved = quota::forget_old(record_, now);
  const std::size_t counting = count_of(record_);
  is_worn_ = is_worn_ || moved || torn || decoded.damaged > 0 || lines_ > counting + kWorthPruning;
  return {};
}

Result<void> QuotaFile::rewrite() {
  auto written = write_file_atomically(path_, encode_quota(entries_of(record_)));
  if (!written) return trouble(path_, written.error().message);
  forget_file();
  return {};
}

Result<void> QuotaFile::append(const std::vector<quota::Entry>& entries, Durability durability) {
  const std::string lines = encode_quota(entries);
  std::string_view rest = lines;
  while (!rest.empty()) {
    const ssize_t written = ::write(file_->fd(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return trouble(path_, std::strerror(errno));
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (durability == Durability::Buffered) return {};
  const bool synced = ::fsync(file_->fd()) == 0 && (read_ > 0 || sync_directory_of(path_));
  return synced ? Result<void>() : trouble(path_, std::strerror(errno));
}

Result<quota::Record> QuotaFile::read(Timestamp now) {
  const auto text = read_file(path_, kLargestFile);
  if (!text && text.error().code == ErrorCode::NotFound) return quota::Record();
  if (!text) return tl::unexpected(text.error());
  quota::Record record = decode_quota(*text, now).record;
  quota::forget_old(record, now);
  return record;
}

Result<void> QuotaFile::update(Timestamp now, const quota::Decide& decide, Durability durability) {
  if (auto made = make_directories(path_.parent_path()); !made) {
    return trouble(path_, made.error().message);
  }
  for (int attempt = 0; attempt < 3; ++attempt) {
    if (auto locked = lock(); !locked) return locked;
    const Hold hold(*this);
    if (auto taken = take_in(now); !taken) return taken;
    if (!is_worn_) {
      const auto entries = decide(record_);
      return entries.empty() ? Result<void>() : append(entries, durability);
    }
    if (auto written = rewrite(); !written) return written;
  }
  return trouble(path_, "it is damaged again and again");
}

}  // namespace segctl::state
