#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "segment/definition.h"
#include "segment/names.h"

#include <string>

namespace segctl::cli {

/// A Segment Payload of the dashboard, or an answer of Get.
struct Payload {
  SegmentName name;
  Definition definition;
};

/// Reads JSON (or YAML) that was pasted into `file`, "-" for standard input. What is wrong with the
/// text is in `diagnostics`; with an error in it the payload is not to be used.
[[nodiscard]] Result<Payload> read_payload(const std::string& file, Diagnostics& diagnostics);

}  // namespace segctl::cli
