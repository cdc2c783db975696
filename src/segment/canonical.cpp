#include "segment/canonical.h"

#include "segment/canonical_filter.h"
#include "segment/canonical_value.h"
#include "segment/json_text.h"

#include <nlohmann/json.hpp>

namespace segctl {

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
  return {sha256("{\"included_filters\":" + compact_json(canonical_form.included) +
                 ",\"excluded_filters\":" + compact_json(canonical_form.excluded) + "}")};
}

}  // namespace segctl
