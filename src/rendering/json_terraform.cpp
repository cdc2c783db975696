#include "rendering/json_view.h"
#include "rendering/terraform.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace segctl::rendering {
namespace {

constexpr const char* kType = "moengage_segment";
/// What `resource_changes` had in this form when it was written down.
constexpr const char* kTerraformFormat = "1.2";

using Words = std::set<std::string>;

/// Whether a key can stand in an address as it is.
bool is_identifier(const std::string& key) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !key.empty() && letter(key.front()) && std::all_of(key.begin(), key.end(), [&](char c) {
    return letter(c) || c == '-' || (c >= '0' && c <= '9');
  });
}

/// `address`, `mode`, `type`, `name` and, for a key that is no identifier, `index`.
Document resource_of(const std::string& key) {
  const bool plain = is_identifier(key);
  Document resource = Document::object();
  resource["address"] = plain ? fmt::format("{}.{}", kType, key)
                              : fmt::format("{}.segment[{}]", kType, compact(Document(key)));
  resource["mode"] = "managed";
  resource["type"] = kType;
  resource["name"] = plain ? key : "segment";
  if (!plain) resource["index"] = key;
  resource["provider_name"] = "segctl";
  return resource;
}

Words words_of(const Document& actions) {
  Words words;
  for (const Document& action : actions) words.insert(text(action, "action"));
  return words;
}

Document actions_of(const Words& words, bool is_there) {
  const bool makes = words.contains("create");
  const bool archives = words.contains("archive");
  if (makes && archives) return {"delete", "create"};
  if (makes || !is_there) return {"create"};
  if (archives) return {"delete"};
  if (words.size() == 1 && words.contains("forget")) return {"forget"};
  if (words.size() == 1 && words.contains("adopt")) return {"no-op"};
  return {"update"};
}

Document values_of(const Document& change, const Document& side, bool known) {
  if (side.is_null()) return nullptr;
  Document values = {{"key", field(change, "key")}, {"kind", field(change, "kind")}};
  if (known) values["id"] = field(change, "id");
  for (const auto& [name, value] : side.items()) values[name] = value;
  return values;
}

Document change_of(const Document& change, const Words& words) {
  const Document actions = actions_of(words, !field(change, "before").is_null());
  const bool is_new = actions.back() == "create";
  const bool ends = actions.back() == "delete" || actions.back() == "forget";
  Document result = {
      {"actions", actions},
      {"before", values_of(change, field(change, "before"), true)},
      {"after", ends ? Document(nullptr) : values_of(change, field(change, "after"), !is_new)},
      {"after_unknown", Document::object()},
      {"before_sensitive", false},
      {"after_sensitive", false}};
  if (is_new) result["after_unknown"]["id"] = true;
  if (words.contains("adopt")) result["importing"] = {{"id", field(change, "id")}};
  return result;
}

Document reason_of(const Document& change, const Words& words) {
  if (text(change, "reason") == "replaced") return "replace_because_cannot_update";
  const bool unasked = text(change, "reason") == "no-manifest" && words.contains("archive");
  return unasked ? Document("delete_because_no_resource_config") : Document(nullptr);
}

Document resource_change(const Document& change) {
  const Words words = words_of(field(change, "actions"));
  Document resource = resource_of(text(change, "key"));
  resource["change"] = change_of(change, words);
  const Document reason = reason_of(change, words);
  if (!reason.is_null()) resource["action_reason"] = reason;
  return resource;
}

/// How live differs from what was last applied.
Document drifted(const Document& finding) {
  const Document& last = field(finding, "applied");
  const Document& before = last.is_null() ? field(finding, "manifest") : last;
  const Document& after = field(finding, "live");
  Document resource = resource_of(text(finding, "key"));
  const char* action = after.is_null() ? "delete" : before.is_null() ? "create" : "update";
  resource["change"] = {{"actions", Document::array({action})},
                        {"before", values_of(finding, before, true)},
                        {"after", values_of(finding, after, true)},
                        {"after_unknown", Document::object()},
                        {"before_sensitive", false},
                        {"after_sensitive", false}};
  return resource;
}

Document drift_of(const Document& document) {
  Document list = Document::array();
  for (const Document& finding : field(document, "findings")) {
    if (text(finding, "standing") == "drift") list.push_back(drifted(finding));
  }
  return list;
}

/// What the workspace will hold of all that the plan touches.
Document planned_values(const Document& changes) {
  Document resources = Document::array();
  for (const Document& resource : changes) {
    const Document& after = resource["change"]["after"];
    if (after.is_null()) continue;
    Document planned = resource;
    planned.erase("change");
    planned.erase("action_reason");
    planned["schema_version"] = 0;
    planned["values"] = after;
    planned["sensitive_values"] = Document::object();
    resources.push_back(std::move(planned));
  }
  return {{"root_module", {{"resources", resources}}}};
}

struct Totals {
  std::uint64_t create = 0;
  std::uint64_t update = 0;
  std::uint64_t remove = 0;
};

Totals totals_of(const Report& report) {
  Totals totals;
  if (report.sort == Sort::Plan) {
    totals.create = report.count("create");
    totals.update = report.count("update") + report.count("members") + report.count("unarchive");
    totals.remove = report.count("archive");
    return totals;
  }
  for (const Entry& entry : report.entries) {
    if (report.sort == Sort::Drift) {
      totals.update += entry.group == Group::Change ? 1 : 0;
      totals.remove += entry.group == Group::Archive ? 1 : 0;
      continue;
    }
    if (entry.group != Group::Change || entry.tags.empty()) continue;
    const std::string& actions = entry.tags.front();
    const bool archives =
        actions.find("archive") == 0 || actions.find(", archive") != std::string::npos;
    if (actions.find("create") != std::string::npos)
      ++totals.create;
    else if (archives)
      ++totals.remove;
    else if (actions != "adopt" && actions != "forget")
      ++totals.update;
  }
  return totals;
}

}  // namespace

std::string gitlab_terraform(const Report& report) {
  constexpr std::uint64_t kMost = 999'999;  // what GitLab takes
  const Totals totals = totals_of(report);
  return compact({{"create", std::min(totals.create, kMost)},
                  {"update", std::min(totals.update, kMost)},
                  {"delete", std::min(totals.remove, kMost)}}) +
         "\n";
}

std::string tfplan_json(std::string_view json) {
  const Document document = Document::parse(json);
  Document changes = Document::array();
  bool conflicts = false;
  for (const Document& change : field(document, "changes")) {
    const bool conflict = !field(change, "conflict").is_null();
    conflicts = conflicts || conflict;
    if (!conflict) changes.push_back(resource_change(change));
  }
  const bool held = !field(document, "holds").empty();
  return indented(
             {{"format_version", kTerraformFormat},
              {"terraform_version", text(field(document, "tool"), "version")},
              {"variables", Document::object()},
              {"planned_values", planned_values(changes)},
              {"resource_drift", drift_of(document)},
              {"resource_changes", changes},
              {"output_changes", Document::object()},
              {"configuration", {{"root_module", Document::object()}}},
              {"timestamp", text(document, "created")},
              {"applyable", !changes.empty() && !held},
              {"complete", !conflicts && !held && field(document, "complete") != Document(false)},
              {"errored", false}}) +
         "\n";
}

}  // namespace segctl::rendering
