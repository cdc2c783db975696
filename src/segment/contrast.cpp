#include "segment/contrast.h"

#include "base/text.h"
#include "segment/json_order.h"
#include "segment/json_text.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <vector>

namespace segctl::words {
namespace {

constexpr std::size_t kBeginning = 16;      ///< code points of what two texts have in common
constexpr std::size_t kBeforeParting = 16;  ///< of them once more, right before they part
constexpr std::size_t kAfterParting = 48;
/// Of the values that came, and of those that left, where all of them are too many to be named.
constexpr std::size_t kNamedValues = 4;

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

/// Where `points` code points after `at`, or before it where that is less than nothing, begin.
std::size_t moved(std::string_view text, std::size_t at, int points) {
  for (; points > 0 && at < text.size(); --points) {
    do ++at;
    while (at < text.size() && !starts_code_point(text[at]));
  }
  for (; points < 0 && at > 0; ++points) {
    do --at;
    while (at > 0 && !starts_code_point(text[at]));
  }
  return at;
}

/// The first code point at which they are not the same.
std::size_t parting(std::string_view text, std::string_view other) {
  const auto found = std::mismatch(text.begin(), text.end(), other.begin(), other.end());
  auto at = static_cast<std::size_t>(found.first - text.begin());
  while (at > 0 && at < text.size() && !starts_code_point(text[at])) --at;
  return at;
}

/// Not cut, and not to be mistaken for something else.
std::string whole(const Json& value) {
  const auto* text = value.get_ptr<const std::string*>();
  return text != nullptr && may_stand_bare(*text) ? *text : compact_json(value);
}

bool is_cut(const Json& value) { return shown(whole(value)) != printable(whole(value)); }

std::vector<Json> missing_from(const Json& list, const Json& other) {
  std::vector<Json> left(list.begin(), list.end());
  std::vector<Json> right(other.begin(), other.end());
  std::sort(left.begin(), left.end(), JsonLess{});
  std::sort(right.begin(), right.end(), JsonLess{});
  std::vector<Json> missing;
  std::set_difference(left.begin(), left.end(), right.begin(), right.end(),
                      std::back_inserter(missing), JsonLess{});
  return missing;
}

/// A value in words that are not those of any in `others`.
std::string told_apart(const Json& value, const std::vector<const Json*>& others) {
  if (!is_cut(value)) return words::value(value);
  const std::string mine = whole(value);
  std::string nearest;
  for (const Json* list : others) {
    for (const Json& other : *list) {
      std::string one = whole(other);
      if (one != mine && parting(mine, one) >= parting(mine, nearest)) nearest = std::move(one);
    }
  }
  return shown_beside(mine, nearest);
}

std::string named(const char* sign, const std::vector<Json>& values, std::size_t most,
                  const std::vector<const Json*>& others) {
  std::string out;
  const std::size_t count = std::min(values.size(), most);
  for (std::size_t i = 0; i < count; ++i) out += sign + told_apart(values[i], others);
  if (values.size() > count) out += " and " + with_thousands(values.size() - count) + " more";
  return out;
}

}  // namespace

std::string shown_beside(std::string_view text, std::string_view other) {
  if (shown(text) != shown(other)) return shown(text);
  const std::string mine = printable(text);
  const std::size_t apart = parting(mine, printable(other));
  const std::size_t beginning = moved(mine, 0, static_cast<int>(kBeginning));
  const std::size_t from = moved(mine, apart, -static_cast<int>(kBeforeParting));
  const std::size_t to = moved(mine, apart, static_cast<int>(kAfterParting));
  std::string out = from > beginning
                        ? mine.substr(0, beginning) + "…" + mine.substr(from, to - from)
                        : mine.substr(0, to);
  return to < mine.size() ? out + "…" : out;
}

std::string change(const std::string& before, const std::string& after, const Json& was,
                   const Json& is) {
  if (before != after) return before + " → " + after;
  const std::string old_text = shown_beside(whole(was), whole(is));
  const std::string new_text = shown_beside(whole(is), whole(was));
  if (old_text != new_text) return old_text + " → " + new_text;
  return before + " → another that reads alike";
}

std::string change(const Json& was, const Json& is) {
  return change(value(was), value(is), was, is);
}

bool can_be_whole(const Json& before, const Json& after) {
  if (std::max(before.size(), after.size()) > kShownValues) return false;
  return std::none_of(before.begin(), before.end(), is_cut) &&
         std::none_of(after.begin(), after.end(), is_cut);
}

std::string list_change(const Json& before, const Json& after) {
  const auto added = missing_from(after, before);
  const auto removed = missing_from(before, after);
  if (added.empty() && removed.empty()) return ": the same values in another order or number";
  const bool many = added.size() + removed.size() > kShownValues;
  const std::size_t most = many ? kNamedValues : kShownValues;
  return ":" + named(" +", added, most, {&before, &after}) +
         named(" −", removed, most, {&before, &after}) + " (" + counted(after.size(), "value") +
         ")";
}

}  // namespace segctl::words
