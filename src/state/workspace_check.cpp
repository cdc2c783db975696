#include "state/workspace_check.h"

#include "base/digest.h"
#include "base/text.h"
#include "base/url.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>

namespace segctl::state {
namespace {

constexpr std::size_t kShownDigits = 16;

/// One spelling for each endpoint. What is no web address (`sim:FILE`) is a path: kept as it is.
std::string plain_endpoint(std::string_view endpoint) {
  const std::string scheme = url_scheme(endpoint);
  if (scheme != "https" && scheme != "http") return std::string(endpoint);
  std::string plain = unsigned_url(endpoint);
  while (plain.ends_with('/')) plain.pop_back();
  const std::size_t path = plain.find('/', scheme.size() + 3);
  return lower_ascii(plain.substr(0, path)) +
         (path == std::string::npos ? std::string() : plain.substr(path));
}

std::string describe(const WorkspaceIdentity& workspace) {
  return fmt::format("workspace {} at {}",
                     workspace.workspace.empty() ? "without ID" : printable(workspace.workspace),
                     workspace.endpoint.empty() ? "no endpoint" : printable(workspace.endpoint));
}

}  // namespace

WorkspaceIdentity identity_of(std::string_view endpoint, std::string_view workspace_id) {
  WorkspaceIdentity identity{plain_endpoint(endpoint), {}};
  if (!workspace_id.empty()) {
    identity.workspace = "sha256:" + sha256(workspace_id).hex().substr(0, kShownDigits);
  }
  return identity;
}

Result<void> check_workspace(const State& state, const WorkspaceIdentity& workspace) {
  if (state.workspace.empty() || state.workspace == workspace) return {};
  return fail(ErrorCode::Invalid,
              fmt::format("the state belongs to {}, but segctl is working on {}",
                          describe(state.workspace), describe(workspace)),
              "choose the environment that the state belongs to (--env, MOENGAGE_DC, "
              "MOENGAGE_WORKSPACE_ID), or give this workspace a state of its own (--state)");
}

}  // namespace segctl::state
