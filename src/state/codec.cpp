#include "state/codec.h"

#include "base/digest.h"
#include "base/text.h"
#include "segment/file_terms.h"
#include "state/codec_fields.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace segctl::state {
namespace {

/// What is written keeps the order of the fields: a reader finds serial and lineage at the top.
using Ordered = nlohmann::ordered_json;

constexpr std::string_view kFormatVersion = "1.0";
constexpr std::string_view kMajor = "1.";
constexpr std::int64_t kLargestSerial = std::numeric_limits<std::int32_t>::max();
/// How the checksum stands in a document: at the top level, on a line of its own. No string can
/// hold these characters, for JSON escapes a string's quotes and line ends.
constexpr std::string_view kChecksumField = "\n  \"checksum\": \"";
constexpr std::size_t kChecksumDigits = 64;

// --- writing

void put_text(Ordered& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

void put_time(Ordered& object, const char* name, Timestamp time) {
  if (time != Timestamp{}) object[name] = format_utc(time);
}

void put_digest(Ordered& object, const char* name, const std::optional<Digest>& digest) {
  if (digest) object[name] = digest->hex();
}

Ordered tree_of(const ContentMark& content) {
  Ordered object = Ordered::object();
  put_digest(object, "sha256", content.bytes);
  put_digest(object, "values_sha256", content.values);
  if (find_bad_utf8(content.etag) == std::string::npos) put_text(object, "etag", content.etag);
  return object;
}

Ordered tree_of(const ChangeMark& change) {
  Ordered object;
  object["operation"] = change.operation == MemberOperation::Add ? "add" : "remove";
  object["content"] = tree_of(change.content);
  put_text(object, "url", change.url);
  return object;
}

Ordered tree_of(const RecordedFile& file) {
  Ordered object;
  if (file.rows) object["rows"] = *file.rows;
  object["content"] = tree_of(file.content);
  object["attribute_name"] = file.attribute_name;
  object["attribute_type"] = attribute_type_word(file.attribute_type);
  object["expiry_days"] = file.expiry_days;
  object["applied_changes"] = Ordered::array();
  for (const ChangeMark& change : file.applied_changes) {
    object["applied_changes"].push_back(tree_of(change));
  }
  return object;
}

Ordered tree_of(const RecordedSegment& segment) {
  Ordered object;
  object["kind"] = kind_word(segment.kind);
  put_text(object, "id", segment.id.str());
  object["name"] = segment.name.str();
  object["archived"] = segment.activity == Activity::Archived;
  if (segment.definition) object["definition_sha256"] = segment.definition->digest.hex();
  if (segment.file) object["file"] = tree_of(*segment.file);
  put_time(object, "applied_at", segment.applied_at);
  put_time(object, "verified_at", segment.verified_at);
  return object;
}

Ordered tree_of(const State& state) {
  Ordered document;
  document["format_version"] = kFormatVersion;
  document["serial"] = state.serial;
  document["lineage"] = state.lineage.str();
  document["workspace"] = {{"endpoint", state.workspace.endpoint},
                           {"id", state.workspace.workspace}};
  Ordered::object_t segments;  // filled as the list that it is: by key it is searched each time
  for (const auto& [key, segment] : state.segments) {
    segments.emplace_back(key.str(), tree_of(segment));
  }
  document["segments"] = std::move(segments);
  document["checksum"] = "";
  return document;
}

// --- the checksum

/// Where the digits of the checksum begin, or npos.
std::size_t find_checksum(std::string_view document) {
  const std::size_t field = document.find(kChecksumField);
  return field == std::string_view::npos ? field : field + kChecksumField.size();
}

/// Whether the document holds the checksum of itself.
bool is_whole(std::string_view document) {
  const std::size_t at = find_checksum(document);
  if (at == std::string_view::npos || document.size() - at < kChecksumDigits) return false;
  Sha256 digest;
  digest.update(document.substr(0, at));
  digest.update(document.substr(at + kChecksumDigits));
  return document.substr(at, kChecksumDigits) == digest.finish().hex();
}

// --- reading

ContentMark read_content(Fields fields) {
  ContentMark content;
  content.bytes = fields.digest_or_nothing("sha256");
  content.values = fields.digest_or_nothing("values_sha256");
  content.etag = fields.text_or_empty("etag");
  return content;
}

ChangeMark read_change(Fields fields) {
  static constexpr std::string_view kWords[] = {"add", "remove"};
  ChangeMark change;
  change.operation =
      fields.word("operation", kWords) == 0 ? MemberOperation::Add : MemberOperation::Remove;
  change.content = read_content(fields.inner("content"));
  change.url = fields.text_or_empty("url");
  return change;
}

std::vector<ChangeMark> read_changes(Fields& fields) {
  std::vector<ChangeMark> changes;
  const Tree* list = fields.tree("applied_changes");
  if (list == nullptr || !list->is_array()) {
    fields.note("applied_changes", "is no list");
    return changes;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    changes.push_back(read_change(
        {&(*list)[i], fields.path(fmt::format("applied_changes[{}]", i)), fields.problem()}));
  }
  return changes;
}

RecordedFile read_file_record(Fields fields) {
  static constexpr std::string_view kTypes[] = {"string", "double"};
  RecordedFile file;
  if (fields.has("rows")) {
    file.rows = fields.number("rows", 0, std::numeric_limits<std::uint64_t>::max());
  }
  file.content = read_content(fields.inner("content"));
  file.attribute_name = fields.text("attribute_name");
  file.attribute_type = static_cast<AttributeType>(fields.word("attribute_type", kTypes));
  file.expiry_days =
      static_cast<int>(fields.number("expiry_days", 0, std::numeric_limits<int>::max()));
  file.applied_changes = read_changes(fields);
  return file;
}

RecordedSegment read_segment(Key key, Fields fields) {
  static constexpr std::string_view kKinds[] = {"filter", "file", "cohort"};
  RecordedSegment segment;
  segment.key = std::move(key);
  segment.kind = static_cast<Kind>(fields.word("kind", kKinds));
  segment.id = SegmentId(fields.text_or_empty("id"));
  segment.name = SegmentName(fields.text("name"));
  segment.activity = fields.truth("archived") ? Activity::Archived : Activity::Active;
  if (const auto digest = fields.digest_or_nothing("definition_sha256")) {
    segment.definition = DefinitionDigest{*digest};
  }
  if (fields.has("file")) segment.file = read_file_record(fields.inner("file"));
  segment.applied_at = fields.time_or_never("applied_at");
  segment.verified_at = fields.time_or_never("verified_at");
  return segment;
}

State read_state(Fields fields) {
  State state;
  state.serial = static_cast<std::int64_t>(fields.number("serial", 1, kLargestSerial));
  state.lineage = Lineage(fields.text("lineage"));
  if (state.lineage.empty()) fields.note("lineage", "is empty");
  Fields workspace = fields.inner("workspace");
  state.workspace = {workspace.text("endpoint"), workspace.text("id")};
  const Tree* segments = fields.tree("segments");
  if (segments == nullptr || !segments->is_object()) {
    fields.note("segments", "is no object");
    return state;
  }
  for (const auto& [key, value] : segments->items()) {
    state.segments.emplace(
        Key(key), read_segment(Key(key), {&value, fields.path("segments." + in_quotes(key)),
                                          fields.problem()}));
  }
  return state;
}

tl::unexpected<Error> damaged(std::string_view location, std::string_view why) {
  return fail(
      ErrorCode::GiveUp, fmt::format("the state {} {}", printable(location), why),
      fmt::format("put a whole one in its place: {}.backup, the version in git, or the artifact of "
                  "the last CI run; where there is none, move it away and take the segments over "
                  "again with `segctl import` or `segctl apply --adopt-all`",
                  printable(location)));
}

}  // namespace

Result<std::string> encode(const State& state) {
  try {
    std::string document = tree_of(state).dump(2) + "\n";
    const std::string checksum = sha256(document).hex();
    document.insert(find_checksum(document), checksum);
    return document;
  } catch (const Ordered::type_error&) {
    return fail(ErrorCode::Invalid,
                "the state can't be written: a key, name or ID in it is not UTF-8");
  }
}

Result<State> decode(std::string_view document, std::string_view location) {
  if (document.empty()) return damaged(location, "is empty");
  const Tree tree = Tree::parse(document, nullptr, false);
  if (!tree.is_object()) return damaged(location, "is not whole: it was cut off or edited");

  std::string problem;
  Fields fields(&tree, "", problem);
  const std::string version = fields.text("format_version");
  if (!problem.empty()) return damaged(location, "is no state of segctl: " + problem);
  if (!version.starts_with(kMajor)) {
    return fail(ErrorCode::GiveUp,
                fmt::format("the state {} has format {}, and this segctl reads format {}x",
                            printable(location), printable(version), kMajor),
                "use the segctl that wrote it, or a newer one");
  }
  if (!is_whole(document)) {
    return damaged(location, "does not match its checksum: it was cut off or edited");
  }
  State state = read_state(fields);
  if (!problem.empty()) return damaged(location, "can't be understood: " + problem);
  return state;
}

}  // namespace segctl::state
