#include "base/diagnostic.h"

#include <algorithm>
#include <tuple>

namespace segctl {

void sort_by_place(Diagnostics& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) {
                     return std::tie(a.range.file, a.range.begin, a.rule) <
                            std::tie(b.range.file, b.range.begin, b.rule);
                   });
}

std::size_t count(const Diagnostics& diagnostics, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(diagnostics.begin(), diagnostics.end(),
                    [severity](const Diagnostic& d) { return d.severity == severity; }));
}

void promote_warnings(Diagnostics& diagnostics) {
  for (Diagnostic& diagnostic : diagnostics) diagnostic.severity = Severity::Error;
}

}  // namespace segctl
