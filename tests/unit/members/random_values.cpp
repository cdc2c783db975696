#include "unit/members/random_values.h"

#include <fstream>

namespace segctl::test {

std::vector<std::string> random_values(Random& random, std::size_t count, std::size_t longest) {
  constexpr std::string_view kAlphabet = "abcXYZ0123456789";
  std::vector<std::string> values(count);
  for (std::string& value : values) {
    value.resize(1 + random() % longest);
    for (char& c : value) c = kAlphabet[random() % kAlphabet.size()];
  }
  return values;
}

std::string as_lines(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += value + "\n";
  return text;
}

void write_file(const std::filesystem::path& path, std::string_view content) {
  std::ofstream(path, std::ios::binary) << content;
}

members::CsvReport check_whole(std::string_view content, members::ValueType type,
                               members::CsvLimits limits) {
  members::CsvChecker checker(type, limits);
  checker.update(content);
  return checker.finish();
}

}  // namespace segctl::test
