#include "rendering/line_diff.h"

#include <doctest/doctest.h>

#include <string>

using segctl::rendering::line_diff;

namespace {

/// A row a line: "=a", "-a", "+a", and "a>b" where one stands for the other.
std::string rows_of(const std::string& before, const std::string& after) {
  std::string text;
  for (const auto& row : line_diff(before, after)) {
    if (row.same())
      text += "=" + std::string(row.before);
    else if (row.in_before && row.in_after)
      text += std::string(row.before) + ">" + std::string(row.after);
    else
      text += row.in_before ? "-" + std::string(row.before) : "+" + std::string(row.after);
    text += "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("lines that are the same stand beside each other, whatever came between") {
  CHECK(rows_of("a\nb\nc\n", "a\nb\nc\n") == "=a\n=b\n=c\n");
  CHECK(rows_of("a\nc\n", "a\nb\nc\n") == "=a\n+b\n=c\n");
  CHECK(rows_of("a\nb\nc", "a\nc") == "=a\n-b\n=c\n");
  CHECK(rows_of("a\nx\nc", "a\ny\nz\nc") == "=a\nx>y\n+z\n=c\n");
  CHECK(rows_of("", "a") == "+a\n");
  CHECK(rows_of("a", "") == "-a\n");
  CHECK(rows_of("", "").empty());
}

TEST_CASE("texts that are too long to be compared are paired as they come") {
  std::string before;
  for (int i = 0; i < 1001; ++i) before += std::to_string(i) + "\n";
  const auto rows = line_diff(before, "1\n");
  REQUIRE(rows.size() == 1001);
  CHECK(rows[0].before == "0");
  CHECK(rows[0].after == "1");
}
