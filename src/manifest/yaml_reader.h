#pragma once

#include "manifest/findings.h"
#include "manifest/manifest.h"
#include "manifest/tree_builder.h"

#include <vector>

namespace segctl::manifest {

/// What a file holds.
struct Documents {
  std::vector<Document> list;
  Completeness completeness = Completeness::Whole;  ///< Partial where the end was given up
};

/// The YAML documents of a file, in order; JSON is read as the YAML that it is. After a syntax
/// error the rest of the file is given up: what was complete before it is returned. Everything
/// wrong is in `findings`. Time and memory are bounded (text_check.h), whatever the file holds.
///
/// **Requires:** check_text() was true for the source of `findings`.
[[nodiscard]] Documents read_documents(Findings& findings);

}  // namespace segctl::manifest
