#pragma once

#include "base/clock.h"
#include "cli/console.h"
#include "cli/project.h"
#include "http/transport.h"
#include "moengage/reader.h"
#include "moengage/writer.h"
#include "quota/gate.h"
#include "state/store.h"
#include "state/workspace_check.h"

#include <memory>

namespace segctl::cli {

/// The real world of one command: the workspace, the files' hosts, the state and the clock.
class Session {
 public:
  /// Fails where the project's endpoint or credentials are missing or wrong. Sends nothing.
  [[nodiscard]] static Result<std::unique_ptr<Session>> open(const Project& project,
                                                             const GlobalOptions& options,
                                                             const Console& console);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] moengage::Reader& reader() { return *reader_; }

  [[nodiscard]] moengage::Writer& writer() { return *writer_; }

  /// Reaches the hosts of CSVs, without credentials.
  [[nodiscard]] http::Transport& web() { return *web_; }

  [[nodiscard]] state::Store& store() { return *store_; }

  /// The simulator's where the workspace is simulated.
  [[nodiscard]] Clock& clock() { return *clock_; }

  /// Where every call to MoEngage gets its place.
  [[nodiscard]] quota::Gate& gate() { return *gate_; }

  [[nodiscard]] const state::WorkspaceIdentity& workspace() const { return workspace_; }

  /// How reports call the workspace; nothing secret in it.
  [[nodiscard]] const std::string& workspace_text() const { return workspace_text_; }

 private:
  Session();

  std::unique_ptr<Clock> clock_;
  std::unique_ptr<http::Transport> wire_;  ///< under a logging transport
  std::unique_ptr<http::Transport> api_;
  std::unique_ptr<http::Transport> web_;
  std::unique_ptr<quota::Ledger> ledger_;
  std::unique_ptr<quota::Gate> gate_;
  std::unique_ptr<moengage::Reader> reader_;
  std::unique_ptr<moengage::Writer> writer_;
  std::unique_ptr<state::Store> store_;
  state::WorkspaceIdentity workspace_;
  std::string workspace_text_;
};

/// The project's state, or a new one where there is none. Fails where it can't be read or belongs
/// to another workspace.
[[nodiscard]] Result<state::State> load_state(Session& session);

/// "user@host, process 123, since 2026-03-01T12:00:00Z": what the lock tells others.
[[nodiscard]] std::string lock_holder(const Clock& clock);

}  // namespace segctl::cli
