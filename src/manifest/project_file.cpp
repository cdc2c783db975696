#include "manifest/project_file.h"

#include "base/file.h"
#include "base/text.h"
#include "manifest/fields.h"
#include "manifest/text_check.h"
#include "manifest/web_url.h"
#include "manifest/yaml_reader.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace segctl::manifest {
namespace {

constexpr std::uint64_t kMaxProjectFile = 1024UL * 1024;

constexpr std::array<std::string_view, 13> kTopKeys{
    "version",      "manifests", "workspace", "state",   "limits", "safety",      "ownership",
    "environments", "simulator", "snapshots", "uploads", "drift",  "callback_url"};
constexpr std::array<std::string_view, 11> kEnvironmentKeys{
    "manifests", "workspace", "state",   "limits", "safety",      "ownership",
    "simulator", "snapshots", "uploads", "drift",  "callback_url"};
constexpr std::array<std::string_view, 4> kWorkspaceKeys{"dc", "endpoint", "id", "db_name"};
constexpr std::array<std::string_view, 6> kSafetyKeys{
    "max_archive_percent",        "max_archive_count", "min_managed",
    "max_member_removal_percent", "min_members",       "min_match_rate"};
constexpr std::array<std::string_view, 24> kLimitKeys{
    "active_segments", "list_minute",         "list_hour",
    "list_day",        "create_minute",       "create_hour",
    "create_day",      "update_minute",       "update_hour",
    "update_day",      "get_minute",          "get_hour",
    "get_day",         "file_hour",           "file_day",
    "file_users_day",  "csv_bytes",           "csv_rows",
    "cohort_minute",   "cohort_bytes",        "nesting",
    "references",      "expanded_characters", "name_characters"};
constexpr std::array<std::string_view, 1> kSimulatorKeys{"files"};
constexpr std::array<std::string_view, 2> kOwnerships{"state", "name"};

void read_text(const Node& mapping, std::string_view key, std::optional<std::string>& into,
               Findings& findings) {
  const Node* value = mapping.find(key);
  if (value == nullptr) return;
  // `dc: 101` is a number to YAML and a name to MoEngage.
  if (value->is(NodeKind::Integer) || expect_text(*value, key, findings)) into = value->text;
}

void read_numbers(const Node& mapping, std::string_view key, Words known,
                  std::map<std::string, std::uint64_t>& into, Findings& findings) {
  const Node* block = mapping.find(key);
  if (block == nullptr || !expect(NodeKind::Mapping, *block, key, findings)) return;
  check_keys(*block, known, key, findings);
  for (const Entry& entry : block->entries) {
    if (!is_one_of(entry.key, known)) continue;
    const auto number = as_integer(entry.value);
    if (number && *number >= 0) {
      into.insert_or_assign(entry.key, static_cast<std::uint64_t>(*number));
    } else {
      findings.add(Rule::WrongType, entry.value,
                   fmt::format("{} takes a whole number from 0", in_quotes(entry.key)));
    }
  }
}

void read_workspace(const Node& mapping, ProjectSettings& settings, Findings& findings) {
  const Node* block = mapping.find("workspace");
  if (block == nullptr || !expect(NodeKind::Mapping, *block, "workspace", findings)) return;
  for (const std::string_view secret : {"api_key", "password", "key", "secret"}) {
    if (const Entry* entry = block->find_entry(secret)) {
      findings.add(Rule::UnknownKey, entry->key_span, "a secret has no place in this file",
                   "take it out, revoke it, and set MOENGAGE_API_KEY in the environment");
      return;
    }
  }
  check_keys(*block, kWorkspaceKeys, "workspace", findings);
  read_text(*block, "dc", settings.dc, findings);
  read_text(*block, "endpoint", settings.endpoint, findings);
  read_text(*block, "id", settings.workspace_id, findings);
  read_text(*block, "db_name", settings.db_name, findings);
  if (settings.dc && settings.endpoint) {
    findings.add(Rule::KeyNotAllowed, *block->find("endpoint"),
                 "workspace has both dc and endpoint", "keep one of them");
  }
}

void read_simulator(const Node& mapping, ProjectSettings& settings, Findings& findings) {
  const Node* block = mapping.find("simulator");
  if (block == nullptr || !expect(NodeKind::Mapping, *block, "simulator", findings)) return;
  check_keys(*block, kSimulatorKeys, "simulator", findings);
  const Node* files = block->find("files");
  if (files == nullptr || !expect(NodeKind::Mapping, *files, "files", findings)) return;
  for (const Entry& entry : files->entries) {
    if (expect_text(entry.value, entry.key, findings)) {
      settings.simulator_files.insert_or_assign(entry.key, entry.value.text);
    }
  }
}

/// A percentage over 100 of `safety` would never be met.
void check_safety_percent(const Node& mapping, const char* key,
                          const std::map<std::string, std::uint64_t>& safety, Findings& findings) {
  const auto found = safety.find(key);
  if (found == safety.end() || found->second <= 100) return;
  findings.add(Rule::ValueRange, *mapping.find("safety")->find(key),
               fmt::format("{} is a percentage from 0 to 100", in_quotes(key)));
}

ProjectSettings read_settings(const Node& mapping, Findings& findings) {
  ProjectSettings settings;
  read_text(mapping, "manifests", settings.manifests, findings);
  read_text(mapping, "state", settings.state, findings);
  read_workspace(mapping, settings, findings);
  read_numbers(mapping, "safety", kSafetyKeys, settings.safety, findings);
  check_safety_percent(mapping, "min_match_rate", settings.safety, findings);
  read_numbers(mapping, "limits", kLimitKeys, settings.limits, findings);
  read_simulator(mapping, settings, findings);
  if (const Node* uploads = mapping.find("uploads")) {
    settings.uploads = read_uploads(*uploads, findings);
  }
  if (const Node* url = mapping.find("callback_url")) {
    settings.callback_url = read_callback_url(*url, findings);
  }
  const Node* ownership = mapping.find("ownership");
  if (ownership != nullptr && expect_word(*ownership, "ownership", kOwnerships, findings)) {
    settings.ownership = ownership->text;
  }
  const Node* snapshots = mapping.find("snapshots");
  if (snapshots != nullptr && expect(NodeKind::Bool, *snapshots, "snapshots", findings)) {
    settings.snapshots = snapshots->is_true();
  }
  if (const Node* drift = mapping.find("drift")) {
    settings.accepted_drift = read_accepted_drift(*drift, findings);
  }
  return settings;
}

void read_version(const Node& root, Findings& findings) {
  const Node* version = root.find("version");
  if (version == nullptr) return;
  if (as_integer_or_text(*version) != 1) {
    findings.add(Rule::UnknownValue, *version, "this segctl knows version 1 of the project file");
  }
}

void read_environments(const Node& root, ProjectFile& file, Findings& findings) {
  const Node* block = root.find("environments");
  if (block == nullptr || !expect(NodeKind::Mapping, *block, "environments", findings)) return;
  for (const Entry& entry : block->entries) {
    ProjectSettings settings;
    if (!entry.value.is(NodeKind::Null) &&
        expect(NodeKind::Mapping, entry.value, entry.key, findings)) {
      check_keys(entry.value, kEnvironmentKeys, "an environment", findings);
      settings = read_settings(entry.value, findings);
    }
    file.environments.emplace(entry.key, std::move(settings));
  }
}

void read_root(const Node& root, ProjectFile& file, Findings& findings) {
  if (root.is(NodeKind::Null)) return;
  if (!expect(NodeKind::Mapping, root, "the project file", findings)) return;
  check_keys(root, kTopKeys, "the project file", findings);
  read_version(root, findings);
  file.settings = read_settings(root, findings);
  read_environments(root, file, findings);
}

template <class Value>
void replace(std::optional<Value>& base, const std::optional<Value>& over) {
  if (over) base = over;
}

template <class Value>
void replace(std::map<std::string, Value>& base, const std::map<std::string, Value>& over) {
  for (const auto& [key, value] : over) base.insert_or_assign(key, value);
}

}  // namespace

