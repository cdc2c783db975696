#include "simulator/references.h"

#include <algorithm>
#include <map>
#include <set>

namespace segctl::simulator {
namespace {

void collect(const Json& value, std::set<std::string>& ids) {
  if (value.is_object() && text_of(value, "filter_type") == "custom_segments") {
    const std::string id = text_of(value, "id");
    if (id != "moe_all_users") ids.insert(id);
  }
  if (!value.is_structured()) return;
  for (const Json& inner : value) collect(inner, ids);
}

/// How far down, and how long, a definition goes through the segments it names.
struct Extent {
  long levels = 0;
  long characters = 0;
};

/// Walks the segments that a definition reaches, each once.
class Walk {
 public:
  Walk(const Workspace& workspace, std::string_view own_id)
      : workspace_(workspace), own_id_(own_id) {}

  Extent of(const Json& definition) {
    Extent extent{0, static_cast<long>(dump(definition).size())};
    for (const std::string& id : references_of(definition)) {
      const Extent inner = of_segment(id);
      extent.levels = std::max(extent.levels, inner.levels);
      // Capped: references to references to … grow exponentially.
      extent.characters = std::min(extent.characters + inner.characters, kCap);
    }
    return extent;
  }

  [[nodiscard]] bool is_cyclic() const { return is_cyclic_; }

 private:
  static constexpr long kCap = 1'000'000'000;

  Extent of_segment(const std::string& id) {
    if (id == own_id_) is_cyclic_ = true;
    const Segment* segment = workspace_.find(id);
    if (is_cyclic_ || segment == nullptr || segment->kind == SegmentKind::File) return {};
    if (const auto known = known_.find(id); known != known_.end()) return known->second;
    known_[id] = Extent{};
    Extent extent{1, 0};
    if (!segment->definition.empty()) {
      const Extent inner = of(parse_json(segment->definition).value_or(Json()));
      extent = Extent{inner.levels + 1, inner.characters};
    }
    known_[id] = extent;
    return extent;
  }

  const Workspace& workspace_;
  std::string own_id_;
  std::map<std::string, Extent> known_;
  bool is_cyclic_ = false;
};

Refusal refusal(int status, std::string code, std::string message) {
  return refuse(status, std::move(code), std::move(message)).value();
}

std::optional<Refusal> refused_names(const Workspace& workspace,
                                     const std::vector<std::string>& ids) {
  long named = 0;
  for (const std::string& id : ids) {
    const Segment* segment = workspace.find(id);
    if (segment == nullptr && workspace.switches.unknown_references == Switches::Unknown::Refuse) {
      return refusal(400, "Invalid Request", "No custom segment has the id " + id);
    }
    if (segment == nullptr || segment->kind != SegmentKind::File) ++named;
  }
  if (named <= workspace.limits.references) return std::nullopt;
  return refusal(413, "Too many segments in a query",
                 "The query names more than " + std::to_string(workspace.limits.references) +
                     " custom segments");
}

}  // namespace

std::vector<std::string> references_of(const Json& definition) {
  std::set<std::string> ids;
  collect(definition, ids);
  return {ids.begin(), ids.end()};
}

std::optional<Refusal> refused_references(const Workspace& workspace, const Json& definition,
                                          std::string_view own_id) {
  Walk walk(workspace, own_id);
  const Extent extent = walk.of(definition);
  if (walk.is_cyclic()) {
    return refusal(412, "Cyclic Entity", "The definition reaches itself through other segments");
  }
  if (auto refused = refused_names(workspace, references_of(definition))) return refused;
  if (extent.levels > workspace.limits.nesting) {
    return refusal(413, "Query has too many nesting levels",
                   "The query has more than " + std::to_string(workspace.limits.nesting) +
                       " levels of nesting");
  }
  if (extent.characters > workspace.limits.expanded_characters) {
    return refusal(413, "Query length limit exceeded", "The query is too long when expanded");
  }
  return std::nullopt;
}

}  // namespace segctl::simulator
