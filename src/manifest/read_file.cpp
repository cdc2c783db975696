#include "manifest/read_file.h"

#include "base/file.h"
#include "base/text.h"
#include "manifest/text_check.h"
#include "manifest/yaml_reader.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace segctl::manifest {
namespace {

namespace fs = std::filesystem;

void report(Rule rule, const FoundFile& file, std::string message, std::string hint,
            Diagnostics& unread) {
  const RuleText& text = rule_text(rule);
  unread.push_back({std::string(text.name),
                    text.severity,
                    {file.shown, {}, {}},
                    std::move(message),
                    std::move(hint),
                    "",
                    {}});
}

/// The text of the file; on failure empty, and what happened is in `unread`.
std::string read_text(const FoundFile& file, Diagnostics& unread) {
  std::error_code error;
  if (fs::is_regular_file(file.path, error) && fs::file_size(file.path, error) > kMostBytes) {
    report(Rule::FileTooLarge, file, "this file is larger than 16 MB",
           "long lists of members belong in a file of their own", unread);
    return {};
  }
  auto text = segctl::read_file(file.path, kMostBytes);
  if (text) return std::move(*text);
  report(Rule::FileUnreadable, file, printable(text.error().message), "", unread);
  return {};
}

/// Where files named by the manifest are looked for: beside the file itself, not beside a symbolic
/// link that leads to it.
FileScope scope_of(const FoundFile& file, const fs::path& project, FileTerms terms) {
  return {project, (file.real.empty() ? file.path : file.real).parent_path(), terms};
}

/// What can be said of a document that was not read whole: only its key and name, for others.
Manifest read_broken(const Document& document, const FileScope& scope, const Source& source) {
  Findings unheard(source);
  Manifest manifest = read_manifest(document.root, scope, unheard);
  manifest.segment.reset();
  return manifest;
}

void read_manifests(const FileScope& scope, Findings& findings, ManifestFile& file) {
  const Documents documents = read_documents(findings);
  file.completeness = documents.completeness;
  for (const Document& document : documents.list) {
    if (document.root.is(NodeKind::Null)) continue;
    file.manifests.push_back(document.complete ? read_manifest(document.root, scope, findings)
                                               : read_broken(document, scope, *file.source));
    if (document.errors != 0) file.manifests.back().segment.reset();
  }
}

/// **Requires:** `result` has its source.
void read_source(const FileScope& scope, const ManifestLimits& limits, ManifestFile& result) {
  Findings findings(*result.source, limits);
  if (check_text(findings)) {
    read_manifests(scope, findings, result);
  } else {
    result.completeness = Completeness::Partial;
  }
  result.diagnostics = findings.take();
}

}  // namespace

ManifestFile read_manifest_text(const std::string& shown, std::string text, const FileScope& scope,
                                const ManifestLimits& limits) {
  ManifestFile result;
  result.source = std::make_unique<Source>(shown, std::move(text));
  read_source(scope, limits, result);
  return result;
}

ManifestFile read_manifest_file(const FoundFile& file, const fs::path& project,
                                const ManifestLimits& limits, FileTerms terms) {
  ManifestFile result;
  Diagnostics unread;
  result.source = std::make_unique<Source>(file.shown, read_text(file, unread));
  if (unread.empty()) {
    read_source(scope_of(file, project, terms), limits, result);
  } else {
    result.completeness = Completeness::Partial;
    result.diagnostics = std::move(unread);
  }
  return result;
}

}  // namespace segctl::manifest
