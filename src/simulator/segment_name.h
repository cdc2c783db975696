#pragma once

#include <string>
#include <string_view>

namespace segctl::simulator {

/// What is wrong with a segment's name (API.md: A segment's life, Names); empty where nothing is.
[[nodiscard]] std::string name_problem(std::string_view name, long max_characters);

/// Whether `id` has the form of an ID: 24 hexadecimal digits.
[[nodiscard]] bool is_object_id(std::string_view id);

}  // namespace segctl::simulator
