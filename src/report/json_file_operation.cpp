#include "report/json_file_operation.h"

namespace segctl::report {
namespace {

template <class Number>
Document or_null(const std::optional<Number>& number) {
  return number ? Document(*number) : Document(nullptr);
}

void add_counts(Document& object, const FileOutcome* outcome) {
  const bool known = outcome != nullptr && !outcome->failed();
  const auto count = [&](std::uint64_t number) { return known ? Document(number) : Document(); };
  object["values_found"] = count(known ? outcome->values_found : 0);
  object["values_processed"] = count(known ? outcome->values_processed : 0);
  object["user_count"] = count(known ? outcome->user_count : 0);
  object["match_rate"] =
      known ? Document(static_cast<double>(match_rate(*outcome)) / 10) : Document();
}

}  // namespace

Document file_operation_json(const FileOperation& operation,
                             std::optional<unsigned> min_match_rate) {
  const FileOutcome* outcome = operation.outcome ? &*operation.outcome : nullptr;
  Document object;
  object["operation"] = operation.id;
  object["action"] = file_operation_word(operation.kind);
  object["standing"] = standing_word(standing_of(operation, min_match_rate));
  object["sent_at"] = format_utc(operation.sent);
  object["received_at"] = outcome == nullptr ? Document() : Document(format_utc(outcome->received));
  object["values"] = or_null(operation.values);
  object["entry"] = or_null(operation.entry);
  object["status"] = outcome == nullptr ? Document() : Document(outcome->status);
  add_counts(object, outcome);
  object["min_match_rate"] = or_null(min_match_rate);
  object["error_message"] = outcome == nullptr ? Document() : text_or_null(outcome->error_message);
  object["request_id"] = outcome == nullptr ? Document() : text_or_null(outcome->request_id);
  return object;
}

}  // namespace segctl::report
