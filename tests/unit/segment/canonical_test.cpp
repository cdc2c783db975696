#include "segment/canonical.h"

#include "segment/json_text.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace segctl {
namespace {

/// A definition that includes the one filter that `text` is.
Definition with_filter(const std::string& text) {
  const Json filter = Json::parse(text);
  return {Json{{"filter_operator", "and"}, {"filters", Json::array({filter})}}, nullptr};
}

Definition with_group(const std::string& text) { return {Json::parse(text), nullptr}; }

/// The canonical form of one filter, as text.
std::string canonical_filter(const std::string& text) {
  return compact_json(canonical(with_filter(text)).included.json()["filters"]);
}

/// A user attribute's filter: `rest` added to what all of them have.
std::string attribute(const std::string& rest) {
  return R"({"filter_type":"user_attributes","name":"a",)" + rest + "}";
}

/// An action in the last 30 days: `rest` added to it.
std::string action(const std::string& rest) {
  return R"({"filter_type":"actions","action_name":"Order Placed","executed":true,
    "execution":{"type":"atleast","count":1})" +
         (rest.empty() ? "" : "," + rest) + "}";
}

std::string within(const std::string& range) { return action(R"("primary_time_range":)" + range); }

struct Pair {
  std::string one;
  std::string other;
};

void check_same(const std::vector<Pair>& pairs) {
  for (const Pair& pair : pairs) {
    const std::string& one = pair.one;
    const std::string& other = pair.other;
    CAPTURE(one);
    CAPTURE(other);
    CHECK(canonical_filter(one) == canonical_filter(other));
    CHECK(definition_digest(with_filter(one)) == definition_digest(with_filter(other)));
  }
}

void check_different(const std::vector<Pair>& pairs) {
  for (const Pair& pair : pairs) {
    const std::string& one = pair.one;
    const std::string& other = pair.other;
    CAPTURE(one);
    CAPTURE(other);
    CHECK(canonical_filter(one) != canonical_filter(other));
    CHECK(definition_digest(with_filter(one)) != definition_digest(with_filter(other)));
  }
}

}  // namespace

TEST_CASE("the canonical form of an attribute's filter spells its defaults out") {
  CHECK(
      canonical_filter(attribute(R"("data_type":"string","operator":"in","value":"NO")")) ==
      R"([{"case_sensitive":false,"data_type":"string","filter_type":"user_attributes","name":"a",)"
      R"("negate":false,"operator":"in","value":["NO"]}])");
}

TEST_CASE("the canonical form of an action has attributes, and its window in numbers") {
  CHECK(canonical_filter(R"({"filter_type":"actions","action_name":"Order Placed",
            "execution":{"type":"atleast","count":"2"},
            "primary_time_range":{"type":"inTheLast","days":"30"}})") ==
        R"([{"action_name":"Order Placed","attributes":{"filter_operator":"and","filters":[]},)"
        R"("executed":true,"execution":{"count":2,"type":"atleast"},"filter_type":"actions",)"
        R"("primary_time_range":{"period_unit":"days","type":"inTheLast","value":30,)"
        R"("value_type":"relative_past"}}])");
}

TEST_CASE("what an attribute's filter says by default may be left out") {
  const std::string in = R"("data_type":"string","operator":"in","value":["x"])";
  const std::string on = R"("data_type":"datetime","operator":"on","value":"2024-01-15")";
  const std::string fields = R"("filter_operator":"and","filters":[]})";
  check_same({
      {attribute(in), attribute(in + R"(,"negate":false)")},
      {attribute(in), attribute(in + R"(,"case_sensitive":false)")},
      {attribute(in), attribute(in + R"(,"is_dynamic_value":false)")},
      {attribute(in), attribute(in + R"(,"category":"Tracked Custom Attribute")")},
      {attribute(in), attribute(in + R"(,"value1":null,"category":null,"negate":null)")},
      {attribute(on), attribute(on + R"(,"extract_type":"default_option_date")")},
      {attribute(on), attribute(on + R"(,"case_sensitive":false)")},
      {attribute(R"("data_type":"bool","operator":"exists")"),
       attribute(R"("data_type":"bool","operator":"exists","value":[])")},
      {R"({"filter_type":"user_attributes","name":"o","data_type":"object",)" + fields,
       R"({"filter_type":"user_attributes","name":"o","data_type":"object","negate":false,)" +
           fields},
  });
}

