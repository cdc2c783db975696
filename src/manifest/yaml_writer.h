#pragma once

#include "segment/json.h"

#include <string>
#include <string_view>

namespace segctl::manifest {

/// `text` as a YAML scalar that the manifests' reader reads back as this string, in every place:
/// plain where that is safe, else in double quotes on one line.
[[nodiscard]] std::string yaml_string(std::string_view text);

/// Writes block-style YAML, with the keys of a mapping in an order that people write them in.
class YamlWriter {
 public:
  /// Appends `key: value` to the outermost mapping.
  void add(std::string_view key, const Json& value);

  /// What was written; empty before the first add().
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void write_entry(std::string_view key, const Json& value, std::size_t indent);
  void write_mapping(const Json& mapping, std::size_t indent);
  void write_list(const Json& list, std::size_t indent);

  std::string text_;
};

}  // namespace segctl::manifest
