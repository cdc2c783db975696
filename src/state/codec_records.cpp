#include "state/codec_records.h"

#include "base/text.h"
#include "segment/file_terms.h"
#include "state/codec_file_operation.h"

#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace segctl::state {
namespace {

// --- writing

void put_text(Ordered& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

void put_time(Ordered& object, const char* name, Timestamp time) {
  if (time != Timestamp{}) object[name] = format_utc(time);
}

Ordered change_tree(const ChangeMark& change) {
  Ordered object;
  object["operation"] = change.operation == MemberOperation::Add ? "add" : "remove";
  object["content"] = tree_of(change.content);
  put_text(object, "url", change.url);
  return object;
}

Ordered file_tree(const RecordedFile& file) {
  Ordered object;
  if (file.rows) object["rows"] = *file.rows;
  object["content"] = tree_of(file.content);
  object["attribute_name"] = file.attribute_name;
  object["attribute_type"] = attribute_type_word(file.attribute_type);
  object["expiry_days"] = file.expiry_days;
  object["applied_changes"] = Ordered::array();
  for (const ChangeMark& change : file.applied_changes) {
    object["applied_changes"].push_back(change_tree(change));
  }
  for (const FileOperation& operation : file.operations) {
    object["operations"].push_back(tree_of(operation));
  }
  return object;
}

Ordered cohort_tree(const RecordedCohort& cohort) {
  Ordered object;
  object["partner"] = cohort.partner;
  object["cohort_id"] = cohort.cohort_id;
  object["members"] = cohort.members;
  object["serial"] = cohort.serial;
  return object;
}

// --- reading

ChangeMark read_change(Fields fields) {
  static constexpr std::string_view kWords[] = {"add", "remove"};
  ChangeMark change;
  change.operation =
      fields.word("operation", kWords) == 0 ? MemberOperation::Add : MemberOperation::Remove;
  change.content = read_content(fields.inner("content"));
  change.url = fields.text_or_empty("url");
  return change;
}

std::vector<ChangeMark> read_changes(Fields& fields) {
  std::vector<ChangeMark> changes;
  fields.each("applied_changes",
              [&](Fields item) { changes.push_back(read_change(std::move(item))); });
  return changes;
}

RecordedFile read_file_record(Fields fields) {
  static constexpr std::string_view kTypes[] = {"string", "double"};
  RecordedFile file;
  if (fields.has("rows")) {
    file.rows = fields.number("rows", 0, std::numeric_limits<std::uint64_t>::max());
  }
  file.content = read_content(fields.inner("content"));
  file.attribute_name = fields.text("attribute_name");
  file.attribute_type = static_cast<AttributeType>(fields.word("attribute_type", kTypes));
  file.expiry_days =
      static_cast<int>(fields.number("expiry_days", 0, std::numeric_limits<int>::max()));
  file.applied_changes = read_changes(fields);
  if (fields.has("operations")) {
    fields.each("operations", [&](Fields item) {
      file.operations.push_back(read_file_operation(std::move(item)));
    });
  }
  return file;
}

RecordedCohort read_cohort_record(Fields fields) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  RecordedCohort cohort;
  cohort.partner = fields.text("partner");
  cohort.cohort_id = fields.text("cohort_id");
  cohort.members = fields.number("members", 0, kMost);
  cohort.serial = fields.number("serial", 0, kMost);
  return cohort;
}

constexpr std::string_view kOperations[] = {
    "create-filter", "update-filter", "create-file", "add-users",   "remove-users",
    "replace-users", "archive",       "unarchive",   "add-members", "remove-members"};

}  // namespace

Ordered tree_of(const RecordedSegment& segment) {
  Ordered object;
  object["kind"] = kind_word(segment.kind);
  put_text(object, "id", segment.id.str());
  object["name"] = segment.name.str();
  object["archived"] = segment.activity == Activity::Archived;
  if (segment.is_protected) object["protected"] = true;
  if (segment.definition) object["definition_sha256"] = segment.definition->digest.hex();
  if (find_bad_utf8(segment.definition_text) == std::string::npos) {
    put_text(object, "definition", segment.definition_text);
  }
  if (segment.file) object["file"] = file_tree(*segment.file);
  if (segment.cohort) object["cohort"] = cohort_tree(*segment.cohort);
  put_time(object, "applied_at", segment.applied_at);
  put_time(object, "verified_at", segment.verified_at);
  return object;
}

void put_delta(Ordered& object, const Delta& delta) {
  for (const Key& key : delta.drop) object["drop"].push_back(key.str());
  for (const RecordedSegment& record : delta.set) {
    object["set"].push_back({{"key", record.key.str()}, {"record", tree_of(record)}});
  }
}

Ordered tree_of(const Operation& operation) {
  Ordered object;
  object["id"] = operation.id;
  object["kind"] = operation_word(operation.kind);
  object["key"] = operation.key.str();
  object["name"] = operation.name.str();
  put_text(object, "segment", operation.segment.str());
  object["body_sha256"] = operation.body.hex();
  put_text(object, "quota", quota_of(operation.kind));
  put_time(object, "begun", operation.begun);
  put_delta(object, operation.landed);
  return object;
}

RecordedSegment read_record(Key key, Fields fields) {
  static constexpr std::string_view kKinds[] = {"filter", "file", "cohort"};
  RecordedSegment segment;
  segment.key = std::move(key);
  segment.kind = static_cast<Kind>(fields.word("kind", kKinds));
  segment.id = SegmentId(fields.text_or_empty("id"));
  segment.name = SegmentName(fields.text("name"));
  segment.activity = fields.truth("archived") ? Activity::Archived : Activity::Active;
  segment.is_protected = fields.has("protected") && fields.truth("protected");
  if (const auto digest = fields.digest_or_nothing("definition_sha256")) {
    segment.definition = DefinitionDigest{*digest};
  }
  segment.definition_text = fields.text_or_empty("definition");
  if (fields.has("file")) segment.file = read_file_record(fields.inner("file"));
  if (fields.has("cohort")) segment.cohort = read_cohort_record(fields.inner("cohort"));
  segment.applied_at = fields.time_or_never("applied_at");
  segment.verified_at = fields.time_or_never("verified_at");
  return segment;
}

Delta read_delta(Fields& fields) {
  Delta delta;
  if (fields.has("drop")) {
    for (const std::string& key : fields.texts("drop")) delta.drop.emplace_back(key);
  }
  if (!fields.has("set")) return delta;
  fields.each("set", [&](Fields item) {
    delta.set.push_back(read_record(Key(item.text("key")), item.inner("record")));
  });
  return delta;
}

Operation read_operation(Fields fields) {
  Operation operation;
  operation.id = fields.text("id");
  operation.kind = static_cast<OperationKind>(fields.word("kind", kOperations));
  operation.key = Key(fields.text("key"));
  operation.name = SegmentName(fields.text("name"));
  operation.segment = SegmentId(fields.text_or_empty("segment"));
  if (const auto body = fields.digest_or_nothing("body_sha256")) operation.body = *body;
  operation.begun = fields.time_or_never("begun");
  operation.landed = read_delta(fields);
  return operation;
}

}  // namespace segctl::state
