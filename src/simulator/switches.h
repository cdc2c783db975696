#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace segctl::simulator {

/// Which reading of API.md the simulator plays where the page is uncertain, and a few conditions of
/// the workspace. docs/simulator.md says what each does; the JSON names are the field names.
struct Switches {
  enum class ArchivedInList { MarkedFlag, MarkedStatus, Hidden, Unmarked };
  enum class GetAnswers { Object, List };
  enum class ArchiveStatus { Ok, Accepted };
  enum class CreateFileAnswer { WithId, WithoutId };
  enum class MissingExcluded { Keep, Clear };
  enum class ArchivedDefinitions { Conflict, Free };
  enum class BadName { Refuse, Silent };
  enum class Unknown { Accept, Refuse };
  enum class Rewrite { None, Defaults, Full, Shuffle };
  enum class RateLimits { Off, Documented };
  enum class RateHeaders { None, RetryAfter, XRatelimit };
  enum class DbName { Optional, Required };
  enum class Idle { Off, Archive };

  ArchivedInList archived_in_list = ArchivedInList::MarkedFlag;
  GetAnswers get_answers = GetAnswers::Object;
  ArchiveStatus archive_status = ArchiveStatus::Ok;
  CreateFileAnswer create_file_answer = CreateFileAnswer::WithId;
  MissingExcluded patch_without_excluded = MissingExcluded::Keep;
  ArchivedDefinitions archived_definitions = ArchivedDefinitions::Conflict;
  BadName bad_name = BadName::Refuse;
  Unknown unknown_filters = Unknown::Accept;
  Unknown unknown_references = Unknown::Refuse;
  Rewrite rewrite = Rewrite::Full;
  RateLimits limits = RateLimits::Off;
  RateHeaders rate_headers = RateHeaders::None;
  DbName v2_db_name = DbName::Optional;
  Idle idle_archive = Idle::Off;
  long list_lag_seconds = 0;  ///< a new segment is not listed for so long
  long list_lag_calls = 0;    ///< nor in the next so many Lists
  long file_delay_seconds =
      0;                    ///< how long the processing of a CSV takes, on the simulator's clock
  std::string known_users;  ///< a file of uids, one a line; empty: every value is a user

  friend bool operator==(const Switches&, const Switches&) = default;
};

/// The whole set as a JSON object.
[[nodiscard]] std::string to_json_text(const Switches& switches);

/// Changes the switches named in `object`, a JSON object. Fails (ErrorCode::Invalid) at an unknown
/// name or value, with the possible ones, and then changes nothing.
[[nodiscard]] Result<void> set_switches(Switches& switches, std::string_view object);

}  // namespace segctl::simulator
