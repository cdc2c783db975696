#include "base/text.h"
#include "manifest/file_path.h"
#include "manifest/kinds.h"
#include "members/csv_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace segctl::manifest {
namespace {

constexpr std::array<std::string_view, 10> kKeys = {
    kCommonKeys[0], kCommonKeys[1], kCommonKeys[2], kCommonKeys[3], kCommonKeys[4],
    "cohort_id",    "partner",      "description",  "members",      "order"};
constexpr std::array<std::string_view, 2> kOrders = {"add_first", "remove_first"};
constexpr std::array<std::string_view, 1> kMembersKeys = {"file"};

std::string read_text(const Node& document, std::string_view key, Findings& findings) {
  const Node* value = require(document, key, "a cohort manifest", findings);
  return value != nullptr && expect_text(*value, key, findings) ? value->text : std::string();
}

/// A uid may look like a number: it is taken as it is written. A line end would be two uids to
/// whoever keeps one a line.
bool is_uid(const Node& item) {
  if (!item.is_number() && !item.is(NodeKind::String)) return false;
  const bool controls = std::any_of(item.text.begin(), item.text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  if (controls) return false;
  return item.text.find_first_not_of(" \t\r\n") != std::string::npos;
}

/// By the rules of a file with one uid a line: where a list stands must not decide what is wrong.
void check_uid(const Node& item, Findings& findings) {
  for (const members::ValueProblem& problem : members::value_problems(item.text)) {
    findings.add(problem.rule, problem.severity, item.span,
                 fmt::format("a member {}", problem.message));
  }
}

std::vector<std::string> read_inline(const Node& list, Findings& findings) {
  std::vector<std::string> members;
  std::unordered_map<std::string_view, Span> seen;
  members.reserve(list.items.size());
  for (const Node& item : list.items) {
    if (!is_uid(item)) {
      findings.add(
          Rule::MemberValue, item,
          "a member must be a uid: text without control characters, and not empty",
          item.text.empty() ? "" : fmt::format("put it in quotes: \"{}\"", printable(item.text)));
      continue;
    }
    check_uid(item, findings);
    const auto [first, is_new] = seen.emplace(item.text, item.span);
    if (is_new) {
      members.push_back(item.text);
    } else {
      findings.add(Rule::DuplicateMember, item.span, "a member is listed twice",
                   "it counts once; remove one", first->second, "first listed here");
    }
  }
  return members;
}

void read_members_file(const Node& members, const FileScope& scope, DesiredCohort& cohort,
                       Findings& findings) {
  check_keys(members, kMembersKeys, "\"members\"", findings);
  const Node* file = require(members, "file", "\"members\"", findings);
  if (file != nullptr && expect_text(*file, "file", findings)) {
    cohort.members_file = find_project_file(*file, scope, findings);
    cohort.members_as_written = file->text;
  }
}

void read_members(const Node& document, const FileScope& scope, DesiredCohort& cohort,
                  Findings& findings) {
  const Node* members = require(document, "members", "a cohort manifest", findings);
  if (members == nullptr) return;
  if (members->is(NodeKind::Sequence)) {
    cohort.members = read_inline(*members, findings);
  } else if (members->is(NodeKind::Mapping)) {
    read_members_file(*members, scope, cohort, findings);
  } else {
    findings.add(Rule::WrongType, *members,
                 fmt::format("\"members\" must be a list of uids or {{file: …}}, not {}",
                             kind_phrase(members->kind)));
  }
}

}  // namespace

DesiredCohort read_cohort(const Node& document, const FileScope& scope, Findings& findings) {
  DesiredCohort cohort;
  check_keys(document, kKeys, "a cohort manifest", findings);
  cohort.cohort_id = read_text(document, "cohort_id", findings);
  cohort.partner = read_text(document, "partner", findings);
  const Node* description = document.find("description");
  if (description != nullptr && expect(NodeKind::String, *description, "description", findings)) {
    cohort.description = description->text;
  }
  read_members(document, scope, cohort, findings);
  const Node* order = document.find("order");
  if (order != nullptr && expect_word(*order, "order", kOrders, findings)) {
    cohort.order = order->text == kOrders[1] ? MemberOrder::RemoveFirst : MemberOrder::AddFirst;
  }
  return cohort;
}

}  // namespace segctl::manifest
