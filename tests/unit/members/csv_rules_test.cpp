#include "members/csv.h"
#include "unit/members/random_values.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

using namespace segctl;
using namespace segctl::members;
using test::check_whole;

namespace {

/// "rule@line,line rule": what was found, in the report's order, with the lines told.
std::string found(const CsvReport& report) {
  std::ostringstream text;
  for (const CsvFinding& finding : report.findings) {
    if (text.tellp() > 0) text << ' ';
    text << finding.rule;
    for (std::size_t i = 0; i < finding.lines.size(); ++i) {
      text << (i == 0 ? '@' : ',') << finding.lines[i];
    }
  }
  return text.str();
}

std::string found(std::string_view content) { return found(check_whole(content)); }

std::string found_in_numbers(std::string_view content) {
  return found(check_whole(content, ValueType::Double));
}

std::string messages(const CsvReport& report) {
  std::string text;
  for (const CsvFinding& finding : report.findings) text += finding.message + "\n";
  return text;
}

}  // namespace

TEST_CASE("values of every usual form break no rule") {
  CHECK(found("user-1\nuser-2\n") == "");
  CHECK(found("a@example.com\nb.c+d@example.com\n") == "");
  CHECK(found("+4712345678\n+4787654321\n") == "");
  CHECK(found("o'brien@example.com\nAcme & Sons (Oslo) 1\n") == "");
  CHECK(found("Åse1\n日本2\n") == "");
}

TEST_CASE("a byte order mark and CR LF are fine") {
  CHECK(found("\xEF\xBB\xBFu1\nu2\n") == "");
  CHECK(found("u1\r\nu2\r\n") == "");
}

TEST_CASE("the last line may lack its end") {
  CHECK(found("u1\nu2") == "");
  CHECK(check_whole("u1\nu2").rows == 2);
}

TEST_CASE("a file without a value is empty, whatever else is in it") {
  CHECK(found("") == "csv-empty");
  CHECK(found("\xEF\xBB\xBF") == "csv-empty csv-empty-row@1");
  CHECK(found("\n \n") == "csv-empty csv-empty-row@1,2");
  CHECK(found("uid\n") == "csv-empty");  // an export of nobody
  CHECK(found("u1\n") == "");
  CHECK(found("0") == "");
}

TEST_CASE("an empty row is told, the end of the last line is none") {
  CHECK(found("u1\n\nu2\n") == "csv-empty-row@2");
  CHECK(found("u1\nu2\n\n") == "csv-empty-row@3");
  CHECK(found("u1\n \t\xC2\xA0\nu2\n") == "csv-empty-row@2");
  CHECK(found("u1\r\n\r\nu2\r\n") == "csv-empty-row@2");
}

TEST_CASE("empty rows are no rows") { CHECK(check_whole("u1\n\n \nu2\n").rows == 2); }

TEST_CASE("a page in place of a CSV is told alone") {
  CHECK(found("<!DOCTYPE html>\n<a href=\"x,y\">\n\n") == "csv-html-page");
  CHECK(found("\xEF\xBB\xBF \r\n<HTML lang=no>") == "csv-html-page");
  CHECK(found("<?xml version=\"1.0\"?><Error/>") == "csv-html-page");
  CHECK(found("<htm1\n") == "csv-special-character@1");
}

TEST_CASE("UTF-16 is told alone") {
  CHECK(found(std::string_view("\xFF\xFEu\0001\0\n\0", 8)) == "csv-utf16");
  CHECK(found(std::string_view("\xFE\xFF\0u", 4)) == "csv-utf16");
}

TEST_CASE("ill-formed UTF-8 is told") {
  CHECK(found("u1\n\xFF\xFFu2\n\xC3\nu3\n") == "csv-bad-utf8@2,3");
  CHECK(found("\xED\xA0\x80\n") == "csv-bad-utf8@1");
  CHECK(found("\xC3\xA5\n") == "");
}

