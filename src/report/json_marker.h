#pragma once

#include <string>

namespace segctl::report {

/// What a comment of ours is found and compared by.
struct Marker {
  std::string environment;  ///< empty where none was chosen
  std::string plan_digest;  ///< plan_digest() of the plan that it shows
  std::string run_url;      ///< of the CI run; empty where not known
};

/// `<!-- segctl {"v":1,"env":…,"plan":"sha256:…","run":…} -->`: invisible in Markdown, ASCII, and
/// closed nowhere before its end. Absent is null.
[[nodiscard]] std::string marker_comment(const Marker& marker);

}  // namespace segctl::report
