#include "manifest/text_check.h"

#include "base/text.h"

#include <fmt/format.h>

#include <array>

namespace segctl::manifest {
namespace {

/// The parser holds all tokens between two outermost brackets at once, about 100 bytes each.
constexpr std::size_t kMostFlowMarks = 2 * kMostNodes;

enum class ByteClass : std::uint8_t { Plain, Control, FlowMark, High };

constexpr std::array<ByteClass, 256> classify_bytes() {
  std::array<ByteClass, 256> classes{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) classes[byte] = ByteClass::Control;
  for (const char c : {'\t', '\n', '\r'}) classes[static_cast<unsigned char>(c)] = ByteClass::Plain;
  for (const char c : {'[', ']', '{', '}', ',', ':'}) {
    classes[static_cast<unsigned char>(c)] = ByteClass::FlowMark;
  }
  classes[0x7F] = ByteClass::Control;
  for (std::size_t byte = 0x80; byte < 0x100; ++byte) classes[byte] = ByteClass::High;
  return classes;
}

constexpr auto kByteClasses = classify_bytes();

Span span_of_byte(std::size_t at) {
  return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 1)};
}

void report_control(Findings& findings, std::size_t at, char c) {
  if (c == '\0') {
    findings.add(Rule::ControlCharacter, span_of_byte(at), "the file holds a NUL byte",
                 "is it a text file, in UTF-8? UTF-16 must be converted");
    return;
  }
  findings.add(Rule::ControlCharacter, span_of_byte(at),
               fmt::format("the file holds the control character U+{:04X}", static_cast<int>(c)),
               "inside double quotes it can be written as an escape such as \"\\x1b\"");
}

bool check_utf8(Findings& findings) {
  const std::string_view text = findings.source().text();
  const std::size_t bad = find_bad_utf8(text);
  if (bad == std::string_view::npos) return true;
  findings.add(Rule::BadUtf8, span_of_byte(bad),
               fmt::format("the byte 0x{:02x} is not UTF-8", static_cast<unsigned char>(text[bad])),
               "save the file as UTF-8");
  return false;
}

}  // namespace

bool check_text(Findings& findings) {
  const std::string_view text = findings.source().text();
  std::size_t flow_marks = 0;
  bool only_ascii = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const ByteClass found = kByteClasses[static_cast<unsigned char>(text[at])];
    if (found == ByteClass::Plain) continue;
    if (found == ByteClass::Control) {
      report_control(findings, at, text[at]);
      return false;
    }
    if (found == ByteClass::High) {
      only_ascii = false;
    } else if (++flow_marks > kMostFlowMarks) {
      findings.add(Rule::TooManyNodes, span_of_byte(at),
                   fmt::format("the file holds more than {} values", with_thousands(kMostNodes)),
                   "split the file; long lists of members belong in a file of their own");
      return false;
    }
  }
  return only_ascii || check_utf8(findings);
}

}  // namespace segctl::manifest
