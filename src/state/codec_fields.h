#pragma once

#include "base/clock.h"
#include "base/digest.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::state {

/// One object of a document as it was parsed.
using Tree = nlohmann::json;

/// Reads the fields of one object. Where a field is missing or wrong the reader gets an empty value
/// and the first such field is noted in `problem`, so that it reads on and asks once, at the end.
/// Refers to the object and to `problem`: outlives neither.
class Fields {
 public:
  /// `object`: null where it is missing. `where`: its path from the top of the document, for the
  /// note; empty for the top.
  Fields(const Tree* object, std::string where, std::string& problem);

  [[nodiscard]] bool has(const char* name) const;
  [[nodiscard]] std::string text(const char* name);
  [[nodiscard]] std::string text_or_empty(const char* name);
  /// A whole number from `smallest` to `largest`; 0 where it is none.
  [[nodiscard]] std::uint64_t number(const char* name, std::uint64_t smallest,
                                     std::uint64_t largest);
  [[nodiscard]] bool truth(const char* name);
  [[nodiscard]] Timestamp time_or_never(const char* name);
  [[nodiscard]] std::optional<Digest> digest_or_nothing(const char* name);
  /// The place in `words` of the field's text; 0 where it is none of them.
  [[nodiscard]] std::size_t word(const char* name, std::span<const std::string_view> words);
  /// The field as it is, of any type; null, and a note, where it is missing.
  [[nodiscard]] const Tree* tree(const char* name);
  [[nodiscard]] Fields inner(const char* name);
  /// The texts of a list of texts.
  [[nodiscard]] std::vector<std::string> texts(const char* name);
  /// Reads each item of a list with `take`.
  void each(const char* name, const std::function<void(Fields)>& take);

  /// The path of a field, "workspace.id".
  [[nodiscard]] std::string path(std::string_view name) const;
  /// Notes that the field is wrong, unless another was before it.
  void note(std::string_view name, std::string_view what);

  [[nodiscard]] std::string& problem() { return problem_; }

 private:
  const Tree* object_;
  std::string where_;
  std::string& problem_;
};

}  // namespace segctl::state
