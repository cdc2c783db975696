#include "report/diff_lines.h"

#include "report/words.h"

namespace segctl::report {

void write_diff(Page& page, std::size_t indent, const std::vector<Difference>& diff) {
  for (const Difference& difference : diff) {
    const bool added = difference.kind == DifferenceKind::Added;
    const bool removed = difference.kind == DifferenceKind::Removed;
    page.item(indent,
              added     ? "+ "
              : removed ? "- "
                        : "~ ",
              shown(difference.summary),
              added     ? Paint::Good
              : removed ? Paint::Bad
                        : Paint::Alter);
  }
}

}  // namespace segctl::report
