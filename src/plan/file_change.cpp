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
                 std::size_t from, Reason reason = Reason::ChangesPending) {
  if (from >= file.changes.size()) return;
  change.reasons.push_back(reason);
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

/// Whether the content that the segment was last given may still turn out not to be there.
bool is_awaited(const RecordedFile& record) {
  const FileOperation* last = last_filling(record);
  return last != nullptr && standing_of(*last, std::nullopt) == FileStanding::Pending;
}

/// Sends the whole new content, or `additions` where those alone lead to it: as many operations and
/// users, but a small file, which can take no member away.
void add_content_step(Draft& draft, Change& change, const RecordedFile& record,
                      const FileContents& contents) {
  const bool adds = contents.additions_lead_there && !is_awaited(record);
  change.actions.push_back({adds ? ActionKind::AddUsers : ActionKind::ReplaceUsers, std::nullopt,
                            adds ? contents.additions.upload : contents.base.upload});
  change.reasons.push_back(Reason::ContentDiffers);
  change.members = contents.delta;
  change.routes = {{{ActionKind::ReplaceUsers}, users_added(contents)}};
  if (auto steps = way_by_steps(contents)) change.routes.push_back(*std::move(steps));
  if (adds && change.routes.size() > 1) std::swap(change.routes[0], change.routes[1]);
  warn_not_compared(draft, change, contents);
}

/// Sends the whole content: right whatever the segment has now.
void add_replace(Draft& draft, Change& change, const FileContents& contents, Reason reason) {
  change.actions.push_back({ActionKind::ReplaceUsers, std::nullopt, contents.base.upload});
  change.reasons.push_back(reason);
  change.members = contents.delta;
  change.routes = {{{ActionKind::ReplaceUsers}, users_added(contents)}};
  warn_not_compared(draft, change, contents);
}

/// Sends the content again after MoEngage could not use what was sent last: what the segment holds
/// then is as it was before, if MoEngage does as it says. False where it is to be left as it is.
bool add_another_try(Draft& draft, Change& change, const DesiredFile& file,
                     const RecordedFile& record, const FileContents& contents) {
  if (!contents.base.mark.known()) return false;  // reported where it was read
  const std::size_t failures = failures_of(record, contents.base.mark, file.min_match_rate);
  if (!may_send_again(draft, change, failures, *last_filling(record), file.min_match_rate))
    return false;
  add_replace(draft, change, contents,
              failures > 0 ? Reason::FileOperationFailed : Reason::ContentDiffers);
  return true;
}

/// Sends content again that matched too few users, which may be there by now.
bool add_another_match(Draft& draft, Change& change, const DesiredFile& file,
                       const RecordedFile& record, const FileContents& contents) {
  const FileOperation* last = last_filling(record);
  const bool is_poor =
      last != nullptr && standing_of(*last, file.min_match_rate) == FileStanding::PoorMatch;
  if (!is_poor || !contents.base.mark.known()) return false;
  const std::size_t failures = failures_of(record, contents.base.mark, file.min_match_rate);
  if (!may_send_again(draft, change, failures, *last, file.min_match_rate)) return false;
  add_replace(draft, change, contents, Reason::PoorMatch);
  return true;
}

bool last_filling_failed(const RecordedFile& record) {
  const FileOperation* last = last_filling(record);
  return last != nullptr && last->failed();
}

/// The whole list, in place of what is there.
void add_whole_list(Draft& draft, Change& change, const DesiredFile& file,
                    const RecordedFile& record, const FileContents& contents) {
  if (last_filling_failed(record)) {
    (void)add_another_try(draft, change, file, record, contents);
  } else if (content_differs(record, file, contents)) {
    add_content_step(draft, change, record, contents);
  } else {
    (void)add_another_match(draft, change, file, record, contents);
  }
}

/// Whether the last entry that was carried out matched too few users and is sent again. What stands
/// behind one that was sent already keeps it from that, for their order counts.
bool repeats_last_entry(Draft& draft, const Change& change, const DesiredFile& file,
                        const RecordedFile& record, std::size_t applied) {
  const FileOperation* last = applied == 0 ? nullptr : last_of_entry(record, applied - 1);
  if (last == nullptr || standing_of(*last, file.min_match_rate) != FileStanding::PoorMatch) {
    return false;
  }
  const std::size_t failures = failures_of(record, applied - 1, last->content, file.min_match_rate);
  return may_send_again(draft, change, failures, *last, file.min_match_rate);
}

/// **Requires:** there is one.
const FileOperation& last_wrong_of_entry(const RecordedFile& record, std::size_t entry,
                                         MatchRate wanted) {
  return *std::find_if(record.operations.rbegin(), record.operations.rend(),
                       [&](const FileOperation& one) {
                         return one.entry == entry && went_wrong(standing_of(one, wanted));
                       });
}

/// The entries that are not carried out yet; those behind one that MoEngage fails at wait with it,
/// for their order counts.
void add_pending_entries(Draft& draft, Change& change, const DesiredFile& file,
                         const RecordedFile& record, const FileContents& contents,
                         std::size_t applied) {
  if (repeats_last_entry(draft, change, file, record, applied)) {
    return add_entries(change, file, contents, applied - 1, Reason::PoorMatch);
  }
  if (applied >= file.changes.size()) return;
  const ContentMark now = mark_of(file.changes[applied], contents, applied).content;
  const std::size_t failures = failures_of(record, applied, now, file.min_match_rate);
  if (failures == 0) return add_entries(change, file, contents, applied);
  const FileOperation& wrong = last_wrong_of_entry(record, applied, file.min_match_rate);
  if (!may_send_again(draft, change, failures, wrong, file.min_match_rate)) return;
  add_entries(change, file, contents, applied, Reason::FileOperationFailed);
}

/// Entries of `changes` on top of what the segment was made with.
void add_changes(Draft& draft, Change& change, const DesiredFile& file, const RecordedFile& record,
                 const FileContents& contents, std::size_t applied) {
  const bool base_again = last_filling_failed(record)
                              ? add_another_try(draft, change, file, record, contents)
                              : applied == 0 && !content_differs(record, file, contents) &&
                                    add_another_match(draft, change, file, record, contents);
  if (base_again) return add_entries(change, file, contents, 0);
  if (last_filling_failed(record)) return;
  if (record.content.known() && content_differs(record, file, contents)) {
    draft.plan.warnings.push_back(
        {"base-ignored", change.key, change.source,
         "the CSV it was created from is another now; with changes given, "
         "only their entries are applied"});
  }
  warn_poor_entries(draft, change, record, file.min_match_rate);
  add_pending_entries(draft, change, file, record, contents, applied);
}

bool attribute_differs(const RecordedFile& record, const DesiredFile& file) {
  return record.attribute_name != file.attribute_name ||
         record.attribute_type != file.attribute_type;
}

/// The same values name other users: who comes and goes can't be told from them.
void add_other_attribute(Draft& draft, Change& change, const DesiredFile& file,
                         const RecordedFile& record, const FileContents& contents) {
  add_replace(draft, change, contents, Reason::AttributeDiffers);
  change.members.reset();
  change.routes.clear();
  draft.plan.warnings.push_back(
      {"attribute-differs", change.key, change.source,
       fmt::format("its values were matched with {} ({}) and now are with {} ({}): everybody in it "
                   "may be somebody else",
                   in_quotes(record.attribute_name), attribute_type_word(record.attribute_type),
                   in_quotes(file.attribute_name), attribute_type_word(file.attribute_type))});
}

/// A replace takes away everybody that the CSV doesn't name, and nobody can read who is there.
void add_unseen(Draft& draft, Change& change, const FileContents& contents) {
  add_replace(draft, change, contents, Reason::MembersUnknown);
  draft.plan.warnings.push_back(
      {"members-unseen", change.key, change.source,
       "who is in it now can't be read: everybody that the CSV doesn't name is taken away"});
}

/// Brings the members of an active managed segment to what the manifest says.
void add_member_steps(Draft& draft, Change& change, const Match& match,
                      const FileContents& contents) {
  const auto& file = std::get<DesiredFile>(match.desired->spec);
  static const RecordedFile kUnknown;
  const bool known = match.record != nullptr && match.record->file;
  const RecordedFile& record = known ? *match.record->file : kUnknown;
  const bool whole = file.changes.empty() && record.applied_changes.empty();
  if (whole && !known) return add_unseen(draft, change, contents);
  if (whole && attribute_differs(record, file) && contents.base.mark.known()) {
    return add_other_attribute(draft, change, file, record, contents);
  }
  if (whole) {
    return add_whole_list(draft, change, file, record, contents);
  }
  if (const auto applied = applied_entries(draft, match, contents)) {
    add_changes(draft, change, file, record, contents, *applied);
  }
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
    change.conflict = Conflict{ConflictKind::Name, match.live->id, match.live->name,
                               holder_by_name(draft.world, *match.live, Kind::File)};
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

/// Why a segment that isn't there is made; nothing where MoEngage failed at its CSV often enough.
std::optional<Reason> reason_to_create(Draft& draft, const Change& change, const Match& match,
                                       const FileContents& contents) {
  if (match.record == nullptr) return Reason::NotThere;
  if (!match.record->file || !last_filling_failed(*match.record->file)) {
    return Reason::DeletedOutside;
  }
  const RecordedFile& record = *match.record->file;
  const auto& file = std::get<DesiredFile>(match.desired->spec);
  const std::size_t failures = failures_of(record, contents.base.mark, file.min_match_rate);
  const bool again =
      may_send_again(draft, change, failures, *last_filling(record), file.min_match_rate);
  return again ? std::optional(Reason::FileOperationFailed) : std::nullopt;
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
  const auto reason = reason_to_create(draft, change, match, contents);
  if (!reason) {
    ++draft.plan.counts.unchanged;
    return;
  }
  add_create(change, std::get<DesiredFile>(match.desired->spec), contents, *reason);
  if (*reason == Reason::DeletedOutside) warn_gone(draft, change, *match.record);
  finish_change(draft, std::move(change));
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
