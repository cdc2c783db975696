#include "state/codec_file_operation.h"

#include "base/text.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace segctl::state {
namespace {

constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();

void put_number(Ordered& object, const char* name, const std::optional<std::uint64_t>& number) {
  if (number) object[name] = *number;
}

void put_text(Ordered& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

void put_time(Ordered& object, const char* name, Timestamp time) {
  if (time != Timestamp{}) object[name] = format_utc(time);
}

std::optional<std::uint64_t> number_or_nothing(Fields& fields, const char* name) {
  if (!fields.has(name)) return std::nullopt;
  return fields.number(name, 0, kAny);
}

}  // namespace

Ordered tree_of(const ContentMark& content) {
  Ordered object = Ordered::object();
  if (content.bytes) object["sha256"] = content.bytes->hex();
  if (content.values) object["values_sha256"] = content.values->hex();
  if (find_bad_utf8(content.etag) != std::string::npos) return object;
  put_text(object, "etag", content.etag);
  put_text(object, "etag_url", content.etag_url);
  return object;
}

Ordered tree_of(const FileOutcome& outcome) {
  Ordered object;
  object["status"] = outcome.status;
  if (!outcome.failed()) {
    object["values_found"] = outcome.values_found;
    object["values_processed"] = outcome.values_processed;
    object["user_count"] = outcome.user_count;
  }
  put_text(object, "error_message", outcome.error_message);
  put_text(object, "request_id", outcome.request_id);
  put_time(object, "received_at", outcome.received);
  return object;
}

Ordered tree_of(const FileOperation& operation) {
  Ordered object;
  object["id"] = operation.id;
  object["kind"] = file_operation_word(operation.kind);
  put_time(object, "sent_at", operation.sent);
  object["awaited"] = operation.awaited;
  put_number(object, "values", operation.values);
  object["content"] = tree_of(operation.content);
  if (operation.entry) object["entry"] = *operation.entry;
  object["content_before"] = tree_of(operation.content_before);
  put_number(object, "rows_before", operation.rows_before);
  if (operation.outcome) object["outcome"] = tree_of(*operation.outcome);
  return object;
}

ContentMark read_content(Fields fields) {
  ContentMark content;
  content.bytes = fields.digest_or_nothing("sha256");
  content.values = fields.digest_or_nothing("values_sha256");
  content.etag = fields.text_or_empty("etag");
  content.etag_url = fields.text_or_empty("etag_url");
  return content;
}

FileOutcome read_file_outcome(Fields fields) {
  constexpr std::uint64_t kFirstStatus = 100;
  constexpr std::uint64_t kLastStatus = 599;
  FileOutcome outcome;
  outcome.status = static_cast<int>(fields.number("status", kFirstStatus, kLastStatus));
  if (!outcome.failed()) {
    outcome.values_found = fields.number("values_found", 0, kAny);
    outcome.values_processed = fields.number("values_processed", 0, kAny);
    outcome.user_count = fields.number("user_count", 0, kAny);
  }
  outcome.error_message = fields.text_or_empty("error_message");
  outcome.request_id = fields.text_or_empty("request_id");
  outcome.received = fields.time_or_never("received_at");
  return outcome;
}

FileOperation read_file_operation(Fields fields) {
  static constexpr std::string_view kKinds[] = {"create-file", "add-users", "remove-users",
                                                "replace-users"};
  FileOperation operation;
  operation.id = fields.text("id");
  operation.kind = static_cast<FileOperationKind>(fields.word("kind", kKinds));
  operation.sent = fields.time_or_never("sent_at");
  operation.awaited = fields.truth("awaited");
  operation.values = number_or_nothing(fields, "values");
  operation.content = read_content(fields.inner("content"));
  operation.entry = number_or_nothing(fields, "entry");
  operation.content_before = read_content(fields.inner("content_before"));
  operation.rows_before = number_or_nothing(fields, "rows_before");
  if (fields.has("outcome")) operation.outcome = read_file_outcome(fields.inner("outcome"));
  return operation;
}

}  // namespace segctl::state
