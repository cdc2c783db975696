// A peer's bytes behind a byte that says how they are cut: they are the same request in any pieces,
// and what is kept of a callback's body has its limits.
#include "callback/body.h"
#include "callback/request_reader.h"
#include "fuzz.h"

#include <algorithm>
#include <random>

namespace {

using namespace segctl;
using callback::RequestReader;

void require_same(const RequestReader& whole, const RequestReader& pieces) {
  using State = RequestReader::State;
  fuzz::require(whole.state() == pieces.state(), "where the bytes are cut makes no difference");
  if (whole.state() == State::Refused) {
    fuzz::require(whole.refusal() == pieces.refusal(), "it is refused for the same reason");
  }
  if (whole.state() != State::Whole) return;
  fuzz::require(whole.head() == pieces.head(), "the head is the same");
  fuzz::require(whole.body() == pieces.body(), "the body is the same");
  fuzz::require(whole.body().size() <= callback::kLongestBody, "a body has its limit");
}

void try_request(std::string_view bytes, std::uint8_t choice) {
  RequestReader whole(callback::kLongestBody);
  (void)whole.feed(bytes);
  RequestReader pieces(callback::kLongestBody);
  std::minstd_rand random(choice);
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t length = std::min<std::size_t>(random() % 9, rest.size());
    (void)pieces.feed(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  require_same(whole, pieces);
}

void try_body(std::string_view json) {
  constexpr std::size_t kMostKept = 4 * 501 + 3;
  const auto body = callback::read_body(json);
  if (!body) return fuzz::require(!body.error().message.empty(), "a refusal has its reason");
  const FileOutcome& outcome = body->outcome;
  fuzz::require(outcome.error_message.size() <= kMostKept, "words have their limit");
  fuzz::require(outcome.failed() || match_rate(outcome) < 1'000'000'000'000'000, "a rate is one");
  const auto again = callback::read_body(json);
  fuzz::require(again && *again == *body, "the same bytes mean the same");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes = fuzz::as_text(data + 1, size - 1);
  try_request(bytes, data[0]);
  try_body(bytes);
  return 0;
}
