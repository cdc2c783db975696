#pragma once

#include "base/result.h"
#include "moengage/writer.h"

#include <string>

namespace segctl::moengage {

// The bodies of the calls that change something, as compact JSON. Numbers are written as they are:
// 64-bit integers in full, doubles with the fewest digits that read back the same. All fail with
// ErrorCode::Invalid where a text is not UTF-8.

/// `{name, included_filters, excluded_filters?}`; excluded_filters where there are any. Fails as
/// well where the definition still refers to a manifest by `key:`, which MoEngage does not know.
[[nodiscard]] Result<std::string> encode_filter(const SegmentName& name,
                                                const Definition& definition);

/// `{included_filters, excluded_filters?, name?}`; fails as encode_filter() does.
[[nodiscard]] Result<std::string> encode_update(const FilterUpdate& update);

/// `{name, attribute_name, attribute_type, file_url, expiry_time, callback_url?, emails?}`
[[nodiscard]] Result<std::string> encode_new_file(const FileCall& call);

/// `{name, cs_id?, attribute_name, attribute_type, file_url, callback_url?, emails?}`
[[nodiscard]] Result<std::string> encode_file_change(const FileCall& call);

/// `{name, cs_id?}`
[[nodiscard]] Result<std::string> encode_archival(const SegmentName& name, const SegmentId& id);

}  // namespace segctl::moengage