TEST_CASE("a filter that asks for something else is another filter") {
  const std::string in = R"("data_type":"string","operator":"in","value":["x"])";
  const std::string array = R"("data_type":"array_string","operator":"in","value":["x"])";
  const std::string on = R"("data_type":"datetime","operator":"on","value":7)";
  check_different({
      {attribute(in), attribute(in + R"(,"negate":true)")},
      {attribute(in), attribute(in + R"(,"case_sensitive":true)")},
      {attribute(in), attribute(in + R"(,"is_dynamic_value":true)")},
      {attribute(in), attribute(in + R"(,"something_new":null)")},
      {attribute(in), attribute(R"("data_type":"string","operator":"in","value":["X"])")},
      {attribute(in), attribute(R"("data_type":"string","operator":"contains","value":["x"])")},
      {attribute(array), attribute(array + R"(,"array_filter_type":"any_of")")},
      {attribute(array + R"(,"array_filter_type":"all_of")"),
       attribute(array + R"(,"array_filter_type":"any_of")")},
      {attribute(on), attribute(on + R"(,"value_type":"relative_past")")},
      {attribute(on), attribute(on + R"(,"extract_type":"day_of_the_week")")},
      {attribute(R"("data_type":"string","operator":"is","value":"x")"),
       attribute(R"("data_type":"string","operator":"is","value":["x"])")},
      {attribute(R"("data_type":"double","operator":"between","value":1,"value1":2)"),
       attribute(R"("data_type":"double","operator":"between","value":2,"value1":1)")},
      {attribute(R"("data_type":"string","operator":"exists")"),
       attribute(R"("data_type":"string","operator":"exists","value":"")")},
  });
}

TEST_CASE("with negate an array's any_of and all_of say nothing") {
  const std::string negated =
      R"("data_type":"array_string","operator":"in","value":["x"],"negate":true)";
  check_same({{attribute(negated), attribute(negated + R"(,"array_filter_type":"any_of")")},
              {attribute(negated), attribute(negated + R"(,"array_filter_type":"all_of")")}});
}

TEST_CASE("startWithInTheFollowing is the older name of startsWithInTheFollowing") {
  check_same(
      {{attribute(R"("data_type":"string","operator":"startWithInTheFollowing","value":"x")"),
        attribute(R"("data_type":"string","operator":"startsWithInTheFollowing","value":["x"])")}});
}

TEST_CASE("a list of values is a set, and one of them needs no list") {
  const std::string string = R"("data_type":"string","operator":"in","value":)";
  const std::string array = R"("data_type":"array_string","operator":"startsWith","value":)";
  const std::string unknown = R"("data_type":"colour","operator":"in","value":)";
  check_same({
      {attribute(string + R"(["b","a"])"), attribute(string + R"(["a","b","a"])")},
      {attribute(string + R"(["a"])"), attribute(string + R"("a")")},
      {attribute(array + R"(["a"])"), attribute(array + R"("a")")},
      {attribute(unknown + R"(["b","a"])"), attribute(unknown + R"(["a","b"])")},
  });
  check_different({
      {attribute(string + R"(["a"])"), attribute(string + R"(["a","b"])")},
      {attribute(string + R"(["a"])"), attribute(string + R"([["a"]])")},
      {attribute(string + R"([])"), attribute(string + R"([""])")},
  });
}

TEST_CASE("the data type decides whether 5 and \"5\" are one value") {
  const auto is = [](const std::string& type, const std::string& value) {
    return attribute(R"("operator":"in","data_type":")" + type + R"(","value":)" + value);
  };
  check_same({
      {is("double", "5"), is("double", R"("5")")},
      {is("double", "5"), is("double", "5.0")},
      {is("double", "5"), is("double", R"("5.00")")},
      {is("double", "-0.25"), is("double", R"("-0.25")")},
      {is("array_double", "[1,2]"), is("array_double", R"(["2",1.0,"1"])")},
      {is("string", "5"), is("string", R"("5")")},
      {is("datetime", "5"), is("datetime", R"("5")")},
      {is("colour", "5"), is("colour", "5.0")},
  });
  check_different({
      {is("double", R"("05")"), is("double", "5")},
      {is("double", R"("+5")"), is("double", "5")},
      {is("double", R"("5 ")"), is("double", "5")},
      {is("double", R"("5e0")"), is("double", "5")},
      {is("double", R"("0.1000000000000000055")"), is("double", "0.1")},
      {is("double", R"("18446744073709551616")"), is("double", "18446744073709551616")},
      {is("double", "9007199254740993"), is("double", "9007199254740992")},
      {is("string", R"("5")"), is("string", R"("5.0")")},
      {is("string", R"("5")"), is("string", R"("05")")},
      {is("string", R"("true")"), is("string", "true")},
      {is("bool", R"("true")"), is("bool", "true")},
      {is("bool", "1"), is("bool", "true")},
      {is("colour", "5"), is("colour", R"("5")")},
  });
}

