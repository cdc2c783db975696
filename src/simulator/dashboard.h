#pragma once

#include "base/result.h"
#include "simulator/json.h"
#include "simulator/workspace.h"

#include <string>

namespace segctl::simulator {

/// Does to a segment what somebody does on the dashboard, unseen by the API's checks. `edit` names
/// it by `id` or `name` and says `rename`, `included_filters` and `excluded_filters` (null removes
/// the latter), `archive` (true or false), `delete: true` or `members` (a list); or it is
/// `{create: {name, included_filters, …}}`. Returns the segment's ID; ErrorCode::NotFound or
/// ErrorCode::Invalid.
[[nodiscard]] Result<std::string> edit_on_dashboard(Workspace& workspace, const Json& edit,
                                                    Timestamp now);

}  // namespace segctl::simulator
