#pragma once

#include "rendering/document.h"

#include <set>
#include <string>

namespace segctl::rendering {

/// The page's style and script.
[[nodiscard]] const std::string& html_style();
[[nodiscard]] const std::string& html_script();

/// "failed", "archive", …: a group's class and, for its section, the id.
[[nodiscard]] const char* group_word(Group group);

/// `filter`, `file`, `cohort`, or `other` for a word that is none of ours.
[[nodiscard]] const char* kind_class(const std::string& kind);

/// Ids for a page: `[a-z0-9-]` alone, no two alike, the same for the same entry in another report.
class Anchors {
 public:
  [[nodiscard]] std::string next(const Entry& entry);

 private:
  std::set<std::string> taken_;
};

/// One entry, to unfold.
[[nodiscard]] std::string entry_html(const Report& report, const Entry& entry,
                                     const std::string& anchor, bool open);

/// Changes by what is done and by kind, and audience sizes where they are known; empty where
/// neither has anything to show.
[[nodiscard]] std::string charts_html(const Report& report);

}  // namespace segctl::rendering
