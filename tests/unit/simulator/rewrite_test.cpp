#include "simulator/rewrite.h"

#include "rig.h"
#include "simulator/fingerprint.h"

namespace segctl::simulator {
namespace {

Json definition(const Json& filter) { return Json{{"included_filters", group({filter})}}; }

Json only_filter(const Json& whole) { return whole["included_filters"]["filters"][0]; }

Json event_attribute(const Json& value) {
  return Json{{"name", "Brand"}, {"data_type", "string"}, {"operator", "in"}, {"value", value}};
}

Json rewritten_filter(const Json& filter, Switches::Rewrite how) {
  return only_filter(rewritten(definition(filter), how, Segment::Author::Api));
}

/// One of everything that can be reworded.
std::vector<Json> rich_filters() {
  Json bought = purchase();
  bought["attributes"] = group({event_attribute({"Acme", "Best"}), event_attribute({"Zeta"})});
  Json relative = purchase();
  relative["primary_time_range"]["type"] = "between";
  relative["primary_time_range"]["value1"] = "60";
  Json absolute = purchase();
  absolute["primary_time_range"] = Json{{"type", "after"},
                                        {"value_type", "absolute"},
                                        {"value", "2023-02-15T00:00:00.000Z"},
                                        {"period_unit", "days"}};
  Json starts = city("Ber");
  starts["operator"] = "startsWithInTheFollowing";
  starts["value"] = Json::array({"Ber", "Par"});
  const Json nested{{"filter_type", "nested_filters"},
                    {"filter_operator", "or"},
                    {"filters", Json::array({city("Rome"), starts})}};
  const Json object{{"filter_type", "user_attributes"},
                    {"name", "Address"},
                    {"data_type", "object"},
                    {"filter_operator", "and"},
                    {"filters", Json::array({event_attribute({"x"}), event_attribute({"y"})})}};
  return {city("Berlin"),
          bought,
          relative,
          absolute,
          starts,
          nested,
          object,
          reference("638a051185b6b50a018cacc1"),
          Json{{"filter_type", "weather"}, {"value", Json::array({"sun"})}}};
}

}  // namespace

TEST_CASE("rewriting never changes the meaning") {
  for (const Json& filter : rich_filters()) {
    for (const auto how : {Switches::Rewrite::None, Switches::Rewrite::Defaults,
                           Switches::Rewrite::Full, Switches::Rewrite::Shuffle}) {
      for (const auto author : {Segment::Author::Api, Segment::Author::Dashboard}) {
        const Json reworded = rewritten(definition(filter), how, author);
        CAPTURE(dump(reworded));
        CHECK(fingerprint(reworded) == fingerprint(definition(filter)));
      }
    }
  }
}

TEST_CASE("what was read back conflicts with what was sent") {
  Rig rig(R"({"rewrite": "shuffle"})");
  const Json all{{"filter_operator", "and"}, {"filters", rich_filters()}};
  (void)rig.switches({{"unknown_references", "accept"}});
  const Said made = rig.create("Rich", all);
  REQUIRE(made.status == 201);
  CHECK(made.data()["included_filters"] != all);
  const Said again = rig.create("Again", made.data()["included_filters"]);
  CHECK(again.status == 409);
  CHECK(again.body["error"]["existing_cs_id"] == made.id());
}

TEST_CASE("different meanings have different fingerprints") {
  const std::vector<Json> all = rich_filters();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      CHECK(fingerprint(definition(all[i])) != fingerprint(definition(all[j])));
    }
  }
  Json negated = city("Berlin");
  negated["negate"] = true;
  CHECK(fingerprint(definition(negated)) != fingerprint(definition(city("Berlin"))));
  const Json both = group({city("Berlin"), city("Paris")});
  Json either = both;
  either["filter_operator"] = "or";
  CHECK(fingerprint({{"included_filters", both}}) != fingerprint({{"included_filters", either}}));
  CHECK(fingerprint({{"included_filters", both}}) !=
        fingerprint({{"included_filters", both}, {"excluded_filters", both}}));
}

TEST_CASE("without rewriting a definition comes back as it was sent") {
  for (const Json& filter : rich_filters()) {
    CHECK(rewritten_filter(filter, Switches::Rewrite::None) == filter);
  }
}

TEST_CASE("defaults are filled in, and nothing that is there is touched") {
  Json wanted = city("Berlin");
  wanted["negate"] = false;
  wanted["case_sensitive"] = false;
  wanted["category"] = "Tracked Custom Attribute";
  CHECK(rewritten_filter(city("Berlin"), Switches::Rewrite::Defaults) == wanted);
  Json bought = purchase();
  bought["attributes"] = group({});
  CHECK(rewritten_filter(purchase(), Switches::Rewrite::Defaults) == bought);
}

TEST_CASE("in full a single value is a scalar and integers in time ranges are strings") {
  CHECK(rewritten_filter(city("Berlin"), Switches::Rewrite::Full)["value"] == "Berlin");
  const Json relative = rewritten_filter(purchase(), Switches::Rewrite::Full);
  CHECK(relative["primary_time_range"]["value"] == "30");
  Json older = purchase();
  older["primary_time_range"]["value"] = "30";
  const Json back = rewritten_filter(older, Switches::Rewrite::Full);
  CHECK(back["primary_time_range"]["value"] == 30);
}

TEST_CASE("in full event attributes get a filter_type and one operator its other spelling") {
  Json bought = purchase();
  bought["attributes"] = group({event_attribute({"Acme"})});
  CHECK(rewritten_filter(bought, Switches::Rewrite::Full)["attributes"] ==
        group({{{"filter_type", "event_attributes"},
                {"name", "Brand"},
                {"data_type", "string"},
                {"operator", "in"},
                {"value", "Acme"},
                {"negate", false},
                {"case_sensitive", false},
                {"category", "default"}}}));
  Json starts = city("Ber");
  starts["operator"] = "startsWithInTheFollowing";
  CHECK(rewritten_filter(starts, Switches::Rewrite::Full)["operator"] == "startWithInTheFollowing");
}

TEST_CASE("what the server does not know among event attributes comes back untouched") {
  const Json unknown{{"filter_type", "star_sign"}, {"value", {"leo"}}};
  Json bought = purchase();
  bought["attributes"] = group({unknown});
  for (const auto how : {Switches::Rewrite::Defaults, Switches::Rewrite::Full}) {
    CHECK(rewritten_filter(bought, how)["attributes"] == group({unknown}));
  }
}

TEST_CASE("a definition of the dashboard's comes back in days") {
  const Json back = only_filter(
      rewritten(definition(purchase()), Switches::Rewrite::Full, Segment::Author::Dashboard));
  CHECK(back["primary_time_range"] ==
        Json{{"type", "inTheLast"}, {"value_type", "relative_past"}, {"days", "30"}});
}

TEST_CASE("the members of an object come in reverse order") {
  CHECK(dump_reversed({{"a", {{"b", 1}, {"c", Json::array({2, 3})}}}, {"d", nullptr}}) ==
        R"({"d":null,"a":{"c":[2,3],"b":1}})");
}

}  // namespace segctl::simulator
