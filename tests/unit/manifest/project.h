#pragma once

#include "manifest/load.h"
#include "support/temporary_directory.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace segctl::test {

/// A project directory with manifests in it.
class Project {
 public:
  /// Writes `text` to `name`, making its directories.
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    const std::filesystem::path path = root() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  [[nodiscard]] std::filesystem::path root() const {
    return std::filesystem::canonical(directory_.path());
  }

  [[nodiscard]] manifest::Loaded load(const std::string& path = "segments") const {
    return manifest::load_manifests({root(), {path}});
  }

 private:
  TemporaryDirectory directory_;
};

/// What a diagnostic says, as one text: "file:line:column-column rule: message (hint)".
[[nodiscard]] inline std::string brief(const Diagnostic& diagnostic) {
  const Position& begin = diagnostic.range.begin;
  std::string text = diagnostic.range.file;
  if (begin.line != 0) {
    text += ':' + std::to_string(begin.line) + ':' + std::to_string(begin.column);
  }
  if (diagnostic.range.end != begin) text += '-' + std::to_string(diagnostic.range.end.column);
  text += ' ' + diagnostic.rule + ": " + diagnostic.message;
  if (!diagnostic.hint.empty()) text += " (" + diagnostic.hint + ')';
  for (const Related& related : diagnostic.related) {
    text += " [" + related.message + ' ' + related.range.file + ':' +
            std::to_string(related.range.begin.line) + ']';
  }
  return text;
}

/// The same for all, a line each.
[[nodiscard]] inline std::string brief(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += brief(diagnostic) + '\n';
  return text;
}

/// A filter manifest with one filter, on line 5.
[[nodiscard]] inline std::string filter_manifest(std::string_view name, std::string_view filter) {
  return "kind: filter\nname: " + std::string(name) +
         "\nincluded_filters:\n  filter_operator: and\n  filters: [" + std::string(filter) + "]\n";
}

/// A cohort manifest: the shortest of all kinds.
[[nodiscard]] inline std::string cohort_manifest(std::string_view name) {
  return "kind: cohort\nname: " + std::string(name) + "\ncohort_id: " + std::string(name) +
         "\npartner: acme\nmembers: []\n";
}

}  // namespace segctl::test
