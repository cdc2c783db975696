#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "simulator/message.h"
#include "simulator/operation.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::simulator {

/// What goes wrong with a call.
enum class FaultKind {
  Status,       ///< an answer of `status` in the call's dialect, or with `body`
  DropBefore,   ///< no byte comes back, nothing was done
  DropAfter,    ///< no byte comes back, it was done
  Hang,         ///< no byte comes back for `seconds`
  Html,         ///< `status` (502) with an HTML page, as gateways answer
  Truncate,     ///< the true answer, cut in the middle
  WrongLength,  ///< the true answer under a Content-Length of half of it
  Huge,         ///< the true answer, padded to `bytes`
  Redirect,     ///< `status` (302) to elsewhere
  Reset,        ///< the connection is reset
};

/// Something that goes wrong with the next calls.
struct Fault {
  std::string operation = "any";  ///< an operation's word, "any" or "mutating"
  long skip = 0;                  ///< so many matching calls go well first
  long times = 1;                 ///< then so many go wrong
  FaultKind kind = FaultKind::Status;
  int status = 0;  ///< 0: 500 for Status, 502 for Html, 302 for Redirect
  /// Whether the call is carried out all the same. Always for DropAfter, Truncate, WrongLength and
  /// Huge; never for DropBefore.
  enum class Commit { No, Yes } commit = Commit::No;
  long seconds = 3600;              ///< Hang, in real time
  long bytes = 17L * 1024 * 1024;   ///< Huge
  std::optional<std::string> body;  ///< replaces the answer's; Status, Html and Redirect
  HeaderList headers;               ///< added to the answer's, or in place of them

  friend bool operator==(const Fault&, const Fault&) = default;
};

/// The faults that are still to come, in order; the first that matches a call takes it.
using Faults = std::vector<Fault>;

/// Takes the fault for this call and counts it off; nothing where the call goes well.
[[nodiscard]] std::optional<Fault> take_fault(Faults& faults, Operation operation);

[[nodiscard]] bool is_carried_out(const Fault& fault);

/// `honest`, as the fault leaves it. **Requires:** `honest` is what the call would have answered.
[[nodiscard]] SimResponse spoiled(const Fault& fault, Dialect dialect, SimResponse honest);

[[nodiscard]] std::string to_json_text(const Faults& faults);

/// Reads a JSON list of faults. ErrorCode::Invalid where an entry is wrong.
[[nodiscard]] Result<Faults> faults_from_json(std::string_view list);

}  // namespace segctl::simulator
