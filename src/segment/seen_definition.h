#pragma once

#include "segment/definition.h"

namespace segctl {

/// A definition as MoEngage spells it, with the digest of what it means: several steps of a plan
/// ask for that, and to find it takes as long as to read the answer.
class SeenDefinition {
 public:
  // Implicit, both: it is a definition to whoever hands one over or reads it.
  SeenDefinition(Definition definition);  // NOLINT(google-explicit-constructor)

  operator const Definition&() const { return definition_; }  // NOLINT(google-explicit-constructor)

  [[nodiscard]] const Definition& as_spelled() const { return definition_; }

  /// definition_digest() of it.
  [[nodiscard]] const DefinitionDigest& digest() const { return digest_; }

  friend bool operator==(const SeenDefinition&, const SeenDefinition&) = default;

 private:
  Definition definition_;
  DefinitionDigest digest_;
};

}  // namespace segctl
