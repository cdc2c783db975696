#pragma once

#include "base/clock.h"
#include "rendering/render.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace segctl::cli {

enum class ColorChoice { Auto, Always, Never };
enum class Format { Text, Json };

/// `--report FORMAT=FILE`.
struct ReportRequest {
  rendering::Format format = rendering::Format::Json;
  std::string file;
};

/// The reports of one run.
struct Reports {
  std::vector<ReportRequest> files;
  bool published = false;  ///< whether the run came to a document
};

/// The options that every command takes.
struct GlobalOptions {
  std::string directory = ".";  ///< -C: the project directory
  std::string config;           ///< --config: project file; empty: segctl.yaml, if there
  std::string environment;      ///< --env
  std::string endpoint;         ///< --endpoint
  std::string state;            ///< --state
  Format format = Format::Text;
  std::optional<rendering::Format> rendering;  ///< --format: another one than these two
  std::shared_ptr<Reports> reports = std::make_shared<Reports>();
  ColorChoice color = ColorChoice::Auto;
  int verbose = 0;                              ///< how often -v was given
  bool quiet = false;                           ///< -q
  bool progress = true;                         ///< not --no-progress
  Duration max_wait = std::chrono::minutes(1);  ///< --max-wait: for a window of MoEngage's limits
  bool wait = false;                            ///< --wait: however long it takes
};

}  // namespace segctl::cli
