#pragma once

#include "base/clock.h"
#include "simulator/segment.h"
#include "simulator/workspace.h"

namespace segctl::simulator {

/// Archives or unarchives; the time of archiving stays where it was archived already. A file
/// segment that is unarchived after its time lives for its expiry_time once more.
enum class Activity { Active, Archived };
void set_activity(Segment& segment, Activity activity, Timestamp now);

/// Whether age() changed something.
enum class Aged { Unchanged, Changed };

/// The moment from which age() has something to do; Timestamp::max() where nothing will ever.
[[nodiscard]] Timestamp next_ageing(const Workspace& workspace);

/// What time does to segments (API.md: A segment's life): archives file segments past their
/// expiry_time and, with the switch idle_archive, those that nothing has run for 60 days; drops the
/// users of file segments archived for 30 days.
[[nodiscard]] Aged age(Workspace& workspace, Timestamp now);

}  // namespace segctl::simulator
