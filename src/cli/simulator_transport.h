#pragma once

#include "cli/project.h"
#include "http/transport.h"

#include <memory>

namespace segctl::cli {

/// The two ways to the world when the workspace is simulated inside the process.
struct Simulated {
  std::unique_ptr<Clock> clock;  ///< the simulator's: to sleep on it moves it, and takes no time
  std::unique_ptr<http::Transport> api;
  std::unique_ptr<http::Transport> web;  ///< finds CSVs where `simulator.files` maps their URLs to
};

/// Opens the simulated workspace of a `sim:` endpoint, made where the file isn't there yet.
[[nodiscard]] Result<Simulated> open_simulator(const Project& project);

}  // namespace segctl::cli
