#pragma once

#include <span>
#include <string_view>

namespace segctl::cli {

/// A JSON Schema that the binary carries.
struct Schema {
  std::string_view name;  ///< "manifest", "plan", …
  std::string_view text;  ///< schemas/<name>.schema.json
};

/// All of them, by name. Made from schemas/ when segctl is built.
[[nodiscard]] std::span<const Schema> schemas();

}  // namespace segctl::cli
