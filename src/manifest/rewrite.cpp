#include "manifest/rewrite.h"

#include "base/text.h"
#include "manifest/live_spelling.h"
#include "manifest/text_check.h"
#include "manifest/yaml_reader.h"
#include "manifest/yaml_writer.h"
#include "segment/json_order.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace segctl::manifest {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

/// One replacement in a text: [begin, end) becomes `text`.
struct Edit {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};

std::optional<std::vector<Document>> parsed(const Source& source) {
  Findings findings(source);
  if (!check_text(findings)) return std::nullopt;
  Documents documents = read_documents(findings);
  const bool whole = documents.completeness == Completeness::Whole && findings.errors() == 0;
  if (!whole) return std::nullopt;
  return std::move(documents.list);
}

bool is_of(const Document& document, const Key& key) {
  const Node* named = document.root.find("key");
  if (named == nullptr) named = document.root.find("name");
  return named != nullptr && named->text == key.str();
}

/// The root as JSON with the changes in it: what the rewritten text has to read as.
Json expected(const Node& root, const Key& key, const Rewriting& rewriting) {
  Json json = to_json(root);
  if (rewriting.name) {
    if (!json.contains("key")) json["key"] = key.str();
    json["name"] = rewriting.name->str();
  }
  if (rewriting.activity) json["archived"] = *rewriting.activity == Activity::Archived;
  if (!rewriting.definition) return json;
  const Definition spelled = manifest_spelling(*rewriting.definition);
  json["included_filters"] = spelled.included.json();
  json.erase("excluded_filters");
  if (!spelled.excluded.is_null()) json["excluded_filters"] = spelled.excluded.json();
  return json;
}

