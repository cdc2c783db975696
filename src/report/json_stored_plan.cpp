#include "base/digest.h"
#include "base/text.h"
#include "report/json_parts.h"
#include "report/json_plan.h"

#include <fmt/format.h>

#include <stdexcept>

namespace segctl::report {
namespace {

/// Far deeper than any definition that MoEngage takes; bounds the stack that printing needs.
constexpr int kDeepest = 512;
constexpr const char* kAgain = "make the plan again: segctl plan --out FILE";

/// A field that is not what plan_json() writes.
struct Unexpected : std::runtime_error {
  using std::runtime_error::runtime_error;
};

const Document& field(const Document& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) throw Unexpected(fmt::format("\"{}\" is missing", name));
  return *found;
}

const Document& field(const Document& object, const char* name, Document::value_t type) {
  const Document& value = field(object, name);
  if (value.type() != type) throw Unexpected(fmt::format("\"{}\" is of another type", name));
  return value;
}

std::string text(const Document& object, const char* name) {
  return field(object, name, Document::value_t::string).get<std::string>();
}

/// The other way round of text_or_null().
std::string optional_text(const Document& object, const char* name) {
  return field(object, name).is_null() ? std::string() : text(object, name);
}

std::uint64_t number(const Document& object, const char* name) {
  return field(object, name, Document::value_t::number_unsigned).get<std::uint64_t>();
}

std::optional<std::uint64_t> optional_number(const Document& object, const char* name) {
  if (field(object, name).is_null()) return std::nullopt;
  return number(object, name);
}

std::vector<std::string> texts(const Document& object, const char* name) {
  std::vector<std::string> list;
  for (const Document& value : field(object, name, Document::value_t::array)) {
    if (!value.is_string()) throw Unexpected(fmt::format("\"{}\" holds more than texts", name));
    list.push_back(value.get<std::string>());
  }
  return list;
}

const Document& record(const Document& object, const char* name) {
  return field(object, name, Document::value_t::object);
}

Timestamp moment(const Document& object, const char* name) {
  const auto time = parse_utc(text(object, name));
  if (!time) throw Unexpected(fmt::format("\"{}\" is no time", name));
  return *time;
}

/// Plans of format 1.1 have none.
std::optional<PlanBase> read_base(const Document& document) {
  const auto base = document.find("base");
  if (base == document.end() || base->is_null()) return std::nullopt;
  return PlanBase{text(*base, "revision"), text(*base, "commit")};
}

PlanHeader read_header(const Document& document) {
  PlanHeader header;
  header.tool_version = text(record(document, "tool"), "version");
  header.format = text(document, "format_version");
  header.created = moment(document, "created");
  header.environment = optional_text(document, "environment");
  header.workspace = optional_text(document, "workspace");
  header.state_lineage = optional_text(record(document, "state"), "lineage");
  header.state_serial = number(record(document, "state"), "serial");
  header.paths = texts(record(document, "scope"), "paths");
  const Document& options = record(document, "options");
  header.ownership = text(options, "ownership");
  header.adopt_all = field(options, "adopt_all", Document::value_t::boolean).get<bool>();
  header.adopt = texts(options, "adopt");
  if (options.contains("refresh")) header.refresh = text(options, "refresh");
  header.allowed_archives = optional_number(options, "allowed_archives");
  header.allowed_removals = optional_number(options, "allowed_removals");
  if (options.contains("allowed_protected")) {
    header.allowed_protected = texts(options, "allowed_protected");
  }
  header.retry_failed = options.contains("retry_failed");
  header.base = read_base(document);
  return header;
}

std::string read_action(const Document& action) {
  const std::optional<std::uint64_t> entry = optional_number(action, "entry");
  const std::string word = text(action, "action");
  return entry ? fmt::format("{} {}", word, *entry) : word;
}

StoredChange read_change(const Document& document) {
  StoredChange change;
  change.key = Key(text(document, "key"));
  change.name = SegmentName(text(document, "name"));
  change.id = SegmentId(optional_text(document, "id"));
  change.kind = text(document, "kind");
  change.fingerprint = text(document, "fingerprint");
  for (const Document& action : field(document, "actions", Document::value_t::array)) {
    change.actions.push_back(read_action(action));
  }
  return change;
}

StoredPlan read_plan(const Document& document) {
  StoredPlan plan;
  plan.header = read_header(document);
  for (const Document& change : field(document, "changes", Document::value_t::array)) {
    plan.changes.push_back(read_change(change));
  }
  plan.fingerprint = text(document, "fingerprint");
  return plan;
}

Result<Document> parse(std::string_view json) {
  bool too_deep = false;
  const auto watch = [&](int depth, Document::parse_event_t, Document&) {
    too_deep = too_deep || depth > kDeepest;
    return depth <= kDeepest;
  };
  Document document = Document::parse(json, watch, /*allow_exceptions=*/false);
  if (document.is_discarded() || too_deep) {
    return fail(ErrorCode::Invalid, "the plan file is not the JSON of a plan, or was cut", kAgain);
  }
  if (!document.is_object() || !document.contains("format_version")) {
    return fail(ErrorCode::Invalid, "the file is JSON, but no plan of segctl", kAgain);
  }
  return document;
}

std::string_view major(std::string_view version) { return version.substr(0, version.find('.')); }

Result<void> check_version(const Document& document) {
  const Document& version = document["format_version"];
  const std::string found = version.is_string() ? version.get<std::string>() : version.type_name();
  if (version.is_string() && major(found) == major(kPlanFormat)) return {};
  return fail(ErrorCode::Invalid,
              fmt::format("the plan file has format {}, and this segctl reads {}", in_quotes(found),
                          kPlanFormat),
              "apply it with the segctl that made it, or make the plan again");
}

Result<void> check_fingerprint(const Document& document) {
  Document bare = document;
  bare.erase("fingerprint");
  if (sha256(compact(bare)).hex() == text(document, "fingerprint")) return {};
  return fail(ErrorCode::Invalid,
              "the plan file is not as segctl wrote it: its fingerprint doesn't match", kAgain);
}

Result<StoredPlan> read_checked(const Document& document) {
  if (auto checked = check_version(document); !checked) return tl::unexpected(checked.error());
  if (auto checked = check_fingerprint(document); !checked) return tl::unexpected(checked.error());
  return read_plan(document);
}

}  // namespace

Result<StoredPlan> read_stored_plan(std::string_view json) {
  const Result<Document> document = parse(json);
  if (!document) return tl::unexpected(document.error());
  try {
    return read_checked(*document);
  } catch (const Unexpected& unexpected) {
    return fail(ErrorCode::Invalid,
                fmt::format("the plan file can't be read: {}", unexpected.what()), kAgain);
  }
}

}  // namespace segctl::report
