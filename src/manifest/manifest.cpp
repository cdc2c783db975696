#include "manifest/manifest.h"

#include "base/text.h"
#include "manifest/kinds.h"
#include "manifest/name_rules.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace segctl::manifest {
namespace {

constexpr std::array<std::string_view, 3> kKinds = {"filter", "file", "cohort"};

std::optional<Kind> read_kind(const Node& document, Findings& findings) {
  const Node* kind = document.find("kind");
  if (kind == nullptr) {
    const bool pasted = document.find("included_filters") != nullptr;
    findings.add(Rule::MissingKey, document, "a manifest needs the key \"kind\"",
                 pasted ? "add \"kind: filter\"" : "one of filter, file, cohort");
    return std::nullopt;
  }
  if (!expect_word(*kind, "kind", kKinds, findings)) return std::nullopt;
  if (kind->text == kKinds[0]) return Kind::Filter;
  return kind->text == kKinds[1] ? Kind::File : Kind::Cohort;
}

void read_name(const Node& document, Manifest& manifest, Findings& findings) {
  const Node* name = require(document, "name", "a manifest", findings);
  if (name == nullptr || !expect(NodeKind::String, *name, "name", findings)) return;
  if (!check_name(*name, findings)) return;
  manifest.name = SegmentName(name->text);
  manifest.name_span = name->span;
}

void read_key(const Node& document, Manifest& manifest, Findings& findings) {
  const Node* key = document.find("key");
  if (key == nullptr) {
    manifest.key = Key(manifest.name.str());
    manifest.key_span = manifest.name_span;
    return;
  }
  if (!expect(NodeKind::String, *key, "key", findings) || !check_key(*key, findings)) return;
  manifest.key = Key(key->text);
  manifest.key_span = key->span;
}

void read_activity(const Node& document, Manifest& manifest, Findings& findings) {
  const Node* archived = document.find("archived");
  if (archived == nullptr || !expect(NodeKind::Bool, *archived, "archived", findings)) return;
  manifest.activity = archived->is_true() ? Activity::Archived : Activity::Active;
}

using Spec = decltype(DesiredSegment::spec);

Spec read_spec(const Node& document, const FileScope& scope, Manifest& manifest,
               Findings& findings) {
  switch (*manifest.kind) {
    case Kind::Filter:
      return read_filter(document, manifest, findings);
    case Kind::File:
      return read_file_segment(document, scope, findings);
    case Kind::Cohort:
      return read_cohort(document, scope, findings);
  }
  return {};
}

DesiredSegment make_segment(const Node& document, const Manifest& manifest, Spec spec,
                            const Source& source) {
  DesiredSegment segment;
  segment.key = manifest.key;
  segment.explicit_key = document.find("key") != nullptr;
  segment.name = manifest.name;
  segment.activity = manifest.activity;
  const Node* is_protected = document.find("protected");
  segment.is_protected = is_protected != nullptr && is_protected->is_true();
  segment.spec = std::move(spec);
  segment.place = source.range(manifest.name_span);
  for (const Entry& entry : document.entries) {
    segment.fields.emplace(entry.key, source.range(entry.value.span));
  }
  return segment;
}

}  // namespace

Manifest read_manifest(const Node& document, const FileScope& scope, Findings& findings) {
  Manifest manifest;
  if (!document.is(NodeKind::Mapping)) {
    findings.add(Rule::DocumentType, document,
                 fmt::format("a manifest is a mapping, not {}", kind_phrase(document.kind)),
                 document.is(NodeKind::Sequence) ? "put \"---\" between several manifests of a file"
                                                 : "begin with \"kind: filter\"");
    return manifest;
  }
  const std::size_t errors_before = findings.errors();
  manifest.kind = read_kind(document, findings);
  read_name(document, manifest, findings);
  read_key(document, manifest, findings);
  read_activity(document, manifest, findings);
  expect_optional(NodeKind::Bool, document, "protected", findings);
  if (!manifest.kind) return manifest;
  Spec spec = read_spec(document, scope, manifest, findings);
  if (findings.errors() == errors_before) {
    manifest.segment = make_segment(document, manifest, std::move(spec), findings.source());
  }
  return manifest;
}

}  // namespace segctl::manifest