/// `key: value` as lines of a block mapping that stands `indent` columns in.
std::string entry_text(std::string_view key, const Json& value, std::size_t indent) {
  YamlWriter writer;
  writer.add(key, value);
  std::string text;
  std::string_view rest = writer.text();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    text.append(indent, ' ').append(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return text;
}

/// Edits the document with the root `root` of a text, entry by entry.
class Editor {
 public:
  Editor(const Source& source, const Node& root) : source_(source), root_(root) {}

  /// Whether every key begins a line of its own, all in one column: a block mapping.
  [[nodiscard]] bool can_edit() const {
    if (!root_.is(NodeKind::Mapping) || root_.entries.empty()) return false;
    if (text().substr(root_.span.begin, 1) == "{") return false;
    return std::all_of(root_.entries.begin(), root_.entries.end(), [this](const Entry& entry) {
      const std::size_t line = source_.line_begin(entry.key_span.begin);
      const std::string_view before = text().substr(line, entry.key_span.begin - line);
      return before.size() == indent() && before.find_first_not_of(' ') == std::string_view::npos;
    });
  }

  /// Gives `key` the scalar `value`; where it is missing, on a line behind that of `behind`.
  void set_scalar(std::string_view key, const Json& value, std::string_view behind) {
    const Node* old = root_.find(key);
    if (old == nullptr) return insert_behind(behind, entry_text(key, value, indent()));
    const bool text = value.is_string();
    edits_.push_back({old->span.begin, old->span.end,
                      text ? yaml_string(value.get_ref<const std::string&>()) : value.dump()});
  }

  /// Gives `key` the mapping `value`; null takes the entry away.
  void set_mapping(std::string_view key, const Json& value, std::string_view behind) {
    const bool is_there = root_.find(key) != nullptr;
    if (value.is_null()) {
      if (is_there) edits_.push_back({begin_of(key), end_of(key), ""});
    } else if (is_there) {
      edits_.push_back({begin_of(key), end_of(key), entry_text(key, value, indent())});
    } else {
      insert_behind(behind, entry_text(key, value, indent()));
    }
  }

  void insert_before(std::string_view key, std::string_view name, const Json& value) {
    edits_.push_back({begin_of(key), begin_of(key), entry_text(name, value, indent())});
  }

  /// The whole text with all edits in it.
  [[nodiscard]] std::string edited() {
    std::stable_sort(edits_.begin(), edits_.end(),
                     [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
    const bool returns = text().find("\r\n") != std::string_view::npos;
    std::string result;
    std::size_t at = 0;
    for (const Edit& edit : edits_) {
      result += text().substr(at, edit.begin - at);
      const bool mid_line = !result.empty() && result.back() != '\n' && edit.text.ends_with('\n');
      if (mid_line) result += '\n';
      for (const char c : edit.text) {
        if (c == '\n' && returns) result += '\r';
        result += c;
      }
      at = edit.end;
    }
    return result + std::string(text().substr(at));
  }

 private:
  [[nodiscard]] std::string_view text() const { return source_.text(); }

  [[nodiscard]] std::size_t indent() const {
    const std::uint32_t first = root_.entries.front().key_span.begin;
    return first - source_.line_begin(first);
  }

  void insert_behind(std::string_view key, std::string lines) {
    const std::size_t place = end_of(key);
    edits_.push_back({place, place, std::move(lines)});
  }

  [[nodiscard]] std::size_t begin_of(std::string_view key) const {
    return source_.line_begin(root_.find_entry(key)->key_span.begin);
  }

  /// Where the lines of the entry end; blank lines and comments before what follows are not its
  /// own.
  [[nodiscard]] std::size_t end_of(std::string_view key) const {
    const Entry* entry = root_.find_entry(key);
    const auto next = static_cast<std::size_t>(entry - root_.entries.data()) + 1;
    const std::size_t begin = begin_of(key);
    std::size_t end = next < root_.entries.size()
                          ? source_.line_begin(root_.entries[next].key_span.begin)
                          : document_end(begin);
    while (end > begin) {
      const std::size_t line = text().rfind('\n', end - 2);
      const std::size_t start = line == std::string_view::npos || end < 2 ? 0 : line + 1;
      if (start <= begin || !is_idle(text().substr(start, end - start))) break;
      end = start;
    }
    return end;
  }

  /// A blank line or a comment.
  [[nodiscard]] static bool is_idle(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos || line[first] == '#';
  }

  /// Where the document that `from` is in ends: at a line of `---` or `...`, or with the text.
  [[nodiscard]] std::size_t document_end(std::size_t from) const {
    for (std::size_t at = text().find('\n', from); at != std::string_view::npos;
         at = text().find('\n', at + 1)) {
      const std::string_view line = text().substr(at + 1, 4);
      const bool marker = line.starts_with("---") || line.starts_with("...");
      if (marker && (line.size() < 4 ||
                     std::string_view(" \t\r\n").find(line[3]) != std::string_view::npos)) {
        return at + 1;
      }
    }
    return text().size();
  }

  const Source& source_;
  const Node& root_;
  std::vector<Edit> edits_;
};

tl::unexpected<Error> unsafe(const std::string& shown, const Key& key, std::string_view why) {
  return fail(ErrorCode::Invalid,
              fmt::format("the manifest of {} in {} can't be rewritten safely: {}",
                          in_quotes(key.str()), printable(shown), why),
              "nothing was written there; put the YAML in its place by hand");
}

void add_edits(Editor& editor, const Node& root, const Key& key, const Rewriting& rewriting) {
  if (rewriting.name) {
    if (root.find("key") == nullptr) editor.insert_before("name", "key", key.str());
    editor.set_scalar("name", rewriting.name->str(), "name");
  }
  if (rewriting.activity) {
    editor.set_scalar("archived", *rewriting.activity == Activity::Archived, "name");
  }
  if (!rewriting.definition) return;
  const Definition spelled = manifest_spelling(*rewriting.definition);
  editor.set_mapping("included_filters", spelled.included, "name");
  editor.set_mapping("excluded_filters", spelled.excluded, "included_filters");
}

/// Whether the documents read as before, but for the one at `place`, which reads as `wanted`.
bool reads_as_meant(const std::vector<Document>& before, const std::vector<Document>& after,
                    std::size_t place, const Json& wanted) {
  if (before.size() != after.size()) return false;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Json was = i == place ? wanted : to_json(before[i].root);
    if (!same_json(to_json(after[i].root), was)) return false;
  }
  return true;
}

}  // namespace

Result<std::string> rewritten(const std::string& shown, const std::string& text, const Key& key,
                              const Rewriting& rewriting) {
  const Source source(shown, text);
  const auto before = parsed(source);
  if (!before) return unsafe(shown, key, "the file can't be read");
  const auto found = std::find_if(before->begin(), before->end(),
                                  [&](const Document& one) { return is_of(one, key); });
  if (found == before->end()) return unsafe(shown, key, "it is not in the file");
  Editor editor(source, found->root);
  if (!editor.can_edit()) return unsafe(shown, key, "it is JSON, or a mapping in braces");
  add_edits(editor, found->root, key, rewriting);
  std::string result = editor.edited();
  const auto after = parsed(Source(shown, result));
  const auto place = static_cast<std::size_t>(found - before->begin());
  const Json wanted = expected(found->root, key, rewriting);
  if (!after || !reads_as_meant(*before, *after, place, wanted)) {
    return unsafe(shown, key, "its layout is not one that segctl knows how to edit");
  }
  if (std::string_view(text).starts_with(kUtf8Mark)) result.insert(0, kUtf8Mark);
  return result;
}

}  // namespace segctl::manifest
