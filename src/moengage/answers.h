#pragma once

#include "segment/live.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::moengage {

/// Whether definitions are read as well.
enum class Definitions { Read, PassedOver };

/// The segments of a v3 answer: its `data`, an object or a list of objects, each with its
/// definition where it has one. Fields that are unknown, missing or of another type than documented
/// are passed over, entries without an id as a whole; one without a name is left to the caller,
/// as a create's answer needs none. Nothing where the body is no JSON or has no
/// `data`: an answer that can't be read is never an empty workspace.
[[nodiscard]] std::optional<std::vector<LiveSegment>> decode_segments(
    std::string_view body, Definitions definitions = Definitions::Read);

/// Whether a v2 answer with a good status says so too.
enum class Success {
  Said,    ///< `success: true`, `status: "success"`, or nothing about it
  Denied,  ///< `success: false`, `status: "fail"`
};

/// A v2 answer: `{message, success, cs_name, cs_id}`. What it lacks is empty.
struct Acknowledgement {
  SegmentId id;
  SegmentName name;
  Success success = Success::Said;
  std::string message;

  friend bool operator==(const Acknowledgement&, const Acknowledgement&) = default;
};

/// A v2 or cohort answer. Nothing where the body is no JSON object.
[[nodiscard]] std::optional<Acknowledgement> decode_acknowledgement(std::string_view body);

}  // namespace segctl::moengage
