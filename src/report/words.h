#pragma once

#include "plan/plan.h"
#include "report/plan_header.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::report {

/// `text` for a terminal or a CI log: printable(), and without the `##[` and `##vso[` that start a
/// command anywhere in a line. For everything that comes from live, manifests or answers.
[[nodiscard]] std::string shown(std::string_view text);

/// Whether a command of Azure Pipelines or of GitHub's older form starts at `at`: `##[`, `##vso[`.
/// They are looked for anywhere in a line.
[[nodiscard]] bool starts_command(std::string_view text, std::size_t at);

/// A segment's name: shown(), in double quotes, at most `limit` columns wide with them.
[[nodiscard]] std::string name_text(const SegmentName& name, std::size_t limit = 48);

/// A key: as name_text(), without the quotes.
[[nodiscard]] std::string key_text(const Key& key, std::size_t limit = 48);

/// "segments/vip.yaml:12"; empty where there is no file.
[[nodiscard]] std::string place_text(const Range& range);

/// "unarchive, update"; "upload, then add-users (entry 1 of changes)"; "no
/// action".
[[nodiscard]] std::string actions_text(const std::vector<plan::Action>& actions);

/// The reason in words, e.g. "no segment of that key or name is there".
[[nodiscard]] std::string reason_text(plan::Reason reason);

/// All reasons of a change, joined by "; ".
[[nodiscard]] std::string reasons_text(const std::vector<plan::Reason>& reasons);

/// What a limit holds back, e.g. "12 of 30 managed segments would be archived; 9 are allowed".
[[nodiscard]] std::string hold_text(const plan::Hold& hold);

/// "3 to create", "2 file operations", …: the parts of a summary that are not zero; without the
/// conflicts.
[[nodiscard]] std::vector<std::string> summary_parts(const plan::Summary& summary);

/// "1,204 values → 900 (304 fewer)", "900 values", …; empty where no side's number is known.
[[nodiscard]] std::string rows_text(const plan::Change& change);

/// "1,204,118 → 1,203,990 users: +412 −540"; empty where the change's members are not known
/// exactly.
[[nodiscard]] std::string members_text(const plan::Change& change);

/// "replace-users: 1 file operation, 412 users; …" of each way to change the members, the planned
/// one first; empty where there is none.
[[nodiscard]] std::string routes_text(const plan::Change& change);

/// Why a reviewer must look twice: what the change takes away. Empty where it takes nothing.
[[nodiscard]] std::string destruction_text(const plan::Change& change);

/// What is said of a change that the branch has nothing to do with.
inline constexpr const char* kSurprise =
    "this branch did not touch it: something else did, or it was not applied yet";

/// How many changes the branch did not touch.
[[nodiscard]] std::size_t surprises(const plan::Plan& plan);

/// "last changed by Ada in 3f2a9c1", "deleted from segments/vip.yaml:3; …"; empty where git knows
/// nothing of it.
[[nodiscard]] std::string origin_text(const plan::Origin& origin);

/// "Against origin/main (3f2a9c1): 1 change is a surprise."
[[nodiscard]] std::string base_text(const plan::Plan& plan, const PlanBase& base);

[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view between);

/// The keys, at most `most` of them, and "and 9 more".
[[nodiscard]] std::string keys_text(const std::vector<Key>& keys, std::size_t most = 12);

/// "segctl", with the environment that the report was made for: how a command begins that is to be
/// typed as it stands.
[[nodiscard]] std::string program(const std::string& environment);

}  // namespace segctl::report
