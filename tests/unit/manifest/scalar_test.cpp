#include "manifest/scalar.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

namespace segctl::manifest {
namespace {

TEST_CASE("identifiers that YAML 1.1 takes for something else are strings") {
  for (const char* text :
       {"NO",     "no",    "yes",   "Yes",        "on",       "off",  "y",     "007", "0x1F",
        "0o17",   "1_000", "1,000", "2024-01-15", "12:30:45", ".5",   "+1",    "1.",  "1.e3",
        "1e",     "-",     "--1",   "-.5",        ".inf",     ".nan", "-.inf", "NaN", "tRUE",
        "nULL",   "Nil",   "none",  "1 2",        "0x",       "1e+",  "00",    "-01", "1.2.3",
        "truely", "~~",    "=",     "٣",          "1e5x",     "0b1",  "1d",    "1f",  "−1"}) {
    CAPTURE(text);
    CHECK(classify_plain(text) == NodeKind::String);
  }
}

TEST_CASE("true, false, null and JSON's numbers are what they look like") {
  for (const char* text : {"true", "True", "TRUE", "false", "False", "FALSE"}) {
    CHECK(classify_plain(text) == NodeKind::Bool);
  }
  for (const char* text : {"", "~", "null", "Null", "NULL"}) {
    CHECK(classify_plain(text) == NodeKind::Null);
  }
  for (const char* text : {"0", "-0", "7", "-12", "18446744073709551615"}) {
    CHECK(classify_plain(text) == NodeKind::Integer);
  }
  for (const char* text : {"0.5", "-0.0", "1e3", "1E-3", "2.50e+10", "0e0"}) {
    CHECK(classify_plain(text) == NodeKind::Decimal);
  }
}

TEST_CASE("integers of 64 bits keep their value, larger ones have none") {
  CHECK(integer_of("9223372036854775807")->as_signed == std::numeric_limits<std::int64_t>::max());
  CHECK(integer_of("-9223372036854775808")->as_signed == std::numeric_limits<std::int64_t>::min());
  CHECK_FALSE(integer_of("9223372036854775807")->is_unsigned);
  CHECK(integer_of("18446744073709551615")->is_unsigned);
  CHECK(integer_of("18446744073709551615")->as_unsigned ==
        std::numeric_limits<std::uint64_t>::max());
  CHECK_FALSE(integer_of("18446744073709551616"));
  CHECK_FALSE(integer_of("-9223372036854775809"));
  CHECK_FALSE(integer_of("007"));
  CHECK_FALSE(integer_of(""));
  CHECK_FALSE(integer_of("1.0"));
}

TEST_CASE("decimals keep their value up to 17 significant digits") {
  CHECK(decimal_of("0.1") == 0.1);
  CHECK(decimal_of("-0.0") == 0.0);
  CHECK(std::signbit(*decimal_of("-0.0")));
  CHECK(decimal_of("1e3") == 1000.0);
  CHECK(decimal_of("1.7976931348623157e308") == std::numeric_limits<double>::max());
  CHECK(decimal_of("0.12345678901234567") == 0.12345678901234567);
  CHECK(decimal_of("0.50000000000000000000000000") == 0.5);
  CHECK(decimal_of("00.5") == std::nullopt);
  CHECK(decimal_of("0.123456789012345678") == std::nullopt);
  CHECK(decimal_of("1e400") == std::nullopt);
  CHECK(decimal_of("-1e400") == std::nullopt);
  CHECK(decimal_of("1e-400") == std::nullopt);
  CHECK(decimal_of("4.9e-324") == std::nullopt);
  CHECK(decimal_of("0e-400") == 0.0);
}

}  // namespace
}  // namespace segctl::manifest
