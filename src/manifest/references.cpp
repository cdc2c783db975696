#include "base/text.h"
#include "manifest/manifest_site.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

namespace segctl::manifest {
namespace {

/// One `key:` reference whose target exists.
struct Edge {
  std::size_t target;
  Span span;
};

/// The manifests and their references, and what follows from them in both directions.
class ReferenceGraph {
 public:
  ReferenceGraph(const std::vector<Site>& sites, const ManifestLimits& limits,
                 Diagnostics& diagnostics)
      : sites_(sites), limits_(limits), diagnostics_(diagnostics), edges_(sites.size()) {
    for (std::size_t at = 0; at < sites.size(); ++at) {
      if (!sites[at].manifest->key.empty()) by_key_.emplace(sites[at].manifest->key.str(), at);
    }
  }

  void resolve(Completeness completeness) {
    for (std::size_t at = 0; at < sites_.size(); ++at) {
      for (const SegmentReference& reference : sites_[at].manifest->references) {
        if (reference.key.empty()) continue;
        const auto found = by_key_.find(reference.key.str());
        if (found != by_key_.end()) {
          edges_[at].push_back({found->second, reference.span});
          warn_of_archived(at, edges_[at].back());
        } else if (completeness == Completeness::Whole) {
          report_unknown(at, reference);
        }
      }
    }
  }

  /// Walks everything, without recursion: a chain can be as long as there are manifests.
  void walk() {
    marks_.assign(sites_.size(), Mark::New);
    for (std::size_t at = 0; at < sites_.size(); ++at) {
      if (marks_[at] == Mark::New) walk_from(at);
    }
  }

  void check_limits() {
    depths_.assign(sites_.size(), 0);
    lengths_.assign(sites_.size(), 0);
    for (const std::size_t at : targets_first_) {
      measure(at);
      if (sites_[at].manifest->references.empty()) continue;
      check_number_of_segments(at);
      if (depths_[at] > limits_.nesting) report_depth(at);
    }
    for (const std::size_t at : targets_first_) {
      if (lengths_[at] > limits_.expanded_characters) report_length(at);
    }
  }

 private:
  enum class Mark : std::uint8_t { New, Open, Done };

  struct Step {
    std::size_t site;
    std::size_t next_edge;
  };

  [[nodiscard]] bool is_file(std::size_t at) const {
    return sites_[at].manifest->kind == Kind::File;
  }

  void report(Rule rule, std::size_t at, Span span, std::string message, std::string hint) {
    diagnostics_.push_back(diagnose(rule, sites_[at], span, std::move(message), std::move(hint)));
  }

  void warn_of_archived(std::size_t at, const Edge& edge) {
    const Manifest& target = *sites_[edge.target].manifest;
    const bool active = sites_[at].manifest->activity == Activity::Active;
    if (!active || target.activity == Activity::Active) return;
    report(Rule::ArchivedReference, at, edge.span,
           fmt::format("{} is declared archived", in_quotes(target.key.str())),
           "an active segment should not need an archived one");
    diagnostics_.back().related.push_back(
        {sites_[edge.target].source->range(target.key_span), "declared here"});
  }

  void report_unknown(std::size_t at, const SegmentReference& reference) {
    std::string hint = nearest_key(reference.key.str(), sites_[at].manifest->key);
    if (hint.empty()) hint = "for a segment that no manifest declares, write id: with its ID";
    report(Rule::UnknownReference, at, reference.span,
           fmt::format("no manifest has the key {}", in_quotes(reference.key.str())),
           std::move(hint));
  }

  /// Only for the first few: comparing every unknown key with every known one takes too long.
  std::string nearest_key(std::string_view key, const Key& own) {
    constexpr std::size_t kMostHints = 20;
    if (++hints_ > kMostHints) return {};
    std::vector<std::string_view> keys;
    keys.reserve(sites_.size());
    for (const Site& site : sites_) {
      if (site.manifest->key != own) keys.emplace_back(site.manifest->key.str());
    }
    return did_you_mean(key, keys);
  }

  void walk_from(std::size_t start) {
    std::vector<Step> path{{start, 0}};
    marks_[start] = Mark::Open;
    while (!path.empty()) {
      Step& step = path.back();
      if (step.next_edge == edges_[step.site].size()) {
        marks_[step.site] = Mark::Done;
        targets_first_.push_back(step.site);
        path.pop_back();
        continue;
      }
      const Edge& edge = edges_[step.site][step.next_edge++];
      if (marks_[edge.target] == Mark::Open) report_cycle(path, edge);
      if (marks_[edge.target] != Mark::New) continue;
      marks_[edge.target] = Mark::Open;
      path.push_back({edge.target, 0});
    }
  }

