#pragma once

#include "base/clock.h"

#include <string>

namespace segctl::cli {

enum class ColorChoice { Auto, Always, Never };
enum class Format { Text, Json };

/// The options that every command takes.
struct GlobalOptions {
  std::string directory = ".";  ///< -C: the project directory
  std::string config;           ///< --config: project file; empty: segctl.yaml, if there
  std::string environment;      ///< --env
  std::string endpoint;         ///< --endpoint
  std::string state;            ///< --state
  Format format = Format::Text;
  ColorChoice color = ColorChoice::Auto;
  int verbose = 0;                              ///< how often -v was given
  bool quiet = false;                           ///< -q
  bool progress = true;                         ///< not --no-progress
  Duration max_wait = std::chrono::minutes(1);  ///< --max-wait: for a window of MoEngage's limits
  bool wait = false;                            ///< --wait: however long it takes
};

}  // namespace segctl::cli
