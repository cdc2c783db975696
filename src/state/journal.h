#pragma once

#include "base/append_file.h"
#include "base/frames.h"
#include "base/result.h"
#include "state/state.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace segctl::state {

/// What one apply does, written down before it does it (write-ahead). Everything that is written is
/// on the disk when the call returns.
///
/// File format (`<state>.journal`, mode 0600; docs/state.md): frames as FrameChain makes them, each
/// with one JSON object on one line. The first frame is the header
/// {"journal": "1.0", "lineage", "serial", "workspace"}: the state that the journal goes on from.
/// Then follow {"intent": operation}, {"result": operation's id, "drop": [keys], "set": {key:
/// record}} and, for changes that need no call, {"note": …, "drop", "set"}.
///
/// A frame that ends with the file before it is whole was never finished: what it would have
/// announced was not done, and it is left out. Anything else that is not as above is damage.
class Journal {
 public:
  /// Begins a journal for what follows on `state`, in place of one that is there.
  [[nodiscard]] static Result<Journal> begin(const std::filesystem::path& path, const State& state);

  /// The ID of an operation that is still to be intended: its body may have to name it.
  [[nodiscard]] std::string reserve();
  /// Before the call is sent. Gives the operation its ID, where it has none reserved.
  [[nodiscard]] Result<void> intend(Operation& operation);
  /// The call took effect, or certainly didn't (an empty delta), and this is what it left.
  [[nodiscard]] Result<void> settle(const std::string& operation, const Delta& delta);
  /// A change of the records alone.
  [[nodiscard]] Result<void> note(const Delta& delta);

 private:
  explicit Journal(AppendFile file) : file_(std::move(file)) {}

  [[nodiscard]] Result<void> write(const std::string& json);

  AppendFile file_;
  FrameChain chain_;
  std::int64_t serial_ = 0;
  int operations_ = 0;
};

/// What `bytes`, a journal, adds to the state that is stored beside it: its results applied, its
/// open intents among State::open. `stored` is nothing where there is no state: the journal's own
/// header then begins one, if it followed on none. A journal that the stored state has taken in
/// already (its serial is higher) adds nothing. Fails with ErrorCode::GiveUp where the journal is
/// damaged, or belongs to another or a later state; the hint says what to do.
[[nodiscard]] Result<std::optional<State>> replay(std::string_view bytes,
                                                  std::optional<State> stored,
                                                  const std::string& location);

/// Applies a delta to the records. What was heard of their file operations since it was made stays.
void apply_delta(State& state, const Delta& delta);

}  // namespace segctl::state