TEST_CASE("numbers are compared with all of their digits") {
  const auto unknown = [](const std::string& number) {
    return R"({"filter_type":"new","n":)" + number + "}";
  };
  CHECK(canonical(with_filter(unknown("-1"))) !=
        canonical(with_filter(unknown("18446744073709551615"))));
  check_different({{unknown("-1"), unknown("18446744073709551615")},
                   {unknown("18446744073709551615"), unknown("18446744073709551616")},
                   {unknown("0.1"), unknown("0.10000000000000002")}});
  check_same({{unknown("-0.0"), unknown("0")},
              {unknown("1e3"), unknown("1000")},
              {unknown("-9223372036854775808.0"), unknown("-9223372036854775808")}});
}

TEST_CASE("a comparison with another attribute keeps its text") {
  const std::string dynamic =
      R"("is_dynamic_value":true,"dynamic_attribute_type":"double","data_type":"double",)";
  check_same({{attribute(dynamic + R"("operator":"in","value":"{{x}}")"),
               attribute(dynamic + R"("operator":"in","value":["{{x}}"])")}});
  check_different({{attribute(dynamic + R"("operator":"greaterThan","value":"5")"),
                    attribute(dynamic + R"("operator":"greaterThan","value":5)")}});
}

TEST_CASE("a place is a number of metres around two numbers") {
  check_same(
      {{attribute(R"("data_type":"geopoint","value":"59.5","value1":10,"radius":"500")"),
        attribute(
            R"("data_type":"geopoint","value":59.5,"value1":10.0,"radius":500,"negate":false)")}});
}

TEST_CASE("an ISO time is spelled with or without milliseconds and Z") {
  const auto after = [](const std::string& time) {
    return within(R"({"type":"after","value_type":"absolute","value":")" + time + "\"}");
  };
  check_same({{after("2024-01-15T10:00:00.000Z"), after("2024-01-15T10:00:00")},
              {after("2024-01-15T10:00:00.000Z"), after("2024-01-15T10:00:00Z")},
              {after("2024-01-15T10:00:00.500Z"), after("2024-01-15T10:00:00.500000")}});
  check_different({{after("2024-01-15T00:00:00.000Z"), after("2024-01-15")},
                   {after("2024-01-15T10:00:00.000Z"), after("2024-01-15T10:00:00+00:00")},
                   {after("2024-01-15T10:00:00.000Z"), after("2024-01-15 10:00:00")},
                   {after("2024-01-15T10:00:00"), after("2024-01-15T10:00:00.")},
                   {after("2024-01-15T10:00:00.5Z"), after("2024-01-15T10:00:00.05Z")},
                   {after("2024-01-15T10:00:00"), after("2024-01-15T10:00:01")}});
}

TEST_CASE("a window of days is spelled in two ways") {
  const std::string last = within(
      R"({"type":"inTheLast","value_type":"relative_past","value":30,"period_unit":"days"})");
  const std::string between = within(R"({"type":"between","value_type":"relative_past",
      "value":7,"value1":"14","period_unit":"days"})");
  check_same({
      {last, within(R"({"type":"inTheLast","days":30})")},
      {last, within(R"({"type":"inTheLast","days":"30","period_unit":"days"})")},
      {last, within(R"({"type":"inTheLast","value":"30","value1":null,"period_unit":"days"})")},
      {between, within(R"({"type":"between","value_type":"relative_past","days":7,"days1":14})")},
  });
  check_different({
      {last, within(R"({"type":"inTheLast","days":31})")},
      {last, within(R"({"type":"inTheLast","days":30,"value":30,"period_unit":"days"})")},
      {last, within(R"({"type":"inTheLast","days":30,"period_unit":"weeks"})")},
      {last, within(R"({"type":"inTheLast","value":30,"period_unit":"weeks"})")},
      {last, within(R"({"type":"inTheLast","value":30})")},
      {last, within(R"({"type":"before","value_type":"relative_past","days":30})")},
  });
}

