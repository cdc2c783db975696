#include "http/transport.h"

#include "base/text.h"

namespace segctl::http {

const char* method_word(Method method) {
  switch (method) {
    case Method::Get:
      return "GET";
    case Method::Head:
      return "HEAD";
    case Method::Post:
      return "POST";
    case Method::Put:
      return "PUT";
    case Method::Patch:
      return "PATCH";
  }
  return "";
}

std::optional<std::string_view> Response::header(std::string_view name) const {
  const std::string wanted = lower_ascii(name);
  for (const Header& header : headers) {
    if (lower_ascii(header.name) == wanted) return header.value;
  }
  return std::nullopt;
}

void Transport::send_each(std::span<const Request> requests, const Ended& ended) {
  for (std::size_t place = 0; place < requests.size(); ++place) ended(place, send(requests[place]));
}

}  // namespace segctl::http
