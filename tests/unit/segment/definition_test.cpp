#include "segment/definition.h"

#include "segment/with_keys.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace segctl {
namespace {

const char* const kIncluded = R"({"filter_operator":"and","filters":[
    {"filter_type":"custom_segments","key":"vip","name":"VIP"},
    {"filter_type":"nested_filters","filter_operator":"or","filters":[
      {"filter_type":"custom_segments","id":"42"},
      {"filter_type":"custom_segments","key":"gold"},
      {"filter_type":"custom_segments","id":"moe_all_users"}]},
    {"filter_type":"user_attributes","name":"key","data_type":"string","operator":"is","value":"x"},
    {"filter_type":"custom_segments","key":"vip"}]})";

const char* const kExcluded = R"({"filter_operator":"and","filters":[
    {"filter_type":"custom_segments","id":"7"},
    {"filter_type":"custom_segments","id":"42","key":"ignored beside an ID"},
    {"filter_type":"custom_segments","name":"nothing that decides"},
    {"filter_type":"tomorrow","inner":[{"filter_type":"custom_segments","key":"deep"}]}]})";

Definition sample() { return {Json::parse(kIncluded), Json::parse(kExcluded)}; }

Reference by_key(const std::string& key) { return {Key(key), SegmentId()}; }

Reference by_id(const std::string& id) { return {Key(), SegmentId(id)}; }

}  // namespace

TEST_CASE("references are found at any depth, in the order met, each once") {
  CHECK(references(sample()) == std::vector<Reference>{by_key("vip"), by_id("42"), by_key("gold"),
                                                       by_id("7"), by_key("deep")});
}

TEST_CASE("a definition without references has none") {
  CHECK(references(Definition{}).empty());
  CHECK(
      references({Json::parse(R"([1,"custom_segments",{"filter_type":1}])"), Json(true)}).empty());
}

TEST_CASE("keys whose IDs are known become IDs, and the rest stays") {
  Json included = Json::parse(kIncluded);
  included["filters"][0] = {{"filter_type", "custom_segments"}, {"id", "1"}, {"name", "VIP"}};
  included["filters"][3] = {{"filter_type", "custom_segments"}, {"id", "1"}};
  Json excluded = Json::parse(kExcluded);
  excluded["filters"][3]["inner"][0] = {{"filter_type", "custom_segments"}, {"id", "9"}};
  const std::map<Key, SegmentId> ids{{Key("vip"), SegmentId("1")},
                                     {Key("deep"), SegmentId("9")},
                                     {Key("ignored beside an ID"), SegmentId("0")},
                                     {Key("nobody"), SegmentId("8")}};
  CHECK(with_ids(sample(), ids) == Definition{included, excluded});
}

TEST_CASE("IDs that stand for keys become keys, without the label, and the rest stays") {
  const Definition named = with_keys(sample(), {{SegmentId("42"), Key("answer")}});
  const Definition keyed = with_keys(named, {{SegmentId("1"), Key("one")}});
  CHECK(keyed == named);
  const auto& group = named.included.json()["filters"][1]["filters"];
  CHECK(group[0] == Json{{"filter_type", "custom_segments"}, {"key", "answer"}});
  CHECK(named.excluded.json()["filters"][0] == sample().excluded.json()["filters"][0]);
  CHECK(with_ids(named, {{Key("answer"), SegmentId("42")}}).included.json()["filters"][1] ==
        sample().included.json()["filters"][1]);
}

TEST_CASE("without IDs a definition stays as it is") { CHECK(with_ids(sample(), {}) == sample()); }

TEST_CASE("references are found a hundred thousand levels down") {
  Json tree = {{"filter_type", "custom_segments"}, {"key", "deep"}};
  for (int level = 0; level < 100'000; ++level) {
    Json outer = Json::array();
    outer.push_back(std::move(tree));
    tree = std::move(outer);
  }
  Definition definition;
  definition.included = JsonValue(std::move(tree));
  CHECK(references(definition) == std::vector<Reference>{by_key("deep")});
}

TEST_CASE("definitions are equal by value: 1 and 1.0 are, -1 and 2^64-1 are not") {
  const auto of = [](const Json& value) { return Definition{Json{{"n", value}}, nullptr}; };
  CHECK(of(1) == of(1.0));
  CHECK(of(-1) != of(18446744073709551615ULL));
  CHECK(of(1) != of("1"));
  CHECK(Definition{nullptr, Json(1)} != Definition{Json(1), nullptr});
}

}  // namespace segctl
