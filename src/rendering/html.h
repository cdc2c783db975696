#pragma once

#include "rendering/document.h"

#include <string>

namespace segctl::rendering {

/// The report as one HTML page that needs nothing else: no network, and no script to be read (one
/// adds search and filters). Its Content-Security-Policy lets nothing run or load but the page's
/// own style and script, named by their digests. All that others wrote is text of an element: no
/// element, attribute or address is made of it.
[[nodiscard]] std::string html(const Report& report);

}  // namespace segctl::rendering
