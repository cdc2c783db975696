#include "segment/recorded.h"

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

}  // namespace segctl
