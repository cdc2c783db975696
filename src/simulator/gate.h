#pragma once

#include "base/clock.h"
#include "simulator/calls.h"
#include "simulator/message.h"
#include "simulator/operation.h"
#include "simulator/reply.h"
#include "simulator/simulator.h"
#include "simulator/target.h"
#include "simulator/workspace.h"

#include <optional>
#include <string>

namespace segctl::simulator {

/// 401 where the request doesn't carry what the workspace's API asks for (API.md, Reaching it);
/// nothing where it may come in.
[[nodiscard]] std::optional<Refusal> refused_credentials(const SimRequest& request,
                                                         Operation operation,
                                                         const Credentials& accepted,
                                                         const Switches& switches);

/// 429 where a rate limit is reached, with the headers that the switches ask for; else counts the
/// call. Nothing where limits are off.
[[nodiscard]] std::optional<Refusal> refused_by_rate(Workspace& workspace, Operation operation,
                                                     Timestamp now);

/// Reads the request as a call: 413 for a cohort payload over its limit, 415 and 400 for a body
/// that is not a JSON object declared as such.
[[nodiscard]] tl::expected<Call, Refusal> read_call(const SimRequest& request, const Route& route,
                                                    const Target& target, const Limits& limits);

}  // namespace segctl::simulator
