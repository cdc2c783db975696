#include "manifest/discover.h"

#include "base/text.h"
#include "manifest/file_path.h"
#include "manifest/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

namespace segctl::manifest {
namespace {

namespace fs = std::filesystem;

/// Deeper directories than this are taken for a trap.
constexpr std::size_t kDeepestFolder = 64;

bool has_manifest_extension(const fs::path& path) {
  const fs::path extension = path.extension();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

class Walk {
 public:
  explicit Walk(Discovered& found) : found_(found) {}

  void visit_named(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
      report(
          Rule::PathMissing, path, "this path does not exist",
          "manifests stand in segments/, unless segctl.yaml or a PATH says otherwise: make it, or "
          "say where they are");
    } else if (error) {
      report_error(path, error);
    } else {
      named_ = is_inside(path.lexically_normal(), found_.project) ? found_.project
                                                                  : fs::canonical(path, error);
      fs::is_directory(status) ? visit_folder(path) : add_file(path);
    }
  }

 private:
  /// The path as shown: relative to the project where it is inside.
  [[nodiscard]] std::string shown(const fs::path& path) const {
    std::error_code error;
    fs::path normal = path.lexically_normal();
    if (!is_inside(normal, found_.project)) {
      const fs::path real = fs::weakly_canonical(path, error);
      if (error || !is_inside(real, found_.project)) return normal.string();
      normal = real;
    }
    return normal.lexically_relative(found_.project).string();
  }

  void report(Rule rule, const fs::path& path, std::string message, std::string hint) {
    Diagnostic& diagnostic = found_.diagnostics.emplace_back();
    diagnostic.rule = rule_text(rule).name;
    diagnostic.severity = rule_text(rule).severity;
    diagnostic.range.file = shown(path);
    diagnostic.message = std::move(message);
    diagnostic.hint = std::move(hint);
  }

  void report_error(const fs::path& path, const std::error_code& error) {
    if (error == std::errc::too_many_symbolic_link_levels) {
      report(Rule::SymlinkLoop, path, "this symbolic link leads to itself", "remove it");
    } else {
      report(Rule::PathMissing, path, fmt::format("this path cannot be read: {}", error.message()),
             "");
    }
  }

  void report_unreachable(const fs::path& path, const std::error_code& error) {
    std::error_code ignored;
    const bool leads_nowhere = error == std::errc::no_such_file_or_directory &&
                               fs::is_symlink(fs::symlink_status(path, ignored));
    if (!leads_nowhere) return report_error(path, error);
    report(Rule::FileUnreadable, path, "this symbolic link leads nowhere",
           "put back what it led to, or remove it");
  }

  /// Whether only a link leads there, out of the project and of what was named: nobody has said
  /// that what such a file holds may be shown.
  [[nodiscard]] bool leads_out(const fs::path& real) const {
    return !is_inside(real, found_.project) && !is_inside(real, named_);
  }

  void report_outside(const fs::path& path) {
    report(Rule::FilePath, path, "this symbolic link leads out of the project directory",
           "move what it leads to into the project");
  }

  void visit_folder(const fs::path& folder) {
    std::error_code error;
    const fs::path real = fs::canonical(folder, error);
    if (error) return report_error(folder, error);
    if (leads_out(real)) return report_outside(folder);
    const bool loops = std::find(parents_.begin(), parents_.end(), real) != parents_.end();
    if (loops || parents_.size() >= kDeepestFolder) {
      return report(Rule::SymlinkLoop, folder,
                    "this directory leads back into one that it stands in",
                    "remove the symbolic link");
    }
    parents_.push_back(real);
    if (visited_.insert(real).second) list_folder(folder);
    parents_.pop_back();
  }

  void list_folder(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> names;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      names.push_back(at->path());
    }
    if (error) report_error(folder, error);
    std::sort(names.begin(), names.end());
    for (const fs::path& name : names) visit_listed(name);
  }

  void visit_listed(const fs::path& path) {
    if (path.filename().native().starts_with('.')) return;
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    // Before its name is looked at: what can't be reached may be a folder of manifests, whose
    // segments must not count as removed.
    if (error) return report_unreachable(path, error);
    if (fs::is_directory(status)) return visit_folder(path);
    if (!has_manifest_extension(path) || is_project_file(path)) return;
    // What is no link lies where its folder does: no need to ask again, step by step.
    if (fs::is_symlink(fs::symlink_status(path, error))) return add_file(path);
    add_real_file(path, parents_.back() / path.filename());
  }

  [[nodiscard]] bool is_project_file(const fs::path& path) const {
    return path.lexically_normal() == found_.project / "segctl.yaml";
  }

  void add_file(const fs::path& path) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (error) return report_error(path, error);
    if (leads_out(real)) return report_outside(path);
    add_real_file(path, real);
  }

  void add_real_file(const fs::path& path, const fs::path& real) {
    if (files_.insert(real).second) found_.files.push_back({shown(path), path, real});
  }

  Discovered& found_;
  fs::path named_;                 ///< canonical: what was named, the project where that is in it
  std::vector<fs::path> parents_;  ///< canonical
  std::set<fs::path> visited_;
  std::set<fs::path> files_;
};

}  // namespace

Discovered discover(const LoadOptions& options) {
  Discovered found;
  std::error_code error;
  found.project = fs::weakly_canonical(fs::absolute(options.project), error);
  if (error) found.project = fs::absolute(options.project).lexically_normal();
  Walk walk(found);
  for (const fs::path& path : options.paths) walk.visit_named(found.project / path);
  std::sort(found.files.begin(), found.files.end(),
            [](const FoundFile& a, const FoundFile& b) { return a.shown < b.shown; });
  return found;
}

}  // namespace segctl::manifest
