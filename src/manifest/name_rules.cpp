#include "manifest/name_rules.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::manifest {
namespace {

constexpr std::size_t kLongestKey = 200;
constexpr std::string_view kRefused = ":|*?\\<>=$\"";
constexpr std::string_view kWhiteSpace = " \t\r\n\v\f";

/// Beyond ASCII what can't be seen either: the first and the last character of each stretch, all
/// of one length.
struct Stretch {
  std::string_view first;
  std::string_view last;
};

constexpr Stretch kUnseen[] = {
    {"\xC2\xA0", "\xC2\xA0"},          // no-break space
    {"\xC2\xAD", "\xC2\xAD"},          // soft hyphen
    {"\xE1\x9A\x80", "\xE1\x9A\x80"},  // Ogham space
    {"\xE1\xA0\x8E", "\xE1\xA0\x8E"},  // Mongolian vowel separator
    {"\xE2\x80\x80", "\xE2\x80\x8F"},  // spaces by width, zero width, directions
    {"\xE2\x80\xA8", "\xE2\x80\xAF"},  // separators, directions, narrow no-break space
    {"\xE2\x81\x9F", "\xE2\x81\xA4"},  // mathematical space, word joiner, operators
    {"\xE3\x80\x80", "\xE3\x80\x80"},  // ideographic space
    {"\xE3\x85\xA4", "\xE3\x85\xA4"},  // Hangul filler
    {"\xEF\xBB\xBF", "\xEF\xBB\xBF"},  // byte order mark
};
constexpr std::string_view kAllUsers = "All Users";

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::size_t find_refused(std::string_view name) {
  const auto found = std::find_if(name.begin(), name.end(), [](char c) {
    return is_control(c) || kRefused.find(c) != std::string_view::npos;
  });
  return found == name.end() ? std::string_view::npos
                             : static_cast<std::size_t>(found - name.begin());
}

/// How many bytes the character takes that `at` tells, where it is white space or unseen; else 0.
template <class Character>
std::size_t unseen_size(Character at) {
  if (kWhiteSpace.find(at(1)) != std::string_view::npos) return at(1).size();
  for (const Stretch& stretch : kUnseen) {
    const std::string_view character = at(stretch.first.size());
    const bool within = character >= stretch.first && character <= stretch.last;
    if (within && character.size() == stretch.first.size()) return character.size();
  }
  return 0;
}

/// Without the white space and the unseen characters around it.
std::string_view trimmed(std::string_view text) {
  const auto front = [&](std::size_t size) { return text.substr(0, size); };
  const auto back = [&](std::size_t size) {
    return text.substr(text.size() - std::min(size, text.size()));
  };
  while (const std::size_t size = unseen_size(front)) text.remove_prefix(size);
  while (const std::size_t size = unseen_size(back)) text.remove_suffix(size);
  return text;
}

}  // namespace

bool check_name(const Node& name, Findings& findings) {
  const std::string& text = name.text;
  const std::string_view seen = trimmed(text);
  if (seen.empty()) {
    findings.add(Rule::NameBlank, name, "a name must not be empty or only white space");
    return false;
  }
  if (seen.size() != text.size()) {
    findings.add(Rule::NameOuterSpace, name,
                 "the name begins or ends with white space or an invisible character",
                 fmt::format("write {}, unless the segment is really called so", in_quotes(seen)));
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
