#include "manifest/dump.h"

#include "manifest/live_spelling.h"
#include "manifest/yaml_writer.h"

#include <nlohmann/json.hpp>

#include <variant>

namespace segctl::manifest {
namespace {

void add_text(std::string_view key, const std::string& text, YamlWriter& writer) {
  if (!text.empty()) writer.add(key, text);
}

void add_filter(const DesiredFilter& filter, YamlWriter& writer) {
  const Definition definition = manifest_spelling(filter.definition);
  writer.add("included_filters", definition.included);
  if (!definition.excluded.is_null()) writer.add("excluded_filters", definition.excluded);
}

Json source_json(const CsvSource& csv) {
  Json source = Json::object();
  if (!csv.file_url.empty()) source["file_url"] = csv.file_url;
  if (!csv.file_as_written.empty()) source["file"] = csv.file_as_written;
  return source;
}

Json change_json(const FileChange& change) {
  const bool adds = change.operation == MemberOperation::Add;
  return {{adds ? "add" : "remove", source_json(change.source)}};
}

void add_file(const DesiredFile& file, YamlWriter& writer) {
  writer.add("attribute_name", file.attribute_name);
  writer.add("attribute_type", file.attribute_type == AttributeType::String ? "string" : "double");
  writer.add("expiry_time", file.expiry_days);
  add_text("file_url", file.source.file_url, writer);
  add_text("file", file.source.file_as_written, writer);
  add_text("callback_url", file.callback_url, writer);
  if (file.min_match_rate) writer.add("min_match_rate", *file.min_match_rate);
  if (!file.emails.empty()) writer.add("emails", file.emails);
  if (file.additions) writer.add("additions", source_json(*file.additions));
  if (file.changes.empty()) return;
  Json changes = Json::array();
  for (const FileChange& change : file.changes) changes.push_back(change_json(change));
  writer.add("changes", changes);
}

void add_cohort(const DesiredCohort& cohort, const std::filesystem::path& folder,
                YamlWriter& writer) {
  writer.add("cohort_id", cohort.cohort_id);
  writer.add("partner", cohort.partner);
  add_text("description", cohort.description, writer);
  if (cohort.order == MemberOrder::RemoveFirst) writer.add("order", "remove_first");
  if (cohort.members_file.empty()) {
    writer.add("members", cohort.members);
  } else {
    const std::string file = cohort.members_file.lexically_relative(folder).string();
    writer.add("members", {{"file", file.empty() ? cohort.members_file.string() : file}});
  }
}

}  // namespace

std::string to_yaml(const DesiredSegment& segment, const std::filesystem::path& folder) {
  YamlWriter writer;
  writer.add("kind", kind_word(segment.kind()));
  if (segment.explicit_key) writer.add("key", segment.key.str());
  writer.add("name", segment.name.str());
  if (segment.activity == Activity::Archived) writer.add("archived", true);
  if (segment.is_protected) writer.add("protected", true);
  if (const auto* filter = std::get_if<DesiredFilter>(&segment.spec)) {
    add_filter(*filter, writer);
  } else if (const auto* file = std::get_if<DesiredFile>(&segment.spec)) {
    add_file(*file, writer);
  } else if (const auto* cohort = std::get_if<DesiredCohort>(&segment.spec)) {
    add_cohort(*cohort, folder, writer);
  }
  return writer.text();
}

}  // namespace segctl::manifest
