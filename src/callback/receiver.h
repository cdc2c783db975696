#pragma once

#include "base/digest.h"
#include "callback/body.h"
#include "callback/request_reader.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace segctl::callback {

/// What is answered to a peer.
struct Answer {
  int status = 200;
  std::string message;  ///< one sentence; no secret in it

  friend bool operator==(const Answer&, const Answer&) = default;
};

/// What became of a callback that was to be recorded.
enum class Recording {
  Kept,     ///< it is on the disk, or was before
  Unknown,  ///< no operation has that ID
  Refused,  ///< the disk or the state said no: MoEngage may try again
};

/// Keeps what a callback told of an operation; returns once it is durable.
using Record = std::function<Recording(const std::string& operation, const Body& body)>;

/// Decides on callbacks: POST to `…/TOKEN/OPERATION`, whatever stands before these two. Only who
/// knows the token is told whether anything is there.
class Receiver {
 public:
  /// **Requires:** is_callback_token(token).
  Receiver(std::string_view token, Record record);

  /// The answer that needs no body; nothing where the body is to be read.
  [[nodiscard]] std::optional<Answer> refusal(const RequestHead& head) const;

  /// **Requires:** refusal() had none.
  [[nodiscard]] Answer answer(const RequestHead& head, std::string_view body) const;

 private:
  Digest token_;
  Record record_;
};

}  // namespace segctl::callback
