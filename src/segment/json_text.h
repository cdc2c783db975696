#pragma once

#include "segment/json.h"

#include <string>

namespace segctl {

/// `value` as compact JSON, different for different values: the bytes of a string are kept even
/// where they are no UTF-8 (nlohmann's dump() throws on those, or replaces them all alike). Object
/// keys come in byte order. Numbers that are equal but of different kinds (1, 1.0) come out alike.
[[nodiscard]] std::string compact_json(const Json& value);

}  // namespace segctl
