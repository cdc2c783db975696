#include "state/codec_journal.h"

#include "state/codec_records.h"

#include <limits>

namespace segctl::state {
namespace {

constexpr std::string_view kFormat = "1.0";
constexpr std::string_view kMajor = "1.";

Result<std::string> dumped(const Ordered& object) {
  try {
    return object.dump();
  } catch (const Ordered::type_error&) {
    return fail(ErrorCode::Invalid,
                "the journal can't be written: a key, name or ID in it is not UTF-8");
  }
}

Tree parsed(std::string_view json) { return Tree::parse(json, nullptr, false); }

}  // namespace

std::string encode(const JournalHeader& header) {
  Ordered object;
  object["journal"] = kFormat;
  object["lineage"] = header.lineage.str();
  object["serial"] = header.serial;
  object["workspace"] = {{"endpoint", header.workspace.endpoint},
                         {"id", header.workspace.workspace}};
  return object.dump(-1, ' ', false, Ordered::error_handler_t::replace);
}

Result<std::string> encode_intent(const Operation& operation) {
  return dumped({{"intent", tree_of(operation)}});
}

Result<std::string> encode_delta(const std::string& settles, const Delta& delta) {
  Ordered object;
  object[settles.empty() ? "note" : "result"] = settles;
  put_delta(object, delta);
  return dumped(object);
}

tl::expected<JournalHeader, std::string> decode_header(std::string_view json) {
  const Tree tree = parsed(json);
  std::string problem;
  Fields fields(&tree, "", problem);
  const std::string format = fields.text("journal");
  JournalHeader header;
  header.lineage = Lineage(fields.text("lineage"));
  header.serial = static_cast<std::int64_t>(
      fields.number("serial", 0, std::numeric_limits<std::int32_t>::max()));
  Fields workspace = fields.inner("workspace");
  header.workspace = {workspace.text("endpoint"), workspace.text("id")};
  if (problem.empty() && !format.starts_with(kMajor)) {
    fields.note("journal", "is a format that this segctl doesn't read");
  }
  if (!problem.empty()) return tl::make_unexpected(problem);
  return header;
}

tl::expected<JournalEntry, std::string> decode_entry(std::string_view json) {
  const Tree tree = parsed(json);
  std::string problem;
  Fields fields(&tree, "", problem);
  JournalEntry entry;
  if (fields.has("intent")) {
    entry.intent = read_operation(fields.inner("intent"));
  } else {
    if (fields.has("result")) {
      entry.settles = fields.text("result");
    } else if (!fields.has("note")) {
      fields.note("", "is neither an intent, a result nor a note");
    }
    entry.delta = read_delta(fields);
  }
  if (!problem.empty()) return tl::make_unexpected(problem);
  return entry;
}

}  // namespace segctl::state
