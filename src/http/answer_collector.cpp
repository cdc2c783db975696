#include "http/answer_collector.h"

#include <charconv>

namespace segctl::http {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// 200 of "HTTP/1.1 200 OK"; 0 where there is no status of three digits from 100 to 599.
int parse_status(std::string_view line) {
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return 0;
  const std::string_view digits = trimmed(line.substr(space)).substr(0, 3);
  int status = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), status);
  const bool whole = error == std::errc() && end == digits.data() + 3;
  return whole && status >= 100 && status <= 599 ? status : 0;
}

}  // namespace

bool AnswerCollector::take_line(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaders) {
    fault_ = Fault::HeadersTooLarge;
    return false;
  }
  if (line.substr(0, 1) == " " || line.substr(0, 1) == "\t") return true;  // obsolete folding
  line = trimmed(line);
  if (line.substr(0, 5) == "HTTP/") {
    response_ = Response{parse_status(line), {}, {}};
    headers_over_ = false;
    return true;
  }
  headers_over_ = headers_over_ || line.empty();
  const auto colon = line.find(':');
  if (headers_over_ || colon == std::string_view::npos) return true;
  response_.headers.push_back(
      {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
  return true;
}

bool AnswerCollector::take_body(std::string_view piece) {
  if (sink_ != nullptr && response_.status == 200) {
    if ((*sink_)(piece)) return true;
    fault_ = Fault::SinkStopped;
    return false;
  }
  if (piece.size() > Transport::kMaxBody - response_.body.size()) {
    fault_ = Fault::BodyTooLarge;
    return false;
  }
  response_.body += piece;
  return true;
}

}  // namespace segctl::http
