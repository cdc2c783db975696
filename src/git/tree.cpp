#include "git/tree.h"

#include "base/text.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <system_error>
#include <utility>

namespace segctl::git {
namespace {

namespace fs = std::filesystem;

bool is_manifest(const fs::path& path) {
  const fs::path extension = path.extension();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

/// A project file in a folder that `under` is in says where manifests are.
bool is_wanted(const TreeFile& file, const std::string& under) {
  const fs::path path(file.path);
  if (is_manifest(path) && is_below(file.path, under)) return true;
  return path.filename() == "segctl.yaml" && is_below(under, path.parent_path().string());
}

/// Whether a path from the root stays below it. Git refuses others, but a repository is only data.
bool stays_inside(const fs::path& path) {
  const fs::path normal = path.lexically_normal();
  return !normal.empty() && normal.is_relative() && *normal.begin() != "..";
}

tl::unexpected<Error> cannot_write(const fs::path& path, const std::error_code& error) {
  return fail(ErrorCode::GiveUp,
              fmt::format("cannot write {}: {}", printable(path.string()), error.message()));
}

}  // namespace

bool is_below(const std::string& path, const std::string& folder) {
  if (folder.empty() || path == folder) return true;
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

Result<CheckedOut> CheckedOut::of(const Repository& repository, const std::vector<TreeFile>& files,
                                  const std::string& under) {
  std::vector<const TreeFile*> wanted;
  std::vector<std::string> objects;
  for (const TreeFile& file : files) {
    if (!is_wanted(file, under) || !stays_inside(file.path)) continue;
    wanted.push_back(&file);
    objects.push_back(file.object);
  }
  const auto contents = repository.contents(objects);
  if (!contents) return tl::unexpected(contents.error());
  std::error_code error;
  std::string name = (fs::temp_directory_path(error) / "segctl-XXXXXX").string();
  if (error || ::mkdtemp(name.data()) == nullptr)
    return fail(ErrorCode::GiveUp, "cannot make a temporary directory", "set TMPDIR");
  CheckedOut tree(fs::canonical(name, error));
  // Links come last, so that no file is written through one.
  for (const bool link : {false, true}) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i]->link != link) continue;
      if (auto written = tree.write(*wanted[i], (*contents)[i]); !written)
        return tl::unexpected(written.error());
    }
  }
  return tree;
}

Result<void> CheckedOut::write(const TreeFile& file, const std::string& content) const {
  const fs::path path = root_ / file.path;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return cannot_write(path, error);
  if (file.link) {
    const fs::path target(content);
    const bool inside =
        target.is_relative() && stays_inside(fs::path(file.path).parent_path() / target);
    if (inside) fs::create_symlink(target, path, error);
    return {};
  }
  std::ofstream out(path, std::ios::binary);
  out << content;
  out.close();
  if (out.fail()) return cannot_write(path, std::make_error_code(std::errc::io_error));
  return {};
}

CheckedOut::CheckedOut(CheckedOut&& other) noexcept : root_(std::exchange(other.root_, {})) {}

CheckedOut& CheckedOut::operator=(CheckedOut&& other) noexcept {
  std::swap(root_, other.root_);
  return *this;
}

CheckedOut::~CheckedOut() {
  std::error_code ignored;
  if (!root_.empty()) fs::remove_all(root_, ignored);
}

}  // namespace segctl::git
