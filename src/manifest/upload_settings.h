#pragma once

#include "manifest/findings.h"

#include <optional>
#include <string>

namespace segctl::manifest {

/// `uploads` of the project file: where segctl puts the CSVs of manifests that give no `file_url`.
struct UploadSettings {
  enum class To { S3, WebDav } to = To::S3;
  std::string url;         ///< S3: the `endpoint`, empty for AWS itself; WebDAV: of the folder
  std::string bucket;      ///< S3
  std::string region;      ///< S3
  std::string prefix;      ///< of the files' names there; may be empty
  std::string public_url;  ///< where anybody may get them; may be empty
  std::optional<bool> path_style;  ///< S3: whether the bucket stands in the path
  int expires_hours = 24;          ///< S3: how long a signed link is good for

  friend bool operator==(const UploadSettings&, const UploadSettings&) = default;
};

/// Reads the value of `uploads`; nothing, and what is wrong in `findings`, where it can't be used.
[[nodiscard]] std::optional<UploadSettings> read_uploads(const Node& uploads, Findings& findings);

}  // namespace segctl::manifest
