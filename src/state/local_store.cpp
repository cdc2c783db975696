#include "state/local_store.h"

#include "base/append_file.h"
#include "base/fail_point.h"
#include "base/file.h"
#include "base/file_lock.h"
#include "base/text.h"
#include "state/callback_inbox.h"
#include "state/codec.h"

#include <fmt/format.h>

#include <limits>
#include <tuple>
#include <utility>

namespace segctl::state {
namespace {

constexpr const char* kInbox = ".callbacks";
constexpr std::uint64_t kLargestFile = 64U << 20U;

class LocalLock : public Lock {
 public:
  explicit LocalLock(FileLock lock) : lock_(std::move(lock)) {}

 private:
  FileLock lock_;
};

/// What stands in the file now.
struct Stored {
  std::string document;
  State state;
};

Result<std::optional<Stored>> read_stored(const std::filesystem::path& path) {
  auto document = read_file(path, kLargestFile);
  if (!document && document.error().code == ErrorCode::NotFound) return std::nullopt;
  if (!document) return tl::unexpected(std::move(document.error()));
  auto state = decode(*document, path.string());
  if (!state) return tl::unexpected(std::move(state.error()));
  return Stored{std::move(*document), std::move(*state)};
}

/// `error` of writing in `path`'s directory, with what the user can do about it.
tl::unexpected<Error> unwritable(Error error, const std::filesystem::path& path) {
  error.code = ErrorCode::GiveUp;
  if (error.hint.empty()) {
    error.hint =
        fmt::format("make sure that {} is a directory that you may write to, with room left",
                    printable(path.parent_path().string()));
  }
  return tl::unexpected(std::move(error));
}

/// How `state` fails to follow on what is stored; empty where it follows.
std::string conflict(const State& state, const std::optional<Stored>& stored) {
  if (!stored) {
    if (state.serial == 0) return {};
    return fmt::format("is gone; serial {} was read from it", state.serial);
  }
  const State& there = stored->state;
  if (state.serial == 0) return fmt::format("is there now, with serial {}", there.serial);
  if (there.lineage != state.lineage) {
    return fmt::format("was replaced by another state: lineage {} instead of {}",
                       printable(there.lineage.str()), printable(state.lineage.str()));
  }
  if (there.serial == state.serial) return {};
  return fmt::format("has moved on: serial {} instead of {}", there.serial, state.serial);
}

/// The document of `state`, one serial further.
Result<std::string> encode_next(State state, const std::string& location) {
  if (state.serial >= std::numeric_limits<std::int32_t>::max()) {
    return fail(ErrorCode::GiveUp,
                fmt::format("the state {} has the largest serial there is", printable(location)),
                "move it away and take the segments over again with `segctl apply --adopt-all`");
  }
  ++state.serial;
  return encode(state);
}

}  // namespace

LocalStore::LocalStore(std::filesystem::path path) : path_(std::move(path)) {}

std::filesystem::path LocalStore::beside(const char* suffix) const {
  return path_.string() + suffix;
}

std::string LocalStore::location() const { return path_.string(); }

Result<std::optional<State>> LocalStore::load() {
  // The callbacks first: what a run takes in meanwhile is then in the state.
  const auto callbacks = CallbackInbox(beside(kInbox)).read();
  if (!callbacks) return tl::unexpected(callbacks.error());
  auto state = load_replayed();
  taken_.clear();
  if (!state || !*state) return state;
  for (const InboxItem& item : *callbacks) {
    if (take_in(**state, item.told)) taken_.push_back(item.name);
  }
  return state;
}

Result<std::optional<State>> LocalStore::load_replayed() const {
  auto stored = read_stored(path_);
  if (!stored) return tl::unexpected(std::move(stored.error()));
  std::optional<State> state;
  if (*stored) state = std::move((*stored)->state);
  const auto journal = read_file(beside(".journal"), kLargestFile);
  if (!journal && journal.error().code == ErrorCode::NotFound) return state;
  if (!journal) return tl::unexpected(journal.error());
  return replay(*journal, std::move(state), beside(".journal").string());
}

std::size_t LocalStore::callbacks_taken() const { return taken_.size(); }

bool LocalStore::has_journal() const {
  std::error_code error;
  return std::filesystem::exists(beside(".journal"), error);
}

Result<Journal> LocalStore::begin_journal(const State& state) {
  if (auto made = make_directories(path_.parent_path()); !made) {
    return unwritable(std::move(made.error()), path_);
  }
  auto journal = Journal::begin(beside(".journal"), state);
  if (!journal) return unwritable(std::move(journal.error()), path_);
  return journal;
}

Result<void> LocalStore::save(State& state) {
  const auto stored = read_stored(path_);
  if (!stored) return tl::unexpected(stored.error());
  if (const std::string how = conflict(state, *stored); !how.empty()) {
    return fail(ErrorCode::PlanAgain, fmt::format("the state {} {}", printable(location()), how),
                "another run changed it meanwhile: plan again");
  }
  const auto document = encode_next(state, location());
  if (!document) return tl::unexpected(document.error());
  if (auto written = write(*stored ? &(*stored)->document : nullptr, *document); !written) {
    return unwritable(std::move(written.error()), path_);
  }
  ++state.serial;
  if (const int code = fail_point("state-saved"); code != 0) return {};
  // A journal that stays behind is known by its serial, and means nothing any more.
  std::ignore = remove_file(beside(".journal"));
  CallbackInbox(beside(kInbox)).remove(taken_);
  taken_.clear();
  return {};
}

Result<void> LocalStore::write(const std::string* previous, const std::string& document) const {
  if (auto made = make_directories(path_.parent_path()); !made) return made;
  if (previous != nullptr) {
    if (auto kept = write_file_atomically(beside(".backup"), *previous); !kept) return kept;
  }
  return write_file_atomically(path_, document);
}

Result<std::unique_ptr<Lock>> LocalStore::lock(const std::string& holder) {
  if (auto made = make_directories(path_.parent_path()); !made) {
    return unwritable(std::move(made.error()), path_);
  }
  auto lock = FileLock::acquire(beside(".lock"), holder);
  if (!lock) return tl::unexpected(std::move(lock.error()));
  return std::make_unique<LocalLock>(std::move(*lock));
}

}  // namespace segctl::state
