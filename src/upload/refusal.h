#pragma once

#include "http/transport.h"

#include <string>

namespace segctl::upload {

/// "Code" of the XML that S3 answers with: letters and digits alone; empty where it has none.
[[nodiscard]] std::string s3_error_code(const std::string& body);

/// The failure of a request to an S3-compatible store.
[[nodiscard]] Error s3_refusal(const http::Request& request, const http::Response& response);

/// The failure of a request to a web server.
[[nodiscard]] Error dav_refusal(const http::Request& request, const http::Response& response);

}  // namespace segctl::upload
