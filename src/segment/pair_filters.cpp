#include "segment/difference_parts.h"
#include "segment/json_order.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <tuple>

namespace segctl::diff {
namespace {

using Filters = std::vector<const Json*>;

/// More candidates than this are paired in their order instead of by what they share.
constexpr std::size_t kComparedPairs = 2'500;

bool is_group(const Json& filter) {
  const Json* filters = words::member(filter, "filters");
  return words::text(filter, "filter_type") == "nested_filters" && filters != nullptr &&
         filters->is_array();
}

/// Equal for filters on the same thing, whatever its type.
std::string subject(const Json& filter) {
  std::string out;
  for (const char* key : {"filter_type", "name", "action_name", "key", "id"}) {
    out += words::text(filter, key);
    out += '\0';
  }
  return out;
}

/// How many subjects of `a` are also subjects of `b`.
int shared_subjects(const Json& a, const Json& b) {
  std::map<std::string, int> counts;
  int shared = 0;
  for (const Json& filter : a["filters"]) ++counts[subject(filter)];
  for (const Json& filter : b["filters"]) shared += counts[subject(filter)]-- > 0 ? 1 : 0;
  return shared;
}

int shared_members(const Json& a, const Json& b) {
  int shared = 0;
  for (const auto& [key, value] : a.items()) {
    const Json* other = words::member(b, key.c_str());
    if (other != nullptr && same_json(value, *other)) ++shared;
  }
  return shared;
}

int shared_filters(const Json& a, const Json& b) {
  const auto less = JsonLess{};
  int shared = 0;
  auto left = a["filters"].begin();
  auto right = b["filters"].begin();
  while (left != a["filters"].end() && right != b["filters"].end()) {
    if (less(*left, *right)) {
      ++left;
    } else if (less(*right, *left)) {
      ++right;
    } else {
      ++shared, ++left, ++right;
    }
  }
  return shared;
}

/// How much two filters of one subject have in common; 0 for groups that share nothing. The same
/// data type outweighs all the rest.
int likeness(const Json& a, const Json& b) {
  constexpr int kSameType = 1000;
  if (is_group(a)) return is_group(b) ? 2 * shared_filters(a, b) + shared_subjects(a, b) : 0;
  if (!a.is_object() || !b.is_object()) return 0;
  const bool same_type = words::text(a, "data_type") == words::text(b, "data_type");
  return 1 + shared_members(a, b) + (same_type ? kSameType : 0);
}

void pair_in_order(Pairing& pairing, const Filters& before, const Filters& after) {
  const std::size_t common = std::min(before.size(), after.size());
  for (std::size_t i = 0; i < common; ++i) pairing.changed.emplace_back(before[i], after[i]);
  const auto rest = static_cast<std::ptrdiff_t>(common);
  pairing.removed.insert(pairing.removed.end(), before.begin() + rest, before.end());
  pairing.added.insert(pairing.added.end(), after.begin() + rest, after.end());
}

/// The likest first.
void pair_by_likeness(Pairing& pairing, Filters before, Filters after) {
  std::vector<std::tuple<int, std::size_t, std::size_t>> candidates;
  for (std::size_t i = 0; i < before.size(); ++i) {
    for (std::size_t j = 0; j < after.size(); ++j) {
      if (const int score = likeness(*before[i], *after[j]); score > 0)
        candidates.emplace_back(-score, i, j);
    }
  }
  std::sort(candidates.begin(), candidates.end());
  for (const auto& [score, i, j] : candidates) {
    if (before[i] == nullptr || after[j] == nullptr) continue;
    pairing.changed.emplace_back(before[i], after[j]);
    before[i] = after[j] = nullptr;
  }
  const auto taken = [](const Json* filter) { return filter == nullptr; };
  std::remove_copy_if(before.begin(), before.end(), std::back_inserter(pairing.removed), taken);
  std::remove_copy_if(after.begin(), after.end(), std::back_inserter(pairing.added), taken);
}

/// The elements of `list` that `other` lacks, by subject.
void collect_unmatched(const Json& list, const Json& other,
                       std::map<std::string, std::pair<Filters, Filters>>& subjects,
                       Filters std::pair<Filters, Filters>::*side) {
  std::map<const Json*, int,
           decltype([](const Json* a, const Json* b) { return compare_json(*a, *b) < 0; })>
      counts;
  for (const Json& filter : other) ++counts[&filter];
  for (const Json& filter : list) {
    const auto found = counts.find(&filter);
    if (found != counts.end() && found->second-- > 0) continue;
    (subjects[subject(filter)].*side).push_back(&filter);
  }
}

}  // namespace

Pairing pair_filters(const Json& before, const Json& after) {
  std::map<std::string, std::pair<Filters, Filters>> subjects;
  collect_unmatched(before, after, subjects, &std::pair<Filters, Filters>::first);
  collect_unmatched(after, before, subjects, &std::pair<Filters, Filters>::second);
  Pairing pairing;
  for (auto& [name, sides] : subjects) {
    auto& [left, right] = sides;
    if (left.size() * right.size() > kComparedPairs) {
      pair_in_order(pairing, left, right);
    } else {
      pair_by_likeness(pairing, std::move(left), std::move(right));
    }
  }
  return pairing;
}

}  // namespace segctl::diff