TEST_CASE("a point in time has no period unit") {
  const std::string after = R"({"type":"after","value":"2024-01-15T00:00:00.000Z")";
  check_same({{within(after + "}"), within(after + R"(,"value_type":"absolute"})")},
              {within(after + "}"), within(after + R"(,"period_unit":"days"})")}});
  check_different({{within(after + "}"), within(after + R"(,"value_type":"relative_past"})")},
                   {within(after + "}"), within(after + R"(,"period_unit":"fortnights"})")}});
}

TEST_CASE("what an action says by default may be left out") {
  const std::string did = action("");
  check_same({
      {did, R"({"filter_type":"actions","action_name":"Order Placed",
                "execution":{"type":"atleast","count":"1"}})"},
      {did, action(R"("attributes":null,"project_name":null,"aggregation_attributes":null)")},
      {did, action(R"("attributes":{},"aggregation_attributes":[])")},
      {did, action(R"("attributes":{"filter_operator":"or","filters":[]})")},
      {R"({"filter_type":"actions","action_name":"x","execution":{"type":"firstTime"}})",
       R"({"filter_type":"actions","action_name":"x","execution":{"type":"firstTime","count":1}})"},
      {R"({"filter_type":"actions","action_name":"x","executed":false})",
       R"({"filter_type":"actions","action_name":"x","executed":false,
           "execution":{"type":"exactly","count":0}})"},
  });
}

TEST_CASE("an action done otherwise is another action") {
  const std::string did = action("");
  const auto times = [](const std::string& execution) {
    return R"({"filter_type":"actions","action_name":"Order Placed","executed":true,"execution":)" +
           execution + "}";
  };
  check_different({
      {did, times(R"({"type":"atleast","count":2})")},
      {did, times(R"({"type":"exactly","count":1})")},
      {did, times(R"({"type":"firstTime"})")},
      {times(R"({"type":"firstTime"})"), times(R"({"type":"lastTime"})")},
      {did, action(R"("project_name":"web")")},
      {did, action(R"("attributes":{"filters":[],"note":1})")},
      {R"({"filter_type":"actions","action_name":"x","execution":{"type":"exactly","count":0}})",
       R"({"filter_type":"actions","action_name":"x","executed":true,
           "execution":{"type":"exactly","count":0}})"},
      {R"({"filter_type":"actions","action_name":"x","executed":false,"execution":{"type":"atleast","count":1}})",
       R"({"filter_type":"actions","action_name":"x","executed":false})"},
  });
}

TEST_CASE("the filters of an action's attributes need not say what they are") {
  const auto where = [](const std::string& rest) {
    return action(R"("attributes":{"filter_operator":"and","filters":[{"name":"price",
        "data_type":"double","operator":"greaterThan","value":5)" +
                  rest + "}]}");
  };
  check_same({{where(""), where(R"(,"filter_type":"event_attributes","category":"default")")},
              {where(""), where(R"(,"filter_type":"user_attributes","negate":false)")},
              {where(""), where(R"(,"filter_type":null)")}});
  check_different({{where(""), where(R"(,"filter_type":"session_attributes")")},
                   {where(""), where(R"(,"negate":true)")}});
}

TEST_CASE("an aggregation says its defaults or not, alone or in a list of one") {
  const std::string sum = R"({"attribute_name":"price","data_type":"double",
      "aggregation_type":"sum","operator":"greaterThan","value":)";
  const auto with = [](const std::string& text) {
    return action(R"("aggregation_attributes":)" + text);
  };
  check_same({{with(sum + "5}"), with(sum + R"("5","negate":false,"is_dynamic_value":false})")},
              {with(sum + "5}"), with("[" + sum + "5}]")}});
  check_different({{with(sum + "5}"), with(sum + "6}")},
                   {with(sum + "5}"), with(sum + R"(5,"comparator":"change"})")},
                   {with(sum + "5}"), with("[" + sum + "5}," + sum + "5}]")},
                   {with(sum + "5}"), action("")}});
}

