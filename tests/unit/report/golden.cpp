#include "unit/report/golden.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace segctl::test {
namespace {

std::string content_of(const std::filesystem::path& path) {
  const std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

bool accepts() {
  const char* accept = std::getenv("SEGCTL_TEST_ACCEPT");
  return accept != nullptr && std::string(accept) == "1";
}

}  // namespace

void check_golden(const std::string& name, const std::string& actual) {
  check_golden_in("report", name, actual);
}

void check_golden_in(const std::string& folder, const std::string& name,
                     const std::string& actual) {
  const std::filesystem::path path =
      std::filesystem::path(SEGCTL_SOURCE_DIR) / "tests/golden" / folder / name;
  const std::string expected = content_of(path);
  if (accepts() && expected != actual) {
    std::ofstream(path, std::ios::binary) << actual;
    FAIL_CHECK("rewritten, look at the change: " << path.string());
    return;
  }
  INFO("golden file: " << path.string());
  CHECK(actual == expected);
}

}  // namespace segctl::test
