#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "simulator/workspace.h"

#include <map>
#include <string>

namespace segctl::simulator {

/// URL prefix → directory: where CSVs of URLs that nobody serves are read from.
using FileMapping = std::map<std::string, std::string>;

/// The content behind a CSV's URL: from the mapped directory, or downloaded from this machine.
/// Fails with ErrorCode::Held where it has more than `limit` bytes.
[[nodiscard]] Result<std::string> fetch_csv(const std::string& url, const FileMapping& files,
                                            std::uint64_t limit);

/// Ends a job: changes the segment's users and takes the job off the list. Returns the JSON that
/// its callback URL is told (API.md, Files); it is also kept in `workspace.callbacks`.
/// **Requires:** the job is on the list.
[[nodiscard]] std::string finish_job(Workspace& workspace, const FileJob& job,
                                     const Result<std::string>& csv, const std::string& db_name,
                                     Timestamp now);

}  // namespace segctl::simulator
