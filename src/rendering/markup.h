#pragma once

#include <string>
#include <string_view>

namespace segctl::rendering {

/// `text`, printable(), for the text of an XML or HTML element and for an attribute in double
/// quotes: nothing of it starts an element, an entity or the end of the attribute. Code points that
/// XML has no place for become visible escapes.
[[nodiscard]] std::string markup(std::string_view text);

/// The same for text of several lines: newlines and tabs stay.
[[nodiscard]] std::string markup_block(std::string_view text);

}  // namespace segctl::rendering
