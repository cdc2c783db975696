#include "cli/session.h"

#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/simulator_transport.h"
#include "http/curl_transport.h"
#include "http/logging_transport.h"
#include "http/read_only_transport.h"
#include "segment/callback_url.h"
#include "state/local_store.h"
#include "state/quota_file.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <unistd.h>

namespace segctl::cli {
namespace {

/// What a simulator inside the process accepts: there is nothing to protect.
constexpr const char* kSimulatedWorkspace = "sim-workspace";
constexpr const char* kSimulatedKey = "sim-key";

moengage::Connection simulated_connection() {
  // The simulator never sees a wire, so that the host means nothing.
  return {"http://127.0.0.1", kSimulatedWorkspace, kSimulatedKey, {}};
}

/// How often a wait is looked at.
constexpr Duration kTick{1'000};

/// Tells of a wait: a countdown on a terminal, else one line.
class Countdown {
 public:
  Countdown(const Console& console, bool ticks)
      : console_(console), ticks_(ticks && console.shows_progress()) {}

  void show(const quota::Pause& pause) {
    const std::string what = quota::counted_on(pause.meter, 2).substr(2);
    if (ticks_ && pause.left <= kTick) {
      console_.end_progress();
    } else if (ticks_) {
      console_.progress(
          fmt::format("waiting {} for MoEngage's limit on {}", quota::wait_text(pause.left), what));
    } else if (pause.until > told_ + kSameWait) {
      console_.message(fmt::format("waiting {} for MoEngage's limit on {}, until {}",
                                   quota::wait_text(pause.left), what,
                                   quota::moment_text(pause.until, pause.until - pause.left)));
    }
    told_ = pause.until;
  }

 private:
  /// Windows that end one right after the other are one wait to whoever reads of it.
  static constexpr Duration kSameWait{5'000};

  const Console& console_;
  bool ticks_;
  Timestamp told_{};
};

quota::Patience patience_of(const GlobalOptions& options, const Console& console, bool simulated) {
  quota::Patience patience;
  patience.max_wait = options.wait ? std::nullopt : std::optional(options.max_wait);
  patience.piece = [countdown = Countdown(console, !simulated),
                    simulated](const quota::Pause& pause) mutable {
    if (interrupted()) return Duration(0);
    countdown.show(pause);
    return simulated ? pause.left : kTick;
  };
  patience.warn = [&console](const Error& error) {
    console.message(fmt::format("segctl: warning: {}", printable(error.message)));
  };
  return patience;
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown host";
}

}  // namespace

ReadSession::ReadSession() = default;
ReadSession::~ReadSession() = default;

Result<moengage::Connection> ReadSession::connect(const Project& project,
                                                  const GlobalOptions& options,
                                                  const Console& console) {
  moengage::Connection connection;
  if (is_simulated(project)) {
    connection = simulated_connection();
    auto simulated = open_simulator(project);
    if (!simulated) return tl::unexpected(simulated.error());
    wire_ = std::move(simulated->api);
    web_ = std::move(simulated->web);
    clock_ = std::move(simulated->clock);
    workspace_text_ = endpoint_name(project);
    workspace_ = state::identity_of(workspace_text_, connection.workspace_id);
  } else {
    auto real = connection_of(project);
    if (!real) return tl::unexpected(real.error());
    connection = std::move(*real);
    wire_ = std::make_unique<http::CurlTransport>();
    web_ = std::make_unique<http::CurlTransport>();
    workspace_ = state::identity_of(connection.endpoint, connection.workspace_id);
    workspace_text_ = fmt::format("{}, workspace {}", workspace_.endpoint, workspace_.workspace);
  }
  if (!clock_) clock_ = std::make_unique<SystemClock>();
  ledger_ = std::make_unique<state::QuotaFile>(project.state.string() + ".quota");
  gate_ = std::make_unique<quota::Gate>(project.limits, *ledger_, *clock_,
                                        patience_of(options, console, is_simulated(project)));
  if (options.verbose > 0) {
    const auto detail = options.verbose > 1 ? http::Detail::Whole : http::Detail::Line;
    api_ = std::make_unique<http::LoggingTransport>(
        *wire_, *clock_, detail, [&console, token = callback_token()](const std::string& line) {
          console.message(without_token(line, token));
        });
  }
  store_ = std::make_unique<state::LocalStore>(project.state);
  return connection;
}

void ReadSession::read_through(http::Transport& transport, const moengage::Connection& connection) {
  reader_ = std::make_unique<moengage::Reader>(transport, *clock_, connection, http::RetryPolicy{},
                                               std::nullopt, gate_.get());
}

Result<std::unique_ptr<ReadSession>> ReadSession::open(const Project& project,
                                                       const GlobalOptions& options,
                                                       const Console& console) {
  std::unique_ptr<ReadSession> session(new ReadSession);
  auto connection = session->connect(project, options, console);
  if (!connection) return tl::unexpected(connection.error());
  session->read_only_ = std::make_unique<http::ReadOnlyTransport>(session->api());
  session->read_through(*session->read_only_, *connection);
  return session;
}

Result<std::unique_ptr<Session>> Session::open(const Project& project, const GlobalOptions& options,
                                               const Console& console) {
  std::unique_ptr<Session> session(new Session);
  auto connection = session->connect(project, options, console);
  if (!connection) return tl::unexpected(connection.error());
  session->read_through(session->api(), *connection);
  session->writer_ =
      std::make_unique<moengage::Writer>(session->api(), *connection, session->gate_.get());
  return session;
}

Result<state::State> load_state(ReadSession& session) {
  auto loaded = session.stored_state();
  if (!loaded) return tl::unexpected(loaded.error());
  if (!*loaded) return state::new_state(session.workspace());
  if (auto same = state::check_workspace(**loaded, session.workspace()); !same) {
    return tl::unexpected(same.error());
  }
  return std::move(**loaded);
}

std::string lock_holder(const Clock& clock) {
  const char* user = std::getenv("USER");
  return fmt::format("{}@{}, process {}, since {}", user == nullptr ? "somebody" : user,
                     host_name(), ::getpid(), format_utc(clock.now()));
}

}  // namespace segctl::cli
