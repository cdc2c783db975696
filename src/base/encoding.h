#pragma once

#include <string>
#include <string_view>

namespace segctl {

/// `text` with every byte but letters, digits and "-._~" as "%XX": fit for a query or one step of a
/// path.
[[nodiscard]] std::string percent_encoded(std::string_view text);

/// RFC 4648, with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace segctl
