#pragma once

#include "base/digest.h"
#include "base/strong.h"
#include "segment/json_value.h"
#include "segment/names.h"

#include <map>
#include <string>
#include <vector>

namespace segctl {

/// A filter segment's filters, as the API spells them.
struct Definition {
  JsonValue included;  ///< `included_filters`, an object
  JsonValue excluded;  ///< `excluded_filters`, an object; null where there are none

  /// As compare_json() compares: 1 equals 1.0, and no number equals another one.
  friend bool operator==(const Definition& a, const Definition& b);
};

/// The digest of a definition's canonical form: equal for definitions that mean the same.
struct DefinitionDigest {
  Digest digest;

  friend auto operator<=>(const DefinitionDigest&, const DefinitionDigest&) = default;
};

/// What one `custom_segments` filter names. Exactly one of the two is set.
struct Reference {
  Key key;       ///< `{filter_type: custom_segments, key: …}`: a manifest of this repo
  SegmentId id;  ///< `{filter_type: custom_segments, id: …}`: a live segment

  friend auto operator<=>(const Reference&, const Reference&) = default;
};

/// Every reference in `definition`, in the order met, each once. All-users (`moe_all_users`) is
/// none.
[[nodiscard]] std::vector<Reference> references(const Definition& definition);

/// `definition` with every `key:` reference whose ID is known turned into an `id:` reference; keys
/// that `ids` does not hold stay as they are.
[[nodiscard]] Definition with_ids(const Definition& definition,
                                  const std::map<Key, SegmentId>& ids);

}  // namespace segctl
