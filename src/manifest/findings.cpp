#include "manifest/findings.h"

#include "base/text.h"

#include <fmt/format.h>

#include <utility>

namespace segctl::manifest {
namespace {

constexpr std::size_t kMostListed = 1000;

}  // namespace

void Findings::append(Rule rule, Span span, std::string message, std::string hint) {
  const RuleText& text = rule_text(rule);
  if (text.severity == Severity::Error) ++errors_;
  if (diagnostics_.size() > kMostListed) return;
  Diagnostic& diagnostic = diagnostics_.emplace_back();
  diagnostic.rule = text.name;
  diagnostic.severity = text.severity;
  diagnostic.range = source_->range(span);
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  diagnostic.source_line = source_->line_text(span.begin);
}

void Findings::add(Rule rule, Span span, std::string message, std::string hint) {
  if (diagnostics_.size() == kMostListed) {
    append(Rule::TooManyProblems, span,
           fmt::format("more than {} problems in one file; the rest is not listed", kMostListed),
           "mend the ones above first");
    if (rule_text(rule).severity == Severity::Error) ++errors_;
    return;
  }
  append(rule, span, std::move(message), std::move(hint));
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
