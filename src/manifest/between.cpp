#include "manifest/between.h"

#include "base/text.h"
#include "manifest/manifest_site.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <unordered_map>
#include <utility>

namespace segctl::manifest {
namespace {

/// Finds the first of several equals.
template <class Value>
using First = std::unordered_map<Value, const Site*>;

/// Where in a manifest the value is that two have.
struct Spot {
  const Site* site;
  Span span;
};

void report_twice(Rule rule, Spot again, Spot first, std::string message, std::string hint,
                  Diagnostics& diagnostics) {
  Diagnostic diagnostic =
      diagnose(rule, *again.site, again.span, std::move(message), std::move(hint));
  diagnostic.related.push_back({first.site->source->range(first.span), "the other one is here"});
  diagnostics.push_back(std::move(diagnostic));
}

void check_keys_unique(const std::vector<Site>& sites, Diagnostics& diagnostics) {
  First<std::string> seen;
  for (const Site& site : sites) {
    const Manifest& manifest = *site.manifest;
    if (manifest.key.empty()) continue;
    const auto [at, is_new] = seen.emplace(manifest.key.str(), &site);
    if (is_new) continue;
    const Manifest& first = *at->second->manifest;
    // Two manifests of one name and without keys have one problem, not two.
    if (manifest.key_span.begin == manifest.name_span.begin &&
        first.key_span.begin == first.name_span.begin) {
      continue;
    }
    report_twice(Rule::KeyNotUnique, {&site, manifest.key_span}, {at->second, first.key_span},
                 fmt::format("the key {} is taken by another manifest", in_quotes(at->first)),
                 "a manifest without a key has its name for one", diagnostics);
  }
}

void check_names_unique(const std::vector<Site>& sites, Diagnostics& diagnostics) {
  First<std::string> seen;
  First<std::string> seen_lowered;
  for (const Site& site : sites) {
    const std::string& name = site.manifest->name.str();
    if (name.empty()) continue;
    const auto [at, is_new] = seen.emplace(name, &site);
    if (!is_new) {
      report_twice(Rule::NameNotUnique, {&site, site.manifest->name_span},
                   {at->second, at->second->manifest->name_span},
                   fmt::format("the name {} is taken by another manifest", in_quotes(name)),
                   "names are unique in a workspace, archived segments included", diagnostics);
      continue;
    }
    const auto [similar, is_new_lowered] = seen_lowered.emplace(lower_ascii(name), &site);
    if (is_new_lowered) continue;
    report_twice(Rule::NameCase, {&site, site.manifest->name_span},
                 {similar->second, similar->second->manifest->name_span},
                 fmt::format("the name {} differs from that of another manifest in upper and lower "
                             "case only",
                             in_quotes(name)),
                 "", diagnostics);
  }
}

void check_definitions_unique(const std::vector<Site>& sites, Diagnostics& diagnostics) {
  std::map<DefinitionDigest, const Site*> seen;
  for (const Site& site : sites) {
    if (!site.manifest->segment) continue;
    const auto* filter = std::get_if<DesiredFilter>(&site.manifest->segment->spec);
    if (filter == nullptr) continue;
    const auto [at, is_new] = seen.emplace(filter->digest, &site);
    if (is_new) continue;
    const Manifest& first = *at->second->manifest;
    report_twice(
        Rule::DefinitionNotUnique, {&site, site.manifest->name_span}, {at->second, first.name_span},
        fmt::format("the definition means the same as that of {}", in_quotes(first.name.str())),
        "definitions are unique in a workspace; refer to the other one instead", diagnostics);
  }
}

void check_cohorts_unique(const std::vector<Site>& sites, Diagnostics& diagnostics) {
  std::map<std::pair<std::string, std::string>, const Site*> seen;
  for (const Site& site : sites) {
    if (!site.manifest->segment) continue;
    const auto* cohort = std::get_if<DesiredCohort>(&site.manifest->segment->spec);
    if (cohort == nullptr) continue;
    const auto [at, is_new] = seen.emplace(std::pair(cohort->partner, cohort->cohort_id), &site);
    if (is_new) continue;
    report_twice(Rule::CohortNotUnique, {&site, site.manifest->name_span},
                 {at->second, at->second->manifest->name_span},
                 fmt::format("the cohort_id {} is taken by another manifest of the same partner",
                             in_quotes(cohort->cohort_id)),
                 "", diagnostics);
  }
}

/// An unbounded list would let hostile manifests fill the memory of whoever prints it.
void cut(const std::vector<Site>& sites, Diagnostics& diagnostics) {
  constexpr std::size_t kMostListed = 10'000;
  if (diagnostics.size() <= kMostListed) return;
  diagnostics.resize(kMostListed);
  diagnostics.push_back(diagnose(
      Rule::TooManyProblems, sites.front(), {},
      fmt::format("more than {} problems between manifests; the rest is not listed", kMostListed)));
}

}  // namespace

Diagnostics check_between(const std::vector<ManifestFile>& files, const ManifestLimits& limits) {
  std::vector<Site> sites;
  Completeness completeness = Completeness::Whole;
  for (const ManifestFile& file : files) {
    if (file.completeness == Completeness::Partial) completeness = Completeness::Partial;
    for (const Manifest& manifest : file.manifests) sites.push_back({&manifest, file.source.get()});
  }
  Diagnostics diagnostics;
  check_keys_unique(sites, diagnostics);
  check_names_unique(sites, diagnostics);
  check_definitions_unique(sites, diagnostics);
  check_cohorts_unique(sites, diagnostics);
  check_references(sites, completeness, limits, diagnostics);
  cut(sites, diagnostics);
  return diagnostics;
}

}  // namespace segctl::manifest
