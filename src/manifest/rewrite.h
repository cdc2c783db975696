#pragma once

#include "base/result.h"
#include "segment/definition.h"
#include "segment/names.h"

#include <optional>
#include <string>

namespace segctl::manifest {

/// What one manifest is to say otherwise. Nothing where it stays as it is.
struct Rewriting {
  std::optional<SegmentName> name;
  std::optional<Activity> activity;
  std::optional<Definition> definition;  ///< filter manifests: as MoEngage answers it

  friend bool operator==(const Rewriting&, const Rewriting&) = default;
};

/// The text of a manifest file with the manifest of `key` rewritten in place. Everything else stays
/// byte by byte, comments and other documents included; only comments within filters that are
/// rewritten go with them. A manifest without `key:` that gets another name gets its old one as
/// `key:`. `shown` names the file.
///
/// Fails with ErrorCode::Invalid, and the reason, where that can't be done safely: JSON or a
/// mapping in braces, or a text that would not read as exactly what was meant.
[[nodiscard]] Result<std::string> rewritten(const std::string& shown, const std::string& text,
                                            const Key& key, const Rewriting& rewriting);

}  // namespace segctl::manifest
