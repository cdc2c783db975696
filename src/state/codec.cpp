#include "state/codec.h"

#include "base/digest.h"
#include "base/text.h"
#include "state/codec_fields.h"
#include "state/codec_records.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace segctl::state {
namespace {

constexpr std::string_view kFormatVersion = "1.0";
constexpr std::string_view kMajor = "1.";
constexpr std::int64_t kLargestSerial = std::numeric_limits<std::int32_t>::max();
/// How the checksum stands in a document: at the top level, on a line of its own. No string can
/// hold these characters, for JSON escapes a string's quotes and line ends.
constexpr std::string_view kChecksumField = "\n  \"checksum\": \"";
constexpr std::size_t kChecksumDigits = 64;

// --- writing

Ordered document_of(const State& state) {
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
  for (const Operation& operation : state.open) document["open"].push_back(tree_of(operation));
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
    state.segments.emplace(Key(key),
                           read_record(Key(key), {&value, fields.path("segments." + in_quotes(key)),
                                                  fields.problem()}));
  }
  if (fields.has("open")) {
    fields.each("open",
                [&](Fields item) { state.open.push_back(read_operation(std::move(item))); });
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
    std::string document = inert_json(document_of(state).dump(2)) + "\n";
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
