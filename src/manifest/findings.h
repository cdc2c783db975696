#pragma once

#include "base/diagnostic.h"
#include "manifest/limits.h"
#include "manifest/node.h"
#include "manifest/rules.h"
#include "manifest/source.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace segctl::manifest {

/// Collects what is wrong with one file, up to 1,000 problems and a last one that says so: an
/// unbounded list would let a hostile file fill the memory.
class Findings {
 public:
  /// **Requires:** `source` outlives this.
  explicit Findings(const Source& source, const ManifestLimits& limits = {})
      : source_(&source), limits_(limits) {}

  void add(Rule rule, Span span, std::string message, std::string hint = {});

  void add(Rule rule, const Node& node, std::string message, std::string hint = {}) {
    add(rule, node.span, std::move(message), std::move(hint));
  }

  /// The same of a rule that is not of manifests alone, by its name.
  void add(std::string_view rule, Severity severity, Span span, std::string message);

  /// The same with another place of the same file to look at.
  void add(Rule rule, Span span, std::string message, std::string hint, Span related,
           std::string related_message);

  [[nodiscard]] const Source& source() const { return *source_; }

  /// What the manifest is held to.
  [[nodiscard]] const ManifestLimits& limits() const { return limits_; }

  /// How many errors there were so far, the ones that are not listed included.
  [[nodiscard]] std::size_t errors() const { return errors_; }

  [[nodiscard]] Diagnostics take() { return std::move(diagnostics_); }

 private:
  /// Whether there is room for one more; counts it where there is none.
  bool has_room(Severity severity, Span span);
  void append(std::string_view rule, Severity severity, Span span, std::string message,
              std::string hint);

  const Source* source_;
  ManifestLimits limits_;
  Diagnostics diagnostics_;
  std::size_t errors_ = 0;
};

/// "did you mean \"name\"?", or nothing where no candidate is near.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       std::span<const std::string_view> candidates);

}  // namespace segctl::manifest
