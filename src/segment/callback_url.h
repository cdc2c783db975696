#pragma once

#include <string>
#include <string_view>

namespace segctl {

// A manifest's `callback_url` may have two places that are filled in when a call is sent:
// {operation}, which names the call, so that each has a URL of its own, and {token}, a secret that
// only MoEngage and the listener know.

[[nodiscard]] bool names_operation(std::string_view callback_url);
[[nodiscard]] bool names_token(std::string_view callback_url);

/// The first place in braces that is neither; empty where there is none.
[[nodiscard]] std::string_view unknown_place(std::string_view callback_url);

/// `callback_url` with both filled in.
[[nodiscard]] std::string filled_callback_url(std::string_view callback_url,
                                              std::string_view operation, std::string_view token);

/// Whether `token` can stand in a URL as it is and is long enough not to be guessed: 16 to 200
/// letters, digits, "-", "_", "." and "~".
[[nodiscard]] bool is_callback_token(std::string_view token);

/// `text` with "…" in place of `token`, wherever it stands. An empty token is nowhere.
[[nodiscard]] std::string without_token(std::string text, std::string_view token);

}  // namespace segctl
