#include "state/codec.h"

#include "base/digest.h"
#include "base/file.h"
#include "unit/state/random_state.h"

#include <doctest/doctest.h>

#include <string>

using namespace segctl;
using state::decode;
using state::encode;
using state::State;
using test::random_state;
using test::sample_state;

namespace {

const std::string kHint =
    "put a whole one in its place: s.json.backup, the version in git, or the artifact of the last "
    "CI run; where there is none, move it away and take the segments over again with `segctl "
    "import` or `segctl apply --adopt-all`";

std::string sample() { return encode(sample_state()).value(); }

/// `document` with a checksum that fits, as somebody who edits a state on purpose would make it.
std::string sealed(std::string document) {
  const std::string field = "\n  \"checksum\": \"";
  const auto at = document.find(field);
  REQUIRE(at != std::string::npos);
  document.erase(at + field.size(), 64);
  return document.insert(at + field.size(), sha256(document).hex());
}

/// The sample with the first `from` replaced by `to`, and a checksum that fits.
std::string edited(const std::string& from, const std::string& to) {
  std::string document = sample();
  const auto at = document.find(from);
  REQUIRE(at != std::string::npos);
  return sealed(document.replace(at, from.size(), to));
}

std::string refusal(const std::string& document) {
  const auto state = decode(document, "s.json");
  REQUIRE_FALSE(state.has_value());
  CHECK(state.error().code == ErrorCode::GiveUp);
  CHECK(state.error().hint == kHint);
  return state.error().message;
}

/// Whether `document` is refused as damaged, in words that name the file and say what to do.
bool refused(const std::string& document) {
  const auto state = decode(document, "s.json");
  return !state && state.error().code == ErrorCode::GiveUp && !state.error().hint.empty() &&
         state.error().message.starts_with("the state s.json ");
}

}  // namespace

TEST_CASE("what is written is read back") {
  CHECK(decode(sample(), "s.json") == sample_state());
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const State state = random_state(seed);
    const auto document = encode(state);
    REQUIRE(document.has_value());
    CHECK(decode(*document, "s.json") == state);
  }
}

TEST_CASE("equal states give equal documents") {
  CHECK(encode(sample_state()) == encode(decode(sample(), "s.json").value()));
}

TEST_CASE("the documented example is what is written") {
  const std::string page = read_file(SEGCTL_SOURCE_DIR "/docs/state.md", 1U << 20U).value();
  CHECK(page.find("```json\n" + sample() + "```\n") != std::string::npos);
}

TEST_CASE("a document that was cut at any byte is refused") {
  const std::string whole = sample();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK(refused(whole.substr(0, size)));
  }
}

TEST_CASE("a document that lost its beginning is refused") {
  const std::string whole = sample();
  for (std::size_t lost = 1; lost <= whole.size(); ++lost) {
    CAPTURE(lost);
    CHECK(refused(whole.substr(lost)));
  }
}

TEST_CASE("a document with any bit flipped is refused") {
  State state = sample_state();
  std::erase_if(state.segments,
                [](const auto& entry) { return entry.second.kind != Kind::Cohort; });
  std::string document = encode(state).value();
  for (std::size_t bit = 0; bit < document.size() * 8; ++bit) {
    char& byte = document[bit / 8];
    const char before = byte;
    byte = static_cast<char>(byte ^ (1 << (bit % 8)));
    CAPTURE(bit);
    CHECK(refused(document));
    byte = before;
  }
  CHECK(decode(document, "s.json").has_value());
}

TEST_CASE("a document with a byte too many is refused") {
  const std::string whole = sample();
  for (std::size_t at = 0; at <= whole.size(); ++at) {
    CAPTURE(at);
    CHECK(refused(std::string(whole).insert(at, " ")));
  }
}

TEST_CASE("damage is told in words") {
  CHECK(refusal("") == "the state s.json is empty");
  CHECK(refusal("{") == "the state s.json is not whole: it was cut off or edited");
  CHECK(refusal("[]") == "the state s.json is not whole: it was cut off or edited");
  CHECK(refusal("{}") == "the state s.json is no state of segctl: format_version is missing");
  CHECK(refusal("{\"format_version\": \"1.0\"}") ==
        "the state s.json does not match its checksum: it was cut off or edited");
  CHECK(refusal(sample() + "\n") ==
        "the state s.json does not match its checksum: it was cut off or edited");
}

TEST_CASE("a file of zeros, as a crashed file system leaves it, is refused") {
  CHECK(refused(std::string(4096, '\0')));
}

TEST_CASE("a hundred thousand levels are refused") {
  CHECK(refused(std::string(100000, '[')));
  std::string deep = "{\"format_version\": \"1.0\", \"x\": " + std::string(100000, '[') +
                     std::string(100000, ']') + "}";
  CHECK(refused(deep));
}

