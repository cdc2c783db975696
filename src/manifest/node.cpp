#include "manifest/node.h"

#include "manifest/scalar.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace segctl::manifest {
namespace {

Json integer_json(std::string_view text) {
  if (const auto value = integer_of(text)) {
    return value->is_unsigned ? Json(value->as_unsigned) : Json(value->as_signed);
  }
  return nullptr;
}

Json decimal_json(std::string_view text) {
  const auto value = decimal_of(text);
  return value ? Json(*value) : Json(nullptr);
}

Json mapping_json(const Node& node) {
  Json object = Json::object();
  auto& members = object.get_ref<Json::object_t&>();
  for (const Entry& entry : node.entries) members.emplace(entry.key, to_json(entry.value));
  return object;
}

Json sequence_json(const Node& node) {
  Json array = Json::array();
  auto& items = array.get_ref<Json::array_t&>();
  items.reserve(node.items.size());
  for (const Node& item : node.items) items.push_back(to_json(item));
  return array;
}

}  // namespace

std::string_view kind_phrase(NodeKind kind) {
  switch (kind) {
    case NodeKind::Null:
      return "nothing";
    case NodeKind::Bool:
      return "true or false";
    case NodeKind::Integer:
      return "an integer";
    case NodeKind::Decimal:
      return "a decimal number";
    case NodeKind::String:
      return "a string";
    case NodeKind::Sequence:
      return "a list";
    case NodeKind::Mapping:
      return "a mapping";
  }
  return "";
}

const Entry* Node::find_entry(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [key](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

const Node* Node::find(std::string_view key) const {
  const Entry* entry = find_entry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

bool Node::is_true() const {
  return kind == NodeKind::Bool && (text.front() == 't' || text.front() == 'T');
}

Json to_json(const Node& node) {
  switch (node.kind) {
    case NodeKind::Null:
      return nullptr;
    case NodeKind::Bool:
      return node.is_true();
    case NodeKind::Integer:
      return integer_json(node.text);
    case NodeKind::Decimal:
      return decimal_json(node.text);
    case NodeKind::String:
      return node.text;
    case NodeKind::Sequence:
      return sequence_json(node);
    case NodeKind::Mapping:
      return mapping_json(node);
  }
  return nullptr;
}

}  // namespace segctl::manifest
