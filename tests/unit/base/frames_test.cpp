#include "base/frames.h"

#include <doctest/doctest.h>

#include <vector>

namespace segctl {
namespace {

std::string two_frames() {
  FrameChain chain;
  const std::string first = chain.frame("one\ntwo");
  return first + chain.frame("three");
}

struct Read {
  std::vector<std::string> payloads;
  bool damaged = false;

  friend bool operator==(const Read&, const Read&) = default;
};

Read read(std::string_view bytes) {
  Read result;
  FrameReader reader(bytes);
  while (true) {
    const auto payload = reader.next();
    result.damaged = !payload;
    if (!payload || !*payload) return result;
    result.payloads.emplace_back(**payload);
  }
}

}  // namespace

TEST_CASE("what is framed is read again") {
  CHECK(read(two_frames()) == Read{{"one\ntwo", "three"}, false});
  CHECK(read("") == Read{});
}

TEST_CASE("a frame that was never finished is left out, wherever it was cut") {
  const std::string whole = two_frames();
  FrameReader reader(whole);
  REQUIRE(reader.next());
  const std::size_t first = reader.at();
  for (std::size_t cut = first; cut < whole.size(); ++cut) {
    CHECK(read(whole.substr(0, cut)) == Read{{"one\ntwo"}, false});
  }
}

TEST_CASE("no bit can be turned over unseen") {
  const std::string whole = two_frames();
  for (std::size_t i = 0; i < whole.size() * 8; ++i) {
    std::string bent = whole;
    bent[i / 8] = static_cast<char>(bent[i / 8] ^ (1 << (i % 8)));
    CHECK(read(bent).damaged);
  }
}

TEST_CASE("a chain goes on where a reader ended") {
  std::string bytes = two_frames();
  FrameReader reader(bytes);
  while (reader.next().value()) {
  }
  FrameChain chain;
  chain.follow(reader.check());
  bytes += chain.frame("four");
  CHECK(read(bytes) == Read{{"one\ntwo", "three", "four"}, false});
}

}  // namespace segctl
