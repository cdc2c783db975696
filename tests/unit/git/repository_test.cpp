#include "git/repository.h"

#include "git/tree.h"
#include "support/temporary_directory.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace segctl::git {
namespace {

namespace fs = std::filesystem;

/// A repository in a directory of its own.
class Scratch {
 public:
  Scratch() { git({"init", "-q", "-b", "main"}); }

  std::string git(std::vector<std::string> words) {
    Command command;
    command.arguments = {"git",           "-C", directory_.path().string(),   "-c",
                         "user.name=Ada", "-c", "user.email=ada@shop.example"};
    command.arguments.insert(command.arguments.end(), words.begin(), words.end());
    const auto done = run(command);
    REQUIRE(done);
    REQUIRE_MESSAGE(done->exit_code == 0, done->errors);
    return done->output;
  }

  void write(const std::string& name, const std::string& text) {
    const fs::path path = directory_.path() / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }

  void link(const std::string& name, const std::string& target) {
    fs::create_symlink(target, directory_.path() / name);
  }

  Commit commit() {
    git({"add", "-A"});
    git({"commit", "-q", "-m", "a step"});
    return repository().commit_of("HEAD").value();
  }

  Repository repository() { return Repository::open(directory_.path()).value(); }

  [[nodiscard]] const fs::path& path() const { return directory_.path(); }

 private:
  test::TemporaryDirectory directory_;
};

std::string content_of(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

TEST_CASE("the root is found from any folder of the repository") {
  Scratch scratch;
  scratch.write("a/b/c.yaml", "x");
  CHECK(Repository::open(scratch.path() / "a/b")->root() == fs::canonical(scratch.path()));
}

TEST_CASE("a revision that is no revision is refused before git sees it") {
  Scratch scratch;
  scratch.write("a.yaml", "x");
  scratch.commit();
  for (const std::string& revision : std::vector<std::string>{
           "", "-h", "--output=x", "a b", "main\n", "main\x1b", std::string(2000, 'a')}) {
    CAPTURE(revision);
    const auto found = scratch.repository().commit_of(revision);
    REQUIRE_FALSE(found);
    CHECK(found.error().code == ErrorCode::Invalid);
  }
  CHECK(scratch.repository().commit_of("nowhere").error().code == ErrorCode::NotFound);
  CHECK(scratch.repository().commit_of("main").has_value());
}

TEST_CASE("where a branch left another is found, and none where they have nothing in common") {
  Scratch scratch;
  scratch.write("a.yaml", "1");
  const Commit first = scratch.commit();
  scratch.git({"checkout", "-q", "-b", "work"});
  scratch.write("a.yaml", "2");
  scratch.commit();
  scratch.git({"checkout", "-q", "main"});
  scratch.write("b.yaml", "3");
  const Commit main = scratch.commit();
  scratch.git({"checkout", "-q", "work"});
  CHECK(scratch.repository().fork_point(main, "main").value() == first);
  scratch.git({"checkout", "-q", "--orphan", "other"});
  scratch.commit();
  const auto none = scratch.repository().fork_point(main, "main");
  REQUIRE_FALSE(none);
  CHECK(none.error().message == "HEAD and \"main\" have no commit in common here");
}

TEST_CASE("files with odd names are listed as they are, and their content read") {
  Scratch scratch;
  scratch.write("ü \"x\"\n*.yaml", "odd\n");
  scratch.write("sub/b.csv", std::string("bytes\0\n", 7));
  const Commit commit = scratch.commit();
  const auto files = scratch.repository().files(commit);
  REQUIRE(files);
  REQUIRE(files->size() == 2);
  CHECK((*files)[0].path == "sub/b.csv");
  CHECK((*files)[1].path == "ü \"x\"\n*.yaml");
  const auto contents = scratch.repository().contents({(*files)[0].object, (*files)[1].object});
  REQUIRE(contents);
  CHECK(*contents == std::vector<std::string>{std::string("bytes\0\n", 7), "odd\n"});
  CHECK_FALSE(scratch.repository().contents({std::string(40, '1')}));
}

TEST_CASE("what differs from a commit is listed by its name") {
  Scratch scratch;
  scratch.write("same.csv", "1");
  scratch.write("ü\n.csv", "1");
  scratch.write("gone.csv", "1");
  const Commit commit = scratch.commit();
  scratch.write("ü\n.csv", "2");
  fs::remove(scratch.path() / "gone.csv");
  CHECK(scratch.repository().changed_since(commit).value() ==
        std::set<std::string>{"gone.csv", "ü\n.csv"});
}

TEST_CASE("each line has its last author, and a line in no commit has none") {
  Scratch scratch;
  scratch.write("a.yaml", "one\ntwo\n");
  const Commit first = scratch.commit();
  scratch.write("a.yaml", "one\n2\nthree\n");
  const auto lines = scratch.repository().blame("a.yaml");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].author == "Ada");
  CHECK(lines[0].commit == first.str());
  CHECK(lines[1] == LastChange{});
  CHECK(lines[2] == LastChange{});
  CHECK(scratch.repository().blame("none.yaml").empty());
  CHECK(scratch.repository().last_commit(first, "a.yaml") == LastChange{});
}

