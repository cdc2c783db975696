#include "manifest/execution.h"

#include "manifest/fields.h"

#include <fmt/format.h>

#include <array>

namespace segctl::manifest {
namespace {

constexpr auto kKeys = std::to_array<std::string_view>({"type", "count"});
constexpr auto kTypes =
    std::to_array<std::string_view>({"atleast", "exactly", "atmost", "firstTime", "lastTime"});

bool takes_count(std::string_view type) { return type != "firstTime" && type != "lastTime"; }

bool is_not_executed(const Node* executed) {
  return executed != nullptr && executed->is(NodeKind::Bool) && !executed->is_true();
}

void check_not_executed(const Node& execution, Findings& findings) {
  const Node* type = execution.find("type");
  const Node* count = execution.find("count");
  const bool exactly = type != nullptr && type->text == "exactly";
  if (exactly && count != nullptr && as_integer(*count) == 0) return;
  findings.add(Rule::ExecutionNotExecuted, execution,
               "beside \"executed: false\" the execution must be {type: exactly, count: 0}");
}

void refuse_count(const Node& execution, std::string_view type, Findings& findings) {
  const Entry* count = execution.find_entry("count");
  if (count == nullptr) return;
  findings.add(Rule::ExecutionCount, count->key_span,
               fmt::format("an execution of type {} has no \"count\"", type), "remove it");
}

void check_count(const Node& execution, Findings& findings) {
  const Node* count = require(execution, "count", "\"execution\"", findings);
  if (count == nullptr) return;
  const auto number = as_integer(*count);
  if (!number) {
    expect(NodeKind::Integer, *count, "count", findings);
  } else if (*number <= 0) {
    findings.add(Rule::ExecutionCount, *count, "\"count\" must be more than 0",
                 "for people who have not done it write {executed: false, execution: {type: "
                 "exactly, count: 0}}");
  }
}

}  // namespace

void check_execution(const Node& execution, const Node* executed, Findings& findings) {
  if (!expect(NodeKind::Mapping, execution, "execution", findings)) return;
  check_keys(execution, kKeys, "\"execution\"", findings);
  const Node* type = require(execution, "type", "\"execution\"", findings);
  if (type == nullptr || !expect_word(*type, "type", kTypes, findings)) return;
  if (is_not_executed(executed)) {
    check_not_executed(execution, findings);
  } else if (takes_count(type->text)) {
    check_count(execution, findings);
  } else {
    refuse_count(execution, type->text, findings);
  }
}

}  // namespace segctl::manifest
