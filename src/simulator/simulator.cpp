#include "simulator/simulator.h"

#include "simulator/calls.h"
#include "simulator/control.h"
#include "simulator/file_jobs.h"
#include "simulator/gate.h"
#include "simulator/life.h"
#include "simulator/loopback.h"
#include "simulator/target.h"
#include "simulator/workspace.h"
#include "simulator/workspace_file.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

namespace segctl::simulator {
namespace {

constexpr std::string_view kControl = "/_sim/";

bool is_control(const Target& target) { return target.path.starts_with(kControl); }

/// Whether a request may change the workspace, so that it needs the file's lock.
bool may_change(const SimRequest& request) {
  return request.method != "GET" && request.method != "HEAD";
}

/// Which jobs are processed.
enum class Which { Due, All };

/// Whether a call changed the workspace.
enum class Committed { No, Yes };

/// The name that a call's body speaks of; empty where it has none.
std::string name_in_body(const SimRequest& request) {
  const Json body = parse_json(request.body).value_or(Json());
  std::string name = text_of(body, "name");
  const Json* parameters = member(body, "parameters");
  return name.empty() && parameters != nullptr ? text_of(*parameters, "cohort_name") : name;
}

}  // namespace

class Simulator::Impl {
 public:
  explicit Impl(SimulatorOptions options) : options_(std::move(options)) {
    if (!options_.data_file.empty()) file_.emplace(options_.data_file);
  }

  Result<void> load();
  SimResponse handle(const SimRequest& request);
  JobsLeft process(Which which);
  Result<void> flush();

  [[nodiscard]] const SimulatorOptions& options() const { return options_; }

 private:
  [[nodiscard]] Timestamp now() const;
  Result<Workspace> fresh() const;
  Result<void> read_workspace();
  Result<void> reload_if_changed();
  Result<std::optional<WorkspaceFile::Lock>> begin_change();
  Result<void> save();

  SimResponse respond(const SimRequest& request);
  SimResponse respond_to_control(const SimRequest& request, const Target& target);
  SimResponse respond_to_call(const SimRequest& request, const Route& found, const Target& target);
  Reply admit_and_carry_out(const SimRequest& request, const Route& found, const Target& target);
  void log_call(const SimRequest& request, const Route& found, const Target& target,
                const SimResponse& answer, Committed committed);
  void age_workspace();
  std::string next_request_id();

  std::vector<FileJob> chosen_jobs(Which which);
  Result<std::string> finish(const FileJob& job, const Result<std::string>& csv);

