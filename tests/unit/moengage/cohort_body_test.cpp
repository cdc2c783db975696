#include "moengage/cohort_body.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace segctl::moengage {
namespace {

const CohortTerms kTerms{"acme", "gold-tier", SegmentName("Gold \"tier\""), ""};

}  // namespace

TEST_CASE("a payload is what the cohort call takes") {
  CohortTerms terms = kTerms;
  terms.description = "the best";
  auto body = CohortBody::begin(terms, MemberOperation::Add);
  REQUIRE(body);
  body->add("u1");
  body->add("u2");
  CHECK(body->text() ==
        R"({"action":"add_members","partner":"acme","parameters":{"cohort_description":"the best",)"
        R"("cohort_id":"gold-tier","cohort_name":"Gold \"tier\"",)"
        R"("members":[{"uid":"u1"},{"uid":"u2"}]}})");
  body = CohortBody::begin(kTerms, MemberOperation::Remove);
  REQUIRE(body);
  CHECK(body->text() ==
        R"({"action":"remove_members","partner":"acme","parameters":{"cohort_id":"gold-tier",)"
        R"("cohort_name":"Gold \"tier\"","members":[]}})");
}

TEST_CASE("every byte of a uid arrives, and every byte of a payload is counted") {
  const std::string uids[] = {"plain", "quote\"", "back\\slash", "tab\there", "\x7f", "ÅØ€😀", "/"};
  auto body = CohortBody::begin(kTerms, MemberOperation::Add);
  REQUIRE(body);
  const std::size_t limit = 4000;
  std::size_t left = body->room(limit);
  for (const std::string& uid : uids) {
    body->add(uid);
    left -= CohortBody::bytes_of(uid);
    CHECK(body->size() == body->text().size());
    CHECK(body->size() + left == limit);
  }
  const auto json = nlohmann::json::parse(body->text());
  const auto& members = json["parameters"]["members"];
  REQUIRE(members.size() == std::size(uids));
  for (std::size_t i = 0; i < members.size(); ++i) CHECK(members[i]["uid"] == uids[i]);
  body->clear();
  CHECK(body->room(10) == 0);
  CHECK(body->text() == CohortBody::begin(kTerms, MemberOperation::Add)->text());
}

TEST_CASE("a text that is not UTF-8 can't be sent") {
  CohortTerms terms = kTerms;
  terms.partner = "\xff";
  CHECK_FALSE(CohortBody::begin(terms, MemberOperation::Add));
}

}  // namespace segctl::moengage
