#pragma once

#include "plan/planner.h"

#include <initializer_list>
#include <string>
#include <vector>

namespace segctl::plan::test {

/// Noon of a day in March: the "now" of every test.
inline constexpr Timestamp kNow{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) +
                                std::chrono::hours(12)};

/// A definition that asks for a city: two differ where their cities do.
Definition in_city(const std::string& city);
/// A definition that asks for members of the segment with that key.
Definition members_of_key(const std::string& key);
Definition members_of_id(const std::string& id);

DesiredSegment filter(const std::string& name, Definition definition);
DesiredSegment keyed(const std::string& key, DesiredSegment segment);
DesiredSegment archived(DesiredSegment segment);
DesiredSegment file(const std::string& name);
DesiredSegment file_with_changes(const std::string& name, std::vector<MemberOperation> operations);

LiveSegment live_filter(const std::string& id, const std::string& name, Definition definition);
LiveSegment live_file(const std::string& id, const std::string& name);

RecordedSegment recorded(const std::string& key, const LiveSegment& live);
RecordedSegment recorded_file(const std::string& key, const LiveSegment& live,
                              const std::string& content, std::uint64_t rows);

ContentMark mark(const std::string& content);

/// An input with everything declared that is desired.
Input input_of(std::vector<DesiredSegment> desired, std::vector<LiveSegment> live,
               std::vector<RecordedSegment> records = {});

/// The plan, where the input gives one without problems; fails the test otherwise.
Plan plan_of(const Input& input);

/// "create", "unarchive update", "conflict name 1": the change's actions or conflict, in words.
std::string words_of(const Change& change);

/// "Name: words" of each change, in order.
std::vector<std::string> words_of(const Plan& plan);

}  // namespace segctl::plan::test
