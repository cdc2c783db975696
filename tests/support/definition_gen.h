#pragma once

#include "segment/definition.h"
#include "segment/json_value.h"

#include <rapidcheck.h>

#include <iosfwd>

/// Definitions for property tests: filters of every type that the API documents, and some that it
/// does not.
namespace segctl {

/// How rapidcheck prints a definition that breaks a property.
void showValue(const Definition& definition, std::ostream& out);

}  // namespace segctl

namespace segctl::test {

/// Definitions as a user, the dashboard or MoEngage may write them, names and values odd at times.
[[nodiscard]] rc::Gen<Definition> definitions();

/// Any JSON at all, rich in the API's own keys and words in places where they don't belong.
[[nodiscard]] rc::Gen<JsonValue> odd_json();

/// Definitions made of odd_json().
[[nodiscard]] rc::Gen<Definition> odd_definitions();

}  // namespace segctl::test