TEST_CASE("an affinity may spell its numbers and its window otherwise") {
  const std::string head = R"({"filter_type":"psychographic_event","action_name":"x",
      "operator_type":"top","percent_of_users":)";
  const std::string attributes = R"(,"psychographic_attributes":{"filter_operator":"or",
      "filters":[{"name":"brand","data_type":"string","operator":"is","value":"Y"}]}})";
  const std::string days = R"(10,"primary_time_range":{"type":"inTheLast","days":7})";
  check_same({
      {head + days + attributes, head +
                                     R"("10","executed":true,"attributes":{},"primary_time_range":
           {"type":"inTheLast","value":"7","period_unit":"days"})" +
                                     attributes},
      {head + R"(10,"days":"7","from":3)" + attributes,
       head + R"(10,"days":7,"from":"3")" + attributes},
  });
  check_different(
      {{head + days + attributes,
        head + R"(10,"primary_time_range":{"type":"inTheLast","days":8})" + attributes},
       {head + days + attributes,
        head + R"(11,"primary_time_range":{"type":"inTheLast","days":7})" + attributes}});
}

TEST_CASE("the name of a segment referred to is a label where an ID or a key decides") {
  check_same({{R"({"filter_type":"custom_segments","id":"1","name":"VIP"})",
               R"({"filter_type":"custom_segments","id":"1","name":"Gold"})"},
              {R"({"filter_type":"custom_segments","key":"vip"})",
               R"({"filter_type":"custom_segments","key":"vip","id":null,"name":"VIP"})"}});
  check_different({{R"({"filter_type":"custom_segments","id":"1"})",
                    R"({"filter_type":"custom_segments","id":"2"})"},
                   {R"({"filter_type":"custom_segments","id":"1"})",
                    R"({"filter_type":"custom_segments","key":"1"})"},
                   {R"({"filter_type":"custom_segments","name":"VIP"})",
                    R"({"filter_type":"custom_segments","name":"Gold"})"}});
}

TEST_CASE("a filter of an unknown type is kept as it is") {
  const std::string unknown =
      R"({"filter_type":"weather","negate":false,"value":["b","a"],"days":"7","note":null})";
  CHECK(canonical_filter(unknown) ==
        R"([{"days":"7","filter_type":"weather","negate":false,"note":null,"value":["b","a"]}])");
}

namespace {

/// Groups of filters A to D, in short.
std::string expanded(std::string text) {
  for (const char name : {'A', 'B', 'C', 'D'}) {
    const std::string filter =
        R"({"filter_type":"custom_segments","id":")" + std::string(1, name) + "\"}";
    for (auto at = text.find(name); at != std::string::npos;
         at = text.find(name, at + filter.size()))
      text.replace(at, 1, filter);
  }
  return text;
}

std::string nested(const std::string& word, const std::string& filters) {
  return R"({"filter_type":"nested_filters","filter_operator":")" + word + R"(","filters":[)" +
         filters + "]}";
}

std::string group(const std::string& word, const std::string& filters) {
  return R"({"filter_operator":")" + word + R"(","filters":[)" + filters + "]}";
}

bool same_group(const std::string& one, const std::string& other) {
  return canonical(with_group(expanded(one))) == canonical(with_group(expanded(other)));
}

}  // namespace

TEST_CASE("order and repetition mean nothing in a group") {
  CHECK(same_group(group("and", "A,B"), group("and", "B,A,B")));
  CHECK(same_group(group("or", "A,B,C"), group("or", "C,A,B")));
  CHECK_FALSE(same_group(group("and", "A,B"), group("and", "A")));
  CHECK_FALSE(same_group(group("and", "A,B"), group("or", "A,B")));
}

TEST_CASE("the operator of a group of one filter means nothing") {
  CHECK(same_group(group("and", "A"), group("or", "A")));
  CHECK(same_group(group("and", "A"), group("or", "A,A")));
  CHECK(same_group(group("and", "A"), R"({"filters":[A]})"));
  CHECK(same_group(group("and", "A"), R"({"filter_operator":null,"filters":[A]})"));
  CHECK_FALSE(same_group(group("and", "A"), group("not", "A")));
}