ProjectFile read_project_file(const std::filesystem::path& path, const std::string& shown,
                              Diagnostics& diagnostics) {
  ProjectFile file;
  auto text = read_file(path, kMaxProjectFile);
  if (!text) {
    Diagnostic diagnostic;
    diagnostic.rule = std::string(rule_text(Rule::FileUnreadable).name);
    diagnostic.range.file = shown;
    diagnostic.message = text.error().message;
    diagnostics.push_back(std::move(diagnostic));
    return file;
  }
  const Source source(shown, std::move(*text));
  Findings findings(source);
  if (check_text(findings)) {
    const std::vector<Document> documents = read_documents(findings).list;
    if (documents.size() > 1) {
      findings.add(Rule::DocumentType, documents[1].root, "a project file is one YAML document");
    }
    if (!documents.empty() && documents.front().complete) {
      read_root(documents.front().root, file, findings);
    }
  }
  for (Diagnostic& diagnostic : findings.take()) diagnostics.push_back(std::move(diagnostic));
  return file;
}

ProjectSettings overlaid(ProjectSettings base, const ProjectSettings& over) {
  replace(base.manifests, over.manifests);
  if (over.dc || over.endpoint) {
    base.dc = over.dc;
    base.endpoint = over.endpoint;
  }
  replace(base.workspace_id, over.workspace_id);
  replace(base.db_name, over.db_name);
  replace(base.state, over.state);
  replace(base.ownership, over.ownership);
  replace(base.snapshots, over.snapshots);
  replace(base.callback_url, over.callback_url);
  replace(base.safety, over.safety);
  replace(base.limits, over.limits);
  replace(base.simulator_files, over.simulator_files);
  replace(base.uploads, over.uploads);
  replace(base.accepted_drift, over.accepted_drift);
  return base;
}

}  // namespace segctl::manifest
