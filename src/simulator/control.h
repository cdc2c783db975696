#pragma once

#include "base/clock.h"
#include "simulator/message.h"
#include "simulator/reply.h"
#include "simulator/target.h"
#include "simulator/workspace.h"

#include <string>
#include <string_view>

namespace segctl::simulator {

/// A `/_sim/` request with what it may need to know.
struct ControlCall {
  std::string method;
  Target target;
  std::string body;
  Timestamp now;
  std::string_view log;  ///< all lines, also those not yet written
};

/// Answers a `/_sim/` request other than reset and settle (docs/simulator.md lists them): the JSON
/// of what was asked for, or 400/404 with `{"error": …}`. A POST may change the workspace.
[[nodiscard]] SimResponse control(Workspace& workspace, const ControlCall& call);

/// `{"error": message}`.
[[nodiscard]] SimResponse control_error(int status, std::string_view message);

}  // namespace segctl::simulator
