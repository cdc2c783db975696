#include "segment/json_value.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace segctl {

JsonValue::JsonValue() : tree_(std::make_unique<Json>()) {}

JsonValue::JsonValue(std::nullptr_t) : JsonValue() {}

JsonValue::JsonValue(Json json) : tree_(std::make_unique<Json>(std::move(json))) {}

JsonValue::JsonValue(const JsonValue& other) : tree_(std::make_unique<Json>(*other.tree_)) {}

JsonValue::JsonValue(JsonValue&& other) noexcept = default;

JsonValue& JsonValue::operator=(const JsonValue& other) {
  if (this != &other) tree_ = std::make_unique<Json>(*other.tree_);
  return *this;
}

JsonValue& JsonValue::operator=(JsonValue&& other) noexcept = default;

JsonValue::~JsonValue() = default;

bool JsonValue::is_null() const { return tree_->is_null(); }

bool operator==(const JsonValue& a, const JsonValue& b) { return *a.tree_ == *b.tree_; }

}  // namespace segctl
