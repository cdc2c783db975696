#include "report/next_step.h"

#include "base/text.h"
#include "report/words.h"

#include <fmt/format.h>

namespace segctl::report {
namespace {

std::string at_place(const Range& source) {
  return source.file.empty() ? std::string() : ", at " + place_text(source);
}

/// The command that adopts; empty where the key can't be typed as it is shown.
std::string adopt_command(const Key& key, const std::string& environment) {
  if (shown(key.str()) != key.str()) return "";
  const char* between = key.str().starts_with('-') ? "=" : " ";
  return fmt::format("{} apply --adopt{}{}", program(environment), between, shell_word(key.str()));
}

std::vector<NextStep> name_steps(const Key& key, const Range& source,
                                 const plan::Conflict& conflict, const std::string& environment) {
  const std::string rename = "give the manifest another name" + at_place(source);
  const std::string command = adopt_command(key, environment);
  if (command.empty()) return {{rename, ""}};
  if (conflict.existing_id.empty()) {
    return {{rename, ""}, {"or unarchive it on the dashboard, if it is archived, then:", command}};
  }
  return {{"to take it over:", command}, {"or " + rename, ""}};
}

std::vector<NextStep> definition_steps(const Range& source, const plan::Conflict& conflict) {
  const std::string change = "change what the manifest filters on" + at_place(source);
  if (conflict.existing_name.empty()) return {{change, ""}};
  return {
      {change, ""},
      {fmt::format("or name it {} to adopt that segment", name_text(conflict.existing_name)), ""}};
}

/// For a manifest that has a segment of its own, or can't have the one that is there.
std::vector<NextStep> steps_of_its_owner(const Range& source, const plan::Conflict& conflict) {
  const bool name = conflict.kind == plan::ConflictKind::Name;
  const std::string what =
      name ? "give the manifest another name" : "change what the manifest filters on";
  return {{what + at_place(source), ""}};
}

/// For two that are to swap names or definitions.
std::vector<NextStep> steps_of_a_swap(const Range& source, const plan::Conflict& conflict) {
  const char* what = conflict.kind == plan::ConflictKind::Name ? "name" : "definition";
  return {
      {fmt::format("the two swap, and each waits for the other: give this one a third {} first{}",
                   what, at_place(source)),
       ""},
      {fmt::format("apply, then write the {} that it is to have", what), ""}};
}

/// For a file segment that is to have the name of an archived one, perhaps its own of old.
std::vector<NextStep> steps_of_an_archived_name(const Key& key, const Range& source,
                                                const std::string& environment) {
  const std::string rename =
      "a name is never free again: give the manifest another one" + at_place(source);
  const std::string adopt = adopt_command(key, environment);
  if (adopt.empty()) return {{rename, ""}};
  const char* between = key.str().starts_with('-') ? " -- " : " ";
  return {{rename, ""},
          {"or, if that is its own segment from before a rename, give the present one up:",
           fmt::format("{} state rm{}{}", program(environment), between, shell_word(key.str()))},
          {"and take the old one back; the present one stays, unmanaged:", adopt}};
}

}  // namespace

std::string conflict_text(const plan::Conflict& conflict) {
  const bool name = conflict.kind == plan::ConflictKind::Name;
  const bool archived = conflict.holder == plan::Holder::ArchivedFile;
  std::string text = fmt::format("{} segment has this {}", archived ? "an archived" : "another",
                                 name ? "name" : "definition");
  if (!conflict.existing_name.empty()) text += ": " + name_text(conflict.existing_name);
  if (conflict.existing_id.empty()) return text + "; MoEngage doesn't list it, it may be archived";
  return text + ", ID " + shown(conflict.existing_id.str());
}

std::vector<NextStep> next_steps(const Key& key, const Range& source,
                                 const plan::Conflict& conflict, const SegmentId& own,
                                 const std::string& environment) {
  if (conflict.holder == plan::Holder::Waiting) return steps_of_a_swap(source, conflict);
  if (conflict.holder == plan::Holder::ArchivedFile)
    return steps_of_an_archived_name(key, source, environment);
  if (conflict.holder == plan::Holder::NotToTake) return steps_of_its_owner(source, conflict);
  if (!own.empty() && own != conflict.existing_id) return steps_of_its_owner(source, conflict);
  return conflict.kind == plan::ConflictKind::Name ? name_steps(key, source, conflict, environment)
                                                   : definition_steps(source, conflict);
}

std::string hint_of(const plan::ChangeOutcome& change, const std::string& environment) {
  if (!change.hint.empty() || !change.conflict) return change.hint;
  std::string hint;
  for (const NextStep& step :
       next_steps(change.key, change.source, *change.conflict, change.id, environment)) {
    hint += (hint.empty() ? "" : "; ") + step.words;
    if (!step.command.empty()) hint += " `" + step.command + "`";
  }
  return hint;
}

}  // namespace segctl::report
