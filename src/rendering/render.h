#pragma once

#include "rendering/document.h"

#include <span>
#include <string>
#include <string_view>

namespace segctl::rendering {

enum class Format {
  Json,
  Markdown,
  Html,
  JUnit,
  Sarif,
  Github,
  GitlabTerraform,
  CodeQuality,
  TfplanJson,
};

/// A format and the name that it has on the command line.
struct NamedFormat {
  std::string_view name;
  Format format;
};

/// All of them, in the order of the documentation.
[[nodiscard]] std::span<const NamedFormat> formats();
[[nodiscard]] std::string_view format_name(Format format);

/// Whether a document of that sort can be rendered so: there are no resources in a validation.
[[nodiscard]] bool suits(Format format, Sort sort);

/// Where a report is made.
struct Surroundings {
  std::string path_prefix;  ///< from the repository to the project directory: "" or "a/b/"
  std::string run_url;      ///< of the CI run; empty where not known
};

/// `json`, a document as `--format json` prints it, in another form. Fails with ErrorCode::Invalid
/// where it is none, or where the format doesn't suit its sort.
[[nodiscard]] Result<std::string> render(Format format, std::string_view json,
                                         const Surroundings& surroundings);

}  // namespace segctl::rendering
