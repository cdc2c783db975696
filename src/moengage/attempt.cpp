#include "moengage/attempt.h"

#include "base/text.h"
#include "base/url.h"
#include "http/redaction.h"
#include "http/request_check.h"
#include "http/retry_after.h"
#include "moengage/complaint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace segctl::moengage {
namespace {

constexpr std::size_t kShownMessage = 300;

/// The first `limit` bytes, without half a character at the end.
std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
  return text.substr(0, limit);
}

std::string without_key(std::string text, const std::string& api_key) {
  if (api_key.empty()) return text;
  constexpr std::string_view kHidden = "…";
  std::size_t at = 0;
  while ((at = text.find(api_key, at)) != std::string::npos) {
    text.replace(at, api_key.size(), kHidden);
    at += kHidden.size();
  }
  return text;
}

/// What a server says, fit to be shown.
std::string shown(const Attempt& attempt, const std::string& message) {
  const std::string safe = http::without_secrets(without_key(message, attempt.api_key));
  const std::string_view start = cut(safe, kShownMessage);
  return in_quotes(std::string(start) + (start.size() < safe.size() ? "…" : ""));
}

bool contains(const std::string& text, std::string_view part) {
  return lower_ascii(text).find(part) != std::string::npos;
}

FailureKind conflict_kind(const Complaint& complaint) {
  const bool speaks_of_name = contains(complaint.message, "same name") ||
                              contains(complaint.message, "name already exists");
  const bool names_other = !complaint.existing_id.empty() || !complaint.existing_name.empty();
  if (speaks_of_name) return FailureKind::NameTaken;
  if (names_other || contains(complaint.message, "definition")) return FailureKind::DefinitionTaken;
  return FailureKind::NameTaken;
}

FailureKind limit_kind(const Complaint& complaint) {
  return complaint.actual_count || contains(complaint.message, "active segment")
             ? FailureKind::SegmentLimit
             : FailureKind::RateLimited;
}

/// "… Current limit: 10/60 mins": the length of the window, where the message tells it.
std::optional<Duration> window_in(std::string_view message) {
  constexpr std::string_view kLead = "urrent limit: ";
  constexpr int kLongest = 24 * 60;
  const auto lead = message.find(kLead);
  if (lead == std::string_view::npos) return std::nullopt;
  message.remove_prefix(lead + kLead.size());
  const auto slash = message.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  int minutes = 0;
  const char* begin = message.data() + slash + 1;
  const auto [end, error] = std::from_chars(begin, message.data() + message.size(), minutes);
  const bool told =
      error == std::errc() && minutes > 0 && minutes <= kLongest &&
      std::string_view(end, static_cast<std::size_t>(message.data() + message.size() - end))
          .starts_with(" min");
  if (!told) return std::nullopt;
  return std::chrono::minutes(minutes);
}

FailureKind kind_of(int status, const std::optional<Complaint>& complaint, http::Method method) {
  if (status == 408 || status == 425 || status >= 500) return FailureKind::Unknown;
  if (status == 407) return FailureKind::Refused;
  // A server may redirect to the result of what it has done.
  if (status < 400) return http::is_safe(method) ? FailureKind::Refused : FailureKind::Unknown;
  switch (status) {
    case 400:
      return complaint && contains(complaint->message, "invalid bson object-id")
                 ? FailureKind::NotFound
                 : FailureKind::Invalid;
    case 401:
      return FailureKind::Unauthorized;
    case 403:
      return FailureKind::Forbidden;
    case 404:
      return complaint ? FailureKind::NotFound : FailureKind::Refused;
    case 409:
      return conflict_kind(complaint.value_or(Complaint{}));
    case 412:
      return FailureKind::Cyclic;
    case 413:
      return FailureKind::TooComplex;
    case 429:
      return limit_kind(complaint.value_or(Complaint{}));
    default:
      return FailureKind::Invalid;
  }
}

ErrorCode code_of(FailureKind kind, http::Method method) {
  switch (kind) {
    case FailureKind::NotFound:
      return ErrorCode::NotFound;
    case FailureKind::Invalid:
    case FailureKind::TooComplex:
    case FailureKind::Cyclic:
      return ErrorCode::Invalid;
    case FailureKind::RateLimited:
      return ErrorCode::Wait;
    case FailureKind::Unavailable:
      return ErrorCode::Retry;
    case FailureKind::Unknown:
      return http::is_safe(method) ? ErrorCode::Retry : ErrorCode::LookFirst;
    default:
      return ErrorCode::GiveUp;
  }
}

std::string hint_of(FailureKind kind, http::Method method) {
  switch (kind) {
    case FailureKind::NameTaken:
      return "choose another name, or take that segment over; an archived segment keeps its name";
    case FailureKind::DefinitionTaken:
      return "use that segment, or change the definition; an archived segment keeps its definition";
    case FailureKind::NotFound:
      return "check that the ID is one of this workspace";
    case FailureKind::Forbidden:
      return "archived, file and cohort segments can't be updated this way; else check what the "
             "API key is allowed to do";
    case FailureKind::Unauthorized:
      return "check MOENGAGE_WORKSPACE_ID and MOENGAGE_API_KEY (the key of the Data tile under "
             "Settings > Account > APIs), and that MOENGAGE_DC is the workspace's data centre";
    case FailureKind::TooComplex:
      return "MoEngage allows 6 levels of nested segments, 10 segments in a definition and 262,144 "
             "characters in all";
    case FailureKind::Cyclic:
      return "remove the reference that leads back to the segment itself";
    case FailureKind::SegmentLimit:
      return "archive segments that nobody needs, or ask MoEngage for a higher limit";
    case FailureKind::Unknown:
      return http::is_safe(method) ? "try again"
                                   : "run it again: segctl looks what came of it first";
    default:
      return {};
  }
}

