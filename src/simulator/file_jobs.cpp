#include "simulator/file_jobs.h"

#include "base/file.h"
#include "base/url.h"
#include "simulator/json.h"
#include "simulator/loopback.h"
#include "simulator/member_file.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

namespace segctl::simulator {
namespace {

/// A job that failed: what its callback says.
struct JobFailure {
  int status = 400;
  std::string message;
};

struct JobSuccess {
  long values_found = 0;
  long values_processed = 0;
  long user_count = 0;
};

using JobOutcome = tl::expected<JobSuccess, JobFailure>;

tl::unexpected<JobFailure> job_fails(int status, std::string message) {
  return tl::unexpected<JobFailure>(JobFailure{status, std::move(message)});
}

Result<std::string> read_limited(const std::filesystem::path& path, std::uint64_t limit) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (!error && size > limit) return fail(ErrorCode::Held, path.string() + " is too large");
  return read_file(path, limit);
}

std::vector<std::string> changed_members(const std::string& operation,
                                         const std::vector<std::string>& old,
                                         const std::vector<std::string>& values) {
  std::vector<std::string> members;
  if (operation == "add_users") {
    std::set_union(old.begin(), old.end(), values.begin(), values.end(),
                   std::back_inserter(members));
  } else if (operation == "remove_users") {
    std::set_difference(old.begin(), old.end(), values.begin(), values.end(),
                        std::back_inserter(members));
  } else {
    members = values;
  }
  return members;
}

/// What the upload counts towards the daily limit: of a replace only the users new to the segment.
long counted_users(const std::string& operation, const std::vector<std::string>& old,
                   const std::vector<std::string>& values) {
  if (operation != "replace_users") return static_cast<long>(values.size());
  std::vector<std::string> fresh;
  std::set_difference(values.begin(), values.end(), old.begin(), old.end(),
                      std::back_inserter(fresh));
  return static_cast<long>(fresh.size());
}

JobOutcome change_users(Workspace& workspace, const FileJob& job, MemberFile file, Timestamp now) {
  const auto processed = static_cast<long>(file.values.size());
  keep_known(file.values, workspace.switches.known_users);
  const Segment& segment = *workspace.find(job.segment_id);
  const long uploaded = counted_users(job.operation, segment.members, file.values);
  const bool limited = workspace.switches.limits == Switches::RateLimits::Documented;
  if (limited &&
      workspace.windows.users_in_last_day(now) + uploaded > workspace.limits.file_users_day) {
    return job_fails(400, "File segment users limit breached");
  }
  auto members = changed_members(job.operation, segment.members, file.values);
  if (static_cast<long>(members.size()) > workspace.limits.file_segment_users) {
    return job_fails(400, "File segment has too many users");
  }
  workspace.windows.add_users(uploaded, now);
  Segment& changed = workspace.edit(job.segment_id);
  changed.members = std::move(members);
  changed.updated = now;
  return JobSuccess{file.values_found, processed, static_cast<long>(file.values.size())};
}

JobOutcome outcome_of(Workspace& workspace, const FileJob& job, const Result<std::string>& csv,
                      Timestamp now) {
  const Segment* segment = workspace.find(job.segment_id);
  if (segment == nullptr) return job_fails(400, "Segment not found");
  if (!csv && csv.error().code == ErrorCode::Held) {
    return job_fails(400, "File size cannot be greater than 150MB");
  }
  if (!csv) return job_fails(500, "File download failed");
  const bool is_double = segment->attribute_type == "double";
  auto file = read_member_file(*csv, is_double ? AttributeType::Double : AttributeType::String);
  if (!file) return job_fails(400, file.error().message);
  return change_users(workspace, job, *std::move(file), now);
}

std::string callback_of(const JobOutcome& outcome, const FileJob& job, const std::string& name,
                        const std::string& db_name) {
  Json payload{{"db_name", db_name}, {"segment_name", name}, {"request_id", job.request_id}};
  if (outcome) {
    payload["status"] = 201;
    payload["values_found"] = outcome->values_found;
    payload["values_processed"] = outcome->values_processed;
    payload["user_count"] = outcome->user_count;
  } else {
    payload["status"] = outcome.error().status;
    payload["error_message"] = outcome.error().message;
  }
  return dump(payload);
}

}  // namespace

Result<std::string> fetch_csv(const std::string& url, const FileMapping& files,
                              std::uint64_t limit) {
  const std::string address = unsigned_url(url);
  for (const auto& [prefix, directory] : files) {
    if (!address.starts_with(prefix)) continue;
    const std::filesystem::path inside = address.substr(prefix.size());
    if (inside.is_absolute() || inside.string().find("..") != std::string::npos) break;
    return read_limited(std::filesystem::path(directory) / inside, limit);
  }
  return download_loopback(url, limit);
}

std::string finish_job(Workspace& workspace, const FileJob& job, const Result<std::string>& csv,
                       const std::string& db_name, Timestamp now) {
  const JobOutcome outcome = outcome_of(workspace, job, csv, now);
  const Segment* segment = workspace.find(job.segment_id);
  std::string payload = callback_of(outcome, job, segment == nullptr ? "" : segment->name, db_name);
  std::erase(workspace.jobs, job);
  workspace.callbacks.push_back(payload);
  return payload;
}

}  // namespace segctl::simulator
