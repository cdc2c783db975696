#include "simulator/gate.h"

#include "base/text.h"

#include <utility>

namespace segctl::simulator {
namespace {

Refusal unauthorized(std::string message) {
  return Refusal{.status = 401, .code = "Authentication required", .message = std::move(message)};
}

bool has_app_key(const SimRequest& request, const Credentials& accepted) {
  return header_value(request.headers, "MOE-APPKEY") == accepted.workspace_id;
}

bool has_db_name(const SimRequest& request, const Credentials& accepted) {
  return header_value(request.headers, "MOE-DBNAME") == accepted.db_name;
}

std::optional<Refusal> refused_workspace(const SimRequest& request, Operation operation,
                                         const Credentials& accepted, const Switches& switches) {
  switch (dialect_of(operation)) {
    case Dialect::V3:
      if (has_app_key(request, accepted) || has_db_name(request, accepted)) return std::nullopt;
      return unauthorized("MOE-APPKEY or MOE-DBNAME does not name the workspace");
    case Dialect::V2:
      if (switches.v2_db_name == Switches::DbName::Optional || has_db_name(request, accepted)) {
        return std::nullopt;
      }
      return unauthorized("MOE-DBNAME does not name the workspace's database");
    case Dialect::Cohort:
      break;
  }
  if (has_app_key(request, accepted)) return std::nullopt;
  Refusal refusal = unauthorized("App key mismatch in params and authentication");
  refusal.code = "Authentication Mismatch";
  return refusal;
}

std::string rate_message(Operation operation, const Breach& breach) {
  const std::string limit =
      std::to_string(breach.allowed) + "/" + std::to_string(breach.minutes) + " mins";
  if (is_file_operation(operation)) {
    return "File segment operations limit breached. Current limit: " + limit;
  }
  return "API rate limit breached. Current limit: " + limit;
}

HeaderList rate_headers(const Breach& breach, Switches::RateHeaders which) {
  constexpr auto kSecond = Duration(std::chrono::seconds(1));
  const auto seconds = std::to_string((breach.free_in + kSecond - Duration(1)) / kSecond);
  if (which == Switches::RateHeaders::RetryAfter) return {{"Retry-After", seconds}};
  if (which == Switches::RateHeaders::None) return {};
  return {{"x-ratelimit-limit", std::to_string(breach.allowed)},
          {"x-ratelimit-remaining", "0"},
          {"x-ratelimit-reset", seconds}};
}

bool is_json(const SimRequest& request) {
  const auto type = header_value(request.headers, "Content-Type");
  return type && lower_ascii(type->substr(0, type->find(';'))) == "application/json";
}

std::optional<Refusal> refused_body(const SimRequest& request, Dialect dialect,
                                    const Limits& limits) {
  if (dialect == Dialect::Cohort) {
    if (request.body.size() > static_cast<std::size_t>(limits.cohort_bytes)) {
      return Refusal{
          .status = 413, .code = "Payload too large", .message = "Payload can not exceed 128KB"};
    }
    if (is_json(request)) return std::nullopt;
    return Refusal{.status = 415,
                   .code = "Unsupported media type",
                   .message = "Content type is not supported"};
  }
  if (is_json(request)) return std::nullopt;
  return Refusal{.status = 400,
                 .code = "Invalid Request",
                 .message = "The Content-Type must be application/json"};
}

}  // namespace

std::optional<Refusal> refused_credentials(const SimRequest& request, Operation operation,
                                           const Credentials& accepted, const Switches& switches) {
  const auto header = header_value(request.headers, "Authorization");
  const auto given = header ? parse_basic(*header) : std::nullopt;
  if (!given) return unauthorized("Authentication Header Required");
  if (given->user != accepted.workspace_id) {
    return unauthorized("Invalid APP_KEY used in Authentication Header");
  }
  if (given->password != accepted.api_key) {
    return unauthorized("APP_SECRET key mismatch. Please login to the dashboard to verify key");
  }
  return refused_workspace(request, operation, accepted, switches);
}

std::optional<Refusal> refused_by_rate(Workspace& workspace, Operation operation, Timestamp now) {
  if (workspace.switches.limits == Switches::RateLimits::Off) return std::nullopt;
  const auto breach = workspace.windows.take(operation, workspace.limits, now);
  if (!breach) return std::nullopt;
  const bool is_cohort = operation == Operation::CohortSync;
  return Refusal{.status = 429,
                 .code = is_cohort ? "Rate Limits Exceeded" : "Too Many Requests",
                 .message = rate_message(operation, *breach),
                 .headers = rate_headers(*breach, workspace.switches.rate_headers)};
}

tl::expected<Call, Refusal> read_call(const SimRequest& request, const Route& route,
                                      const Target& target, const Limits& limits) {
  Call call;
  call.operation = route.operation;
  call.segment_id = lower_ascii(route.segment_id);
  call.name = target.name;
  if (!is_mutating(route.operation)) return call;
  const Dialect dialect = dialect_of(route.operation);
  if (auto refused = refused_body(request, dialect, limits)) return tl::unexpected(*refused);
  auto body = parse_json(request.body);
  if (!body || !body->is_object()) {
    return refuse(400, dialect == Dialect::Cohort ? "Malformed JSON" : "Invalid Request",
                  "The request body is no JSON object");
  }
  call.body = *std::move(body);
  return call;
}

}  // namespace segctl::simulator
