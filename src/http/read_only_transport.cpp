#include "http/read_only_transport.h"

#include <algorithm>

namespace segctl::http {
namespace {

bool only_reads(const Request& request) {
  return request.method == Method::Get || request.method == Method::Head;
}

tl::unexpected<Error> refusal() {
  return fail(ErrorCode::GiveUp,
              "this command only reads, and sends nothing that could change "
              "anything");
}

}  // namespace

Result<Response> ReadOnlyTransport::send(const Request& request) {
  if (!only_reads(request)) return refusal();
  return inner_.send(request);
}

std::vector<Result<Response>> ReadOnlyTransport::send_all(std::span<const Request> requests) {
  if (std::all_of(requests.begin(), requests.end(), only_reads)) return inner_.send_all(requests);
  return std::vector<Result<Response>>(requests.size(), refusal());
}

Result<Response> ReadOnlyTransport::download(const Request& request, const Sink& sink) {
  if (!only_reads(request)) return refusal();
  return inner_.download(request, sink);
}

}  // namespace segctl::http
