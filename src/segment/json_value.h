#pragma once

#include "segment/json.h"

#include <cstddef>
#include <memory>

namespace segctl {

/// A JSON tree held by value: copies copy the tree. It exists so that the many headers that only
/// carry definitions around don't each parse the whole JSON library (seconds a file); whoever walks
/// the tree includes <nlohmann/json.hpp> and asks for json().
class JsonValue {
 public:
  /// Null.
  JsonValue();
  // Implicit, all of them: a JsonValue is a Json to whoever assigns, passes or compares one.
  JsonValue(std::nullptr_t);  // NOLINT(google-explicit-constructor)
  JsonValue(Json json);       // NOLINT(google-explicit-constructor)

  operator const Json&() const { return *tree_; }  // NOLINT(google-explicit-constructor)

  JsonValue(const JsonValue& other);
  JsonValue(JsonValue&& other) noexcept;
  JsonValue& operator=(const JsonValue& other);
  JsonValue& operator=(JsonValue&& other) noexcept;
  ~JsonValue();

  [[nodiscard]] const Json& json() const { return *tree_; }

  [[nodiscard]] Json& json() { return *tree_; }

  [[nodiscard]] bool is_null() const;

  /// As nlohmann compares: 1 and 1.0 are equal.
  friend bool operator==(const JsonValue& a, const JsonValue& b);

 private:
  std::unique_ptr<Json> tree_;  ///< never null, but in what was moved from
};

}  // namespace segctl
