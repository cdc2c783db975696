#include "segment/seen_definition.h"

#include "segment/canonical.h"

#include <utility>

namespace segctl {

SeenDefinition::SeenDefinition(Definition definition)
    : definition_(std::move(definition)), digest_(definition_digest(definition_)) {}

}  // namespace segctl
