#include "simulator/segment_name.h"

#include "base/text.h"

#include <algorithm>

namespace segctl::simulator {

std::string name_problem(std::string_view name, long max_characters) {
  if (name.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos) {
    return "the name is empty or only white space";
  }
  if (name.front() == '.') return "the name begins with a period";
  if (name == "All Users") return "the name is reserved";
  if (code_points(name) > static_cast<std::size_t>(max_characters)) {
    return "the name has more than " + std::to_string(max_characters) + " characters";
  }
  const std::size_t bad = name.find_first_of(":|*?\\<>=$\"");
  if (bad == std::string_view::npos) return {};
  return std::string("the name holds the character ") + name[bad];
}

bool is_object_id(std::string_view id) {
  constexpr std::size_t kDigits = 24;
  return id.size() == kDigits && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

}  // namespace segctl::simulator
