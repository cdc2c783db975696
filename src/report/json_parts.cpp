#include "report/json_parts.h"

#include "base/text.h"
#include "base/url.h"
#include "report/words.h"

namespace segctl::report {

Document text_or_null(const std::string& text) {
  return text.empty() ? Document(nullptr) : Document(text);
}

Document source_json(const Range& range) {
  if (range.file.empty()) return nullptr;
  Document source = {{"file", range.file}, {"line", nullptr}};
  if (range.begin.line > 0) source["line"] = range.begin.line;
  return source;
}

Document conflict_json(const std::optional<plan::Conflict>& conflict) {
  if (!conflict) return nullptr;
  const bool name = conflict->kind == plan::ConflictKind::Name;
  return {{"kind", name ? "name" : "definition"},
          {"existing_id", text_or_null(conflict->existing_id.str())},
          {"existing_name", text_or_null(conflict->existing_name.str())}};
}

Document actions_json(const std::vector<plan::Action>& actions) {
  Document list = Document::array();
  for (const plan::Action& action : actions) {
    Document one = {{"action", plan::action_word(action.kind)}, {"entry", nullptr}};
    if (action.entry) one["entry"] = *action.entry;
    one["upload"] = text_or_null(unsigned_url(action.upload));
    list.push_back(std::move(one));
  }
  return list;
}

Document keys_json(const std::vector<Key>& keys) {
  Document list = Document::array();
  for (const Key& key : keys) list.push_back(key.str());
  return list;
}

Document bare_holds_json(const std::vector<plan::Hold>& holds) {
  Document list = Document::array();
  for (const plan::Hold& hold : holds) {
    list.push_back({{"limit", hold.limit},
                    {"keys", keys_json(hold.keys)},
                    {"number", hold.number},
                    {"allowed", hold.allowed},
                    {"total", hold.total},
                    {"flag", text_or_null(hold.flag)}});
  }
  return list;
}

Document holds_json(const std::vector<plan::Hold>& holds) {
  Document list = bare_holds_json(holds);
  for (std::size_t i = 0; i < holds.size(); ++i) list[i]["message"] = hold_text(holds[i]);
  return list;
}

Document header_json(const PlanHeader& header, const std::string& format) {
  Document document = Document::object();
  document["format_version"] = format;
  document["tool"] = {{"name", "segctl"}, {"version", header.tool_version}};
  document["created"] = format_utc(header.created);
  document["environment"] = text_or_null(header.environment);
  document["workspace"] = text_or_null(header.workspace);
  document["state"] = {{"lineage", text_or_null(header.state_lineage)},
                       {"serial", header.state_serial}};
  return document;
}

std::string compact(const Document& document) {
  return document.dump(-1, ' ', false, Document::error_handler_t::replace);
}

std::string pretty(const Document& document) {
  return inert_json(document.dump(2, ' ', false, Document::error_handler_t::replace)) + "\n";
}

}  // namespace segctl::report
