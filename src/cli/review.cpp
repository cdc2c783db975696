#include "cli/review.h"

#include "base/file.h"
#include "cli/git_trees.h"
#include "segment/compare_manifests.h"

#include <algorithm>
#include <limits>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

namespace segctl::cli {
namespace {

namespace fs = std::filesystem;

/// Asking git about a file takes a moment: of more files than this nobody reads the authors.
constexpr std::size_t kMostFilesWithAuthors = 300;

std::vector<std::string> text_lines(const fs::path& file) {
  constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20U;
  const auto text = read_file(file, kMostBytes);
  std::vector<std::string> lines;
  if (!text) return lines;
  std::istringstream in(*text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Whether a line says nothing of the manifest above it: empty, a comment, the end of a document.
bool says_nothing(const std::string& line) {
  const std::size_t start = line.find_first_not_of(" \t\r");
  return start == std::string::npos || line[start] == '#' || line.starts_with("---") ||
         line.starts_with("...");
}

class Review {
 public:
  Review(const Project& project, const git::Repository& repository, const git::Commit& fork,
         const ManifestTree& base, std::set<std::string> changed,
         const std::vector<DesiredSegment>& desired)
      : project_(project), repository_(repository), fork_(fork), changed_(std::move(changed)) {
    for (const DesiredSegment& segment : base.segments()) before_.emplace(segment.key, &segment);
    for (const DesiredSegment& segment : desired) now_.emplace(segment.key, &segment);
  }

  plan::Origin origin_of(const plan::Change& change) {
    const auto before = before_.find(change.key);
    const auto now = now_.find(change.key);
    plan::Origin origin;
    if (now != now_.end()) {
      origin.touched = before == before_.end() || is_another(*before->second, *now->second);
      add_author(*now->second, origin);
    } else if (before != before_.end()) {
      origin.touched = true;
      origin.deleted_from = before->second->place;
      const auto last = repository_.last_commit(fork_, path_of(before->second->place.file));
      origin.author = last.author;
      origin.commit = last.commit;
    }
    return origin;
  }

 private:
  /// The path from the repository's root of a file as diagnostics show it.
  [[nodiscard]] std::string path_of(const std::string& shown) const {
    std::error_code error;
    const fs::path path = fs::weakly_canonical(project_.directory / shown, error);
    return path.lexically_relative(repository_.root()).string();
  }

  [[nodiscard]] bool is_another(const DesiredSegment& before, const DesiredSegment& now) const {
    if (!manifest_differences(before, now).empty()) return true;
    const auto files = data_files(now);
    return std::any_of(files.begin(), files.end(),
                       [this](const auto& entry) { return has_changed(entry.second); });
  }

  /// Whether a data file differs from what it was. Of one that git doesn't track, no branch is the
  /// reason of what changes in it.
  [[nodiscard]] bool has_changed(const fs::path& file) const {
    const std::string path = file.lexically_relative(repository_.root()).string();
    if (path.starts_with("..")) return false;
    return changed_.contains(path);
  }

  void add_author(const DesiredSegment& segment, plan::Origin& origin) {
    const std::string path = path_of(segment.place.file);
    if (!lines_.contains(path) && lines_.size() >= kMostFilesWithAuthors) return;
    const auto [found, fresh] = lines_.try_emplace(path);
    if (fresh) found->second = repository_.blame(path);
    const auto [first, last] = lines_of(segment);
    set_newest(found->second, first, last, origin);
  }

  /// The first line of a manifest and its last one: what stands between it and the next.
  [[nodiscard]] std::pair<std::size_t, std::size_t> lines_of(const DesiredSegment& segment) {
    const std::string& file = segment.place.file;
    const std::size_t first = first_line(segment);
    std::size_t next = std::numeric_limits<std::size_t>::max();
    for (const auto& [key, other] : now_) {
      if (other->place.file != file || first_line(*other) <= first) continue;
      next = std::min(next, first_line(*other));
    }
    const auto [found, fresh] = texts_.try_emplace(file);
    if (fresh) found->second = text_lines(project_.directory / file);
    std::size_t last = std::min(next - 1, found->second.size());
    while (last > first && says_nothing(found->second[last - 1])) --last;
    return {first, last};
  }

  /// The newest of the lines; without a commit where any of them is in none.
  static void set_newest(const std::vector<git::LastChange>& lines, std::size_t first,
                         std::size_t last, plan::Origin& origin) {
    const git::LastChange* newest = nullptr;
    bool committed = true;
    for (std::size_t line = first; line <= last && line <= lines.size(); ++line) {
      const git::LastChange& change = lines[line - 1];
      if (change.commit.empty()) {
        committed = false;
      } else if (newest == nullptr || change.later < newest->later) {
        newest = &change;
      }
    }
    if (newest == nullptr) return;
    origin.author = newest->author;
    if (committed) origin.commit = newest->commit;
  }

  static std::size_t first_line(const DesiredSegment& segment) {
    int first = segment.place.begin.line;
    for (const auto& [field, range] : segment.fields) first = std::min(first, range.begin.line);
    return static_cast<std::size_t>(std::max(first, 1));
  }

  const Project& project_;
  const git::Repository& repository_;
  const git::Commit& fork_;
  std::set<std::string> changed_;
  std::map<Key, const DesiredSegment*> before_;
  std::map<Key, const DesiredSegment*> now_;
  // Of each file that was asked for:
  std::map<std::string, std::vector<git::LastChange>> lines_;
  std::map<std::string, std::vector<std::string>> texts_;
};

}  // namespace

Result<report::PlanBase> review(const Project& project, const std::string& revision,
                                const std::vector<DesiredSegment>& desired, plan::Plan& plan) {
  const auto repository = git::Repository::open(project.directory);
  if (!repository) return tl::unexpected(repository.error());
  const auto commit = repository->commit_of(revision);
  if (!commit) return tl::unexpected(commit.error());
  const auto fork = repository->fork_point(*commit, revision);
  if (!fork) return tl::unexpected(fork.error());
  const auto base = ManifestTree::of_commit(*repository, *fork, project);
  if (!base) return tl::unexpected(base.error());
  auto changed = repository->changed_since(*fork);
  if (!changed) return tl::unexpected(changed.error());
  Review found(project, *repository, *fork, *base, std::move(*changed), desired);
  for (plan::Change& change : plan.changes) change.origin = found.origin_of(change);
  return report::PlanBase{revision, fork->str()};
}

bool has_surprises(const plan::Plan& plan) {
  return std::any_of(plan.changes.begin(), plan.changes.end(), [](const plan::Change& change) {
    return change.origin && !change.origin->touched;
  });
}

}  // namespace segctl::cli
