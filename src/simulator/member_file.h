#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace segctl::simulator {

/// What a CSV of users holds.
struct MemberFile {
  long values_found = 0;            ///< rows that are not empty
  std::vector<std::string> values;  ///< those that can identify a user, sorted, each once
};

enum class AttributeType { String, Double };

/// Reads a CSV of one column (API.md, Files). Quoted values, values with stray spaces, with a
/// trailing comma or in bad UTF-8, and for Double what is no number, identify nobody. Fails where a
/// row has a second column.
[[nodiscard]] Result<MemberFile> read_member_file(std::string_view csv, AttributeType type);

/// Keeps the values (sorted) that stand in the file of users, one a line; all where `known_users`
/// is empty, none where the file can't be read.
void keep_known(std::vector<std::string>& values, const std::string& known_users);

}  // namespace segctl::simulator
