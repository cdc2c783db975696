#include "segment/difference.h"

#include "segment/canonical.h"
#include "segment/contrast.h"
#include "segment/difference_parts.h"
#include "segment/json_order.h"
#include "segment/json_text.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>

namespace segctl {
namespace diff {
namespace {

bool is_group(const Json& group) {
  const Json* filters = words::member(group, "filters");
  return filters != nullptr && filters->is_array();
}

Spot filter_spot(const Spot& group, const Json& filter) {
  return {group.path + ".filters[" + label(filter) + "]", group.where};
}

/// Those of `filters` in words; where `others` read the same because they are cut, with the part
/// that they don't have.
std::vector<std::string> told_apart(const std::vector<const Json*>& filters,
                                    const std::vector<const Json*>& others) {
  std::map<std::string, const Json*> known;
  for (const Json* other : others) known.emplace(describe_filter(*other), other);
  std::vector<std::string> texts;
  for (const Json* filter : filters) {
    texts.push_back(describe_filter(*filter));
    const auto alike = known.find(texts.back());
    if (alike == known.end()) continue;
    texts.back() +=
        " (" + words::shown_beside(compact_json(*filter), compact_json(*alike->second)) + ")";
  }
  return texts;
}

void add_filter(const Json& filter, const Spot& group, const std::string& how,
                const std::string& text, std::vector<Difference>& out) {
  const std::string where = group.where.empty() ? "" : " to " + group.where;
  out.push_back({DifferenceKind::Added, filter_spot(group, filter).path, nullptr, filter,
                 "added" + where + how + ": " + text});
}

void remove_filter(const Json& filter, const Spot& group, const std::string& how,
                   const std::string& text, std::vector<Difference>& out) {
  const std::string where = group.where.empty() ? "" : " from " + group.where;
  out.push_back({DifferenceKind::Removed, filter_spot(group, filter).path, filter, nullptr,
                 "removed" + where + how + ": " + text});
}

/// The place of `inner`, as a whole, among the filters of `outer`; npos where it is none of them.
std::size_t find_whole(const Json& inner, const Json& outer) {
  Json nested = inner;
  nested["filter_type"] = "nested_filters";
  const Json& filters = outer["filters"];
  const auto found = std::find_if(filters.begin(), filters.end(),
                                  [&](const Json& filter) { return same_json(filter, nested); });
  return found == filters.end() ? std::string::npos
                                : static_cast<std::size_t>(found - filters.begin());
}

/// A group that was joined with others by another operator: only the others are news.
bool compare_wrapped(const Json& before, const Json& after, const Spot& spot,
                     std::vector<Difference>& out) {
  if (same_json(before["filter_operator"], after["filter_operator"])) return false;
  const std::size_t kept_after = find_whole(before, after);
  const std::size_t kept_before = find_whole(after, before);
  const bool grown = kept_after != std::string::npos;
  if (!grown && kept_before == std::string::npos) return false;
  const Json& outer = grown ? after : before;
  const std::string how = " with " + words::value(outer["filter_operator"]);
  for (std::size_t i = 0; i < outer["filters"].size(); ++i) {
    if (i == (grown ? kept_after : kept_before)) continue;
    const Json& filter = outer["filters"][i];
    grown ? add_filter(filter, spot, how, describe_filter(filter), out)
          : remove_filter(filter, spot, how, describe_filter(filter), out);
  }
  return true;
}

/// The operator of a group of one filter means nothing, so that its change is no news either.
void compare_operators(const Json& before, const Json& after, const Spot& spot,
                       std::vector<Difference>& out) {
  const bool idle = before["filters"].size() < 2 || after["filters"].size() < 2;
  const Json* old_word = words::member(before, "filter_operator");
  const Json* new_word = words::member(after, "filter_operator");
  if (idle || (old_word != nullptr && new_word != nullptr && same_json(*old_word, *new_word)))
    return;
  const Json was = old_word == nullptr ? Json() : *old_word;
  const Json is = new_word == nullptr ? Json() : *new_word;
  if (same_json(was, is)) return;
  out.push_back({DifferenceKind::Changed, spot.path + ".filter_operator", was, is,
                 located(spot, words::change(was, is))});
}

void compare_whole(const Json& before, const Json& after, const Spot& spot,
                   std::vector<Difference>& out) {
  out.push_back({DifferenceKind::Changed, spot.path, before, after,
                 located(spot, words::change(describe_filter(before), describe_filter(after),
                                             before, after))});
}

void compare_side(const Json& before, const Json& after, const Spot& spot,
                  std::vector<Difference>& out) {
  if (same_json(before, after)) return;
  const std::size_t known = out.size();
  if (before.is_null()) {
    out.push_back({DifferenceKind::Added, spot.path, nullptr, after,
                   "added to " + spot.path + ": " + describe_filter(after)});
  } else if (after.is_null()) {
    out.push_back({DifferenceKind::Removed, spot.path, before, nullptr,
                   "removed from " + spot.path + ": " + describe_filter(before)});
  } else {
    compare_groups(before, after, spot, out);
  }
  if (out.size() == known) compare_whole(before, after, spot, out);
}

}  // namespace

std::string located(const Spot& spot, const std::string& text) {
  return spot.where.empty() ? text : "in " + spot.where + ": " + text;
}

void compare_groups(const Json& before, const Json& after, const Spot& spot,
                    std::vector<Difference>& out) {
  if (!is_group(before) || !is_group(after)) return compare_whole(before, after, spot, out);
  compare_members(before, after, {"filter_operator", "filters", "filter_type"}, "the group", spot,
                  out);
  const bool joined = before.contains("filter_operator") && after.contains("filter_operator");
  if (joined && compare_wrapped(before, after, spot, out)) return;
  compare_operators(before, after, spot, out);
  const Pairing pairing = pair_filters(before["filters"], after["filters"]);
  for (const auto& [was, is] : pairing.changed) compare_filters(*was, *is, spot, out);
  const auto removed = told_apart(pairing.removed, pairing.added);
  const auto added = told_apart(pairing.added, pairing.removed);
  for (std::size_t i = 0; i < removed.size(); ++i)
    remove_filter(*pairing.removed[i], spot, "", removed[i], out);
  for (std::size_t i = 0; i < added.size(); ++i)
    add_filter(*pairing.added[i], spot, "", added[i], out);
}

}  // namespace diff

std::vector<Difference> differences(const Definition& before, const Definition& after) {
  const Definition was = canonical(before);
  const Definition is = canonical(after);
  std::vector<Difference> out;
  diff::compare_side(was.included, is.included, {"included_filters", ""}, out);
  diff::compare_side(was.excluded, is.excluded, {"excluded_filters", "excluded_filters"}, out);
  return out;
}

}  // namespace segctl
