#include "base/text.h"
#include "rendering/json_view.h"

#include <fmt/format.h>

namespace segctl::rendering {
namespace {

/// Far deeper than any definition that MoEngage takes; bounds the stack that printing needs.
constexpr int kDeepest = 512;
constexpr const char* kOurMajor = "1";

tl::unexpected<Error> no_document(std::string what) {
  return fail(ErrorCode::Invalid, std::move(what),
              "give a file that segctl wrote: --report json=FILE, or plan --out FILE");
}

Result<void> check_version(const Document& document) {
  const std::string version = text(document, "format_version");
  if (version.substr(0, version.find('.')) == kOurMajor) return {};
  return no_document(fmt::format("the document has format {}, and this segctl reads {}.x",
                                 in_quotes(version), kOurMajor));
}

}  // namespace

const char* sort_word(Sort sort) {
  switch (sort) {
    case Sort::Plan:
      return "plan";
    case Sort::Outcome:
      return "apply";
    case Sort::Drift:
      return "drift";
    case Sort::Validation:
      return "validate";
  }
  return "plan";
}

std::uint64_t Report::count(std::string_view name) const {
  for (const Count& count : counts) {
    if (count.name == name) return count.number;
  }
  return 0;
}

std::optional<Sort> sort_of(const Document& document) {
  if (document.contains("scope") && document.contains("changes")) return Sort::Plan;
  if (document.contains("calls") && document.contains("changes")) return Sort::Outcome;
  if (document.contains("findings") && document.contains("coverage")) return Sort::Drift;
  if (document.contains("diagnostics")) return Sort::Validation;
  return std::nullopt;
}

Result<Document> parse_document(std::string_view json) {
  bool too_deep = false;
  const auto watch = [&](int depth, Document::parse_event_t, Document&) {
    too_deep = too_deep || depth > kDeepest;
    return depth <= kDeepest;
  };
  Document document = Document::parse(json, watch, /*allow_exceptions=*/false);
  if (document.is_discarded() || too_deep || !document.is_object()) {
    return no_document("this is no JSON document of segctl, or it was cut");
  }
  if (!sort_of(document)) {
    return no_document("this is JSON, but no plan, outcome, drift or validation of segctl");
  }
  if (auto checked = check_version(document); !checked) return tl::unexpected(checked.error());
  return document;
}

Result<Report> read_report(std::string_view json) {
  const Result<Document> document = parse_document(json);
  if (!document) return tl::unexpected(document.error());
  Report report;
  report.sort = *sort_of(*document);
  switch (report.sort) {
    case Sort::Plan:
      read_plan(*document, report);
      break;
    case Sort::Outcome:
      read_outcome(*document, report);
      break;
    case Sort::Drift:
      read_drift(*document, report);
      break;
    case Sort::Validation:
      read_validation(*document, report);
      break;
  }
  return report;
}

}  // namespace segctl::rendering