std::string rate_hint(const std::optional<Duration>& wait) {
  if (!wait) return "try again later";
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(*wait).count();
  return fmt::format("try again in {} s", with_thousands(static_cast<std::size_t>(seconds)));
}

std::string reason(const Attempt& attempt, const http::Response& response,
                   const std::optional<Complaint>& complaint) {
  const int status = response.status;
  if (status >= 300 && status < 400) {
    const std::string target(response.header("location").value_or(""));
    return fmt::format("the answer is a redirect to {}, which is not followed (HTTP {})",
                       in_quotes(unsigned_url(target)), status);
  }
  if (status == 401) return "MoEngage does not accept the credentials (HTTP 401)";
  if (complaint && !complaint->message.empty()) {
    return fmt::format("MoEngage says {} (HTTP {})", shown(attempt, complaint->message), status);
  }
  return fmt::format("the answer is HTTP {} without an explanation from MoEngage", status);
}

Failure made(FailureKind kind, const Attempt& attempt, std::string why) {
  Failure failure;
  failure.kind = kind;
  failure.error.code = code_of(kind, attempt.method);
  failure.error.message = fmt::format("could not {}: {}", attempt.task, why);
  failure.error.hint = hint_of(kind, attempt.method);
  return failure;
}

FailureKind kind_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::Retry:
      return FailureKind::Unavailable;
    case ErrorCode::LookFirst:
      return FailureKind::Unknown;
    default:
      return FailureKind::Refused;
  }
}

}  // namespace

Failure failure_of(const Attempt& attempt, const http::Response& response, Timestamp now) {
  const auto complaint = decode_complaint(response.body);
  Failure failure = made(kind_of(response.status, complaint, attempt.method), attempt,
                         reason(attempt, response, complaint));
  failure.http_status = response.status;
  failure.retry_after = http::advised_wait(response, now);
  if (failure.kind == FailureKind::RateLimited) failure.error.hint = rate_hint(failure.retry_after);
  if (failure.kind == FailureKind::Refused || response.status < 400) {
    failure.error.hint = "check that the endpoint is MoEngage's and that no proxy answers for it";
  }
  if (!complaint) return failure;
  if (failure.kind == FailureKind::NameTaken || failure.kind == FailureKind::DefinitionTaken) {
    failure.existing_id = complaint->existing_id;
    failure.existing_name = complaint->existing_name;
  }
  if (failure.kind == FailureKind::SegmentLimit) {
    failure.actual_count = complaint->actual_count;
    failure.limit = complaint->limit;
  }
  return failure;
}

Failure held_back(const Attempt& attempt, const quota::Refusal& refusal, Timestamp now) {
  const bool waits = refusal.error.code == ErrorCode::Wait;
  Failure failure =
      made(waits ? FailureKind::RateLimited : FailureKind::Refused, attempt, refusal.error.message);
  failure.error.code = refusal.error.code;
  failure.error.hint = refusal.error.hint;
  if (refusal.until) failure.retry_after = std::max(*refusal.until - now, Duration(0));
  return failure;
}

std::vector<quota::Advice> advice_in(const http::Response& response, Timestamp now) {
  const auto fields = http::rate_fields(response, now);
  if (response.status == 429) {
    const Complaint complaint = decode_complaint(response.body).value_or(Complaint{});
    if (limit_kind(complaint) != FailureKind::RateLimited) return {};
    quota::Advice advice;
    advice.refused = true;
    advice.retry_after = http::advised_wait(response, now);
    advice.window = window_in(complaint.message);
    return {advice};
  }
  std::vector<quota::Advice> all;
  for (const http::RateField& field : fields) {
    if (!field.remaining || !field.reset) continue;
    quota::Advice advice;
    advice.remaining = field.remaining;
    advice.reset = field.reset;
    all.push_back(advice);
  }
  return all;
}

Failure failure_of(const Attempt& attempt, const Error& error) {
  Failure failure = made(kind_of(error.code), attempt, error.message);
  if (!error.hint.empty()) failure.error.hint = error.hint;
  return failure;
}

Failure unreadable(const Attempt& attempt, const http::Response& response) {
  Failure failure =
      made(FailureKind::Unknown, attempt,
           fmt::format("the answer is HTTP {}, but not in MoEngage's form", response.status));
  failure.http_status = response.status;
  return failure;
}

Failure not_sent(const Attempt& attempt, const Error& error) {
  Failure failure = made(FailureKind::Invalid, attempt, error.message);
  failure.error.hint = error.hint;
  return failure;
}

Failure denied(const Attempt& attempt, const http::Response& response, const std::string& message) {
  Failure failure = made(FailureKind::Invalid, attempt,
                         fmt::format("MoEngage says {} (HTTP {}, success: false)",
                                     shown(attempt, message), response.status));
  failure.http_status = response.status;
  return failure;
}

}  // namespace segctl::moengage
