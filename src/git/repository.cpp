#include "git/repository.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>
#include <utility>

namespace segctl::git {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostContent = std::size_t{256} << 20U;

Command git_command(const fs::path& directory, std::vector<std::string> arguments) {
  Command command;
  command.arguments = {"git", "--no-pager",           "-c", "core.fsmonitor=false",
                       "-c",  "core.quotePath=false", "-c", "log.showSignature=false",
                       "-C",  directory.string()};
  std::move(arguments.begin(), arguments.end(), std::back_inserter(command.arguments));
  command.most_output = kMostContent;
  return command;
}

std::string first_line(std::string_view text) { return printable(text.substr(0, text.find('\n'))); }

std::string without_newline(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

bool is_hash(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_no_commit(std::string_view hash) {
  return hash.find_first_not_of('0') == std::string_view::npos;
}

/// Cuts what comes before `separator` off the front of `text`.
std::string_view next(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

Result<void> check_revision(const std::string& revision) {
  constexpr std::size_t kLongest = 1000;
  const bool odd = revision.empty() || revision.size() > kLongest || revision.front() == '-' ||
                   std::any_of(revision.begin(), revision.end(),
                               [](unsigned char c) { return c <= ' ' || c == 0x7F; });
  if (!odd) return {};
  return fail(ErrorCode::Invalid, fmt::format("{} is no revision of git", in_quotes(revision)),
              "give a branch, a tag or a commit: origin/main, v1.2, HEAD~3");
}

Error unexpected_answer(const char* doing) {
  return {ErrorCode::GiveUp, fmt::format("git answered something unexpected when {}", doing), ""};
}

/// `<mode> <type> <object>\t<path>`; nothing for what is no file.
bool read_entry(std::string_view entry, TreeFile& file) {
  const std::string_view mode = next(entry, ' ');
  const std::string_view type = next(entry, ' ');
  file.object = next(entry, '\t');
  file.path = entry;
  file.link = mode == "120000";
  return type == "blob" && is_hash(file.object) && !file.path.empty();
}

/// `<object> blob <size>\n<content>\n` of `git cat-file --batch`.
bool read_content(std::string_view& answer, std::string& content) {
  std::string_view head = next(answer, '\n');
  next(head, ' ');
  if (next(head, ' ') != "blob") return false;
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(head.data(), head.data() + head.size(), size);
  if (error != std::errc() || end != head.data() + head.size() || size >= answer.size())
    return false;
  content = answer.substr(0, size);
  answer.remove_prefix(size + 1);
  return true;
}

/// `git blame --porcelain`: a head line for each line, details at the first of each commit.
std::vector<LastChange> read_blame(std::string_view text) {
  std::map<std::string, LastChange, std::less<>> commits;
  std::vector<LastChange> lines;
  std::string commit;
  while (!text.empty()) {
    std::string_view line = next(text, '\n');
    if (line.starts_with('\t')) {
      const bool none = is_no_commit(commit);
      lines.push_back(none ? LastChange{} : commits[commit]);
    } else if (line.starts_with("author ")) {
      commits[commit].author = line.substr(7);
    } else if (const auto word = line.substr(0, line.find(' ')); is_hash(word)) {
      commit = word;
      commits[commit].commit = commit;
    }
  }
  return lines;
}

/// Counts from the newest of `commits`. One that isn't among them is older than all that are.
void set_later(std::vector<LastChange>& lines, std::string_view commits) {
  std::map<std::string_view, std::size_t> later;
  while (!commits.empty()) later.emplace(next(commits, '\n'), later.size());
  for (LastChange& line : lines) {
    if (line.commit.empty()) continue;
    const auto found = later.find(line.commit);
    line.later = found == later.end() ? later.size() : found->second;
  }
}

}  // namespace

Result<Repository> Repository::open(const fs::path& directory) {
  const auto found = run(git_command(directory, {"rev-parse", "--show-toplevel"}));
  if (!found) return tl::unexpected(found.error());
  const std::string root = without_newline(found->output);
  if (found->exit_code != 0 || root.empty()) {
    return fail(ErrorCode::NotFound,
                fmt::format("{} is in no git repository: {}", in_quotes(directory.string()),
                            first_line(found->errors)),
                "run it in a checkout");
  }
  std::error_code error;
  fs::path real = fs::canonical(root, error);
  if (error) return tl::unexpected(unexpected_answer("asked for the repository's root"));
  return Repository(std::move(real));
}

Result<Finished> Repository::git(std::vector<std::string> arguments, std::string input) const {
  Command command = git_command(root_, std::move(arguments));
  command.input = std::move(input);
  return run(command);
}

std::string Repository::missing_hint() const {
  const auto shallow = git({"rev-parse", "--is-shallow-repository"});
  if (shallow && without_newline(shallow->output) == "true") {
    return "this is a shallow clone: run `git fetch --unshallow`; in GitHub Actions check out "
           "with fetch-depth: 0, in GitLab CI set GIT_DEPTH: 0";
  }
  return "`git fetch` brings the branches of the remote";
}

Result<Commit> Repository::commit_of(const std::string& revision) const {
  if (auto checked = check_revision(revision); !checked) return tl::unexpected(checked.error());
  const auto found = git({"rev-parse", "--verify", "--quiet", revision + "^{commit}"});
  if (!found) return tl::unexpected(found.error());
  std::string hash = without_newline(found->output);
  if (found->exit_code != 0 || !is_hash(hash)) {
    return fail(ErrorCode::NotFound,
                fmt::format("the revision {} is not in this repository", in_quotes(revision)),
                missing_hint());
  }
  return Commit(std::move(hash));
}

Result<Commit> Repository::fork_point(const Commit& base, const std::string& shown) const {
  const auto found = git({"merge-base", base.str(), "HEAD"});
  if (!found) return tl::unexpected(found.error());
  std::string hash = without_newline(found->output);
  if (found->exit_code != 0 || !is_hash(hash)) {
    return fail(ErrorCode::NotFound,
                fmt::format("HEAD and {} have no commit in common here", in_quotes(shown)),
                missing_hint());
  }
  return Commit(std::move(hash));
}

Result<std::vector<TreeFile>> Repository::files(const Commit& commit) const {
  const auto listed = git({"ls-tree", "-r", "-z", "--full-tree", commit.str()});
  if (!listed) return tl::unexpected(listed.error());
  if (listed->exit_code != 0) return tl::unexpected(unexpected_answer("listing a commit"));
  std::vector<TreeFile> files;
  std::string_view rest = listed->output;
  while (!rest.empty()) {
    TreeFile file;
    if (read_entry(next(rest, '\0'), file)) files.push_back(std::move(file));
  }
  return files;
}

Result<std::vector<std::string>> Repository::contents(
    const std::vector<std::string>& objects) const {
  std::vector<std::string> contents;
  if (objects.empty()) return contents;
  std::string input;
  for (const std::string& object : objects) input += object + "\n";
  const auto answered = git({"cat-file", "--batch"}, std::move(input));
  if (!answered) return tl::unexpected(answered.error());
  std::string_view rest = answered->output;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    std::string content;
    if (!read_content(rest, content)) {
      return fail(ErrorCode::GiveUp, "the files of that commit are not all in this repository",
                  "in a partial clone `git fetch --refetch --no-filter` brings them");
    }
    contents.push_back(std::move(content));
  }
  return contents;
}

Result<std::set<std::string>> Repository::changed_since(const Commit& commit) const {
  const auto found = git({"diff", "--name-only", "-z", "--no-renames", "--no-ext-diff",
                          "--no-textconv", "--ignore-submodules", commit.str(), "--"});
  if (!found) return tl::unexpected(found.error());
  if (found->exit_code != 0)
    return fail(ErrorCode::GiveUp,
                "git cannot compare the work tree: " + first_line(found->errors));
  std::set<std::string> paths;
  std::string_view rest = found->output;
  while (!rest.empty()) paths.emplace(next(rest, '\0'));
  return paths;
}

std::vector<LastChange> Repository::blame(const std::string& path) const {
  const auto found = git({"blame", "--porcelain", "--no-progress", "--no-textconv", "--", path});
  if (!found || found->exit_code != 0) return {};
  std::vector<LastChange> lines = read_blame(found->output);
  const auto history =
      git({"log", "--follow", "--date-order", "--no-color", "--format=%H", "HEAD", "--", path});
  if (history && history->exit_code == 0) set_later(lines, history->output);
  return lines;
}

LastChange Repository::last_commit(const Commit& base, const std::string& path) const {
  const auto found = git({"log", "-1", "--no-color", "--no-show-signature", "--format=%H%x00%an",
                          base.str() + "..HEAD", "--", path});
  if (!found || found->exit_code != 0) return {};
  const std::string line = without_newline(found->output);
  const std::size_t end = line.find('\0');
  if (end == std::string::npos) return {};
  return {line.substr(end + 1), line.substr(0, end), 0};
}

}  // namespace segctl::git
