#include "report/words.h"

#include "base/text.h"
#include "report/columns.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::report {
namespace {

bool has_action(const plan::Change& change, plan::ActionKind kind) {
  return std::any_of(change.actions.begin(), change.actions.end(),
                     [&](const plan::Action& action) { return action.kind == kind; });
}

std::optional<std::uint64_t> rows(const std::optional<plan::Side>& side) {
  return side ? side->rows : std::nullopt;
}

std::string difference_text(std::uint64_t before, std::uint64_t after) {
  if (before == after) return "as many";
  const bool fewer = after < before;
  return with_thousands(fewer ? before - after : after - before) + (fewer ? " fewer" : " more");
}

std::string archive_text(const plan::Change& change) {
  if (has_action(change, plan::ActionKind::Create)) {
    return "archives the segment and makes another; its name can't be used again";
  }
  return change.kind == Kind::File
             ? "an archived file segment has no users, and loses them for good after 30 days"
             : "an archived segment disappears from view after 180 days";
}

std::string short_hash(const std::string& commit) {
  constexpr std::size_t kShown = 10;
  return shown(commit.substr(0, kShown));
}

}  // namespace

std::string shown(std::string_view text) { return printable(text); }

bool starts_command(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "##") return false;
  const std::size_t open = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at + 2);
  return open != std::string_view::npos && text[open] == '[';
}

std::string name_text(const SegmentName& name, std::size_t limit) {
  std::string inside = shown(in_quotes(name.str()));
  if (columns(inside) <= limit) return inside;
  return shortened_inside(std::string_view(inside).substr(0, inside.size() - 1), limit - 1) + "\"";
}

std::string key_text(const Key& key, std::size_t limit) {
  return shortened_inside(shown(key.str()), limit);
}

std::string place_text(const Range& range) {
  if (range.file.empty()) return "";
  if (range.begin.line <= 0) return shown(range.file);
  return fmt::format("{}:{}", shown(range.file), range.begin.line);
}

std::string actions_text(const std::vector<plan::Action>& actions) {
  std::vector<std::string> words;
  for (const plan::Action& action : actions) {
    const char* first = action.upload.empty() ? "" : "upload, then ";
    words.push_back(fmt::format("{}{}", first, plan::action_word(action.kind)));
    if (action.entry) words.back() += fmt::format(" (entry {} of changes)", *action.entry + 1);
  }
  return words.empty() ? "no action" : joined(words, ", ");
}

std::string reason_text(plan::Reason reason) {
  using plan::Reason;
  switch (reason) {
    case Reason::NotThere:
      return "no segment of that key or name is there";
    case Reason::DeletedOutside:
      return "the segment that was there is gone from MoEngage";
    case Reason::DefinitionDiffers:
      return "the definition differs";
    case Reason::NameDiffers:
      return "the name differs";
    case Reason::WantedActive:
      return "it is archived, and wanted active";
    case Reason::WantedArchived:
      return "it is active, and wanted archived";
    case Reason::ContentDiffers:
      return "the file's content is another than the one last applied";
    case Reason::AttributeDiffers:
      return "its values are matched with another attribute than before";
    case Reason::MembersUnknown:
      return "who is in it now is not known";
    case Reason::MembersDiffer:
      return "its members are others than MoEngage has accepted";
    case Reason::MembersMayBeLost:
      return "it may have lost its users: MoEngage drops them 30 days after archiving";
    case Reason::FileOperationFailed:
      return "MoEngage took the file and then could not use it: it is sent once more";
    case Reason::PoorMatch:
      return "it matched fewer users than min_match_rate asks for: it is sent once more";
    case Reason::ChangesPending:
      return "entries of changes were not carried out yet";
    case Reason::NoManifest:
      return "no manifest declares it any more";
    case Reason::SameAsManifest:
      return "it is unmanaged, and means what the manifest says";
    case Reason::KeyDiffers:
      return "its record in the state gets the manifest's key";
    case Reason::TakenOver:
      return "it was unmanaged, and is taken over as asked";
    case Reason::Replaced:
      return "what differs can't be changed: it is archived and made anew";
    case Reason::NameConflict:
      return "another segment has the name";
    case Reason::DefinitionConflict:
      return "another segment has the definition";
  }
  return "";
}

std::string reasons_text(const std::vector<plan::Reason>& reasons) {
  std::vector<std::string> words;
  words.reserve(reasons.size());
  for (const plan::Reason reason : reasons) words.push_back(reason_text(reason));
  return joined(words, "; ");
}

std::string hold_text(const plan::Hold& hold) {
  const std::string number = with_thousands(hold.number);
  const std::string total = with_thousands(hold.total);
  const std::string allowed = with_thousands(hold.allowed);
  if (hold.limit == "protected") return "a protected segment would be archived";
  if (hold.limit == "protected_members") {
    return fmt::format("up to {} of {} members of a protected segment would be removed; {} allowed",
                       number, total, allowed);
  }
  if (hold.limit.starts_with("max_archive")) {
    return fmt::format("{} of {} managed segments in use would be archived; {} allowed ({})",
                       number, total, allowed, shown(hold.limit));
  }
  if (hold.limit.starts_with("max_member_removal")) {
    return fmt::format("{} of {} members would be removed; {} allowed ({})", number, total, allowed,
                       shown(hold.limit));
  }
  if (hold.limit == "empty_source") {
    return fmt::format("{} of {} members would be removed: the manifest names none", number, total);
  }
  if (hold.limit == "active_segments") {
    return fmt::format("the workspace would have {} active segments; {} allowed", number, allowed);
  }
  return fmt::format("{}: {} of {}; {} allowed", shown(hold.limit), number, total, allowed);
}

