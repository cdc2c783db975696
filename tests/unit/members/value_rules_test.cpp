#include "members/value_rules.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace segctl::members {

TEST_CASE(
    "the kinds of a value are those of its bytes, however long it is and wherever they stand") {
  // A single byte is looked up in a table, and longer values many bytes at a time.
  std::vector<ByteKinds> single;
  for (int byte = 0; byte < 256; ++byte) {
    single.push_back(byte_kinds(std::string(1, static_cast<char>(byte))));
  }
  CHECK(byte_kinds("") == 0);
  for (const std::size_t size : {2U, 15U, 16U, 17U, 24U, 31U, 33U, 63U, 64U, 65U, 100U}) {
    for (std::size_t at = 0; at < size; ++at) {
      for (std::size_t byte = 0; byte < 256; ++byte) {
        std::string value(size, 'a');
        value[at] = static_cast<char>(byte);
        if (byte_kinds(value) == (single['a'] | single[byte])) continue;
        CAPTURE(size);
        CAPTURE(at);
        CAPTURE(byte);
        FAIL_CHECK("other kinds than those of its bytes");
      }
    }
  }
}

TEST_CASE("bytes beside a value are none of it") {
  const std::string text = ",abcdefghijklmnopqrstuvw,A1";
  CHECK(byte_kinds(std::string_view(text).substr(1, 23)) == 0);
}

}  // namespace segctl::members
