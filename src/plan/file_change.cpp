#include "base/text.h"
#include "base/url.h"
#include "plan/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace segctl::plan {
namespace {

ChangeMark mark_of(const FileChange& change, const FileContents& contents, std::size_t entry) {
  ChangeMark mark{change.operation, {}, unsigned_url(change.source.file_url)};
  if (entry < contents.changes.size()) mark.content = contents.changes[entry].mark;
  return mark;
}

Range place_of(const DesiredSegment& desired, const std::string& field) {
  const auto found = desired.fields.find(field);
  return found == desired.fields.end() ? desired.place : found->second;
}

void add_problem(Draft& draft, const Match& match, const char* rule, const std::string& field,
                 std::string message, std::string hint) {
  Diagnostic problem;
  problem.rule = rule;
  problem.range = place_of(*match.desired, field);
  problem.message = std::move(message);
  problem.hint = std::move(hint);
  draft.problems.push_back(std::move(problem));
}

/// How many entries of `changes` were carried out; nothing, and a problem, where the manifest's
/// list does not begin with them.
std::optional<std::size_t> applied_entries(Draft& draft, const Match& match,
                                           const FileContents& contents) {
  const auto& file = std::get<DesiredFile>(match.desired->spec);
  if (match.record == nullptr || !match.record->file) return 0;
  const auto& applied = match.record->file->applied_changes;
  for (std::size_t i = 0; i < applied.size(); ++i) {
    if (i < file.changes.size() && same_change(applied[i], mark_of(file.changes[i], contents, i))) {
      continue;
    }
    add_problem(draft, match, "changes-rewritten", "changes",
                fmt::format("entry {} of changes was applied already and is now another", i + 1),
                "entries are like migrations: leave the applied ones as they are and append");
    return std::nullopt;
  }
  return applied.size();
}

void add_entries(Change& change, const DesiredFile& file, const FileContents& contents,
                 std::size_t from) {
  if (from >= file.changes.size()) return;
  change.reasons.push_back(Reason::ChangesPending);
  for (std::size_t i = from; i < file.changes.size(); ++i) {
    const bool adds = file.changes[i].operation == MemberOperation::Add;
    change.actions.push_back({adds ? ActionKind::AddUsers : ActionKind::RemoveUsers, i,
                              i < contents.changes.size() ? contents.changes[i].upload : ""});
  }
}

void add_create(Change& change, const DesiredFile& file, const FileContents& contents,
                Reason reason) {
  change.actions.push_back({ActionKind::Create, std::nullopt, contents.base.upload});
  change.reasons.push_back(reason);
  add_entries(change, file, contents, 0);
}

/// The users that a replace brings; nothing where the versions could not be compared.
std::optional<std::uint64_t> users_added(const FileContents& contents) {
  return contents.delta ? std::optional(contents.delta->added) : std::nullopt;
}

/// The way around a replace: what is added, then what is taken away, each from a file of its own.
std::optional<MemberRoute> way_by_steps(const FileContents& contents) {
  if (!contents.delta) return std::nullopt;
  MemberRoute route{{}, users_added(contents)};
  if (contents.delta->added > 0) route.actions.push_back(ActionKind::AddUsers);
  if (contents.delta->removed > 0) route.actions.push_back(ActionKind::RemoveUsers);
  return route.actions.empty() ? std::nullopt : std::optional(std::move(route));
}

void warn_not_compared(Draft& draft, const Change& change, const FileContents& contents) {
  if (contents.not_compared.empty()) return;
  draft.plan.warnings.push_back(
      {"members-not-compared", change.key, change.source, contents.not_compared});
}

/// Sends the whole new content, or `additions` where those alone lead to it: as many operations and
/// users, but a small file, which can take no member away.
void add_content_step(Draft& draft, Change& change, const FileContents& contents) {
  const bool adds = contents.additions_lead_there;
  change.actions.push_back({adds ? ActionKind::AddUsers : ActionKind::ReplaceUsers, std::nullopt,
                            adds ? contents.additions.upload : contents.base.upload});
  change.reasons.push_back(Reason::ContentDiffers);
  change.members = contents.delta;
  change.routes = {{{ActionKind::ReplaceUsers}, users_added(contents)}};
  if (auto steps = way_by_steps(contents)) change.routes.push_back(*std::move(steps));
  if (adds && change.routes.size() > 1) std::swap(change.routes[0], change.routes[1]);
  warn_not_compared(draft, change, contents);
}

/// Brings the members of an active managed segment to what the manifest says.
void add_member_steps(Draft& draft, Change& change, const Match& match,
                      const FileContents& contents) {
  const auto& file = std::get<DesiredFile>(match.desired->spec);
  static const RecordedFile kUnknown;
  const RecordedFile& record =
      match.record != nullptr && match.record->file ? *match.record->file : kUnknown;
  if (file.changes.empty() && record.applied_changes.empty()) {
    if (content_differs(record, file, contents)) {
      add_content_step(draft, change, contents);
    }
    return;
  }
  const auto applied = applied_entries(draft, match, contents);
  if (!applied) return;
  if (record.content.known() && content_differs(record, file, contents)) {
    draft.plan.warnings.push_back(
        {"base-ignored", change.key, change.source,
         "the CSV it was created from is another now; with changes given, "
         "only their entries are applied"});
  }
  add_entries(change, file, contents, *applied);
}

void warn_expiry(Draft& draft, const Change& change, const Match& match) {
  const auto& file = std::get<DesiredFile>(match.desired->spec);
  const bool recorded = match.record != nullptr && match.record->file;
  if (!recorded || match.record->file->expiry_days == 0 ||
      match.record->file->expiry_days == file.expiry_days) {
    return;
  }
  draft.plan.warnings.push_back(
      {"expiry-fixed", change.key, place_of(*match.desired, "expiry_time"),
       fmt::format("expiry_time was set to {} at creation and no API call changes it",
                   counted(static_cast<std::size_t>(match.record->file->expiry_days), "day"))});
}

/// API.md: an archived file segment loses its users for good 30 days after archiving. When it was
/// archived is not known, but it was not before our own last change.
bool may_have_lost_members(const Draft& draft, const Match& match) {
  return match.record != nullptr &&
         draft.world.input().now - match.record->applied_at >= kUsersKept;
}

/// Sends all of the content again where it may be gone. Entries of `changes` are sent once, so that
/// a segment that lives by them can't be filled again.
void refill(Draft& draft, Change& change, const Match& match, const FileContents& contents) {
  const auto& file = std::get<DesiredFile>(match.desired->spec);
  const bool has_entries =
      !file.changes.empty() || (match.record->file && !match.record->file->applied_changes.empty());
  if (has_entries) {
    draft.plan.warnings.push_back(
        {"members-may-be-lost", change.key, change.source,
         "MoEngage drops the users of a file segment 30 days after archiving, and entries of "
         "changes "
         "are not sent twice: give it the whole list as file_url, without changes"});
  } else if (!has_action(change, ActionKind::ReplaceUsers)) {
    std::erase_if(change.actions, [](const Action& action) {
      return action.kind == ActionKind::AddUsers;  // to what may be gone
    });
    change.actions.push_back({ActionKind::ReplaceUsers, std::nullopt, contents.base.upload});
    change.reasons.push_back(Reason::MembersMayBeLost);
  }
  change.routes.clear();  // how many users are new to it is not known
}

/// A file segment can't be renamed: the old one is archived and a new one made.
void add_replacement(Change& change, const Match& match, const FileContents& contents,
                     Activity now) {
  if (now == Activity::Active) change.actions.push_back({ActionKind::Archive, std::nullopt});
  add_create(change, std::get<DesiredFile>(match.desired->spec), contents, Reason::Replaced);
}

void add_steps(Draft& draft, Change& change, const Match& match, const FileContents& contents) {
  const Activity now = draft.world.activity(*match.live);
  if (match.desired->activity == Activity::Archived) {
    if (now == Activity::Active) {
      change.actions.push_back({ActionKind::Archive, std::nullopt});
      change.reasons.push_back(Reason::WantedArchived);
    }
    return;
  }
  if (match.live->name != match.desired->name) {
    return add_replacement(change, match, contents, now);
  }
  if (now == Activity::Archived) {
    change.actions.push_back({ActionKind::Unarchive, std::nullopt});
    change.reasons.push_back(Reason::WantedActive);
  }
  add_member_steps(draft, change, match, contents);
  if (now == Activity::Archived && may_have_lost_members(draft, match)) {
    refill(draft, change, match, contents);
  }
  warn_expiry(draft, change, match);
}

/// A file segment's members can't be read, so one of the same name is never known to be the same.
void plan_unmanaged(Draft& draft, const Match& match, Change& change,
                    const FileContents& contents) {
  const bool may_take = kind_of(*match.live) == Kind::File &&
                        draft.world.record_of(*match.live) == nullptr &&
                        draft.world.may_adopt(change.key);
  if (!may_take) {
    change.reasons = {Reason::NameConflict};
    change.conflict = Conflict{ConflictKind::Name, match.live->id, match.live->name};
    return;
  }
  change.actions.push_back({ActionKind::Adopt, std::nullopt});
  change.reasons.push_back(Reason::TakenOver);
  add_steps(draft, change, match, contents);
}

/// MoEngage accepted our create without telling an ID, and List doesn't show the segment yet: to
/// create it again would be a 409.
bool is_still_to_appear(const Draft& draft, const Match& match) {
  return match.record != nullptr && match.record->id.empty() &&
         draft.world.input().now - match.record->applied_at < kListLag;
}

void plan_create(Draft& draft, const Match& match, const FileContents& contents, Change change) {
  if (match.desired->activity == Activity::Archived) {
    ++draft.plan.counts.not_created;
    return;
  }
  if (is_still_to_appear(draft, match)) {
    draft.plan.warnings.push_back(
        {"not-listed-yet", change.key, change.source,
         "MoEngage accepted it and doesn't list it yet: what its manifest says since then waits"});
    ++draft.plan.counts.unchanged;
    return;
  }
  add_create(change, std::get<DesiredFile>(match.desired->spec), contents,
             match.record != nullptr ? Reason::DeletedOutside : Reason::NotThere);
  if (match.record != nullptr) warn_gone(draft, change, *match.record);
  finish_change(draft, std::move(change));
}

bool attribute_differs(const RecordedFile& record, const DesiredFile& file) {
  return record.attribute_name != file.attribute_name ||
         record.attribute_type != file.attribute_type;
}

}  // namespace

