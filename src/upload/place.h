#pragma once

#include "base/digest.h"

#include <chrono>
#include <string>
#include <variant>

namespace segctl::upload {

/// A bucket of an S3-compatible object store.
struct S3Place {
  std::string endpoint;  ///< "https://host" or "https://host:port"; empty: AWS, in `region`
  std::string bucket;
  std::string region;
  std::string prefix;          ///< of the objects' names, e.g. "segctl/"; may be empty
  bool bucket_in_path = true;  ///< https://host/bucket/…; else https://bucket.host/…
  std::string public_url;      ///< where anybody may get the bucket's objects; empty: signed links
  std::chrono::hours expires{24};  ///< how long a signed link is good for, 1 to 168

  friend bool operator==(const S3Place&, const S3Place&) = default;
};

/// A folder of a web server that takes Put requests, as WebDAV does.
struct DavPlace {
  std::string url;         ///< of the folder, with a slash at its end
  std::string prefix;      ///< of the files' names; may be empty
  std::string public_url;  ///< where anybody may get the folder's files; empty: `url`

  friend bool operator==(const DavPlace&, const DavPlace&) = default;
};

/// Where segctl puts CSVs for MoEngage to fetch.
using Place = std::variant<S3Place, DavPlace>;

/// The URL of the CSV with these bytes: one content has one name there, and no name ever gets
/// another content. Nothing in it is signed or secret.
[[nodiscard]] std::string object_url(const Place& place, const Digest& bytes);

/// Where anybody may get it; empty where only a signed link leads to it.
[[nodiscard]] std::string public_object_url(const Place& place, const Digest& bytes);

}  // namespace segctl::upload
