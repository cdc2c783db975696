#pragma once

#include "base/result.h"
#include "segment/file_operation.h"
#include "segment/names.h"

#include <cstddef>
#include <string_view>

namespace segctl::callback {

/// The longest body that is looked at; MoEngage's have some hundred bytes.
constexpr std::size_t kLongestBody = std::size_t{64} * 1024;

/// What MoEngage posts to a callback URL once it has processed a file. It names neither the cs_id
/// nor the operation.
struct Body {
  SegmentName segment;
  FileOutcome outcome;  ///< not yet with the time it was received

  friend bool operator==(const Body&, const Body&) = default;
};

/// Reads `{db_name, segment_name, request_id, status: 201, values_found, values_processed,
/// user_count}` or `{…, status: 400 to 599, error_message}`; other fields are skipped. Of the
/// server's words at most 500 characters are kept, and no signed URL among them. Fails with
/// ErrorCode::Invalid, naming the field that is wrong.
[[nodiscard]] Result<Body> read_body(std::string_view json);

}  // namespace segctl::callback
