#pragma once

#include "base/result.h"

#include <string>

namespace segctl::moengage {

/// Where a workspace is and how to get in. Holds secrets: has no operator<< and is never printed.
struct Connection {
  std::string endpoint;      ///< "https://api-01.moengage.com" without trailing slash
  std::string workspace_id;  ///< user of HTTP Basic, and MOE-APPKEY
  std::string api_key;       ///< password of HTTP Basic: the Data tile's key
  std::string db_name;       ///< MOE-DBNAME; empty: not sent
};

/// "https://api-{dc}.moengage.com" for a dc of API.md's list (01 … 06, 101); ErrorCode::Invalid for
/// another.
[[nodiscard]] Result<std::string> endpoint_of_dc(const std::string& dc);

/// Checks an endpoint given by the user: https, or http to a loopback host only; no user info,
/// query or fragment. Returns it without trailing slashes; ErrorCode::Invalid with what to write
/// instead.
[[nodiscard]] Result<std::string> checked_endpoint(const std::string& endpoint);

}  // namespace segctl::moengage
