#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "simulator/message.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace segctl::simulator {

/// What the simulator lets in. Synthetic by design: never a real workspace's.
struct Credentials {
  std::string workspace_id = "sim-workspace";
  std::string api_key = "sim-key";
  std::string db_name = "sim-db";
};

/// How a simulator is set up. docs/simulator.md lists switches and limits.
struct SimulatorOptions {
  std::filesystem::path data_file;  ///< where the workspace is kept; empty: in memory only
  std::string switches = "{}";      ///< JSON; win over those in the file
  std::string limits = "{}";        ///< JSON; win over those in the file
  Credentials credentials = {};
  std::map<std::string, std::string> files = {};  ///< URL prefix → directory of its CSVs
  std::string seed = "segctl";                    ///< of a new workspace: the IDs follow from it
  Duration latency{0};                            ///< HttpServer waits so long with each answer
  const Clock* clock = nullptr;  ///< must outlive the simulator; null: the machine's
  /// When accepted CSVs are processed: before handle() returns, or by process_due().
  enum class Processing { InCall, Background } processing = Processing::InCall;
};

/// Whether accepted CSVs are waiting to be processed.
enum class JobsLeft { No, Yes };

/// A MoEngage in a box: the Segments API over one simulated workspace, and `/_sim/…` to look behind
/// it. Knows no transport. For several threads; several processes may share one data file.
class Simulator {
 public:
  /// Loads the data file, or begins a workspace where there is none. Fails where it can't be read
  /// or is no workspace, and at switches or limits that don't exist.
  [[nodiscard]] static Result<Simulator> open(SimulatorOptions options);

  Simulator(Simulator&&) noexcept;
  Simulator& operator=(Simulator&&) noexcept;
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;
  /// Writes what flush() would.
  ~Simulator();

  /// Answers a request. What it changed is in the data file when it returns; where that fails the
  /// change is undone and the answer is 500.
  [[nodiscard]] SimResponse handle(const SimRequest& request);

  /// Processes the accepted CSVs whose time has come, and tells their callback URLs. What can't be
  /// written is tried again with the next call.
  JobsLeft process_due();

  /// Processes all accepted CSVs now, whatever their delay.
  void settle();

  /// Writes what reading calls left behind (log, rate windows, counted-off faults).
  [[nodiscard]] Result<void> flush();

  [[nodiscard]] const SimulatorOptions& options() const;

 private:
  class Impl;
  explicit Simulator(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace segctl::simulator
