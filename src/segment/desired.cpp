#include "segment/desired.h"

#include "segment/canonical.h"

namespace segctl {

DefinitionDigest resolved_digest(const DesiredFilter& filter, const std::map<Key, SegmentId>& ids) {
  if (references(filter.definition).empty()) return filter.digest;
  return definition_digest(with_ids(filter.definition, ids));
}

}  // namespace segctl
