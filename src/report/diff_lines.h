#pragma once

#include "report/page.h"
#include "segment/difference.h"

#include <cstddef>
#include <vector>

namespace segctl::report {

/// A line for each difference, marked with "+ ", "- " or "~ ".
void write_diff(Page& page, std::size_t indent, const std::vector<Difference>& diff);

}  // namespace segctl::report
