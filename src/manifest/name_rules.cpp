#include "manifest/name_rules.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::manifest {
namespace {

constexpr std::size_t kLongestKey = 200;
constexpr std::string_view kRefused = ":|*?\\<>=$\"";
constexpr std::string_view kWhiteSpace = " \t\r\n\v\f";
constexpr std::string_view kAllUsers = "All Users";

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::size_t find_refused(std::string_view name) {
  const auto found = std::find_if(name.begin(), name.end(), [](char c) {
    return is_control(c) || kRefused.find(c) != std::string_view::npos;
  });
  return found == name.end() ? std::string_view::npos
                             : static_cast<std::size_t>(found - name.begin());
}

}  // namespace

bool check_name(const Node& name, Findings& findings) {
  const std::string& text = name.text;
  if (text.find_first_not_of(kWhiteSpace) == std::string::npos) {
    findings.add(Rule::NameBlank, name, "a name must not be empty or only white space");
    return false;
  }
  const std::size_t before = findings.errors();
  const std::size_t longest = findings.limits().name_characters;
  if (const std::size_t length = code_points(text); length > longest) {
    findings.add(Rule::NameLength, name,
                 fmt::format("a name has at most {} characters; this one has {}", longest,
                             with_thousands(length)));
  }
  if (const std::size_t at = find_refused(text); at != std::string_view::npos) {
    findings.add(
        Rule::NameCharacter, name,
        fmt::format("a name must not hold {}", in_quotes(text.substr(at, 1))),
        "MoEngage refuses : | * ? \\ < > = $ \" and control characters, sometimes silently");
  }
  if (text.front() == '.') {
    findings.add(Rule::NamePeriod, name, "a name must not begin with a period");
  }
  if (text == kAllUsers) {
    findings.add(Rule::NameReserved, name, "\"All Users\" is MoEngage's own segment",
                 "refer to it as {filter_type: custom_segments, id: moe_all_users}");
  }
  return findings.errors() == before;
}

bool check_key(const Node& key, Findings& findings) {
  const std::string& text = key.text;
  std::string_view problem;
  if (text.empty()) {
    problem = "must not be empty";
  } else if (code_points(text) > std::max(kLongestKey, findings.limits().name_characters)) {
    problem = "has at most 200 characters";
  } else if (std::any_of(text.begin(), text.end(), is_control)) {
    problem = "must not hold control characters";
  } else if (kWhiteSpace.find(text.front()) != std::string_view::npos ||
             kWhiteSpace.find(text.back()) != std::string_view::npos) {
    problem = "must not begin or end with white space";
  }
  if (problem.empty()) return true;
  findings.add(Rule::KeyShape, key, fmt::format("a manifest's key {}", problem));
  return false;
}

}  // namespace segctl::manifest
