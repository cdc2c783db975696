#include "http/logging_transport.h"

#include "base/text.h"
#include "http/redaction.h"

#include <fmt/format.h>

#include <utility>

namespace segctl::http {
namespace {

std::string told(const Result<Response>& outcome) {
  if (!outcome) return outcome.error().message;
  return fmt::format("{}, {} bytes", outcome->status, with_thousands(outcome->body.size()));
}

}  // namespace

LoggingTransport::LoggingTransport(Transport& inner, const Clock& clock, Detail detail, Log log)
    : inner_(inner), clock_(clock), detail_(detail), log_(std::move(log)) {}

void LoggingTransport::tell(const Request& request, const Result<Response>& outcome,
                            Timestamp began) {
  log_(fmt::format("{}: {}, {} ms", summary(request), told(outcome),
                   (clock_.now() - began).count()));
  if (detail_ == Detail::Line) return;
  log_(redacted(request));
  if (outcome) log_(redacted(*outcome));
}

Result<Response> LoggingTransport::send(const Request& request) {
  const Timestamp began = clock_.now();
  auto outcome = inner_.send(request);
  tell(request, outcome, began);
  return outcome;
}

std::vector<Result<Response>> LoggingTransport::send_all(std::span<const Request> requests) {
  const Timestamp began = clock_.now();
  auto outcomes = inner_.send_all(requests);
  for (std::size_t i = 0; i < outcomes.size(); ++i) tell(requests[i], outcomes[i], began);
  return outcomes;
}

void LoggingTransport::send_each(std::span<const Request> requests, const Ended& ended) {
  const Timestamp began = clock_.now();
  inner_.send_each(requests, [&](std::size_t place, Result<Response> outcome) {
    tell(requests[place], outcome, began);
    ended(place, std::move(outcome));
  });
}

Result<Response> LoggingTransport::download(const Request& request, const Sink& sink) {
  const Timestamp began = clock_.now();
  auto outcome = inner_.download(request, sink);
  tell(request, outcome, began);
  return outcome;
}

}  // namespace segctl::http
