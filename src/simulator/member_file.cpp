#include "simulator/member_file.h"

#include "base/file.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace segctl::simulator {
namespace {

constexpr std::uint64_t kMaxUsersFile = std::uint64_t{1024} * 1024 * 1024;

/// Calls `visit` for each line, without its line feed or CR LF.
template <class Visit>
void each_line(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    visit(line);
  }
}

bool is_number(std::string_view value) {
  double number = 0;
  const char* end = value.data() + value.size();
  const auto [stopped, error] = std::from_chars(value.data(), end, number);
  return error == std::errc() && stopped == end;
}

bool can_identify(std::string_view value, AttributeType type) {
  constexpr std::string_view kSpace = " \t";
  if (kSpace.find(value.front()) != std::string_view::npos) return false;
  if (kSpace.find(value.back()) != std::string_view::npos) return false;
  if (value.front() == '"' || value.ends_with(',')) return false;
  if (find_bad_utf8(value) != std::string_view::npos) return false;
  return type == AttributeType::String || is_number(value);
}

void sort_unique(std::vector<std::string>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

Result<MemberFile> read_member_file(std::string_view csv, AttributeType type) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (csv.starts_with(kBom)) csv.remove_prefix(kBom.size());
  MemberFile file;
  bool has_columns = false;
  each_line(csv, [&](std::string_view line) {
    if (line.empty()) return;
    ++file.values_found;
    const std::size_t comma = line.find(',');
    if (comma != std::string_view::npos && comma + 1 < line.size()) has_columns = true;
    if (can_identify(line, type)) file.values.emplace_back(line);
  });
  if (has_columns) return fail(ErrorCode::Invalid, "File must have exactly one column");
  sort_unique(file.values);
  return file;
}

void keep_known(std::vector<std::string>& values, const std::string& known_users) {
  if (known_users.empty()) return;
  std::vector<std::string> known;
  if (const auto text = read_file(known_users, kMaxUsersFile)) {
    each_line(*text, [&](std::string_view line) { known.emplace_back(line); });
  }
  sort_unique(known);
  std::vector<std::string> kept;
  std::set_intersection(values.begin(), values.end(), known.begin(), known.end(),
                        std::back_inserter(kept));
  values = std::move(kept);
}

}  // namespace segctl::simulator
