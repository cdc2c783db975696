#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "callback/body.h"
#include "cli/project.h"
#include "segment/recorded.h"
#include "state/callback_inbox.h"
#include "state/local_store.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace segctl::cli {

/// A file operation and the segment that it is of.
struct KnownOperation {
  Key key;
  SegmentName name;
  FileOperation operation;
};

/// Where callbacks of a project's file operations are recorded: beside its state, so that nobody
/// who holds the state's lock is waited for. Needs no credential of the workspace.
class CallbackDesk {
 public:
  /// **Requires:** `clock` outlives the desk.
  CallbackDesk(const Project& project, Clock& clock);

  /// The operation that a callback URL calls so (callback_name); nothing where the state certainly
  /// knows none. An apply that saves at this moment is waited for.
  [[nodiscard]] Result<std::optional<KnownOperation>> find(const std::string& name);

  /// The same, by the ID alone.
  [[nodiscard]] Result<std::optional<KnownOperation>> find_id(const std::string& id);

  /// The operations of segments with that name that nothing was heard of yet.
  [[nodiscard]] Result<std::vector<KnownOperation>> unheard_of(const SegmentName& segment);

  /// Records the outcome; returns once it is durable. Returns the operation with it. Fails with
  /// ErrorCode::Invalid where it has another outcome already: the first stays.
  [[nodiscard]] Result<KnownOperation> record(KnownOperation known, const callback::Body& body);

 private:
  using Look = std::function<std::optional<KnownOperation>(const state::State&)>;
  [[nodiscard]] Result<std::optional<KnownOperation>> look(const Look& find_in_state);

  state::LocalStore store_;
  state::CallbackInbox inbox_;
  Clock& clock_;
};

}  // namespace segctl::cli
