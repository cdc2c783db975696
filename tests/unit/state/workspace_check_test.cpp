#include "state/workspace_check.h"

#include <doctest/doctest.h>

using namespace segctl;
using state::check_workspace;
using state::identity_of;
using state::WorkspaceIdentity;

TEST_CASE("a workspace is known by its endpoint and a digest of its ID") {
  // sha256("abc") begins with ba7816bf8f01cfea.
  CHECK(identity_of("https://api-01.moengage.com", "abc") ==
        WorkspaceIdentity{"https://api-01.moengage.com", "sha256:ba7816bf8f01cfea"});
}

TEST_CASE("an endpoint is the same in every spelling") {
  const auto plain = identity_of("https://api-01.moengage.com", "abc");
  CHECK(identity_of("HTTPS://API-01.MoEngage.com/", "abc") == plain);
  CHECK(identity_of("https://user:secret@api-01.moengage.com//", "abc") == plain);
  CHECK(identity_of("https://api-01.moengage.com?token=secret", "abc") == plain);
  CHECK(identity_of("https://api-02.moengage.com", "abc") != plain);
}

TEST_CASE("a path keeps its case, in a web address and in a simulator's file") {
  CHECK(identity_of("https://Proxy.example/Moe/", "abc").endpoint == "https://proxy.example/Moe");
  CHECK(identity_of("sim:Dir/World?.json", "").endpoint == "sim:Dir/World?.json");
}

TEST_CASE("no workspace ID stays none") {
  CHECK(identity_of("sim:world.json", "") == WorkspaceIdentity{"sim:world.json", ""});
}

TEST_CASE("a state passes in its own workspace") {
  const auto home = identity_of("https://api-01.moengage.com", "abc");
  CHECK(check_workspace(state::new_state(home), home).has_value());
}

TEST_CASE("a state that names no workspace passes") {
  CHECK(check_workspace(state::new_state({}), identity_of("sim:world.json", "abc")).has_value());
}

TEST_CASE("another workspace's state is refused, and both are named") {
  const auto home = identity_of("https://api-01.moengage.com", "abc");
  const auto refused = check_workspace(state::new_state(home), identity_of("sim:world.json", ""));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error() ==
        Error{ErrorCode::Invalid,
              "the state belongs to workspace sha256:ba7816bf8f01cfea at "
              "https://api-01.moengage.com, but segctl is working on workspace without ID at "
              "sim:world.json",
              "choose the environment that the state belongs to (--env, MOENGAGE_DC, "
              "MOENGAGE_WORKSPACE_ID), or give this workspace a state of its own (--state)"});
}

TEST_CASE("the same ID behind another endpoint is another workspace") {
  const auto one = identity_of("https://api-01.moengage.com", "abc");
  CHECK_FALSE(
      check_workspace(state::new_state(one), identity_of("https://api-02.moengage.com", "abc"))
          .has_value());
}

TEST_CASE("each new state has a lineage of its own, a random UUID") {
  const auto first = state::new_state({});
  const std::string& uuid = first.lineage.str();
  CHECK(first.serial == 0);
  REQUIRE(uuid.size() == 36);
  CHECK(uuid[14] == '4');
  CHECK(std::string("89ab").find(uuid[19]) != std::string::npos);
  CHECK(uuid.find_first_not_of("0123456789abcdef-") == std::string::npos);
  CHECK(state::new_state({}).lineage != first.lineage);
}