TEST_CASE("which commit is newer is for the history to say, and not for clocks") {
  Scratch scratch;
  scratch.write("old.yaml", "one\ntwo\nthree\n");
  scratch.commit();
  scratch.git({"mv", "old.yaml", "a.yaml"});
  scratch.commit();
  scratch.write("a.yaml", "one\n2\nthree\n");
  const Commit second = scratch.commit();
  scratch.write("a.yaml", "one\n2\n3\n");
  scratch.git({"-c", "user.name=Grace", "commit", "-q", "-a", "-m", "a step", "--date",
               "1000000000 +0000"});
  const auto lines = scratch.repository().blame("a.yaml");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].later == 3);
  CHECK(lines[1] == LastChange{"Ada", second.str(), 1});
  CHECK(lines[2].author == "Grace");
  CHECK(lines[2].later == 0);
}

TEST_CASE("manifests are checked out, and nothing else") {
  Scratch scratch;
  scratch.write("shop/segctl.yaml", "version: 1\n");
  scratch.write("shop/segments/a.yaml", "a");
  scratch.write("shop/segments/deep/b.json", "b");
  scratch.write("shop/data/c.csv", "c");
  scratch.write("other/d.yaml", "d");
  scratch.link("shop/segments/inside.yaml", "a.yaml");
  scratch.link("shop/segments/outside.yaml", "../../../outside.yaml");
  scratch.link("shop/segments/absolute.yaml", "/etc/passwd");
  const Commit commit = scratch.commit();
  const auto files = scratch.repository().files(commit);
  fs::path root;
  {
    const auto tree = CheckedOut::of(scratch.repository(), *files, "shop/segments");
    REQUIRE(tree);
    root = tree->root();
    CHECK(content_of(root / "shop/segctl.yaml") == "version: 1\n");
    CHECK(content_of(root / "shop/segments/a.yaml") == "a");
    CHECK(content_of(root / "shop/segments/deep/b.json") == "b");
    CHECK(content_of(root / "shop/segments/inside.yaml") == "a");
    for (const char* left_out : {"shop/data/c.csv", "other/d.yaml", "shop/segments/outside.yaml",
                                 "shop/segments/absolute.yaml"}) {
      CAPTURE(left_out);
      CHECK_FALSE(fs::is_symlink(root / left_out));
      CHECK_FALSE(fs::exists(root / left_out));
    }
    CHECK((fs::status(root).permissions() & fs::perms::others_all) == fs::perms::none);
  }
  CHECK_FALSE(fs::exists(root));
}

}  // namespace
}  // namespace segctl::git
