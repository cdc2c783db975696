#include "plan/plan.h"

#include <algorithm>

namespace segctl::plan {
namespace {

bool has(const Change& change, ActionKind kind) {
  return std::any_of(change.actions.begin(), change.actions.end(),
                     [kind](const Action& action) { return action.kind == kind; });
}

bool changes_members(const Change& change) {
  return has(change, ActionKind::ReplaceUsers) || has(change, ActionKind::AddUsers) ||
         has(change, ActionKind::RemoveUsers) || has(change, ActionKind::AddMembers) ||
         has(change, ActionKind::RemoveMembers);
}

/// The counter of what weighs most in the change.
std::size_t& counter(Summary& summary, const Change& change) {
  if (change.conflict) return summary.conflict;
  if (has(change, ActionKind::Archive)) return summary.archive;
  if (has(change, ActionKind::Create)) return summary.create;
  if (has(change, ActionKind::Update) || has(change, ActionKind::Rename)) return summary.update;
  if (changes_members(change)) return summary.members;
  if (has(change, ActionKind::Unarchive)) return summary.unarchive;
  if (has(change, ActionKind::Forget)) return summary.forget;
  return summary.adopt;
}

}  // namespace

const char* action_word(ActionKind kind) {
  switch (kind) {
    case ActionKind::Adopt:
      return "adopt";
    case ActionKind::Forget:
      return "forget";
    case ActionKind::Create:
      return "create";
    case ActionKind::Unarchive:
      return "unarchive";
    case ActionKind::Update:
      return "update";
    case ActionKind::Rename:
      return "rename";
    case ActionKind::ReplaceUsers:
      return "replace-users";
    case ActionKind::AddUsers:
      return "add-users";
    case ActionKind::RemoveUsers:
      return "remove-users";
    case ActionKind::Archive:
      return "archive";
    case ActionKind::AddMembers:
      return "add-members";
    case ActionKind::RemoveMembers:
      return "remove-members";
  }
  return "";
}

const char* reason_word(Reason reason) {
  switch (reason) {
    case Reason::NotThere:
      return "not-there";
    case Reason::DeletedOutside:
      return "deleted-outside";
    case Reason::DefinitionDiffers:
      return "definition-differs";
    case Reason::NameDiffers:
      return "name-differs";
    case Reason::WantedActive:
      return "wanted-active";
    case Reason::WantedArchived:
      return "wanted-archived";
    case Reason::AttributeDiffers:
      return "attribute-differs";
    case Reason::MembersUnknown:
      return "members-unknown";
    case Reason::MembersDiffer:
      return "members-differ";
    case Reason::MembersMayBeLost:
      return "members-may-be-lost";
    case Reason::KeyDiffers:
      return "key-differs";
    case Reason::ContentDiffers:
      return "content-differs";
    case Reason::FileOperationFailed:
      return "file-operation-failed";
    case Reason::PoorMatch:
      return "poor-match";
    case Reason::ChangesPending:
      return "changes-pending";
    case Reason::NoManifest:
      return "no-manifest";
    case Reason::SameAsManifest:
      return "same-as-manifest";
    case Reason::TakenOver:
      return "taken-over";
    case Reason::Replaced:
      return "replaced";
    case Reason::NameConflict:
      return "name-conflict";
    case Reason::DefinitionConflict:
      return "definition-conflict";
  }
  return "";
}

bool is_file_operation(ActionKind action, Kind kind) {
  switch (action) {
    case ActionKind::ReplaceUsers:
    case ActionKind::AddUsers:
    case ActionKind::RemoveUsers:
      return true;
    case ActionKind::Create:
      return kind == Kind::File;
    case ActionKind::Adopt:
    case ActionKind::Forget:
    case ActionKind::Unarchive:
    case ActionKind::Update:
    case ActionKind::Rename:
    case ActionKind::Archive:
    case ActionKind::AddMembers:
    case ActionKind::RemoveMembers:
      return false;
  }
  return false;
}

bool Plan::has_actions() const {
  return std::any_of(changes.begin(), changes.end(),
                     [](const Change& change) { return !change.actions.empty(); });
}

bool Plan::has_conflicts() const {
  return std::any_of(changes.begin(), changes.end(),
                     [](const Change& change) { return change.conflict.has_value(); });
}

Summary summarize(const Plan& plan) {
  Summary summary;
  for (const Change& change : plan.changes) {
    ++counter(summary, change);
    for (const Action& action : change.actions) {
      if (is_file_operation(action.kind, change.kind)) ++summary.file_operations;
    }
  }
  return summary;
}

}  // namespace segctl::plan
