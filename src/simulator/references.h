#pragma once

#include "simulator/json.h"
#include "simulator/reply.h"
#include "simulator/workspace.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::simulator {

/// The IDs of the segments that a definition names, each once, without the built-in one.
[[nodiscard]] std::vector<std::string> references_of(const Json& definition);

/// What the API says against the segments that a definition names: 412 where it reaches `own_id`
/// (empty for a new segment), 413 where nesting, number or length goes over API.md's limits, 400
/// where it names a segment that is not there; nothing where all is well.
[[nodiscard]] std::optional<Refusal> refused_references(const Workspace& workspace,
                                                        const Json& definition,
                                                        std::string_view own_id);

}  // namespace segctl::simulator
