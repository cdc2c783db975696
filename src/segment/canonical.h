#pragma once

#include "segment/definition.h"

#include <optional>
#include <string>
#include <string_view>

namespace segctl {

/// `definition` in its canonical form: equal for definitions that mean the same, however MoEngage,
/// the dashboard or a user spells them. The one place that decides on sameness. docs/canonical.md
/// lists every rewriting; what is unknown to us is kept and compared structurally. Idempotent:
/// canonical(canonical(x)) == canonical(x).
///
/// `key:` references stay keys (resolve them with with_ids() before comparing with live).
[[nodiscard]] Definition canonical(const Definition& definition);

/// The SHA-256 of the canonical form's compact JSON.
[[nodiscard]] DefinitionDigest definition_digest(const Definition& definition);

/// The same for a form that canonical() has already returned: no second pass.
[[nodiscard]] DefinitionDigest digest_of_canonical(const Definition& canonical_form);

/// A canonical form as one line of compact JSON: the text that its digest is the SHA-256 of.
[[nodiscard]] std::string canonical_text(const Definition& canonical_form);

/// Reads what canonical_text() wrote. Nothing where `text` is something else, or is nested deeper
/// than any definition.
[[nodiscard]] std::optional<Definition> definition_of_text(std::string_view text);

}  // namespace segctl