  void report_cycle(const std::vector<Step>& path, const Edge& back) {
    constexpr std::size_t kMostShown = 20;
    auto step = std::find_if(path.begin(), path.end(),
                             [&](const Step& s) { return s.site == back.target; });
    const std::string first = in_quotes(sites_[back.target].manifest->key.str());
    std::string cycle;
    for (std::size_t shown = 0; step != path.end(); ++step, ++shown) {
      if (shown == kMostShown) {
        cycle += "… → ";
        break;
      }
      cycle += in_quotes(sites_[step->site].manifest->key.str()) + " → ";
    }
    report(Rule::ReferenceCycle, path.back().site, back.span,
           fmt::format("a segment refers to itself: {}{}", cycle, first),
           "take one of the references out");
  }

  void measure(std::size_t at) {
    constexpr std::size_t kEnough = std::size_t{1} << 40U;
    std::size_t length = sites_[at].manifest->length;
    for (const Edge& edge : edges_[at]) {
      length = std::min(length + lengths_[edge.target], kEnough);
      if (!is_file(edge.target)) depths_[at] = std::max(depths_[at], depths_[edge.target] + 1);
    }
    lengths_[at] = length;
  }

  /// File segments count for nothing, and only a key tells what a segment is.
  void check_number_of_segments(std::size_t at) {
    std::set<std::string> certain;
    std::set<std::string> by_id;
    for (const SegmentReference& reference : sites_[at].manifest->references) {
      const auto target = by_key_.find(reference.key.str());
      if (reference.key.empty()) {
        by_id.insert(reference.id.str());
      } else if (target == by_key_.end() || !is_file(target->second)) {
        certain.insert(reference.key.str());
      }
    }
    const std::size_t all = certain.size() + by_id.size();
    if (all <= limits_.references) return;
    const bool sure = certain.size() > limits_.references;
    report(sure ? Rule::TooManySegments : Rule::PerhapsTooManySegments, at,
           sites_[at].manifest->references.back().span,
           fmt::format(
               "the definition names {} segments{}; MoEngage takes {}", sure ? certain.size() : all,
               sure ? "" : fmt::format(", {} of them by ID", by_id.size()), limits_.references),
           sure ? "file segments do not count"
                : "file segments do not count: with enough of them among the IDs it is right");
  }

  void report_depth(std::size_t at) {
    report(Rule::NestingDepth, at, sites_[at].manifest->references.front().span,
           fmt::format("segments are nested {} levels deep; MoEngage takes {}", depths_[at],
                       limits_.nesting),
           "write the filters of an inner segment out");
  }

  void report_length(std::size_t at) {
    report(Rule::DefinitionLength, at, sites_[at].manifest->name_span,
           fmt::format("the definition has {} characters when expanded; MoEngage takes {}",
                       with_thousands(lengths_[at]), with_thousands(limits_.expanded_characters)),
           "a long list of values is better off in a file segment");
  }

  const std::vector<Site>& sites_;
  const ManifestLimits& limits_;
  Diagnostics& diagnostics_;
  std::unordered_map<std::string, std::size_t> by_key_;
  std::vector<std::vector<Edge>> edges_;
  std::vector<Mark> marks_;
  std::vector<std::size_t> targets_first_;
  std::vector<std::size_t> depths_;
  std::vector<std::size_t> lengths_;
  std::size_t hints_ = 0;
};

}  // namespace

Diagnostic diagnose(Rule rule, const Site& site, Span span, std::string message, std::string hint) {
  const RuleText& text = rule_text(rule);
  Excerpt excerpt = site.source->excerpt(span.begin);
  return {std::string(text.name),
          text.severity,
          site.source->range(span),
          std::move(message),
          std::move(hint),
          std::move(excerpt.text),
          {},
          excerpt.column};
}

void check_references(const std::vector<Site>& sites, Completeness completeness,
                      const ManifestLimits& limits, Diagnostics& diagnostics) {
  ReferenceGraph graph(sites, limits, diagnostics);
  graph.resolve(completeness);
  graph.walk();
  graph.check_limits();
}

}  // namespace segctl::manifest
