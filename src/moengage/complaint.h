#pragma once

#include "segment/names.h"

#include <optional>
#include <string>
#include <string_view>

namespace segctl::moengage {

/// What the body of an answer that says no tells, whichever of MoEngage's three shapes it has:
/// v3 `{error: {code, message, existing_cs_name?, existing_cs_id?, actual_count?, limit?}}`,
/// v2 `{title, description}`, cohort sync `{status: "fail", error: {message, type}}`.
struct Complaint {
  std::string message;    ///< MoEngage's words, raw; may be empty
  SegmentId existing_id;  ///< `existing_cs_id`; else empty
  SegmentName
      existing_name;  ///< `existing_cs_name`, or the name within a 409's message; else empty
  std::optional<long> actual_count;
  std::optional<long> limit;

  friend bool operator==(const Complaint&, const Complaint&) = default;
};

/// Nothing where the body is no JSON object: the answer of a gateway or of somebody else.
[[nodiscard]] std::optional<Complaint> decode_complaint(std::string_view body);

/// NAME in v3's "Another custom-segment already exists with the same name: NAME. Please change the
/// custom-segment name." and in v2's "Name already exists : NAME"; empty elsewhere.
[[nodiscard]] std::string name_in(std::string_view message);

}  // namespace segctl::moengage