TEST_CASE("control characters are told, NUL among them") {
  CHECK(found(std::string_view("u\0001\n", 4)) == "csv-control-character@1");
  CHECK(found("u1\x1B[0m\n") == "csv-control-character@1 csv-special-character@1");
  CHECK(found("u1\x7F\n") == "csv-control-character@1");
  CHECK(found("u\xC2\x85"
              "1\n") == "csv-control-character@1");
}

TEST_CASE("a carriage return that ends no line is told") {
  CHECK(found("u1\ru2\ru3") == "csv-lone-carriage-return@1");
  CHECK(found("u1\r\r\n") == "csv-lone-carriage-return@1 csv-outer-space@1");
  CHECK(found("u1\r") == "csv-lone-carriage-return@1 csv-outer-space@1");
}

TEST_CASE("a separator inside makes columns, one at the end is a trailing comma") {
  CHECK(found("u1,x\n2;y\n3\tz\nu4\n") == "csv-several-columns@1,2,3");
  CHECK(found("u1,\nu2;\n") == "csv-trailing-comma@1,2");
  CHECK(found("u1,,\n,u2\n") == "csv-several-columns@1,2");
  CHECK(found("u1, \n") == "csv-trailing-comma@1 csv-outer-space@1");
  CHECK(found("u1.x\n") == "");
}

TEST_CASE("quotes are told, an apostrophe inside a value is none") {
  CHECK(found("\"u1\"\nu\"2\n'u3'\n") == "csv-quote@1,2,3");
  CHECK(found("u'1\n'u2\n") == "");
}

TEST_CASE("white space at either end is told, inside a value it is fine") {
  CHECK(found(" u1\nu2 \n\tu3\nu4\xC2\xA0\n\xE3\x80\x80u5\n") == "csv-outer-space@1,2,3,4,5");
  CHECK(found("u 1\n") == "");
}

TEST_CASE("repeated values are counted after the first") {
  const CsvReport report = check_whole("u1\nu2\nu1\nu3\nu2\nu1");
  CHECK(found(report) == "csv-duplicate-value@3,5,6");
  CHECK(report.duplicates == 3);
  CHECK(report.rows == 6);
  CHECK(found("u1\nu1 x\nu10\n") == "");
}

TEST_CASE("a value repeats whatever its line's end and the byte order mark") {
  CHECK(found("\xEF\xBB\xBFu1\nu1") == "csv-duplicate-value@2");
  CHECK(check_whole("u1\r\nu1\n").duplicates == 1);
}

TEST_CASE("values that differ in case only are warned of once each") {
  const CsvReport report = check_whole("A1@x\nb1\na1@x\nB1\nA1@X\nA1@x\n");
  CHECK(found(report) == "csv-duplicate-value@6 csv-case-variant@3,4,5");
  CHECK(report.findings[1].severity == Severity::Warning);
  CHECK(report.findings[1].count == 3);
  CHECK(found("A1\nB1\nC1\n") == "");
  CHECK(found("Å1\nå1\n") == "");  // ASCII only
}

TEST_CASE("a repeated value is no case variant of itself") {
  CHECK(found("AB1\nAB1\n") == "csv-duplicate-value@2");
}

TEST_CASE("what a spreadsheet made of a long number is warned of") {
  CHECK(found("1.23E+15\n4E+11\n-1,5E+20\n") == "csv-several-columns@3 csv-mangled-number@1,2,3");
  CHECK(found("1.23E15\nE+15\n12.3E+15\n1.E+15\n1.2E+5\n1.23E+1x\n") == "");
}

TEST_CASE("special and invisible characters are warned of") {
  CHECK(found("u#1\nu*2\nu\xE2\x80\x8B"
              "3\nu\xC2\xA0"
              "4\n") == "csv-special-character@1,2,3,4");
  CHECK(found("u1!&()+-./:=@_\n") == "");
}

