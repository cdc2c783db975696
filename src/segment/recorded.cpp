#include "segment/recorded.h"

#include "segment/canonical.h"

namespace segctl {

bool same_content(const ContentMark& a, const ContentMark& b) {
  if (a.values && b.values) return *a.values == *b.values;
  if (a.bytes && b.bytes) return *a.bytes == *b.bytes;
  return !a.etag.empty() && a.etag == b.etag;
}

bool same_change(const ChangeMark& applied, const ChangeMark& now) {
  if (applied.operation != now.operation) return false;
  const bool comparable = applied.content.known() && now.content.known();
  if (comparable) return same_content(applied.content, now.content);
  return !applied.url.empty() && applied.url == now.url;
}

void record_definition(RecordedSegment& record, const Definition& canonical_form) {
  record.definition_text = canonical_text(canonical_form);
  record.definition = DefinitionDigest{sha256(record.definition_text)};
}

std::optional<Definition> recorded_definition(const RecordedSegment& record) {
  if (!record.definition || record.definition_text.empty()) return std::nullopt;
  if (sha256(record.definition_text) != record.definition->digest) return std::nullopt;
  return definition_of_text(record.definition_text);
}

}  // namespace segctl
