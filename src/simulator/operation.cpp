#include "simulator/operation.h"

#include <algorithm>
#include <array>

namespace segctl::simulator {
namespace {

struct Row {
  Operation operation;
  std::string_view word;
  std::string_view method;
  std::string_view path;  ///< a last '*' stands for a segment's ID
  Dialect dialect;
};

constexpr std::array kRows{
    Row{Operation::List, "list", "GET", "/v3/custom-segments", Dialect::V3},
    Row{Operation::Get, "get", "GET", "/v3/custom-segments/*", Dialect::V3},
    Row{Operation::CreateFilter, "create_filter", "POST", "/v3/custom-segments", Dialect::V3},
    Row{Operation::UpdateFilter, "update_filter", "PATCH", "/v3/custom-segments/*", Dialect::V3},
    Row{Operation::CreateFile, "create_file", "POST", "/v2/custom-segments/file-segment",
        Dialect::V2},
    Row{Operation::AddUsers, "add_users", "PUT", "/v2/custom-segments/file-segment/add-users",
        Dialect::V2},
    Row{Operation::RemoveUsers, "remove_users", "PUT",
        "/v2/custom-segments/file-segment/remove-users", Dialect::V2},
    Row{Operation::ReplaceUsers, "replace_users", "PUT", "/v2/custom-segments/file-segment/replace",
        Dialect::V2},
    Row{Operation::Archive, "archive", "PATCH", "/v2/custom-segments/archive", Dialect::V2},
    Row{Operation::Unarchive, "unarchive", "PATCH", "/v2/custom-segments/unarchive", Dialect::V2},
    Row{Operation::CohortSync, "cohort_sync", "POST", "/v1/integrations/cohortsync",
        Dialect::Cohort},
};

const Row& row_of(Operation operation) {
  return *std::find_if(kRows.begin(), kRows.end(),
                       [&](const Row& row) { return row.operation == operation; });
}

std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
  if (pattern.back() != '*')
    return pattern == path ? std::optional(path.substr(0, 0)) : std::nullopt;
  pattern.remove_suffix(1);
  if (!path.starts_with(pattern) || path.size() == pattern.size()) return std::nullopt;
  const std::string_view rest = path.substr(pattern.size());
  return rest.find('/') == std::string_view::npos ? std::optional(rest) : std::nullopt;
}

}  // namespace

std::string_view operation_word(Operation operation) { return row_of(operation).word; }

std::optional<Operation> operation_of_word(std::string_view word) {
  const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                 [&](const Row& candidate) { return candidate.word == word; });
  return row == kRows.end() ? std::nullopt : std::optional(row->operation);
}

Dialect dialect_of(Operation operation) { return row_of(operation).dialect; }

bool is_mutating(Operation operation) { return row_of(operation).method != "GET"; }

bool is_file_operation(Operation operation) {
  return operation == Operation::CreateFile || operation == Operation::AddUsers ||
         operation == Operation::RemoveUsers || operation == Operation::ReplaceUsers;
}

std::optional<Route> route(std::string_view method, std::string_view path) {
  for (const Row& row : kRows) {
    if (row.method != method) continue;
    if (const auto id = match(row.path, path)) return Route{row.operation, std::string(*id)};
  }
  return std::nullopt;
}

}  // namespace segctl::simulator
