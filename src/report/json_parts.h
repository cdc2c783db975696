#pragma once

#include "plan/outcome.h"
#include "plan/plan.h"
#include "report/plan_header.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace segctl::report {

/// A JSON document whose fields stand in the order in which they were set.
using Document = nlohmann::ordered_json;

/// `text`, or null where it is empty: absent is null in all our JSON, never a missing field.
[[nodiscard]] Document text_or_null(const std::string& text);

/// `{file, line}`, or null where the range has no file; the line is null where it is unknown.
[[nodiscard]] Document source_json(const Range& range);

/// `{kind, existing_id, existing_name}`, or null.
[[nodiscard]] Document conflict_json(const std::optional<plan::Conflict>& conflict);

/// `[{action, entry, upload}]`.
[[nodiscard]] Document actions_json(const std::vector<plan::Action>& actions);

[[nodiscard]] Document keys_json(const std::vector<Key>& keys);

/// The holds with their `message`, and without: what a digest is taken of.
[[nodiscard]] Document holds_json(const std::vector<plan::Hold>& holds);
[[nodiscard]] Document bare_holds_json(const std::vector<plan::Hold>& holds);

/// The fields that plan and outcome begin with: format_version, tool, created, environment, …
[[nodiscard]] Document header_json(const PlanHeader& header, const std::string& format);

/// Without white space: what fingerprints are taken of. Ill-formed UTF-8 becomes U+FFFD.
[[nodiscard]] std::string compact(const Document& document);

/// Indented by two, with a final newline. Ill-formed UTF-8 becomes U+FFFD.
[[nodiscard]] std::string pretty(const Document& document);

}  // namespace segctl::report
