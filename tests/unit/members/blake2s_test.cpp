#include "members/blake2s.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace segctl::members;

namespace {

std::string hex(const ValueHash& hash) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char byte : hash.bytes()) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4U];
    text += kDigits[static_cast<unsigned char>(byte) & 15U];
  }
  return text;
}

std::string alphabet(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 26);
  return text;
}

ValueHash hash_of(std::string_view value, std::uint64_t salt) {
  ValueHash hash;
  hash_values({&value, 1}, {&hash, 1}, salt);
  return hash;
}

}  // namespace

// The expected values are those of Python: hashlib.blake2s(value, digest_size=16, salt=…).
TEST_CASE("hashes are those of BLAKE2s with 16 bytes, for values of one block and of several") {
  const std::pair<std::size_t, const char*> cases[] = {
      {0, "64550d6ffe2c0a01a14aba1eade0200c"},   {1, "854b9e9ba49bfd9457d4c3bf96e42523"},
      {24, "e3f30969c65613f522b017d4695383bc"},  {63, "bea52e9688eca22e7f10f5e95b7653f9"},
      {64, "982252d15ece39b52e1d7acf9e601480"},  {65, "92fb82a536f19491adab7946072910a0"},
      {128, "4b37f37f0f8845b1b2d2b4a145e0267b"}, {200, "0bab9f0cba1d5c8b09131fd89d840b7f"}};
  for (const auto& [size, expected] : cases) {
    CHECK(std::to_string(size) + " " + hex(hash_of(alphabet(size), 0)) ==
          std::to_string(size) + " " + expected);
  }
}

TEST_CASE("the salt goes where BLAKE2s has its salt, lowest byte first") {
  CHECK(hex(hash_of("abc", 0x0807060504030201U)) == "7c677737a957b3c5530b2b49485e4c6c");
  CHECK(hex(hash_of(alphabet(100), 0x0807060504030201U)) == "7fc8c6c5912ffec10a22c0cd69eb797d");
}

TEST_CASE("a value's hash does not depend on the values beside it") {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 150; ++i) texts.push_back(alphabet(i));
  const std::vector<std::string_view> values(texts.begin(), texts.end());
  for (const std::size_t count : {1U, 7U, 8U, 9U, 150U}) {
    CAPTURE(count);
    std::vector<ValueHash> hashes(count);
    hash_values(std::span(values).first(count), hashes, 7);
    for (std::size_t i = 0; i < count; ++i) CHECK(hashes[i] == hash_of(values[i], 7));
  }
}

TEST_CASE("every way to hash that the processor knows comes to the same") {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 150; ++i) texts.push_back(alphabet(i));
  const std::vector<std::string_view> values(texts.begin(), texts.end());
  std::vector<ValueHash> expected(values.size());
  hash_values(values, expected, 7);
  for (const HashWay way : hash_ways()) {
    for (const std::size_t count : {1U, 15U, 16U, 17U, 32U, 150U}) {
      std::vector<ValueHash> hashes(count);
      way(std::span(values).first(count), hashes, 7);
      CHECK(std::equal(hashes.begin(), hashes.end(), expected.begin()));
    }
  }
}

TEST_CASE("hashes compare like their bytes") {
  const ValueHash low{0x01FFFFFFFFFFFFFFU, 5};
  const ValueHash high{0x0200000000000000U, 4};
  CHECK(low < high);
  CHECK(std::string(high.bytes().data(), 2) == std::string("\x02\x00", 2));
}
