#pragma once

#include "base/result.h"
#include "state/state.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace segctl::state {

/// The header of a journal: the state that it goes on from.
struct JournalHeader {
  Lineage lineage;
  std::int64_t serial = 0;  ///< 0: there was no state yet
  WorkspaceIdentity workspace;

  friend bool operator==(const JournalHeader&, const JournalHeader&) = default;
};

/// One frame behind the header: an intent, the result of one, or a change of the records alone.
struct JournalEntry {
  std::optional<Operation> intent;
  std::string settles;  ///< a result: the operation's ID; else empty
  Delta delta;          ///< of a result or note

  friend bool operator==(const JournalEntry&, const JournalEntry&) = default;
};

// The JSON of a journal's frames, on one line. Encoding fails with ErrorCode::Invalid where a text
// is not UTF-8; decoding says in words what is wrong.

[[nodiscard]] std::string encode(const JournalHeader& header);
[[nodiscard]] Result<std::string> encode_intent(const Operation& operation);
/// `settles` empty: a note.
[[nodiscard]] Result<std::string> encode_delta(const std::string& settles, const Delta& delta);

[[nodiscard]] tl::expected<JournalHeader, std::string> decode_header(std::string_view json);
[[nodiscard]] tl::expected<JournalEntry, std::string> decode_entry(std::string_view json);

}  // namespace segctl::state
