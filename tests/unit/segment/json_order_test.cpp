#include "segment/json_order.h"

#include "segment/json_text.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <vector>

namespace segctl {
namespace {

/// One of every kind, in order.
std::vector<Json> ordered() {
  return {nullptr,
          false,
          true,
          -9223372036854775807 - 1,
          -1,
          -0.5,
          0,
          1,
          1.5,
          9007199254740992.0,
          9007199254740993,
          18446744073709551615ULL,
          18446744073709551616.0,
          std::nan(""),
          "",
          "A",
          "a",
          "ab",
          "\xff",
          Json::array(),
          Json::array({1}),
          Json::array({1, 1}),
          Json::array({2}),
          Json::object(),
          {{"a", 1}},
          {{"a", 1}, {"b", 1}},
          {{"a", 2}},
          {{"b", 0}},
          Json::binary({1, 2}),
          Json::binary({1, 3}),
          Json::binary({1, 2}, 7)};
}

}  // namespace

TEST_CASE("JSON values have one order, by type and then by value") {
  const auto values = ordered();
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < values.size(); ++j) {
      CAPTURE(compact_json(values[i]));
      CAPTURE(compact_json(values[j]));
      CHECK(compare_json(values[i], values[j]) == (i <=> j));
    }
  }
}

TEST_CASE("numbers of different kinds are equal where their values are") {
  CHECK(same_json(1, 1.0));
  CHECK(same_json(1U, 1));
  CHECK(same_json(0.0, -0.0));
  CHECK(same_json(std::nan(""), std::nan("")));
}

TEST_CASE("values that are equal in depth are compared once, not once a level and side") {
  // Where each level compared its elements both ways, this would take 2^200 steps.
  Json a = 1;
  for (int level = 0; level < 200; ++level) a = Json{{"filters", Json::array({a})}};
  CHECK(same_json(a, Json(a)));
}

TEST_CASE("a set is sorted and holds each value once") {
  Json list = {"b", 1, "a", 1.0, "b", nullptr};
  make_set(list);
  CHECK(compact_json(list) == R"([null,1,"a","b"])");
}

TEST_CASE("compact JSON is what JSON readers read, and different for different values") {
  const Json value = Json::parse(R"({"b":[1,-2,0.25,1e300,null,true,[],{}],"a":"\"\\\n\u0001é"})");
  CHECK(compact_json(value) ==
        "{\"a\":\"\\\"\\\\\\u000a\\u0001é\",\"b\":[1,-2,0.25,1e+300,null,true,[],{}]}");
  CHECK(Json::parse(compact_json(value)) == value);
  CHECK(compact_json("\xff") == "\"\xff\"");
  CHECK(compact_json(Json::binary({1}, 7)) != compact_json(Json::binary({1})));
}

}  // namespace segctl
