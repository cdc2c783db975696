#include "callback/receiver.h"

#include <cstdint>
#include <utility>

namespace segctl::callback {
namespace {

constexpr std::size_t kLongestOperation = 32;

/// The last two steps of a path.
struct Ends {
  std::string_view token;
  std::string_view operation;
};

std::optional<Ends> ends_of(std::string_view target) {
  const std::string_view path = target.substr(0, target.find_first_of("?#"));
  const std::size_t last = path.rfind('/');
  if (last == std::string_view::npos || last == 0) return std::nullopt;
  const std::size_t before = path.rfind('/', last - 1);
  if (before == std::string_view::npos) return std::nullopt;
  const Ends ends{path.substr(before + 1, last - before - 1), path.substr(last + 1)};
  if (ends.token.empty() || ends.operation.empty()) return std::nullopt;
  return ends;
}

/// Takes the same time wherever they differ.
bool are_same(const Digest& a, const Digest& b) {
  std::uint8_t difference = 0;
  for (std::size_t i = 0; i < a.bytes.size(); ++i) {
    difference = static_cast<std::uint8_t>(difference | (a.bytes[i] ^ b.bytes[i]));
  }
  return difference == 0;
}

}  // namespace

Receiver::Receiver(std::string_view token, Record record)
    : token_(sha256(token)), record_(std::move(record)) {}

std::optional<Answer> Receiver::refusal(const RequestHead& head) const {
  const auto ends = ends_of(head.target);
  if (!ends) return Answer{404, "there is nothing here"};
  if (!are_same(sha256(ends->token), token_)) return Answer{401, "the token is wrong"};
  if (head.method != "POST") return Answer{405, "only POST is taken"};
  if (ends->operation.size() > kLongestOperation) return Answer{404, "no such operation"};
  return std::nullopt;
}

Answer Receiver::answer(const RequestHead& head, std::string_view body) const {
  const auto read = read_body(body);
  if (!read) return {400, read.error().message};
  switch (record_(std::string(ends_of(head.target)->operation), *read)) {
    case Recording::Kept:
      return {200, "recorded"};
    case Recording::Unknown:
      return {404, "no such operation"};
    case Recording::Refused:
      break;
  }
  return {503, "it could not be recorded; try again"};
}

}  // namespace segctl::callback
