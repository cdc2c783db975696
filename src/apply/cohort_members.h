#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "members/csv.h"
#include "members/member_record.h"
#include "members/uid_list.h"
#include "moengage/cohort_body.h"
#include "plan/planner.h"
#include "segment/desired.h"
#include "segment/recorded.h"
#include "state/state.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <vector>

namespace segctl::apply {

/// Where cohorts' members are kept, and what limits them.
struct CohortSettings {
  std::filesystem::path records;  ///< the directory of the member records, `<state>.cohorts`
  members::CsvLimits file;        ///< what a file of uids may hold
  std::size_t payload_bytes = 0;  ///< `limits.cohort_bytes`: a payload is under it
};

/// A manifest's members.
struct WantedMembers {
  members::UidList uids;  ///< in the manifest's order, repeated ones included
  ContentMark mark;       ///< the digest of the values alone
};

/// What leads from the members that MoEngage has accepted to the wanted ones.
struct MemberDifference {
  members::UidList add;     ///< wanted, and not known to be there
  members::UidList remove;  ///< there, or perhaps there, and not wanted: those that are there first
  std::uint64_t surely_there = 0;  ///< how many of `remove` are known to be there
};

/// Reads the members that a manifest wants. What is wrong in its file is told to `diagnostics`, at
/// `place`; fails where the file can't be read.
[[nodiscard]] Result<WantedMembers> wanted_members(const DesiredCohort& cohort,
                                                   const members::CsvLimits& limits,
                                                   const Range& place, Diagnostics& diagnostics);

/// For validating: what is wrong in the files of the cohorts in `desired`.
[[nodiscard]] Diagnostics check_member_files(const std::vector<DesiredSegment>& desired,
                                             const members::CsvLimits& limits);

/// What is known of the members of the cohort that a manifest wants; nothing where the record in
/// the state is not of that cohort. Fails where the member record can't be believed.
[[nodiscard]] Result<members::KnownMembers> known_members(const state::State& state,
                                                          const RecordedSegment* record,
                                                          const DesiredCohort& cohort,
                                                          const CohortSettings& settings);

[[nodiscard]] MemberDifference difference_of(const members::KnownMembers& known,
                                             const members::UidList& wanted);

/// What the payloads of a cohort say of it.
[[nodiscard]] moengage::CohortTerms terms_of(const DesiredCohort& cohort, const SegmentName& name);

/// How many bytes of members a payload has room for, under `limit`.
[[nodiscard]] Result<std::size_t> room_for(const moengage::CohortTerms& terms,
                                           MemberOperation operation, std::size_t limit);

/// What a plan needs to know of the cohorts in `desired` that are wanted active. What is wrong in
/// the manifests' files goes to `diagnostics`; fails where a member record can't be believed.
/// Memory: that of the largest cohort, about 60 bytes a member and three times its uids.
[[nodiscard]] Result<std::map<Key, plan::CohortContents>> look_at_cohorts(
    const std::vector<DesiredSegment>& desired, const state::State& state,
    const CohortSettings& settings, Diagnostics& diagnostics);

}  // namespace segctl::apply