TEST_CASE("mixed line ends are warned of, with the lines that end otherwise than the first") {
  const CsvReport report = check_whole("u1\r\nu2\nu3\r\nu4\n");
  CHECK(found(report) == "csv-mixed-line-ends@2,4");
  CHECK(report.valid());
  CHECK(found("u1\nu2\r\n") == "csv-mixed-line-ends@2");
}

TEST_CASE("a first row that looks like a column's name is warned of") {
  CHECK(found("member no\n12\n13\n") == "csv-header@1");
  CHECK(found("Email\na@x\n") == "csv-header@1");
  CHECK(found("\xEF\xBB\xBFuser_id\r\nalice\r\nbob\r\n") == "csv-header@1");
}

TEST_CASE("a first row that could be a value is no header") {
  CHECK(found("alice\nbob\ncarol\n") == "");
  CHECK(found("alice\nbob7\ncarol\n") == "");
  CHECK(found("u1\n12\n13\n") == "");
  CHECK(found("member no\n12\n") == "");
  CHECK(found("alice\n") == "");
}

TEST_CASE("values of a double attribute are finite numbers") {
  CHECK(found_in_numbers("1\n-2.5\n1e3\n0.5E-7\n1.5\n") == "");
  CHECK(found_in_numbers("1\nx\n1e999\ninf\nnan\n0x1F\n+1\n1 000\n") ==
        "csv-not-a-number@2,3,4,5,6");
  CHECK(check_whole("1\nx\n1e999\ninf\nnan\n0x1F\n+1\n1 000\n", ValueType::Double)
            .findings[0]
            .count == 7);
  CHECK(found_in_numbers("1,5\n") == "csv-several-columns@1 csv-not-a-number@1");
}

TEST_CASE("values of a string attribute need not be numbers") { CHECK(found("x1\n") == ""); }

TEST_CASE("a value of 4,096 bytes is looked at, a longer one is not") {
  const std::string longest(4096, 'a');
  CHECK(found(longest + "\r\n" + longest + "\r\n") == "csv-duplicate-value@2");
  const CsvReport report = check_whole("u1\n" + longest + "a\r\n" + longest + "\"\nu2\n");
  CHECK(found(report) == "csv-long-value@2,3");
  CHECK(report.rows == 4);
}

TEST_CASE("files up to the limits are fine, one byte or row more is too much") {
  CHECK(found(check_whole("u1\nu2\n", ValueType::String, {6, 2})) == "");
  CHECK(found(check_whole("u1\nu2\nu3", ValueType::String, {9, 2})) == "csv-too-many-rows@3");
  const CsvReport large = check_whole("u1\nu2\nu,3\n", ValueType::String, {8, 5});
  CHECK(found(large) == "csv-too-large");
  CHECK(large.bytes == 10);
  CHECK(large.rows == 2);
}

TEST_CASE("a message says what, how often and where, and shows no value") {
  const CsvReport report = check_whole("a,1\nb,2\nc,3\nd,4\ne,5\nf,6\n\"g\"\nh7\nh7\n",
                                       ValueType::String, {150'000'000, 8});
  CHECK(messages(report) ==
        "1 row is past the limit of 8 rows (line 9)\n"
        "6 rows have several columns: a comma, semicolon or tab stands inside; one column is "
        "allowed (first lines 1, 2, 3, 4, 5)\n"
        "1 row holds quotes, which become part of the value (line 7)\n"
        "1 row repeats a value that stands earlier (line 9)\n");
  CHECK(messages(check_whole("")) == "the file has no value\n");
  CHECK(messages(check_whole("u1\nu2\n", ValueType::String, {1'500, 5})) == "");
  CHECK(messages(check_whole(std::string(1'501, 'a'), ValueType::String, {1'500, 5})) ==
        "the file has no value\n"
        "the file is larger than 1,500 bytes; what is past them was not looked at\n");
}

TEST_CASE("only errors make a CSV invalid") {
  CHECK(check_whole("user_id\nu#1\nU#1\n").valid());
  CHECK_FALSE(check_whole("u1\nu1\n").valid());
}