std::vector<std::string> summary_parts(const plan::Summary& summary) {
  std::vector<std::string> parts;
  const auto add = [&](std::size_t count, const char* what) {
    if (count > 0) parts.push_back(with_thousands(count) + " to " + what);
  };
  add(summary.create, "create");
  add(summary.update, "update");
  add(summary.members, "change members of");
  add(summary.archive, "archive");
  add(summary.unarchive, "unarchive");
  add(summary.adopt, "adopt");
  add(summary.forget, "forget");
  if (summary.file_operations > 0) {
    parts.push_back(counted(summary.file_operations, "file operation"));
  }
  return parts;
}

std::string rows_text(const plan::Change& change) {
  const auto before = rows(change.before);
  const auto after = rows(change.after);
  if (before && after) {
    return fmt::format("{} → {} ({})", counted(*before, "value"), with_thousands(*after),
                       difference_text(*before, *after));
  }
  if (after) return counted(*after, "value");
  return "";
}

std::string members_text(const plan::Change& change) {
  if (!change.members) return "";
  const plan::MemberDelta& members = *change.members;
  return fmt::format("{} → {}: +{} −{}", with_thousands(members.before()),
                     counted(members.after(), "user"), with_thousands(members.added),
                     with_thousands(members.removed));
}

std::string routes_text(const plan::Change& change) {
  std::string text;
  for (const plan::MemberRoute& route : change.routes) {
    if (!text.empty()) text += "; instead of it ";
    std::vector<std::string> words;
    for (const plan::ActionKind action : route.actions) {
      words.emplace_back(plan::action_word(action));
    }
    const auto up_to = rows(change.after);
    const std::string users = route.users ? counted(*route.users, "user")
                              : up_to     ? "up to " + counted(*up_to, "user")
                                          : "users not known";
    text += fmt::format("{}: {}, {}", joined(words, ", "),
                        counted(route.actions.size(), "file operation"), users);
  }
  return text;
}

std::string destruction_text(const plan::Change& change) {
  if (has_action(change, plan::ActionKind::Archive)) return archive_text(change);
  if (has_action(change, plan::ActionKind::Create)) return "";
  const auto before = rows(change.before);
  const auto after = rows(change.after);
  if (change.members) {
    const plan::MemberDelta& members = *change.members;
    if (members.removed == 0) return "";
    return fmt::format("takes away {} of {}", with_thousands(members.removed),
                       counted(members.before(), "user"));
  }
  if (has_action(change, plan::ActionKind::ReplaceUsers) && before && after && *after < *before) {
    return fmt::format("replaces {} by {}", counted(*before, "value"), with_thousands(*after));
  }
  if (has_action(change, plan::ActionKind::RemoveUsers)) return "removes members";
  return "";
}

std::size_t surprises(const plan::Plan& plan) {
  return static_cast<std::size_t>(std::count_if(
      plan.changes.begin(), plan.changes.end(),
      [](const plan::Change& change) { return change.origin && !change.origin->touched; }));
}

std::string origin_text(const plan::Origin& origin) {
  std::vector<std::string> parts;
  if (!origin.deleted_from.file.empty()) {
    parts.push_back("its manifest was at " + place_text(origin.deleted_from));
  }
  if (!origin.author.empty()) {
    parts.push_back(fmt::format("last changed by {}{}", shortened(shown(origin.author), 48),
                                origin.commit.empty() ? "" : " in " + short_hash(origin.commit)));
    if (origin.commit.empty()) parts.emplace_back("not committed");
  } else if (origin.commit.empty() && origin.deleted_from.file.empty()) {
    parts.emplace_back("not committed");
  }
  return joined(parts, "; ");
}

std::string base_text(const plan::Plan& plan, const PlanBase& base) {
  const std::size_t count = surprises(plan);
  const std::string found = count == 0   ? "every change is this branch's"
                            : count == 1 ? "1 change is a surprise"
                                         : with_thousands(count) + " changes are surprises";
  return fmt::format("Against {} ({}): {}.", shortened(shown(base.revision), 48),
                     short_hash(base.commit), found);
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  return fmt::format("{}", fmt::join(parts, between));
}

std::string keys_text(const std::vector<Key>& keys, std::size_t most) {
  std::vector<std::string> words;
  for (const Key& key : keys) {
    if (words.size() == most) break;
    words.push_back(key_text(key));
  }
  std::string list = joined(words, ", ");
  if (keys.size() <= most) return list;
  return fmt::format("{} and {} more", list, with_thousands(keys.size() - most));
}

std::string program(const std::string& environment) {
  if (environment.empty()) return "segctl";
  return "segctl --env " + shell_word(environment);
}

}  // namespace segctl::report
