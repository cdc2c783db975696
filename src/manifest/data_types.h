#pragma once

#include "manifest/fields.h"

#include <string_view>

namespace segctl::manifest {

/// What values an operator takes.
enum class Shape : std::uint8_t { None, Single, List, Range };

/// One data_type of API.md's table.
struct DataType {
  std::string_view name;
  Words operators;     ///< empty where a filter of this type has no operator
  Words allowed_keys;  ///< beside filter_type, name, data_type and category
};

/// Null where the data_type is not known.
[[nodiscard]] const DataType* find_data_type(std::string_view name);

[[nodiscard]] Words data_type_names();

/// Every operator of any data_type.
[[nodiscard]] bool is_known_operator(std::string_view name);

/// What to write instead of an operator that people take for one ("equals"); empty for any other.
[[nodiscard]] std::string_view instead_of_operator(std::string_view name);

/// **Requires:** `name` is an operator of `type`.
[[nodiscard]] Shape shape_of(std::string_view name, const DataType& type);

}  // namespace segctl::manifest