TEST_CASE("groups that add nothing are dissolved") {
  CHECK(same_group(group("and", "A,B,C"), group("and", "A," + nested("and", "C,B"))));
  CHECK(same_group(group("and", "A,B"), group("and", "A," + nested("or", "B"))));
  CHECK(same_group(group("or", "A,B"), group("and", nested("or", "A,B"))));
  CHECK(same_group(group("or", "A,B"), group("and", nested("or", "A," + nested("and", "B")))));
  CHECK(same_group(group("or", "A,B,C"),
                   group("and", nested("or", "A," + nested("and", nested("or", "B,C"))))));
  CHECK(same_group(group("and", "A,B"), group("and", "A," + nested("or", "B,B"))));
}

TEST_CASE("groups that mean something are kept") {
  CHECK_FALSE(same_group(group("and", "A,B,C"), group("and", "A," + nested("or", "B,C"))));
  CHECK_FALSE(same_group(group("and", "A," + nested("or", "B,C")),
                         group("or", "A," + nested("and", "B,C"))));
  CHECK_FALSE(same_group(group("and", "A"), group("and", "A," + nested("and", ""))));
  CHECK_FALSE(
      same_group(group("and", "A," + nested("and", "")), group("and", "A," + nested("or", ""))));
  CHECK_FALSE(same_group(group("and", "A,B"),
                         R"({"filter_operator":"and","filters":[A,{"filter_type":"nested_filters",
                             "filter_operator":"and","filters":[B],"negate":true}]})"));
}

TEST_CASE("in a group with an unknown operator the order of filters is kept") {
  CHECK_FALSE(same_group(group("then", "A,B"), group("then", "B,A")));
  CHECK_FALSE(same_group(group("then", "A,A"), group("then", "A")));
  CHECK_FALSE(same_group(R"({"filters":[A,B]})", group("and", "A,B")));
}

TEST_CASE("excluding nothing is spelled in many ways") {
  const Json included = Json::parse(expanded(group("and", "A")));
  const Definition none{included, nullptr};
  for (const char* nothing : {"{}", R"({"filters":[]})", R"({"filter_operator":"or","filters":[]})",
                              R"({"filter_operator":"and","filters":null})"}) {
    CAPTURE(nothing);
    CHECK(canonical({included, Json::parse(nothing)}) == canonical(none));
    CHECK(definition_digest({included, Json::parse(nothing)}) == definition_digest(none));
  }
  CHECK(definition_digest({included, Json::parse(expanded(group("and", "B")))}) !=
        definition_digest(none));
}

TEST_CASE("included is not excluded") {
  const Json a = Json::parse(expanded(group("and", "A")));
  const Json b = Json::parse(expanded(group("and", "B")));
  CHECK(definition_digest({a, b}) != definition_digest({b, a}));
}

TEST_CASE("a digest tells bytes apart that are no UTF-8") {
  const auto named = [](const std::string& name) {
    Json filter = {{"filter_type", "custom_segments"}, {"id", name}};
    return Definition{Json{{"filter_operator", "and"}, {"filters", Json::array({filter})}},
                      nullptr};
  };
  CHECK(definition_digest(named("\xff")) != definition_digest(named("\xfe")));
  CHECK(definition_digest(named("\xff")) != definition_digest(named("\xef\xbf\xbd")));
  CHECK(definition_digest(named("\xff")) == definition_digest(named("\xff")));
}

TEST_CASE("the digest is the SHA-256 of the canonical form's compact JSON") {
  const Definition definition = with_group(expanded(group("or", "A")));
  CHECK(definition_digest(definition).digest ==
        sha256(R"({"included_filters":{"filter_operator":"and","filters":[)"
               R"({"filter_type":"custom_segments","id":"A"}]},"excluded_filters":null})"));
}

TEST_CASE("a thousand levels of groups have a canonical form") {
  std::string text = "D";
  for (int level = 0; level < 1000; ++level)
    text = nested(level % 2 == 0 ? "or" : "and", "A," + text);
  const Definition deep = with_group(expanded(group("and", text)));
  const Definition other = with_group(expanded(group("or", text)));
  CHECK(canonical(canonical(deep)) == canonical(deep));
  CHECK(definition_digest(deep) == definition_digest(other));
}

}  // namespace segctl
