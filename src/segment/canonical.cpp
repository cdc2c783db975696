#include "segment/canonical.h"

#include "segment/canonical_filter.h"
#include "segment/canonical_value.h"
#include "segment/json_text.h"

#include <nlohmann/json.hpp>

namespace segctl {
namespace {

/// Arrays and objects within one another; what is read from MoEngage has fewer.
constexpr int kMaxDepth = 600;

}  // namespace

Definition canonical(const Definition& definition) {
  Definition form = definition;
  for (Json* group : {&form.included.json(), &form.excluded.json()}) {
    canon::settle_numbers(*group);
    canon::settle_group(*group, canon::Place::Segment);
  }
  if (canon::is_empty_group(&form.excluded.json())) form.excluded = nullptr;
  return form;
}

DefinitionDigest definition_digest(const Definition& definition) {
  return digest_of_canonical(canonical(definition));
}

DefinitionDigest digest_of_canonical(const Definition& canonical_form) {
  return {sha256(canonical_text(canonical_form))};
}

std::string canonical_text(const Definition& canonical_form) {
  return "{\"included_filters\":" + compact_json(canonical_form.included) +
         ",\"excluded_filters\":" + compact_json(canonical_form.excluded) + "}";
}

std::optional<Definition> definition_of_text(std::string_view text) {
  bool too_deep = false;
  const Json json = Json::parse(
      text,
      [&too_deep](int depth, Json::parse_event_t, const Json&) {
        too_deep = too_deep || depth > kMaxDepth;
        return !too_deep;
      },
      false);
  if (too_deep || !json.is_object() || json.size() != 2) return std::nullopt;
  const auto included = json.find("included_filters");
  const auto excluded = json.find("excluded_filters");
  if (included == json.end() || excluded == json.end()) return std::nullopt;
  return Definition{*included, *excluded};
}

}  // namespace segctl
