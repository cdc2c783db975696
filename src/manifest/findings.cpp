#include "manifest/findings.h"

#include "base/text.h"

#include <fmt/format.h>

#include <utility>

namespace segctl::manifest {
namespace {

constexpr std::size_t kMostListed = 1000;

}  // namespace

void Findings::append(std::string_view rule, Severity severity, Span span, std::string message,
                      std::string hint) {
  Excerpt excerpt = source_->excerpt(span.begin);
  Diagnostic& diagnostic = diagnostics_.emplace_back();
  diagnostic.rule = rule;
  diagnostic.severity = severity;
  diagnostic.range = source_->range(span);
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  diagnostic.source_line = std::move(excerpt.text);
  diagnostic.source_column = excerpt.column;
}

bool Findings::has_room(Severity severity, Span span) {
  if (severity == Severity::Error) ++errors_;
  if (diagnostics_.size() < kMostListed) return true;
  if (diagnostics_.size() > kMostListed) return false;
  const RuleText& text = rule_text(Rule::TooManyProblems);
  ++errors_;
  append(text.name, text.severity, span,
         fmt::format("more than {} problems in one file; the rest is not listed", kMostListed),
         "mend the ones above first");
  return false;
}

void Findings::add(Rule rule, Span span, std::string message, std::string hint) {
  const RuleText& text = rule_text(rule);
  if (!has_room(text.severity, span)) return;
  append(text.name, text.severity, span, std::move(message), std::move(hint));
}

void Findings::add(std::string_view rule, Severity severity, Span span, std::string message) {
  if (has_room(severity, span)) append(rule, severity, span, std::move(message), {});
}

void Findings::add(Rule rule, Span span, std::string message, std::string hint, Span related,
                   std::string related_message) {
  const std::size_t before = diagnostics_.size();
  add(rule, span, std::move(message), std::move(hint));
  if (before >= kMostListed) return;
  diagnostics_.back().related.push_back({source_->range(related), std::move(related_message)});
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view found = nearest(word, candidates);
  return found.empty() ? std::string() : fmt::format("did you mean {}?", in_quotes(found));
}

}  // namespace segctl::manifest
