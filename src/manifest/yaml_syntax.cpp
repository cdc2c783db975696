#include "manifest/yaml_syntax.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace segctl::manifest {
namespace {

Span span(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

/// Past the closing quote of the quoted scalar at `at`; npos where it is never closed.
std::size_t quoted_end(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string_view marks = quote == '"' ? "\"\\" : "'";
  for (std::size_t i = at + 1; (i = text.find_first_of(marks, i)) != std::string_view::npos;) {
    const bool escaped = text[i] == '\\' || (quote == '\'' && text.substr(i, 2) == "''");
    if (!escaped) return i + 1;
    i += 2;
  }
  return std::string_view::npos;
}

struct Explanation {
  std::string_view problem;  ///< what the parser says
  std::string_view message;
  std::string_view hint;
};

constexpr auto kExplanations = std::to_array<Explanation>({
    {"illegal EOF in scalar", "a quoted text is not closed", "add the closing quote"},
    {"end of sequence flow not found", "a list that begins with \"[\" is not closed",
     "add \"]\", and a comma between its items"},
    {"end of map flow not found", "a mapping that begins with \"{\" is not closed",
     "add \"}\", and a comma between its entries"},
    {"end of map not found", "a line does not fit into the mapping that it stands in",
     "indent the keys of a mapping alike"},
    {"end of sequence not found", "a line does not fit into the list that it stands in",
     "indent the items of a list alike, each behind \"- \""},
    {"illegal map value", "\":\" stands where no value can begin",
     "put a text that holds \": \" in quotes"},
    {"illegal map key", "a key stands where none can", "indent the keys of a mapping alike"},
    {"illegal block entry", "\"- \" stands where no list can begin",
     "put the list on a line of its own"},
    {"illegal flow end", "\"]\" or \"}\" closes nothing", "remove it"},
    {"illegal document indicator in scalar", "\"---\" or \"...\" stands inside a quoted text",
     "close the text before it"},
    {"unknown token", "a text cannot begin with this character", "put it in quotes"},
    {"the referenced anchor is not defined", "an alias names an anchor that is not defined", ""},
    {"unknown escape character", "a double-quoted text holds an unknown escape",
     "write \\\\ for a backslash, or use single quotes"},
    {"bad character found while scanning hex number", "an escape lacks hexadecimal digits", ""},
    {"invalid unicode", "an escape stands for no character",
     "a surrogate needs its other half behind it"},
});

/// The first tab in the white space that the line of `at` begins with.
std::optional<std::size_t> tab_in_indentation(const Source& source, std::uint32_t at) {
  const std::string_view text = source.text();
  const std::size_t begin = source.line_begin(at);
  const std::size_t end = std::min(text.find_first_not_of(" \t", begin), text.size());
  const std::size_t tab = text.substr(0, end).find('\t', begin);
  if (tab == std::string_view::npos) return std::nullopt;
  return tab;
}

/// The same for the line before, where the parser has noticed one line late.
std::optional<std::size_t> tab_near(const Source& source, std::uint32_t at) {
  if (const auto tab = tab_in_indentation(source, at)) return tab;
  const std::uint32_t begin = source.line_begin(at);
  return begin == 0 ? std::nullopt : tab_in_indentation(source, begin - 1);
}

}  // namespace

Span scalar_span(std::string_view text, std::uint32_t offset, std::string_view value) {
  if (offset >= text.size()) return {offset, offset};
  if (text[offset] == '"' || text[offset] == '\'') {
    // Looks no further than the scalar goes: a line may hold all the rest of the file.
    const std::size_t end = std::min(quoted_end(text, offset), text.size());
    const std::size_t line_end = text.substr(offset, end - offset).find('\n');
    return span(offset, line_end == std::string_view::npos ? end : offset + line_end);
  }
  if (text.substr(offset, value.size()) == value) return span(offset, offset + value.size());
  return word_span(text, offset);
}

bool is_unclosed(std::string_view text, std::uint32_t offset) {
  if (offset >= text.size() || (text[offset] != '"' && text[offset] != '\'')) return false;
  return quoted_end(text, offset) == std::string_view::npos;
}

Span word_span(std::string_view text, std::uint32_t offset) {
  constexpr std::size_t kLongestWord = 100;
  if (offset >= text.size()) return {offset, offset};
  const std::string_view rest = text.substr(offset, kLongestWord);
  return span(offset, offset + std::min(rest.find_first_of(" \t\r\n,]}"), rest.size()));
}

void report_syntax(Findings& findings, std::uint32_t offset, std::string_view problem) {
  const Source& source = findings.source();
  const auto size = static_cast<std::uint32_t>(source.text().size());
  const std::uint32_t at = std::min(offset, size == 0 ? 0 : size - 1);
  if (const auto tab = tab_near(source, at)) {
    findings.add(Rule::TabIndentation, span(*tab, *tab + 1), "a line is indented with a tab",
                 "YAML indents with spaces only");
    return;
  }
  const auto found = std::find_if(
      kExplanations.begin(), kExplanations.end(),
      [problem](const Explanation& known) { return problem.starts_with(known.problem); });
  if (found == kExplanations.end()) {
    findings.add(Rule::YamlSyntax, {at, at}, printable(problem));
    return;
  }
  findings.add(Rule::YamlSyntax, {at, at}, std::string(found->message), std::string(found->hint));
}

}  // namespace segctl::manifest
