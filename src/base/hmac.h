#pragma once

#include "base/digest.h"

#include <string_view>

namespace segctl {

/// The HMAC-SHA-256 of `bytes` (RFC 2104). Throws std::bad_alloc only.
[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view bytes);

}  // namespace segctl
