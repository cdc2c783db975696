#pragma once

#include "http/transport.h"
#include "upload/place.h"
#include "upload/sigv4.h"

#include <memory>
#include <string>

namespace segctl::upload {

/// Who may put files there. Comes from the environment alone and must stand in no output.
struct Credentials {
  AwsCredentials aws;    ///< for an S3Place
  std::string user;      ///< for a DavPlace, HTTP Basic; empty: without
  std::string password;  ///< for a DavPlace
};

/// How one sort of server is spoken to. Files are named by the digest of their bytes.
class Target {
 public:
  virtual ~Target() = default;

  /// Asks whether the file is there.
  [[nodiscard]] virtual http::Request head(const Digest& bytes, Timestamp now) const = 0;
  /// Puts it there; the body goes beside it.
  [[nodiscard]] virtual http::Request put(const Digest& bytes, Timestamp now) const = 0;
  /// Where MoEngage gets it from `now` on. May be signed: never show it whole.
  [[nodiscard]] virtual std::string fetch_url(const Digest& bytes, Timestamp now) const = 0;
  /// Whether a Head that is forbidden may mean that nothing is there.
  [[nodiscard]] virtual bool hides_absence() const = 0;
  /// What an answer that is no success means, and what to do about it. Nothing that the server
  /// says is repeated but the code of the error.
  [[nodiscard]] virtual Error refusal(const http::Request& request,
                                      const http::Response& response) const = 0;
};

[[nodiscard]] std::unique_ptr<Target> make_target(const Place& place, Credentials credentials);

}  // namespace segctl::upload
