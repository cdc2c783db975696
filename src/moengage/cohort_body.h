#pragma once

#include "base/result.h"
#include "segment/file_terms.h"
#include "segment/names.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace segctl::moengage {

/// What every payload of a cohort says of it.
struct CohortTerms {
  std::string partner;
  std::string cohort_id;
  SegmentName name;         ///< `cohort_name`: what the segment is called where this makes it
  std::string description;  ///< `cohort_description`; empty: not sent
};

/// A payload of cohort sync, put together uid by uid:
/// `{action, partner, parameters: {cohort_name, cohort_id, cohort_description?, members:
/// [{uid}]}}`.
class CohortBody {
 public:
  /// A payload without members. Fails with ErrorCode::Invalid where a text is not UTF-8.
  [[nodiscard]] static Result<CohortBody> begin(const CohortTerms& terms,
                                                MemberOperation operation);

  /// **Requires:** UTF-8.
  void add(std::string_view uid);

  /// Takes all members out again.
  void clear() { text_.resize(head_); }

  /// What the request's body is, in bytes.
  [[nodiscard]] std::size_t size() const { return text_.size() + kEnd.size(); }

  [[nodiscard]] std::string text() const { return text_ + std::string(kEnd); }

  /// How many bytes a uid takes in a payload, with the comma that keeps it from the one before.
  [[nodiscard]] static std::size_t bytes_of(std::string_view uid);

  /// How many bytes are left for members under `limit`, bytes_of() each.
  [[nodiscard]] std::size_t room(std::size_t limit) const;

 private:
  static constexpr std::string_view kEnd = "]}}";

  explicit CohortBody(std::string head) : text_(std::move(head)), head_(text_.size()) {}

  std::string text_;  ///< all but kEnd
  std::size_t head_;  ///< bytes of text_ before the members
};

}  // namespace segctl::moengage
