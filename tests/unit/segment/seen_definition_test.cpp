#include "segment/seen_definition.h"

#include "segment/canonical.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace segctl {

TEST_CASE("a definition that was seen keeps its spelling and knows what it means") {
  const Definition plain{
      Json::parse(R"({"filter_operator":"and","filters":[{"filter_type":"user_attributes",)"
                  R"("name":"n","data_type":"double","operator":"in","value":[1]}]})"),
      nullptr};
  Definition rewritten = plain;
  rewritten.included.json()["filters"][0]["value"] = Json::array({1.0});
  rewritten.excluded = Json::parse(R"({"filter_operator":"and","filters":[]})");
  const SeenDefinition seen = rewritten;
  CHECK(seen.as_spelled().excluded.json().contains("filters"));
  CHECK(seen.digest() == definition_digest(plain));
  CHECK(seen.digest() == SeenDefinition(plain).digest());
  CHECK_FALSE(seen == SeenDefinition(Definition{}));
}

}  // namespace segctl
