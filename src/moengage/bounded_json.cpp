#include "moengage/bounded_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace segctl::moengage {
namespace {

/// The deepest nesting of brackets outside of strings; of a text that is no JSON, any number.
std::size_t nesting(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

std::optional<Json> parse_json(std::string_view text) {
  if (nesting(text) > kMaxNesting) return std::nullopt;
  constexpr bool kThrow = false;
  Json json = Json::parse(text, nullptr, kThrow);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

}  // namespace segctl::moengage
