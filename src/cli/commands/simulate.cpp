#include "cli/address.h"
#include "cli/commands/command.h"
#include "cli/interrupt.h"
#include "cli/present.h"
#include "simulator/http_server.h"
#include "simulator/simulator.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace segctl::cli {
namespace {

struct SimulateOptions {
  std::string listen = "127.0.0.1:0";
  std::string data;
  std::string switches = "{}";
  std::string limits = "{}";
  std::vector<std::string> files;  ///< "PREFIX=DIR"
  std::string serve;               ///< directory under /_files/
  long latency_ms = 0;
};

Result<std::map<std::string, std::string>> parse_files(const std::vector<std::string>& pairs) {
  std::map<std::string, std::string> files;
  for (const std::string& pair : pairs) {
    const auto equals = pair.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size()) {
      return fail(ErrorCode::Invalid, fmt::format("--files {}: not PREFIX=DIR", pair),
                  "e.g. --files https://files.shop.example/=data");
    }
    files.emplace(pair.substr(0, equals),
                  std::filesystem::absolute(pair.substr(equals + 1)).string());
  }
  return files;
}

Result<simulator::SimulatorOptions> simulator_options(const SimulateOptions& options) {
  auto files = parse_files(options.files);
  if (!files) return tl::unexpected(files.error());
  simulator::SimulatorOptions result;
  result.data_file = options.data;
  result.switches = options.switches;
  result.limits = options.limits;
  result.files = std::move(*files);
  result.latency = Duration(options.latency_ms);
  result.processing = simulator::SimulatorOptions::Processing::Background;
  return result;
}

/// Stops the server when the user interrupts; checked ten times a second.
class StopWatch {
 public:
  explicit StopWatch(simulator::HttpServer& server)
      : thread_([this, &server] {
          while (!interrupted().load() && !over_.load()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
          }
          server.stop();
        }) {}

  ~StopWatch() {
    over_ = true;
    thread_.join();
  }

  StopWatch(const StopWatch&) = delete;
  StopWatch& operator=(const StopWatch&) = delete;

 private:
  std::atomic<bool> over_{false};
  std::thread thread_;
};

ExitCode run_simulate(const SimulateOptions& options, const Console& console) {
  const auto address = parse_address(options.listen);
  if (!address) return present_error(console, address.error());
  auto settings = simulator_options(options);
  if (!settings) return present_error(console, settings.error());
  auto simulator = simulator::Simulator::open(std::move(*settings));
  if (!simulator) return present_error(console, simulator.error());
  simulator::HttpServer server(
      *simulator, options.serve.empty() ? "" : std::filesystem::absolute(options.serve).string());
  const auto port = server.start(address->host, address->port);
  if (!port) return present_error(console, port.error());
  catch_interrupts();
  const simulator::Credentials credentials;
  console.result(fmt::format("listening on {}\n", url_of({address->host, *port})));
  console.message(fmt::format("workspace {}, key {}; stop with Ctrl-C", credentials.workspace_id,
                              credentials.api_key));
  const StopWatch watch(server);
  server.wait();
  return ExitCode::Done;
}

}  // namespace

void add_simulate_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command =
      app.add_subcommand("simulate", "Run the simulator of MoEngage as an HTTP server");
  command->add_option("--listen", options->listen, "Where to listen (default: 127.0.0.1, any port)")
      ->type_name("HOST:PORT");
  command->add_option("--data", options->data, "Keep the simulated workspace in FILE")
      ->type_name("FILE");
  command
      ->add_option("--switches", options->switches,
                   "Readings of the API, as JSON (docs/simulator.md)")
      ->type_name("JSON");
  command
      ->add_option("--limits", options->limits, "The limits to play, as JSON (docs/simulator.md)")
      ->type_name("JSON");
  command
      ->add_option("--files", options->files, "Find CSVs below a URL in a directory (repeatable)")
      ->type_name("PREFIX=DIR");
  command->add_option("--serve", options->serve, "Serve the files of DIR under /_files/")
      ->type_name("DIR");
  command->add_option("--latency", options->latency_ms, "Wait so long before each answer")
      ->type_name("MS");
  command->callback([options, &invocation] {
    invocation.run = [options](const Console& console) { return run_simulate(*options, console); };
  });
}

}  // namespace segctl::cli
