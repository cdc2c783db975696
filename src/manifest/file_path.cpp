#include "manifest/file_path.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace segctl::manifest {
namespace {

namespace fs = std::filesystem;

fs::path refuse(Rule rule, const Node& value, std::string_view problem, std::string_view hint,
                Findings& findings) {
  findings.add(rule, value, fmt::format("the file {} {}", in_quotes(value.text), problem),
               std::string(hint));
  return {};
}

}  // namespace

bool is_inside(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

fs::path find_project_file(const Node& value, const FileScope& scope, Findings& findings) {
  constexpr std::string_view kInside = "it must be inside the project directory";
  const fs::path written(value.text);
  if (written.is_absolute()) {
    return refuse(Rule::FilePath, value, "is given by an absolute path",
                  "write it relative to the manifest", findings);
  }
  if (value.text.find('\0') != std::string::npos) {
    return refuse(Rule::FilePath, value, "has a NUL in its name", "", findings);
  }
  if (!is_inside((scope.folder / written).lexically_normal(), scope.project)) {
    return refuse(Rule::FilePath, value, "is outside the project directory", kInside, findings);
  }
  if (scope.terms.data_files == DataFiles::MayBeMissing)
    return (scope.folder / written).lexically_normal();
  std::error_code error;
  fs::path real = fs::canonical(scope.folder / written, error);
  if (error) {
    return refuse(Rule::FileMissing, value, fmt::format("cannot be found: {}", error.message()),
                  "the path is relative to the manifest", findings);
  }
  if (!is_inside(real, scope.project)) {
    return refuse(Rule::FilePath, value, "leads out of the project directory by a symbolic link",
                  kInside, findings);
  }
  if (!fs::is_regular_file(real, error)) {
    return refuse(Rule::FileMissing, value, "is not a regular file", "", findings);
  }
  return real;
}

}  // namespace segctl::manifest