  SimulatorOptions options_;
  std::mutex mutex_;  ///< guards all below
  SystemClock system_clock_;
  std::optional<WorkspaceFile> file_;
  Workspace workspace_;
  std::string pending_log_;  ///< lines that are not in the file yet
  bool is_unsaved_ = false;  ///< a reading call changed something
  Timestamp next_ageing_{};  ///< before it, time changes nothing
  std::uint64_t requests_ = 0;
};

Timestamp Simulator::Impl::now() const {
  const Clock& clock = options_.clock != nullptr ? *options_.clock : system_clock_;
  return clock.now() + workspace_.clock_offset;
}

Result<Workspace> Simulator::Impl::fresh() const {
  Workspace workspace;
  workspace.seed = options_.seed;
  if (auto set = set_switches(workspace.switches, options_.switches); !set) {
    return tl::unexpected(set.error());
  }
  if (auto set = set_limits(workspace.limits, options_.limits); !set) {
    return tl::unexpected(set.error());
  }
  return workspace;
}

Result<void> Simulator::Impl::read_workspace() {
  auto text = file_->read();
  if (!text) return tl::unexpected(text.error());
  auto workspace = text->empty() ? fresh() : Workspace::from_text(*text);
  if (!workspace) {
    Error error = workspace.error();
    error.message = options_.data_file.string() + ": " + error.message;
    return tl::unexpected(error);
  }
  workspace_ = *std::move(workspace);
  next_ageing_ = Timestamp();
  return {};
}

Result<void> Simulator::Impl::load() {
  auto made = fresh();
  if (!made) return tl::unexpected(made.error());
  workspace_ = *std::move(made);
  if (!file_) return {};
  if (auto read = read_workspace(); !read) return read;
  // Checked by fresh(): what is given here wins over what the file says.
  (void)set_switches(workspace_.switches, options_.switches);
  (void)set_limits(workspace_.limits, options_.limits);
  return {};
}

Result<void> Simulator::Impl::reload_if_changed() {
  if (!file_ || !file_->has_changed()) return {};
  is_unsaved_ = false;
  return read_workspace();
}

Result<std::optional<WorkspaceFile::Lock>> Simulator::Impl::begin_change() {
  if (!file_) return std::optional<WorkspaceFile::Lock>();
  auto lock = file_->lock();
  if (!lock) return tl::unexpected(lock.error());
  if (auto reloaded = reload_if_changed(); !reloaded) return tl::unexpected(reloaded.error());
  return std::optional<WorkspaceFile::Lock>(*std::move(lock));
}

Result<void> Simulator::Impl::save() {
  std::string_view lines = pending_log_;
  while (!lines.empty()) {
    workspace_.log(lines.substr(0, lines.find('\n')));
    lines.remove_prefix(lines.find('\n') + 1);
  }
  pending_log_.clear();
  is_unsaved_ = false;
  next_ageing_ = Timestamp();
  return file_ ? file_->write(workspace_.to_text()) : Result<void>();
}

SimResponse Simulator::Impl::handle(const SimRequest& request) {
  const std::lock_guard guard(mutex_);
  if (!may_change(request)) {
    if (auto reloaded = reload_if_changed(); !reloaded) {
      return control_error(500, reloaded.error().message);
    }
    return respond(request);
  }
  auto lock = begin_change();
  if (!lock) return control_error(500, lock.error().message);
  SimResponse response = respond(request);
  if (auto saved = save(); !saved) {
    // The file still says what was before: so does the workspace from here on.
    (void)read_workspace();
    return control_error(500, saved.error().message);
  }
  return response;
}

SimResponse Simulator::Impl::respond(const SimRequest& request) {
  const Target target = parse_target(request.target);
  age_workspace();
  if (is_control(target)) return respond_to_control(request, target);
  const auto found = route(request.method, target.path);
  if (!found) return control_error(404, "the API has no " + request.method + " " + target.path);
  return respond_to_call(request, *found, target);
}

SimResponse Simulator::Impl::respond_to_control(const SimRequest& request, const Target& target) {
  if (request.method == "POST" && target.path == "/_sim/reset") {
    workspace_ = *fresh();
    pending_log_.clear();
    return control(workspace_, ControlCall{"GET", parse_target("/_sim/clock"), "", now(), ""});
  }
  if (request.method == "POST" && target.path == "/_sim/settle") {
    for (FileJob& job : workspace_.jobs) job.due = now();
    return control(workspace_, ControlCall{"GET", parse_target("/_sim/clock"), "", now(), ""});
  }
  // Megabytes, and the clock is read before every call.
  const bool shows_log = target.path == "/_sim/log";
  const std::string log = shows_log ? workspace_.log_lines() + pending_log_ : std::string();
  return control(workspace_, ControlCall{request.method, target, request.body, now(), log});
}

SimResponse Simulator::Impl::respond_to_call(const SimRequest& request, const Route& found,
                                             const Target& target) {
  const Dialect dialect = dialect_of(found.operation);
  const auto refused =
      refused_credentials(request, found.operation, options_.credentials, workspace_.switches);
  if (refused) {
    SimResponse answer = render(dialect, tl::unexpected(*refused), next_request_id());
    log_call(request, found, target, answer, Committed::No);
    return answer;
  }
  const auto fault = take_fault(workspace_.faults, found.operation);
  if (fault) is_unsaved_ = true;
  Reply reply = refuse(500, "Internal Server Error", "An unexpected error was encountered");
  if (!fault || is_carried_out(*fault)) reply = admit_and_carry_out(request, found, target);
  SimResponse answer = render(dialect, reply, next_request_id());
  if (fault) answer = spoiled(*fault, dialect, std::move(answer));
  const bool committed = reply.has_value() && is_mutating(found.operation);
  log_call(request, found, target, answer, committed ? Committed::Yes : Committed::No);
  return answer;
}

Reply Simulator::Impl::admit_and_carry_out(const SimRequest& request, const Route& found,
                                           const Target& target) {
  const Switches& switches = workspace_.switches;
  if (switches.limits != Switches::RateLimits::Off || switches.list_lag_calls > 0) {
    is_unsaved_ = true;
  }
  if (auto refused = refused_by_rate(workspace_, found.operation, now())) {
    return tl::unexpected(*refused);
  }
  auto call = read_call(request, found, target, workspace_.limits);
  if (!call) return tl::unexpected(call.error());
  call->now = now();
  call->request_id = next_request_id();
  return carry_out(workspace_, *call);
}

void Simulator::Impl::age_workspace() {
  if (now() < next_ageing_) return;
  if (age(workspace_, now()) == Aged::Changed) is_unsaved_ = true;
  next_ageing_ = next_ageing(workspace_);
}

void Simulator::Impl::log_call(const SimRequest& request, const Route& found, const Target& target,
                               const SimResponse& answer, Committed committed) {
  const bool mutating = is_mutating(found.operation);
  std::string name = mutating ? name_in_body(request) : target.name.value_or("");
  std::string id = found.segment_id;
  const Segment* segment = id.empty() ? workspace_.find_name(name) : workspace_.find(id);
  if (segment != nullptr) name = segment->name;
  if (segment != nullptr && mutating) id = segment->id;
  std::string& line = pending_log_;
  line.append(R"({"time":")").append(format_utc(now())).append(R"(","method":)");
  append_json_string(line, request.method);
  line += R"(,"path":)";
  append_json_string(line, target.path);
  line.append(R"(,"operation":")").append(operation_word(found.operation));
  line.append(R"(","status":)").append(std::to_string(answer.status)).append(R"(,"id":)");
  append_json_string(line, id);
  line += R"(,"name":)";
  append_json_string(line, name);
  line.append(R"(,"committed":)").append(committed == Committed::Yes ? "true" : "false");
  line += "}\n";
}

std::string Simulator::Impl::next_request_id() { return "sim" + std::to_string(++requests_); }

std::vector<FileJob> Simulator::Impl::chosen_jobs(Which which) {
  std::vector<FileJob> chosen;
  for (const FileJob& job : workspace_.jobs) {
    if (which == Which::All || job.due <= now()) chosen.push_back(job);
  }
  return chosen;
}

/// The payload for the callback URL; empty where another process has finished the job already.
Result<std::string> Simulator::Impl::finish(const FileJob& job, const Result<std::string>& csv) {
  const std::lock_guard guard(mutex_);
  auto lock = begin_change();
  if (!lock) return tl::unexpected(lock.error());
  const auto& jobs = workspace_.jobs;
  if (std::find(jobs.begin(), jobs.end(), job) == jobs.end()) return std::string();
  std::string payload = finish_job(workspace_, job, csv, options_.credentials.db_name, now());
  if (auto saved = save(); !saved) {
    (void)read_workspace();
    return tl::unexpected(saved.error());
  }
  return payload;
}

JobsLeft Simulator::Impl::process(Which which) {
  std::vector<FileJob> jobs;
  std::uint64_t limit = 0;
  {
    const std::lock_guard guard(mutex_);
    jobs = chosen_jobs(which);
    limit = static_cast<std::uint64_t>(workspace_.limits.csv_bytes);
  }
  for (const FileJob& job : jobs) {
    // Neither download nor callback under the mutex: either may come back to this simulator.
    const auto payload = finish(job, fetch_csv(job.file_url, options_.files, limit));
    if (payload && !payload->empty() && !job.callback_url.empty()) {
      (void)post_loopback(job.callback_url, *payload);
    }
  }
  const std::lock_guard guard(mutex_);
  return workspace_.jobs.empty() ? JobsLeft::No : JobsLeft::Yes;
}

Result<void> Simulator::Impl::flush() {
  const std::lock_guard guard(mutex_);
  if (!file_ || (!is_unsaved_ && pending_log_.empty())) return {};
  auto lock = begin_change();
  if (!lock) return tl::unexpected(lock.error());
  return save();
}

Simulator::Simulator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Simulator::Simulator(Simulator&&) noexcept = default;
Simulator& Simulator::operator=(Simulator&&) noexcept = default;

Simulator::~Simulator() {
  try {
    if (impl_) (void)impl_->flush();
  } catch (const std::exception&) {
    // A destructor can't tell; whoever has to know calls flush().
  }
}

Result<Simulator> Simulator::open(SimulatorOptions options) {
  Simulator simulator(std::make_unique<Impl>(std::move(options)));
  if (auto loaded = simulator.impl_->load(); !loaded) return tl::unexpected(loaded.error());
  return simulator;
}

SimResponse Simulator::handle(const SimRequest& request) {
  SimResponse response = impl_->handle(request);
  const bool in_call = options().processing == SimulatorOptions::Processing::InCall;
  if (in_call) (void)impl_->process(Which::Due);
  return response;
}

JobsLeft Simulator::process_due() { return impl_->process(Which::Due); }

void Simulator::settle() { (void)impl_->process(Which::All); }

Result<void> Simulator::flush() { return impl_->flush(); }

const SimulatorOptions& Simulator::options() const { return impl_->options(); }

}  // namespace segctl::simulator
