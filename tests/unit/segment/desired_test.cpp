#include "segment/desired.h"

#include "segment/canonical.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace segctl {
namespace {

DesiredFilter filter_of(const char* included) {
  DesiredFilter filter;
  filter.definition.included = Json::parse(included);
  filter.canonical = canonical(filter.definition);
  filter.digest = digest_of_canonical(filter.canonical);
  return filter;
}

}  // namespace

TEST_CASE("what a filter means is told with the IDs that its keys stand for") {
  const DesiredFilter by_key = filter_of(
      R"({"filter_operator":"and","filters":[{"filter_type":"custom_segments","key":"vip"}]})");
  const DesiredFilter by_id = filter_of(
      R"({"filter_operator":"and","filters":[{"filter_type":"custom_segments","id":"42"}]})");
  CHECK(by_key.digest != by_id.digest);
  CHECK(resolved_digest(by_key, {{Key("vip"), SegmentId("42")}}) == by_id.digest);
  CHECK(resolved_digest(by_key, {}) == by_key.digest);
  CHECK(resolved_digest(by_id, {{Key("vip"), SegmentId("7")}}) == by_id.digest);
}

}  // namespace segctl
