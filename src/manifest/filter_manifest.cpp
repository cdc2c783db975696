#include "base/text.h"
#include "manifest/filter_check.h"
#include "manifest/kinds.h"
#include "segment/canonical.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>

namespace segctl::manifest {
namespace {

constexpr std::array<std::string_view, 7> kKeys = {
    kCommonKeys[0], kCommonKeys[1],     kCommonKeys[2],    kCommonKeys[3],
    kCommonKeys[4], "included_filters", "excluded_filters"};

/// What MoEngage's answers carry beside a definition. A pasted answer may keep it.
constexpr std::array<std::string_view, 11> kAnswerKeys = {
    "id",     "created_time", "updated_time", "created_by", "updated_by", "type",
    "source", "sub_source",   "response_id",  "user_count", "description"};

void check_top_keys(const Node& document, Findings& findings) {
  for (const Entry& entry : document.entries) {
    if (is_one_of(entry.key, kKeys)) continue;
    if (is_one_of(entry.key, kAnswerKeys)) {
      findings.add(Rule::IgnoredKey, entry.key_span,
                   fmt::format("the key {} is ignored", in_quotes(entry.key)),
                   "it is part of MoEngage's answers, not of a segment's definition; remove it");
      continue;
    }
    findings.add(Rule::UnknownKey, entry.key_span,
                 fmt::format("a filter manifest has no key {}", in_quotes(entry.key)),
                 did_you_mean(entry.key, kKeys));
  }
}

/// `excluded_filters: null` is what MoEngage's answers say where there are none.
const Node* find_excluded(const Node& document) {
  const Node* excluded = document.find("excluded_filters");
  return excluded == nullptr || excluded->is(NodeKind::Null) ? nullptr : excluded;
}

/// In characters, as compact JSON.
std::size_t definition_length(const Definition& definition) {
  std::size_t length = code_points(definition.included.json().dump());
  if (!definition.excluded.is_null()) length += code_points(definition.excluded.json().dump());
  return length;
}

}  // namespace

DesiredFilter read_filter(const Node& document, Manifest& manifest, Findings& findings) {
  DesiredFilter filter;
  check_top_keys(document, findings);
  const std::size_t errors_before = findings.errors();
  const Node* included = require(document, "included_filters", "a filter manifest", findings);
  const Node* excluded = find_excluded(document);
  if (included != nullptr) {
    check_group(*included, "included_filters", GroupOf::Filters, Emptiness::Refused, findings);
    collect_references(*included, manifest.references, findings);
  }
  if (excluded != nullptr) {
    check_group(*excluded, "excluded_filters", GroupOf::Filters, Emptiness::Allowed, findings);
    collect_references(*excluded, manifest.references, findings);
  }
  if (included == nullptr || findings.errors() != errors_before) return filter;
  filter.definition.included = to_json(*included);
  if (excluded != nullptr) filter.definition.excluded = to_json(*excluded);
  manifest.length = definition_length(filter.definition);
  filter.canonical = canonical(filter.definition);
  filter.digest = digest_of_canonical(filter.canonical);
  return filter;
}

}  // namespace segctl::manifest
