#include "segment/definition.h"

#include "segment/json_order.h"
#include "segment/with_keys.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

namespace segctl {
namespace {

constexpr const char* kAllUsers = "moe_all_users";

/// The text of a member that names something; empty where it is absent or no string.
std::string text_of(const Json& filter, const char* key) {
  const auto member = filter.find(key);
  return member != filter.end() && member->is_string() ? member->get<std::string>() : "";
}

bool names_segment(const Json& node) {
  if (!node.is_object()) return false;
  const auto type = node.find("filter_type");
  return type != node.end() && type->is_string() &&
         type->get_ref<const std::string&>() == "custom_segments";
}

/// Calls `visit` for every `custom_segments` filter below `root`, in document order. Keeps its own
/// stack: a definition is as deep as whoever wrote it liked.
template <class Node, class Visit>
void for_each_reference(Node& root, Visit visit) {
  std::vector<Node*> open;
  if (root.is_structured()) open.push_back(&root);
  while (!open.empty()) {
    Node& node = *open.back();
    open.pop_back();
    if (names_segment(node)) {
      visit(node);
    } else {
      const std::size_t first = open.size();
      for (auto& child : node) {
        if (child.is_structured()) open.push_back(&child);
      }
      std::reverse(open.begin() + static_cast<std::ptrdiff_t>(first), open.end());
    }
  }
}

Reference reference_of(const Json& filter) {
  if (std::string id = text_of(filter, "id"); !id.empty()) return {Key(), SegmentId(std::move(id))};
  return {Key(text_of(filter, "key")), SegmentId()};
}

}  // namespace

bool operator==(const Definition& a, const Definition& b) {
  return same_json(a.included, b.included) && same_json(a.excluded, b.excluded);
}

std::vector<Reference> references(const Definition& definition) {
  std::vector<Reference> found;
  std::set<Reference> seen;
  const auto collect = [&](const Json& filter) {
    Reference reference = reference_of(filter);
    if (reference.id.str() == kAllUsers || reference == Reference{}) return;
    if (seen.insert(reference).second) found.push_back(std::move(reference));
  };
  for_each_reference(definition.included.json(), collect);
  for_each_reference(definition.excluded.json(), collect);
  return found;
}

Definition with_ids(const Definition& definition, const std::map<Key, SegmentId>& ids) {
  Definition result = definition;
  const auto resolve = [&](Json& filter) {
    const Reference reference = reference_of(filter);
    const auto known = ids.find(reference.key);
    if (reference.key.empty() || known == ids.end()) return;
    filter.erase("key");
    filter["id"] = known->second.str();
  };
  for_each_reference(result.included.json(), resolve);
  for_each_reference(result.excluded.json(), resolve);
  return result;
}

Definition with_keys(const Definition& definition, const std::map<SegmentId, Key>& keys) {
  Definition result = definition;
  const auto resolve = [&](Json& filter) {
    const auto known = keys.find(reference_of(filter).id);
    if (known == keys.end()) return;
    filter.erase("id");
    filter.erase("name");  // a label of the segment that the key stands for
    filter["key"] = known->second.str();
  };
  for_each_reference(result.included.json(), resolve);
  for_each_reference(result.excluded.json(), resolve);
  return result;
}

}  // namespace segctl
