#pragma once

#include "segment/explain.h"
#include "segment/json.h"

#include <initializer_list>
#include <string>
#include <string_view>

/// The steps of explain(). All of them work on canonical forms.
namespace segctl::explanation {

/// "country is one of NO, SE", "price is greater than 100": an attribute of a user, an event or an
/// object, with the fields of an object as parts.
[[nodiscard]] Statement attribute_statement(const Json& filter);

/// "who have done "Purchased" at least 3 times in the last 30 days, where …".
[[nodiscard]] Statement action_statement(const Json& filter);

/// The same for psychographic_event.
[[nodiscard]] Statement affinity_statement(const Json& filter);

/// Adds the filters of an event or an object: in the line where there is only one of them and it is
/// simple, else as parts under "all of these hold" or "any of these holds". `lead` comes before.
void add_conditions(Statement& statement, const Json& group, std::string_view lead);

/// "; segctl doesn't know what this does: odd: 1": the members of `filter` beyond those in `known`;
/// empty where there are none.
[[nodiscard]] std::string unknown_members(const Json& filter,
                                          std::initializer_list<std::string_view> known);

/// "a, b or c", cut where it is long.
[[nodiscard]] std::string choice(const Json& values);

}  // namespace segctl::explanation
