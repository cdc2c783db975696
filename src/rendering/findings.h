#pragma once

#include "rendering/document.h"

#include <string>
#include <vector>

namespace segctl::rendering {

enum class Level { Error, Warning, Note };

/// Something of a report that is to be looked at, with its place: what SARIF, Code Quality and
/// annotations consist of.
struct Finding {
  Level level = Level::Error;
  std::string rule;     ///< stable, kebab-case: "unknown-field", "name-conflict", "archive"
  std::string message;  ///< one line, escaped by printable(), never empty
  std::string hint;     ///< escaped by printable(); may be empty
  std::string subject;  ///< the segment's key; empty for a problem of a manifest
  Place place;

  /// The same for the same thing in another run, wherever in its file it has moved to: a SHA-256 in
  /// hexadecimal. `again` tells apart what is otherwise the same.
  [[nodiscard]] std::string fingerprint(std::size_t again) const;
};

/// The findings of a report, errors first. Of a plan: what is held back, conflicts, what is
/// destructive, warnings. Of an outcome: what did not succeed.
[[nodiscard]] std::vector<Finding> findings_of(const Report& report);

/// The fingerprints of `findings`, no two alike.
[[nodiscard]] std::vector<std::string> fingerprints_of(const std::vector<Finding>& findings);

/// What a rule is about, in one sentence.
[[nodiscard]] std::string rule_summary(Sort sort, const std::string& rule);

}  // namespace segctl::rendering
