#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segctl::simulator {

/// The calls of the API.
enum class Operation {
  List,
  Get,
  CreateFilter,
  UpdateFilter,
  CreateFile,
  AddUsers,
  RemoveUsers,
  ReplaceUsers,
  Archive,
  Unarchive,
  CohortSync,
};

/// The three shapes in which the API answers and complains.
enum class Dialect { V3, V2, Cohort };

/// The word of an operation in the log and in faults, e.g. "create_filter".
[[nodiscard]] std::string_view operation_word(Operation operation);
[[nodiscard]] std::optional<Operation> operation_of_word(std::string_view word);
[[nodiscard]] Dialect dialect_of(Operation operation);

/// True for the calls that change the workspace.
[[nodiscard]] bool is_mutating(Operation operation);

/// True for the calls that "file operations" limits (API.md, Limits) count together.
[[nodiscard]] bool is_file_operation(Operation operation);

/// Where a request goes.
struct Route {
  Operation operation = Operation::List;
  std::string segment_id;  ///< Get and UpdateFilter: the last part of the path, as sent
};

/// Nothing where the API has no such call.
[[nodiscard]] std::optional<Route> route(std::string_view method, std::string_view path);

}  // namespace segctl::simulator
