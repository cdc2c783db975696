#pragma once

#include "members/csv.h"

#include <cstddef>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::test {

/// The same in every run.
using Random = std::mt19937_64;

/// `count` values of letters in both cases and digits, 1 to `longest` bytes: short ones repeat.
[[nodiscard]] std::vector<std::string> random_values(Random& random, std::size_t count,
                                                     std::size_t longest);

/// One a line, each closed by "\n".
[[nodiscard]] std::string as_lines(const std::vector<std::string>& values);

void write_file(const std::filesystem::path& path, std::string_view content);

/// What a checker says of `content` given in one piece.
[[nodiscard]] members::CsvReport check_whole(std::string_view content,
                                             members::ValueType type = members::ValueType::String,
                                             members::CsvLimits limits = {});

}  // namespace segctl::test
