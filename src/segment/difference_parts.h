#pragma once

#include "segment/difference.h"

#include <string>
#include <utility>
#include <vector>

/// The steps of differences(). All of them work on canonical forms.
namespace segctl::diff {

/// Where in a definition a comparison is.
struct Spot {
  std::string path;   ///< in the API's words: "excluded_filters.filters[country]"
  std::string where;  ///< for summaries: "excluded_filters"; empty at the top of included_filters
};

/// What two lists of filters have to do with each other.
struct Pairing {
  std::vector<std::pair<const Json*, const Json*>> changed;  ///< the same thing filtered otherwise
  std::vector<const Json*> removed;
  std::vector<const Json*> added;
};

/// Pairs the filters that are on the same attribute, action or segment; groups with those they
/// share most with. Filters that are equal stand in neither list.
[[nodiscard]] Pairing pair_filters(const Json& before, const Json& after);

/// What a filter is called in a path: the attribute, action or segment that it is on.
[[nodiscard]] std::string label(const Json& filter);

void compare_groups(const Json& before, const Json& after, const Spot& spot,
                    std::vector<Difference>& out);

/// Two filters of a Pairing. `spot` is that of their group.
void compare_filters(const Json& before, const Json& after, const Spot& spot,
                     std::vector<Difference>& out);

/// The members of `before` and `after`, apart from `known`, each by itself. `owner` names whose
/// they are.
void compare_members(const Json& before, const Json& after, const std::vector<std::string>& known,
                     const std::string& owner, const Spot& spot, std::vector<Difference>& out);

/// `text` with where it happened before it: "in excluded_filters: and → or".
[[nodiscard]] std::string located(const Spot& spot, const std::string& text);

}  // namespace segctl::diff
