#include "segment/compare_manifests.h"

#include "segment/canonical.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace segctl {
namespace {

DesiredSegment named(const std::string& name) {
  DesiredSegment segment;
  segment.key = Key(name);
  segment.name = SegmentName(name);
  return segment;
}

DesiredSegment filter(const std::string& name, Json filters) {
  DesiredSegment segment = named(name);
  DesiredFilter spec;
  spec.definition = {Json{{"filter_operator", "and"}, {"filters", std::move(filters)}}, nullptr};
  spec.canonical = canonical(spec.definition);
  spec.digest = digest_of_canonical(spec.canonical);
  segment.spec = spec;
  return segment;
}

DesiredSegment in_countries(const std::string& name, const std::vector<std::string>& values) {
  return filter(name, Json::array({{{"filter_type", "user_attributes"},
                                    {"name", "country"},
                                    {"data_type", "string"},
                                    {"operator", "in"},
                                    {"value", values}}}));
}

DesiredSegment members_of(const std::string& name, const std::string& key) {
  return filter(name, Json::array({{{"filter_type", "custom_segments"}, {"key", key}}}));
}

DesiredSegment keyed(const std::string& key, DesiredSegment segment) {
  segment.key = Key(key);
  segment.explicit_key = true;
  return segment;
}

DesiredSegment file(const std::string& name, const DesiredFile& spec) {
  DesiredSegment segment = named(name);
  segment.spec = spec;
  return segment;
}

DesiredFile readers() {
  DesiredFile file;
  file.attribute_name = "ID";
  file.expiry_days = 30;
  file.source.file_url = "https://files.shop.example/r.csv?sig=one";
  file.source.file_as_written = "../data/r.csv";
  return file;
}

DesiredSegment cohort(const std::vector<std::string>& members) {
  DesiredSegment segment = named("Gold");
  DesiredCohort spec;
  spec.cohort_id = "gold";
  spec.partner = "acme";
  spec.members = members;
  segment.spec = spec;
  return segment;
}

using Lines = std::vector<std::string>;

/// "changed A, only-widens: country in …" for each difference.
Lines lines_of(const std::vector<DesiredSegment>& before, const std::vector<DesiredSegment>& after,
               const std::set<Key>& content = {}) {
  Lines lines;
  for (const SegmentDifference& found : compare_manifests(before, after, content)) {
    std::string line = std::string(happened_word(found.happened)) + " " + found.either().key.str();
    if (found.effect) line += std::string(", ") + effect_word(*found.effect);
    for (const Difference& difference : found.diff) line += ": " + difference.summary;
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

TEST_CASE("manifests that mean the same do not differ") {
  const std::vector<DesiredSegment> one{in_countries("A", {"NO", "SE"}), file("F", readers())};
  std::vector<DesiredSegment> other{file("F", readers()), in_countries("A", {"SE", "NO", "NO"})};
  std::get<DesiredFile>(other[0].spec).source.file_url = "https://files.shop.example/r.csv?sig=two";
  CHECK(lines_of(one, other).empty());
}

TEST_CASE("what is created, removed and changed is told") {
  CHECK(lines_of({in_countries("A", {"NO"}), in_countries("B", {"SE"})},
                 {in_countries("C", {"DK"}), in_countries("A", {"NO", "SJ"})}) ==
        Lines{"created C", "changed A, only-widens: country in [NO] → [NO, SJ]", "removed B"});
}

TEST_CASE(
    "a new name is a rename where the key stays, or the definition of a manifest without one") {
  CHECK(lines_of({keyed("a", in_countries("A", {"NO"}))},
                 {keyed("a", in_countries("B", {"NO"}))}) == Lines{"renamed a, same: name: A → B"});
  CHECK(lines_of({in_countries("A", {"NO"})}, {in_countries("B", {"NO"})}) ==
        Lines{"renamed B, same: name: A → B"});
  CHECK(lines_of({in_countries("A", {"NO"})}, {keyed("a", in_countries("A", {"NO"}))}) ==
        Lines{"renamed a, same"});
  CHECK(lines_of({in_countries("A", {"NO"})}, {in_countries("B", {"SE"})}) ==
        Lines{"created B", "removed A"});
}

TEST_CASE("what is said of a segment besides its filters is told") {
  DesiredSegment other = in_countries("A", {"NO"});
  other.activity = Activity::Archived;
  other.is_protected = true;
  CHECK(lines_of({in_countries("A", {"NO"})}, {other}) ==
        Lines{"changed A, may-do-either: archived: false → true: protected: false → true"});
  CHECK(lines_of({in_countries("A", {"NO"})}, {file("A", readers())}) ==
        Lines{"changed A, may-do-either: kind: filter → file"});
}

TEST_CASE("what refers to a segment follows it, also through others") {
  const auto repo = [](const std::vector<std::string>& countries) {
    return std::vector<DesiredSegment>{members_of("C", "B"), members_of("B", "A"),
                                       in_countries("A", countries), members_of("D", "elsewhere")};
  };
  CHECK(lines_of(repo({"NO"}), repo({"NO", "SE"})) ==
        Lines{"follows C, only-widens", "follows B, only-widens",
              "changed A, only-widens: country in [NO] → [NO, SE]"});
}

TEST_CASE("a segment that is named by its ID may be any of those that change") {
  const auto repo = [](const std::vector<std::string>& of_a, const std::vector<std::string>& of_b) {
    DesiredSegment user = in_countries("U", of_b);
    auto& spec = std::get<DesiredFilter>(user.spec);
    spec.definition.excluded = Json::parse(R"({"filter_operator": "and", "filters":
                        [{"filter_type": "custom_segments", "id": "65f0c0ffee"}]})");
    spec.canonical = canonical(spec.definition);
    spec.digest = digest_of_canonical(spec.canonical);
    return std::vector<DesiredSegment>{in_countries("A", of_a), user};
  };
  CHECK(lines_of(repo({"NO"}, {"NO"}), repo({"NO"}, {"NO", "SE"})) ==
        Lines{"changed U, only-widens: country in [NO] → [NO, SE]"});
  CHECK(lines_of(repo({"NO"}, {"NO"}), repo({"NO", "DK"}, {"NO", "SE"})) ==
        Lines{"changed A, only-widens: country in [NO] → [DK, NO]",
              "changed U, may-do-either: country in [NO] → [NO, SE]"});
  CHECK(lines_of(repo({"NO"}, {"NO"}), repo({"NO", "DK"}, {"NO"})) ==
        Lines{"changed A, only-widens: country in [NO] → [DK, NO]"});
}

TEST_CASE("entries that are appended to changes add or remove users") {
  DesiredFile more = readers();
  more.changes.push_back({MemberOperation::Add, readers().source});
  CHECK(lines_of({file("F", readers())}, {file("F", more)}) ==
        Lines{"changed F, only-widens: changes: 0 entries → 1 entry"});
  DesiredFile less = more;
  less.changes.push_back({MemberOperation::Remove, readers().source});
  CHECK(lines_of({file("F", more)}, {file("F", less)}) ==
        Lines{"changed F, only-narrows: changes: 1 entry → 2 entries"});
  DesiredFile other = more;
  other.changes[0].operation = MemberOperation::Remove;
  CHECK(lines_of({file("F", more)}, {file("F", other)}) ==
        Lines{"changed F, may-do-either: changes: entry 1 is another"});
  DesiredFile longer = readers();
  longer.expiry_days = 60;
  CHECK(lines_of({file("F", readers())}, {file("F", longer)}) ==
        Lines{"changed F, same: expiry_time: 30 → 60"});
}

TEST_CASE("another content is told by the file's name and may do either") {
  CHECK(lines_of({file("F", readers())}, {file("F", readers())}, {Key("F")}) ==
        Lines{"changed F, may-do-either: the content of ../data/r.csv is another"});
}

TEST_CASE("members of a cohort are counted and never named") {
  const Lines lines =
      lines_of({cohort({"secret-1", "secret-2"})}, {cohort({"secret-2", "secret-3"})});
  CHECK(lines == Lines{"changed Gold, may-do-either: members: +1 −1 (2 uids)"});
  CHECK(lines_of({cohort({"secret-1"})}, {cohort({"secret-1", "secret-2"})}) ==
        Lines{"changed Gold, only-widens: members: +1 −0 (2 uids)"});
}

}  // namespace segctl