const FileContents& contents_of(const World& world, const Key& key) {
  static const FileContents kNothing;
  const auto found = world.input().contents.find(key);
  return found == world.input().contents.end() ? kNothing : found->second;
}

bool content_differs(const RecordedFile& record, const DesiredFile& file,
                     const FileContents& contents) {
  if (attribute_differs(record, file)) return true;
  // A source that can't be looked at was reported where it was read; it is no reason to act.
  return contents.base.mark.known() && !same_content(record.content, contents.base.mark);
}

void plan_file(Draft& draft, const Match& match) {
  const FileContents& contents = contents_of(draft.world, match.desired->key);
  const auto& file = std::get<DesiredFile>(match.desired->spec);
  Change change = start_change(draft, match);
  change.after->content = contents.base.mark;
  change.after->rows = contents.base.rows;
  change.after->file_url =
      file.source.file_url.empty() ? contents.base.upload : unsigned_url(file.source.file_url);
  if (match.live == nullptr) return plan_create(draft, match, contents, std::move(change));
  if (match.record != nullptr && match.record->file) {
    change.before->content = match.record->file->content;
    change.before->rows = match.record->file->rows;
  }
  if (match.by == MatchedBy::Name) {
    plan_unmanaged(draft, match, change, contents);
  } else {
    if (match.by == MatchedBy::OldRecord) {
      change.actions.push_back({ActionKind::Adopt, std::nullopt});
      change.reasons.push_back(Reason::KeyDiffers);
    }
    add_steps(draft, change, match, contents);
  }
  finish_change(draft, std::move(change));
}

}  // namespace segctl::plan
