#pragma once

#include "base/result.h"
#include "segment/file_operation.h"
#include "state/state.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::state {

/// What a callback told of one operation.
struct ToldOutcome {
  std::string operation;
  FileOutcome outcome;

  friend bool operator==(const ToldOutcome&, const ToldOutcome&) = default;
};

/// What is in an inbox.
struct InboxItem {
  std::string name;  ///< of its file
  ToldOutcome told;

  friend bool operator==(const InboxItem&, const InboxItem&) = default;
};

/// Callbacks that came and that the state has not taken in yet: a directory beside the state, so
/// that they can be recorded while an apply holds the state's lock.
///
/// Format (`<state>.callbacks/`, mode 0700; docs/state.md): a file for each outcome,
/// `<operation>-<check>.json`, mode 0600, replaced in one step: an object on one line with
/// `callback` "1.0", `operation` and `outcome`. The check is the first 16 hexadecimal digits of the
/// SHA-256 of the object without the time of receipt, so that a callback that comes again has the
/// same name. Files of other names are none of ours.
class CallbackInbox {
 public:
  /// Nothing is touched before the first call.
  explicit CallbackInbox(std::filesystem::path directory) : directory_(std::move(directory)) {}

  /// Returns once it is durable. What is there already stays as it is. Fails where kMost are there.
  /// **Requires:** is_operation_id(told.operation).
  [[nodiscard]] Result<void> add(const ToldOutcome& told) const;

  /// All of them, in the order in which they came. Fails at one that is damaged.
  [[nodiscard]] Result<std::vector<InboxItem>> read() const;

  /// Removes what the state has taken in. One that can't be removed does no harm.
  void remove(const std::vector<std::string>& names) const;

  static constexpr std::size_t kMost = 10'000;

 private:
  std::filesystem::path directory_;
};

/// Whether `text` is a number, a point and a number, as Journal names operations.
[[nodiscard]] bool is_operation_id(std::string_view text);

/// What stands for {operation} in a callback URL: "12.3-0f9a51c2", the ID and the first digits of
/// the SHA-256 of the lineage, as the states of other environments count their operations alike.
[[nodiscard]] std::string callback_name(const std::string& operation, const Lineage& lineage);

/// The ID in such a name; nothing where it is none, or of another lineage.
[[nodiscard]] std::optional<std::string> operation_named(std::string_view name,
                                                         const Lineage& lineage);

/// Whether a record, or a call that is open, has that ID.
[[nodiscard]] bool knows_operation(const State& state, const std::string& operation);

/// Records the outcome with its operation; false where the state doesn't know that. Of an operation
/// that has one, the first stays. A call that was open is settled by it: MoEngage has accepted it.
bool take_in(State& state, const ToldOutcome& told);

}  // namespace segctl::state
