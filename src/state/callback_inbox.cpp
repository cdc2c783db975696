#include "state/callback_inbox.h"

#include "base/append_file.h"
#include "base/descriptor.h"
#include "base/digest.h"
#include "base/fail_point.h"
#include "base/file.h"
#include "base/text.h"
#include "state/codec_file_operation.h"
#include "state/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <tuple>
#include <utility>

namespace segctl::state {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "1.0";
constexpr std::string_view kMajor = "1.";
constexpr std::string_view kEnding = ".json";
constexpr std::size_t kCheckDigits = 16;
constexpr std::uint64_t kLargestItem = std::uint64_t{64} * 1024;

Ordered item_tree(const ToldOutcome& told) {
  Ordered object;
  object["callback"] = kFormat;
  object["operation"] = told.operation;
  object["outcome"] = tree_of(told.outcome);
  return object;
}

/// Nothing where a text in it is not UTF-8.
std::optional<std::string> dumped(const Ordered& object) {
  try {
    return object.dump() + "\n";
  } catch (const Ordered::type_error&) {
    return std::nullopt;
  }
}

std::optional<std::string> name_of(ToldOutcome told) {
  told.outcome.received = {};
  const auto text = dumped(item_tree(told));
  if (!text) return std::nullopt;
  return fmt::format("{}-{}{}", told.operation, sha256(*text).hex().substr(0, kCheckDigits),
                     kEnding);
}

/// Whether a file of that name is one of ours.
bool is_item_name(std::string_view name) {
  constexpr std::size_t kTail = 1 + kCheckDigits + kEnding.size();
  if (name.size() <= kTail || !name.ends_with(kEnding)) return false;
  const std::size_t dash = name.size() - kTail;
  const std::string_view check = name.substr(dash + 1, kCheckDigits);
  return name[dash] == '-' && is_operation_id(name.substr(0, dash)) &&
         check.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<ToldOutcome> decoded(std::string_view json) {
  const Tree tree = Tree::parse(json, nullptr, false);
  std::string problem;
  Fields fields(&tree, "", problem);
  ToldOutcome told;
  if (!fields.text("callback").starts_with(kMajor)) fields.note("callback", "is not known");
  told.operation = fields.text("operation");
  told.outcome = read_file_outcome(fields.inner("outcome"));
  if (!problem.empty()) return std::nullopt;
  return told;
}

tl::unexpected<Error> damaged(const fs::path& path) {
  return fail(ErrorCode::GiveUp,
              fmt::format("the callback {} is not as it was written", printable(path.string())),
              "move it away; what became of its file operation can be told again with `segctl "
              "callback ingest`");
}

/// The names of our files, in no order.
Result<std::vector<std::string>> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator at(directory, error);
  if (error == std::errc::no_such_file_or_directory) return names;
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    std::string name = at->path().filename().string();
    if (is_item_name(name)) names.push_back(std::move(name));
  }
  if (error) return fail_errno("cannot read", directory, error.value());
  return names;
}

Result<void> make_inbox(const fs::path& directory) {
  std::error_code error;
  if (fs::is_directory(directory, error)) return {};
  if (auto made = make_directories(directory); !made) return made;
  return sync_directory_of(directory);
}

}  // namespace

Result<void> CallbackInbox::add(const ToldOutcome& told) const {
  const auto name = name_of(told);
  const auto text = dumped(item_tree(told));
  if (!name || !text) return fail(ErrorCode::Invalid, "the callback is not UTF-8");
  if (auto made = make_inbox(directory_); !made) return made;
  std::error_code error;
  if (fs::exists(directory_ / *name, error)) return sync_directory_of(directory_ / *name);
  const auto names = names_in(directory_);
  if (!names) return tl::unexpected(names.error());
  if (names->size() >= kMost) {
    return fail(ErrorCode::GiveUp,
                fmt::format("{} holds {} callbacks that no run has taken in",
                            printable(directory_.string()), names->size()),
                "`segctl state recover` takes them in");
  }
  if (auto written = write_file_atomically(directory_ / *name, *text); !written) return written;
  if (const int code = fail_point("callback-recorded"); code != 0) {
    return fail_errno("cannot write", directory_, code);
  }
  return {};
}

Result<std::vector<InboxItem>> CallbackInbox::read() const {
  const auto names = names_in(directory_);
  if (!names) return tl::unexpected(names.error());
  std::vector<InboxItem> items;
  for (const std::string& name : *names) {
    const auto text = read_file(directory_ / name, kLargestItem);
    if (!text && text.error().code == ErrorCode::NotFound) continue;  // taken in meanwhile
    if (!text) return tl::unexpected(text.error());
    auto told = decoded(*text);
    if (!told || name_of(*told) != name) return damaged(directory_ / name);
    items.push_back({name, std::move(*told)});
  }
  std::sort(items.begin(), items.end(), [](const InboxItem& a, const InboxItem& b) {
    return std::tie(a.told.outcome.received, a.name) < std::tie(b.told.outcome.received, b.name);
  });
  return items;
}

void CallbackInbox::remove(const std::vector<std::string>& names) const {
  for (const std::string& name : names) std::ignore = remove_file(directory_ / name);
}

bool is_operation_id(std::string_view text) {
  constexpr std::size_t kLongestNumber = 10;
  const auto is_number = [](std::string_view part) {
    return !part.empty() && part.size() <= kLongestNumber &&
           part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const std::size_t point = text.find('.');
  return point != std::string_view::npos && is_number(text.substr(0, point)) &&
         is_number(text.substr(point + 1));
}

std::string callback_name(const std::string& operation, const Lineage& lineage) {
  constexpr std::size_t kLineageDigits = 8;
  return operation + "-" + sha256(lineage.str()).hex().substr(0, kLineageDigits);
}

std::optional<std::string> operation_named(std::string_view name, const Lineage& lineage) {
  std::string operation(name.substr(0, name.find('-')));
  const bool is_ours = is_operation_id(operation) && callback_name(operation, lineage) == name;
  return is_ours ? std::optional(std::move(operation)) : std::nullopt;
}

bool knows_operation(const State& state, const std::string& operation) {
  const auto has_id = [&](const auto& one) { return one.id == operation; };
  if (std::any_of(state.open.begin(), state.open.end(), has_id)) return true;
  return std::any_of(state.segments.begin(), state.segments.end(), [&](const auto& entry) {
    const auto& file = entry.second.file;
    return file && std::any_of(file->operations.begin(), file->operations.end(), has_id);
  });
}

bool take_in(State& state, const ToldOutcome& told) {
  if (!knows_operation(state, told.operation)) return false;
  const auto open = std::find_if(state.open.begin(), state.open.end(),
                                 [&](const Operation& one) { return one.id == told.operation; });
  if (open != state.open.end()) {
    const Delta landed = std::move(open->landed);
    state.open.erase(open);
    apply_delta(state, landed);
  }
  for (auto& [key, record] : state.segments) {
    if (record.file && take_outcome(*record.file, told.operation, told.outcome)) break;
  }
  return true;
}

}  // namespace segctl::state
