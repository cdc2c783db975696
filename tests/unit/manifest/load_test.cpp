#include "manifest/load.h"

#include "project.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

namespace segctl::manifest {
namespace {

namespace fs = std::filesystem;
using test::brief;
using test::cohort_manifest;
using test::filter_manifest;
using test::Project;

constexpr const char* kExists =
    "{filter_type: user_attributes, name: plan, data_type: string, operator: exists}";

std::vector<std::string> names_of(const Loaded& loaded) {
  std::vector<std::string> names;
  for (const DesiredSegment& segment : loaded.segments) names.push_back(segment.name.str());
  return names;
}

std::string reference_to(const std::string& key) {
  return "{filter_type: custom_segments, key: " + key + "}";
}

TEST_CASE("manifests are found in folders of any depth, in the order of their paths") {
  const Project project;
  project.write("segments/b/c/two.yml", cohort_manifest("two"));
  project.write("segments/a.yaml", cohort_manifest("one") + "---\n" + cohort_manifest("one-b"));
  project.write("segments/z.json",
                R"({"kind": "cohort", "name": "three", "cohort_id": "3", "partner": "p",
                    "members": []})");
  project.write("segments/notes.txt", "kind: nonsense");
  project.write("segments/.hidden/x.yaml", "kind: nonsense");
  project.write("segctl.yaml", "version: 1");
  const Loaded loaded = project.load(".");
  CHECK(brief(loaded.diagnostics) == "");
  CHECK(names_of(loaded) == std::vector<std::string>{"one", "one-b", "two", "three"});
  CHECK(loaded.files == 3);
  CHECK(loaded.documents == 4);
}

TEST_CASE("a file is read once, however many paths lead to it") {
  const Project project;
  const fs::path file = project.write("segments/a.yaml", cohort_manifest("one"));
  fs::create_symlink(file, project.root() / "segments/same.yaml");
  fs::create_directory_symlink(project.root() / "segments", project.root() / "again");
  const Loaded loaded =
      load_manifests({project.root(), {"segments", "segments/a.yaml", file, "again"}});
  CHECK(brief(loaded.diagnostics) == "");
  CHECK(loaded.files == 1);
}

TEST_CASE("paths that lead nowhere or in circles are diagnostics") {
  const Project project;
  project.write("segments/a.yaml", cohort_manifest("one"));
  fs::create_directory_symlink("../segments", project.root() / "segments/loop");
  fs::create_symlink("self.yaml", project.root() / "segments/self.yaml");
  fs::create_symlink("nowhere", project.root() / "segments/lost.yaml");
  fs::create_directory(project.root() / "segments/folder.yaml");
  REQUIRE(::mkfifo((project.root() / "segments/pipe.yaml").c_str(), 0600) == 0);
  const Loaded loaded = load_manifests({project.root(), {"segments", "absent"}});
  const std::string pipe = (project.root() / "segments/pipe.yaml").string();
  CHECK(brief(loaded.diagnostics) ==
        "absent path-missing: this path does not exist (manifests stand in segments/, unless "
        "segctl.yaml or a PATH says otherwise: make it, or say where they are)\n"
        "segments/loop symlink-loop: this directory leads back into one that it stands in (remove "
        "the symbolic link)\n"
        "segments/lost.yaml file-unreadable: this symbolic link leads nowhere (put back what it "
        "led to, or remove it)\n"
        "segments/pipe.yaml file-unreadable: " +
            pipe +
            " is not a regular file\n"
            "segments/self.yaml symlink-loop: this symbolic link leads to itself (remove it)\n");
  CHECK(names_of(loaded) == std::vector<std::string>{"one"});
}

TEST_CASE("what can't be reached is told whatever it is called: it may be a folder of manifests") {
  const Project project;
  project.write("segments/own.yaml", cohort_manifest("one"));
  const fs::path segments = project.root() / "segments";
  fs::create_directory_symlink("../team", segments / "team");
  fs::create_directory_symlink("own.yaml/inner", segments / "through-a-file");
  fs::create_symlink("loop", segments / "loop");
  fs::create_symlink(std::string(255, 'x') + "y", segments / "too-long");
  fs::create_symlink("gone", segments / ".#own.yaml");  // as editors lock files
  const Loaded loaded = project.load();
  CHECK(brief(loaded.diagnostics) ==
        "segments/loop symlink-loop: this symbolic link leads to itself (remove it)\n"
        "segments/team file-unreadable: this symbolic link leads nowhere (put back what it led to, "
        "or remove it)\n"
        "segments/through-a-file path-missing: this path cannot be read: Not a directory\n"
        "segments/too-long path-missing: this path cannot be read: File name too long\n");
  CHECK_FALSE(loaded.valid());
}

TEST_CASE("a link out of the project is refused, and nothing of what it leads to is shown") {
  const Project outside;
  outside.write("secret.yaml", "password: swordfish\n");
  const Project project;
  project.write("segments/own.yaml", cohort_manifest("one"));
  fs::create_symlink(outside.root() / "secret.yaml", project.root() / "segments/a.yaml");
  fs::create_directory_symlink(outside.root(), project.root() / "segments/b");
  const Loaded loaded = load_manifests({project.root(), {"segments", "segments/a.yaml"}});
  const std::string told =
      " file-path: this symbolic link leads out of the project directory (move what it leads to "
      "into the project)\n";
  const auto shown = [](const std::string& path) { return "segments/" + path; };
  CHECK(brief(loaded.diagnostics) ==
        shown("a.yaml") + told + shown("a.yaml") + told + shown("b") + told);
  for (const Diagnostic& diagnostic : loaded.diagnostics) CHECK(diagnostic.source_line.empty());
}

TEST_CASE("a path outside of the project that was named itself is read") {
  const Project outside;
  outside.write("folder/two.yaml", cohort_manifest("two"));
  fs::create_symlink("two.yaml", outside.root() / "folder/same.yaml");
  const Project project;
  const Loaded loaded = load_manifests({project.root(), {outside.root() / "folder"}});
  CHECK(brief(loaded.diagnostics) == "");
  CHECK(names_of(loaded) == std::vector<std::string>{"two"});
}

TEST_CASE("a file of a gigabyte is refused without being read") {
  const Project project;
  const fs::path path = project.write("segments/huge.yaml", "");
  fs::resize_file(path, std::uintmax_t{1} << 30U);
  CHECK(brief(project.load().diagnostics) ==
        "segments/huge.yaml file-too-large: this file is larger than 16 MB (long lists of members "
        "belong in a file of their own)\n");
}

TEST_CASE("empty files and empty documents are no manifests and no mistake") {
  const Project project;
  project.write("segments/a.yaml", "");
  project.write("segments/b.yaml", "---\n---\n# nothing\n---\nnull\n");
  const Loaded loaded = project.load();
  CHECK(brief(loaded.diagnostics) == "");
  CHECK(loaded.documents == 0);
  CHECK(loaded.valid());
}

TEST_CASE("a broken file does not keep the others from being read") {
  const Project project;
  project.write("segments/a.yaml", "kind: [");
  project.write("segments/b.yaml", cohort_manifest("one"));
  const Loaded loaded = project.load();
  CHECK_FALSE(loaded.valid());
  CHECK(names_of(loaded) == std::vector<std::string>{"one"});
}

TEST_CASE("a segment knows where its fields stand") {
  const Project project;
  project.write("segments/a.yaml",
                "kind: cohort\nname: 'Gold é'\ncohort_id: g\npartner: acme\n"
                "archived: true\nprotected: true\nmembers: [a, 007, 12]\n");
  const Loaded loaded = project.load();
  REQUIRE(loaded.segments.size() == 1);
  const DesiredSegment& segment = loaded.segments[0];
  CHECK(segment.key == Key("Gold é"));
  CHECK_FALSE(segment.explicit_key);
  CHECK(segment.activity == Activity::Archived);
  CHECK(segment.is_protected);
  CHECK(segment.place == Range{"segments/a.yaml", {2, 7}, {2, 15}});
  CHECK(segment.fields.at("archived") == Range{"segments/a.yaml", {5, 11}, {5, 15}});
  CHECK(segment.fields.at("members") == Range{"segments/a.yaml", {7, 10}, {7, 10}});
  CHECK(segment.fields.size() == 7);
  CHECK(std::get<DesiredCohort>(segment.spec) ==
        DesiredCohort{"g", "acme", "", {"a", "007", "12"}, {}});
}

TEST_CASE("a file manifest becomes a file segment") {
  const Project project;
  project.write("segments/data/r.csv", "1\n");
  project.write("segments/deep/f.yaml",
                "kind: file\nkey: readers\nname: Readers\nattribute_name: ID\n"
                "attribute_type: double\nexpiry_time: 30\nfile_url: https://x.example/r.csv?s=1\n"
                "file: ../data/r.csv\ncallback_url: https://x.example/cb\nemails: [a@b.example]\n"
                "changes: [{add: {file_url: https://x.example/1.csv}}, "
                "{remove: {file_url: https://x.example/2.csv, file: ../data/r.csv}}]\n");
  const Loaded loaded = project.load();
  CHECK(brief(loaded.diagnostics) == "");
  REQUIRE(loaded.segments.size() == 1);
  const DesiredFile& file = std::get<DesiredFile>(loaded.segments[0].spec);
  const fs::path csv = project.root() / "segments/data/r.csv";
  CHECK(file.attribute_name == "ID");
  CHECK(file.attribute_type == AttributeType::Double);
  CHECK(file.expiry_days == 30);
  CHECK(file.source == CsvSource{"https://x.example/r.csv?s=1",
                                 csv,
                                 "../data/r.csv",
                                 {"segments/deep/f.yaml", {8, 7}, {8, 20}}});
  CHECK(file.changes[0].source.place.begin == Position{11, 28});
  CHECK(file.callback_url == "https://x.example/cb");
  CHECK(file.emails == std::vector<std::string>{"a@b.example"});
  REQUIRE(file.changes.size() == 2);
  CHECK(file.changes[0].operation == MemberOperation::Add);
  CHECK(file.changes[1].operation == MemberOperation::Remove);
  CHECK(file.changes[1].source.file == csv);
}

std::string file_manifest(const std::string& file) {
  return "kind: file\nname: R\nattribute_name: ID\nattribute_type: string\nexpiry_time: 3\n"
         "file_url: https://x.example/r.csv\nfile: " +
         file + "\n";
}

TEST_CASE("a file outside the project is refused, by whatever way it is reached") {
  const Project outside;
  outside.write("secret.csv", "1\n");
  const Project project;
  const fs::path inside = project.write("segments/data/in.csv", "1\n");
  fs::create_symlink(outside.root() / "secret.csv", project.root() / "segments/link.csv");
  fs::create_directory_symlink(outside.root(), project.root() / "dir");
  fs::create_symlink("circle.csv", project.root() / "circle.csv");
  const auto problem = [&](const std::string& file) {
    project.write("segments/f.yaml", file_manifest(file));
    return brief(project.load().diagnostics);
  };
  const std::string inside_hint = " (it must be inside the project directory)\n";
  CHECK(problem("../../x.csv") ==
        "segments/f.yaml:7:7-18 file-path: the file \"../../x.csv\" is outside the project "
        "directory" +
            inside_hint);
  CHECK(problem("link.csv") ==
        "segments/f.yaml:7:7-15 file-path: the file \"link.csv\" leads out of the project "
        "directory by a symbolic link" +
            inside_hint);
  CHECK(problem("../dir/secret.csv").find("file-path") != std::string::npos);
  CHECK(problem("data/../../segments/../../x.csv").find("file-path") != std::string::npos);
  CHECK(problem(inside.string()).find("is given by an absolute path") != std::string::npos);
  CHECK(problem("../circle.csv").find("file-missing") != std::string::npos);
  CHECK(problem("data/../data/in.csv") == "");
  CHECK(problem("../segments/data/in.csv") == "");
}

TEST_CASE("two manifests that share something are named both") {
  const Project project;
  project.write("segments/a.yaml", "key: one\n" + filter_manifest("A", kExists));
  project.write("segments/b.yaml", "key: one\n" + filter_manifest("B", kExists));
  project.write("segments/c.yaml", cohort_manifest("A"));
  CHECK(brief(project.load().diagnostics) ==
        "segments/b.yaml:1:6-9 key-not-unique: the key \"one\" is taken by another manifest (a "
        "manifest without a key has its name for one) [the other one is here segments/a.yaml:1]\n"
        "segments/b.yaml:3:7-8 definition-not-unique: the definition means the same as that of "
        "\"A\" (definitions are unique in a workspace; refer to the other one instead) [the other "
        "one is here segments/a.yaml:3]\n"
        "segments/c.yaml:2:7-8 name-not-unique: the name \"A\" is taken by another manifest (names "
        "are unique in a workspace, archived segments included) [the other one is here "
        "segments/a.yaml:3]\n");
}

TEST_CASE("a broken manifest keeps its key and name taken") {
  const Project project;
  project.write("segments/a.yaml", "kind: cohort\nname: A\n");
  project.write("segments/b.yaml", cohort_manifest("A"));
  project.write("segments/c.yaml", filter_manifest("C", reference_to("A")));
  const std::string problems = brief(project.load().diagnostics);
  CHECK(problems.find("segments/b.yaml:2:7-8 name-not-unique") != std::string::npos);
  CHECK(problems.find("unknown-reference") == std::string::npos);
}

TEST_CASE("references are resolved across files, and cycles are told as a path") {
  const Project project;
  project.write("segments/a.yaml", filter_manifest("A", reference_to("B")));
  project.write("segments/b.yaml", filter_manifest("B", reference_to("C")));
  project.write("segments/c.yaml", filter_manifest("C", kExists));
  CHECK(brief(project.load().diagnostics) == "");
  project.write("segments/c.yaml", filter_manifest("C", reference_to("A")));
  CHECK(brief(project.load().diagnostics) ==
        "segments/c.yaml:5:49-50 reference-cycle: a segment refers to itself: \"A\" → \"B\" → "
        "\"C\" → \"A\" (take one of the references out)\n");
}

TEST_CASE("an unknown reference gets the nearest key, unless a file could not be read") {
  const Project project;
  project.write("segments/a.yaml", filter_manifest("A", reference_to("high-valeu")));
  project.write("segments/b.yaml", "key: high-value\n" + filter_manifest("B", kExists));
  CHECK(brief(project.load().diagnostics) ==
        "segments/a.yaml:5:49-59 unknown-reference: no manifest has the key \"high-valeu\" (did "
        "you mean \"high-value\"?)\n");
  project.write("segments/a.yaml", "key: C\n" + filter_manifest("A", reference_to("D")));
  CHECK(brief(project.load().diagnostics) ==
        "segments/a.yaml:6:49-50 unknown-reference: no manifest has the key \"D\" (for a segment "
        "that no manifest declares, write id: with its ID)\n");
  project.write("segments/c.yaml", "kind: [");
  CHECK(brief(project.load().diagnostics).find("unknown-reference") == std::string::npos);
}

TEST_CASE("a chain of references as long as there are manifests needs no stack") {
  const Project project;
  std::string all;
  for (int i = 0; i < 2000; ++i) {
    all +=
        filter_manifest(fmt::format("S{}", i), reference_to(fmt::format("S{}", i + 1))) + "---\n";
  }
  project.write("segments/a.yaml", all + filter_manifest("S2000", kExists));
  const Loaded loaded = project.load();
  CHECK(count(loaded.diagnostics, Severity::Error) == 2000 - 6);
}

TEST_CASE("a definition is measured with everything that it refers to") {
  const Project project;
  const auto long_filter = [](char value) {
    return "{filter_type: user_attributes, name: a, data_type: string, operator: is, value: " +
           std::string(140'000, value) + "}";
  };
  project.write("segments/a.yaml", filter_manifest("A", long_filter('a')));
  project.write("segments/b.yaml", filter_manifest("B", long_filter('b')));
  CHECK(brief(project.load().diagnostics) == "");
  project.write("segments/c.yaml",
                filter_manifest("C", reference_to("A") + ", " + reference_to("B")));
  const std::string problems = brief(project.load().diagnostics);
  CHECK(problems.starts_with("segments/c.yaml:2:7-8 definition-length: the definition has 280,"));
}

TEST_CASE("warnings become errors when asked") {
  const Project project;
  project.write("segments/a.yaml", filter_manifest("A", "{filter_type: persona}"));
  CHECK(project.load().valid());
  const Loaded strict =
      load_manifests({project.root(), {"segments"}, LoadOptions::Warnings::AreErrors});
  CHECK_FALSE(strict.valid());
  CHECK(strict.segments.size() == 1);
}

TEST_CASE("many files on several threads give the same as one after the other") {
  const Project project;
  for (int i = 100; i < 300; ++i) {
    const std::string name = fmt::format("S{}", i);
    const std::string text =
        i % 3 == 0 ? "kind: filter\nname: " + name + "\n" : cohort_manifest(name);
    project.write("segments/" + name + ".yaml", text);
  }
  const Loaded first = project.load();
  CHECK(first.files == 200);
  CHECK(first.segments.size() == 134);
  CHECK(first.diagnostics.size() == 66);
  const Loaded second = project.load();
  CHECK(brief(second.diagnostics) == brief(first.diagnostics));
  CHECK(second.segments == first.segments);
}

TEST_CASE("a file that may not be read is a diagnostic") {
  const Project project;
  const fs::path path = project.write("segments/a.yaml", cohort_manifest("A"));
  fs::permissions(path, fs::perms::none);
  if (::access(path.c_str(), R_OK) == 0) return;  // root reads everything
  CHECK(brief(project.load().diagnostics).find("file-unreadable") != std::string::npos);
}

TEST_CASE("the limits of a contract take the place of the documented ones") {
  const Project project;
  const std::string two = reference_to("A") + ", " + reference_to("B");
  project.write("segments/a.yaml", filter_manifest("A", kExists) + "---\n" +
                                       filter_manifest("B", reference_to("A")) + "---\n" +
                                       filter_manifest("A longer name", two));
  LoadOptions options{project.root(), {"segments"}};
  CHECK(brief(load_manifests(options).diagnostics) == "");
  options.limits = {10, 1, 1, 300};
  std::vector<std::string> rules;
  for (const Diagnostic& found : load_manifests(options).diagnostics) rules.push_back(found.rule);
  std::sort(rules.begin(), rules.end());
  CHECK(rules == std::vector<std::string>{"definition-length", "name-length", "nesting-depth",
                                          "too-many-segments"});
}

}  // namespace
}  // namespace segctl::manifest
