#pragma once

#include "manifest/data_types.h"
#include "manifest/findings.h"
#include "manifest/node.h"

#include <string_view>

namespace segctl::manifest {

/// Reports what is wrong with value, value1 and the keys that say how to read them. **Requires:**
/// `name_of_operator` is an operator of `type`.
void check_values(const Node& filter, const DataType& type, std::string_view name_of_operator,
                  Findings& findings);

/// The same for a filter on a geopoint: latitude, longitude and radius.
void check_geopoint(const Node& filter, Findings& findings);

/// Reports what is wrong with the value of a comparison with another attribute
/// ("{{MoeUserAttribute['NAME']}}").
void check_dynamic_value(const Node& value, Findings& findings);

/// Whether the filter has `is_dynamic_value: true`.
[[nodiscard]] bool is_dynamic(const Node& filter);

/// Reports a comparison with another attribute that lacks that attribute's type: it takes all
/// three words, the flag, the type and the value.
void check_dynamic_type(const Node& filter, Findings& findings);

/// Warns where both are numbers and `high` is the smaller one.
void warn_of_reversed(const Node& low, const Node& high, Findings& findings);

}  // namespace segctl::manifest
