#include "report/json_sides.h"

#include "base/url.h"

namespace segctl::report {
namespace {

Document digest_or_null(const std::optional<Digest>& digest) {
  return digest ? Document(digest->hex()) : Document(nullptr);
}

Document content_json(const std::optional<ContentMark>& content) {
  if (!content) return nullptr;
  return {{"sha256", digest_or_null(content->bytes)},
          {"values", digest_or_null(content->values)},
          {"etag", text_or_null(content->etag)}};
}

const char* difference_word(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::Added:
      return "added";
    case DifferenceKind::Removed:
      return "removed";
    case DifferenceKind::Changed:
      return "changed";
  }
  return "changed";
}

}  // namespace

Document side_json(const std::optional<plan::Side>& side) {
  if (!side) return nullptr;
  Document document = Document::object();
  document["name"] = side->name.str();
  document["archived"] = side->activity == Activity::Archived;
  document["included_filters"] =
      side->definition ? Document(side->definition->included.json()) : nullptr;
  document["excluded_filters"] =
      side->definition ? Document(side->definition->excluded.json()) : nullptr;
  document["content"] = content_json(side->content);
  document["rows"] = side->rows ? Document(*side->rows) : Document(nullptr);
  document["file_url"] = text_or_null(unsigned_url(side->file_url));
  return document;
}

Document diff_json(const std::vector<Difference>& diff) {
  Document list = Document::array();
  for (const Difference& difference : diff) {
    list.push_back({{"kind", difference_word(difference.kind)},
                    {"path", difference.path},
                    {"before", Document(difference.before.json())},
                    {"after", Document(difference.after.json())},
                    {"summary", difference.summary}});
  }
  return list;
}

}  // namespace segctl::report
