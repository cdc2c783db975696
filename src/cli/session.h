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

/// The real world of a command that only looks: the workspace, the state and the clock. There is no
/// way from it to a call that changes a workspace: its reader has none, and under the reader is a
/// transport that lets nothing but reading through.
class ReadSession {
 public:
  /// Fails where the project's endpoint or credentials are missing or wrong. Sends nothing.
  [[nodiscard]] static Result<std::unique_ptr<ReadSession>> open(const Project& project,
                                                                 const GlobalOptions& options,
                                                                 const Console& console);
  virtual ~ReadSession();
  ReadSession(const ReadSession&) = delete;
  ReadSession& operator=(const ReadSession&) = delete;

  [[nodiscard]] moengage::Reader& reader() { return *reader_; }

  /// The state as it is stored; nothing where there has never been one.
  [[nodiscard]] Result<std::optional<state::State>> stored_state() { return store_->load(); }

  /// The simulator's where the workspace is simulated.
  [[nodiscard]] Clock& clock() { return *clock_; }

  /// Where every call to MoEngage gets its place.
  [[nodiscard]] quota::Gate& gate() { return *gate_; }

  [[nodiscard]] const state::WorkspaceIdentity& workspace() const { return workspace_; }

  /// How reports call the workspace; nothing secret in it.
  [[nodiscard]] const std::string& workspace_text() const { return workspace_text_; }

 protected:
  ReadSession();

  /// Settles everything but the reader; returns what it, and a writer, connect with.
  [[nodiscard]] Result<moengage::Connection> connect(const Project& project,
                                                     const GlobalOptions& options,
                                                     const Console& console);
  void read_through(http::Transport& transport, const moengage::Connection& connection);

  /// To MoEngage, behind what -v asks for.
  [[nodiscard]] http::Transport& api() { return api_ ? *api_ : *wire_; }

  std::unique_ptr<http::Transport> web_;  ///< to the hosts of CSVs, without credentials
  std::unique_ptr<quota::Gate> gate_;
  std::unique_ptr<state::Store> store_;

 private:
  std::unique_ptr<Clock> clock_;
  std::unique_ptr<http::Transport> wire_;  ///< under a logging transport
  std::unique_ptr<http::Transport> api_;
  std::unique_ptr<http::Transport> read_only_;
  std::unique_ptr<quota::Ledger> ledger_;
  std::unique_ptr<moengage::Reader> reader_;
  state::WorkspaceIdentity workspace_;
  std::string workspace_text_;
};

/// The real world of a command that changes something, or may.
class Session : public ReadSession {
 public:
  /// Fails where the project's endpoint or credentials are missing or wrong. Sends nothing.
  [[nodiscard]] static Result<std::unique_ptr<Session>> open(const Project& project,
                                                             const GlobalOptions& options,
                                                             const Console& console);

  [[nodiscard]] moengage::Writer& writer() { return *writer_; }

  /// Reaches the hosts of CSVs, without credentials.
  [[nodiscard]] http::Transport& web() { return *web_; }

  [[nodiscard]] state::Store& store() { return *store_; }

 private:
  Session() = default;

  std::unique_ptr<moengage::Writer> writer_;
};

/// The project's state, or a new one where there is none. Fails where it can't be read or belongs
/// to another workspace.
[[nodiscard]] Result<state::State> load_state(ReadSession& session);

/// "user@host, process 123, since 2026-03-01T12:00:00Z": what the lock tells others.
[[nodiscard]] std::string lock_holder(const Clock& clock);

}  // namespace segctl::cli