TEST_CASE("fields of a later minor version are skipped") {
  const std::string later =
      edited("\"format_version\": \"1.0\"", "\"format_version\": \"1.9\", \"journal\": [1, {}]");
  CHECK(decode(later, "s.json") == sample_state());
  CHECK(decode(edited("\"kind\": \"file\"", "\"size\": 3, \"kind\": \"file\""), "s.json") ==
        sample_state());
}

TEST_CASE("another major version is refused, whole or not") {
  std::string document = sample();
  document.replace(document.find("\"1.0\""), 5, "\"2.0\"");
  const Error expected{ErrorCode::GiveUp,
                       "the state s.json has format 2.0, and this segctl reads format 1.x",
                       "use the segctl that wrote it, or a newer one"};
  CHECK(decode(document, "s.json").error() == expected);
  CHECK(decode(sealed(document), "s.json").error() == expected);
}

TEST_CASE("a field that can't be understood is named") {
  const std::string start = "the state s.json can't be understood: ";
  CHECK(refusal(edited("\"serial\": 7", "\"serial\": 0")) ==
        start + "serial is no whole number from 1 to 2147483647");
  CHECK(refusal(edited("\"serial\": 7", "\"serial\": 2147483648")) ==
        start + "serial is no whole number from 1 to 2147483647");
  CHECK(refusal(edited("\"serial\": 7", "\"serial\": 7.0")) ==
        start + "serial is no whole number from 1 to 2147483647");
  CHECK(refusal(edited("\"serial\": 7,", "")) == start + "serial is missing");
  CHECK(refusal(edited("8c5f2f0e-3d0f-4f1a-9b57-2f6f4f0c1d2e", "")) == start + "lineage is empty");
  CHECK(refusal(edited("\"endpoint\"", "\"end\"")) == start + "workspace.endpoint is missing");
  CHECK(refusal(edited("\"segments\"", "\"segment\"")) == start + "segments is missing");
  const std::string gold = start + "segments.\"Gold tier\"";
  CHECK(refusal(edited("\"kind\": \"cohort\"", "\"kind\": \"cohorts\"")) ==
        gold + ".kind has a value that this segctl doesn't know: \"cohorts\"");
  CHECK(refusal(edited("\"archived\": true", "\"archived\": 1")) ==
        gold + ".archived is neither true nor false");
  CHECK(refusal(edited("2026-03-03T12:00:00Z", "2026-03-33T12:00:00Z")) ==
        gold + ".applied_at is no time such as 2026-03-01T12:00:00Z");
  const std::string readers = start + "segments.\"Newsletter readers\".file";
  CHECK(refusal(edited("\"rows\": 1204118", "\"rows\": -1")) ==
        readers + ".rows is no whole number from 0 to 18446744073709551615");
  CHECK(refusal(edited("\"expiry_days\": 30", "\"expiry_days\": 2147483648")) ==
        readers + ".expiry_days is no whole number from 0 to 2147483647");
  CHECK(refusal(edited("\"operation\": \"add\"", "\"operation\": \"Add\"")) ==
        readers +
            ".applied_changes[0].operation has a value that this segctl doesn't know: "
            "\"Add\"");
  CHECK(refusal(edited(sha256("more").hex(), sha256("more").hex().substr(1))) ==
        readers + ".applied_changes[0].content.sha256 is no SHA-256 of 64 hexadecimal digits");
}

TEST_CASE("an entry of a wrong type is named, and what is in it does not matter") {
  const std::string start = "the state s.json can't be understood: ";
  std::string document = sample();
  const auto begin = document.find("\"workspace\": {");
  const auto end = document.find('}', begin);
  document.replace(begin, end - begin + 1, "\"workspace\": []");
  CHECK(refusal(sealed(document)) == start + "workspace is no object");
  CHECK(refusal(edited("\"segments\": {", "\"segments\": [], \"else\": {")) ==
        start + "segments is no object");
  CHECK(refusal(edited("\"applied_changes\": [", "\"applied_changes\": {}, \"else\": [")) ==
        start + "segments.\"Newsletter readers\".file.applied_changes is no list");
  CHECK(refusal(edited("\"content\": {", "\"content\": 3, \"else\": {")) ==
        start + "segments.\"Newsletter readers\".file.content is no object");
}

TEST_CASE("an ETag that is not UTF-8 is left out") {
  State state = sample_state();
  state.segments.at(Key("Newsletter readers")).file->content.etag = "\"caf\xE9\"";
  State without = state;
  without.segments.at(Key("Newsletter readers")).file->content.etag.clear();
  without.segments.at(Key("Newsletter readers")).file->content.etag_url.clear();
  CHECK(decode(encode(state).value(), "s.json") == without);
}

TEST_CASE("a name that is not UTF-8 can't be written") {
  State state = sample_state();
  state.segments.at(Key("Gold tier")).name = SegmentName("\xFF");
  CHECK(encode(state).error() ==
        Error{ErrorCode::Invalid,
              "the state can't be written: a key, name or ID in it is not UTF-8", ""});
}

TEST_CASE("the state's path is made safe to show") {
  CHECK(decode("", "\x1b[31m.json").error().message == "the state \\x1b[31m.json is empty");
}
