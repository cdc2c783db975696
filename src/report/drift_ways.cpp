#include "report/drift_ways.h"

#include "base/text.h"
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::report {
namespace {

/// Whether `text` can be typed as it is shown.
bool can_be_typed(const std::string& text) { return shown(text) == text; }

std::string update_command(const plan::Finding& finding, const std::string& environment) {
  const std::string& key = finding.key.str();
  if (!can_be_typed(key)) return "";
  const char* between = key.starts_with('-') ? "=" : " ";
  return fmt::format("{} import --update{}{}", program(environment), between, shell_word(key));
}

/// Applies the file of the manifest alone, or all where there is none.
std::string apply_command(const plan::Finding& finding, const std::string& environment) {
  const std::string& file = finding.source.file;
  if (file.empty()) return program(environment) + " apply";
  if (!can_be_typed(file)) return "";
  const char* between = file.starts_with('-') ? " -- " : " ";
  return fmt::format("{} apply{}{}", program(environment), between, shell_word(file));
}

std::string at_place(const plan::Finding& finding) {
  return finding.source.file.empty() ? std::string() : ", at " + place_text(finding.source);
}

bool is_archived_now(const plan::Finding& finding) {
  return finding.sign(DriftClass::ArchivedOutside) != nullptr ||
         finding.sign(DriftClass::IdleArchived) != nullptr ||
         finding.sign(DriftClass::Expired) != nullptr;
}

/// What apply does to bring a segment back that is there.
std::string restoring_words(const plan::Finding& finding) {
  std::vector<std::string> parts;
  if (is_archived_now(finding)) parts.emplace_back("unarchives it");
  if (finding.sign(DriftClass::UnarchivedOutside) != nullptr) parts.emplace_back("archives it");
  if (finding.sign(DriftClass::ChangedOutside) != nullptr) {
    parts.emplace_back("writes the manifest's definition");
  }
  if (finding.sign(DriftClass::RenamedOutside) != nullptr) {
    parts.emplace_back(finding.kind == Kind::Filter
                           ? "gives it back its name"
                           : "archives it and makes it anew: its name can't be changed");
  }
  if (parts.empty()) return "to do what the manifest says:";
  return "or put it back; apply " + joined(parts, ", ") + ":";
}

/// Whether somebody else's hand, or MoEngage, left something that there are two ways out of.
bool is_outside(const plan::Finding& finding) {
  return std::any_of(finding.signs.begin(), finding.signs.end(),
                     [](const plan::Sign& sign) { return is_drift(sign.kind); });
}

}  // namespace

NextStep way_to_take(const plan::Finding& finding, const std::string& environment) {
  if (!is_outside(finding)) return {"nobody changed it: there is nothing to take", ""};
  if (finding.sign(DriftClass::DeletedOutside) != nullptr) {
    return {
        "to let it go: take its manifest out" + at_place(finding) + "; the next apply forgets it",
        ""};
  }
  if (finding.source.file.empty()) {
    return {"to keep it: give it a manifest again", ""};
  }
  return {"to take it into the manifest:", update_command(finding, environment)};
}

NextStep way_to_restore(const plan::Finding& finding, const std::string& environment) {
  const std::string command = apply_command(finding, environment);
  if (finding.signs.size() == 1 && finding.sign(DriftClass::ExpiringSoon) != nullptr) {
    return {"no call moves its end: make another segment, with a longer expiry_time", ""};
  }
  if (finding.sign(DriftClass::DeletedOutside) != nullptr) {
    return {finding.source.file.empty() ? "or forget it:" : "or make it anew, with another ID:",
            command};
  }
  if (finding.source.file.empty()) return {"or let apply archive it:", command};
  if (finding.kind == Kind::Cohort && finding.sign(DriftClass::RenamedOutside) != nullptr) {
    return {"or give it back its name on the dashboard: no call renames a cohort", ""};
  }
  return {restoring_words(finding), command};
}

}  // namespace segctl::report
