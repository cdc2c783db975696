// The yardstick for validate and plan: YAML::Load of every file named, and nothing else.

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bench_yaml_load DIRECTORY\n", stderr);
    return 64;
  }
  std::size_t values = 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    values += YAML::Load(text).size();
  }
  std::printf("%zu\n", values);
  return 0;
}
