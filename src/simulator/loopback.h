#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>

// Implemented in http_server.cpp, the one file that knows cpp-httplib.

namespace segctl::simulator {

/// The body behind an http:// URL of this machine. Fails at any other host or scheme, at an answer
/// other than 200 and, with ErrorCode::Held, at more than `limit` bytes.
[[nodiscard]] Result<std::string> download_loopback(const std::string& url, std::uint64_t limit);

/// Posts JSON to an http:// URL of this machine. Fails at any other host or scheme, and where
/// nobody answers; any status is a success.
[[nodiscard]] Result<int> post_loopback(const std::string& url, const std::string& json);

}  // namespace segctl::simulator
