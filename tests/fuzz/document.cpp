// A document for `segctl render`: whatever stands in one that is read, every rendering of it keeps
// to its format, and nothing of the document becomes markup or a command.
#include "fuzz.h"
#include "rendering/markdown.h"
#include "rendering/render.h"

#include <string>

namespace segctl::fuzz {
namespace {

using rendering::Format;

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t number = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
    ++number;
  }
  return number;
}

void check_html(const std::string& page) {
  require(count(page, "<script") == 1 && count(page, "</script") == 1, "one script, ours");
  require(count(page, "<style") == 1 && count(page, "</style") == 1, "one style, ours");
  require(count(page, "<img") == 0 && count(page, "<iframe") == 0, "nothing is loaded");
}

void check_junit(const std::string& xml) {
  require(count(xml, "<testcase ") == count(xml, "/>\n    <testcase") + count(xml, "</testcase>") +
                                          count(xml, "/>\n  </testsuite>"),
          "every case ends");
  for (const char c : xml) {
    require(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t',
            "no control character");
  }
}

void check_annotations(const std::string& text) {
  require(count(text, "\n") == count("\n" + text, "\n::"), "every line is one command");
  require(count(text, "\n") <= 10, "GitHub takes ten");
}

void check(Format format, const std::string& text) {
  if (format == Format::Html) check_html(text);
  if (format == Format::JUnit) check_junit(text);
  if (format == Format::Github) check_annotations(text);
  if (format == Format::Markdown) {
    require(text.size() <= rendering::kCommentBytes, "a comment fits");
    require(text.find("-->") + 3 == text.find('\n'), "the marker ends with its line");
  }
}

}  // namespace
}  // namespace segctl::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segctl;
  const std::string_view json = fuzz::as_text(data, size);
  const auto report = rendering::read_report(json);
  if (!report) return 0;
  for (const rendering::NamedFormat& named : rendering::formats()) {
    const auto rendered =
        rendering::render(named.format, json, {"a b/", "https://ci.example.com/1"});
    fuzz::require(rendered.has_value() == suits(named.format, report->sort),
                  "what suits is rendered");
    if (rendered) fuzz::check(named.format, *rendered);
  }
  return 0;
}
