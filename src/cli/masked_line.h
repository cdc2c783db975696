#pragma once

#include <string>
#include <string_view>

namespace segctl::cli {

/// A line of a user's file, fit to be shown: what follows the "?" or "#" of a URL (signatures stand
/// there), and the user in it, is "*" for each character, so that columns stay what they are.
[[nodiscard]] std::string masked_line(std::string_view line);

}  // namespace segctl::cli
