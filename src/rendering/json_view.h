#pragma once

#include "rendering/document.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace segctl::rendering {

/// A JSON document whose fields stand in the order in which they were set.
using Document = nlohmann::ordered_json;

// What a field holds; empty where it is missing, null, or of another type: a reader of a record
// that may be older or newer than it is.
[[nodiscard]] const Document& field(const Document& object, const char* name);
[[nodiscard]] std::string text(const Document& object, const char* name);
[[nodiscard]] std::uint64_t number(const Document& object, const char* name);
[[nodiscard]] std::optional<std::uint64_t> optional_number(const Document& object,
                                                           const char* name);
[[nodiscard]] std::vector<std::string> texts(const Document& object, const char* name);

/// `source`: `{file, line}`.
[[nodiscard]] Place source_of(const Document& object);
/// `words.next_steps`, or `next_steps`.
[[nodiscard]] std::vector<Step> steps_of(const Document& object);
/// `diff`.
[[nodiscard]] std::vector<Delta> diff_of(const Document& object);
/// A definition as indented JSON; empty for null.
[[nodiscard]] std::string definition_text(const Document& side);
/// `actions`, `planned` or `done` in words: "unarchive, update".
[[nodiscard]] std::string actions_words(const Document& actions);
/// The fields that plan, outcome and drift begin with.
void read_head(const Document& document, Report& report);
/// `holds`.
void read_holds(const Document& document, Report& report);
/// Adds `summary.NAME` where it is there.
void read_count(const Document& document, Report& report, const char* name, const char* label,
                Group group);

[[nodiscard]] std::string compact(const Document& json);
[[nodiscard]] std::string indented(const Document& json);

void read_plan(const Document& document, Report& report);
void read_outcome(const Document& document, Report& report);
void read_drift(const Document& document, Report& report);
void read_validation(const Document& document, Report& report);

/// Parses a document and checks its version. Fails as read_report() does.
[[nodiscard]] Result<Document> parse_document(std::string_view json);
/// Nothing where `document` is none of ours.
[[nodiscard]] std::optional<Sort> sort_of(const Document& document);

}  // namespace segctl::rendering
