#include "segment/explain.h"

#include "base/text.h"
#include "base/url.h"
#include "segment/canonical.h"
#include "segment/explain_parts.h"
#include "segment/json_text.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace segctl {
namespace explanation {
namespace {

using words::member;
using words::text;

constexpr int kEnoughLevels = 24;

/// Turns the groups and filters of one definition into statements.
class Outline {
 public:
  explicit Outline(const SegmentNames& names) : names_(names) {}

  /// The filters of `group`, the second and all others with "and" or "or" before them.
  [[nodiscard]] std::vector<Statement> parts_of(const Json& group, int level) const {
    std::vector<Statement> parts;
    const std::string joined_by(text(group, "filter_operator"));
    for (const Json& filter : group["filters"]) {
      Statement part = statement_of(filter, level + 1);
      if (!parts.empty())
        part.text = words::shown(joined_by.empty() ? "?" : joined_by) + " " + part.text;
      parts.push_back(std::move(part));
    }
    return parts;
  }

  [[nodiscard]] static bool is_group(const Json& filter) {
    const Json* filters = member(filter, "filters");
    return filters != nullptr && filters->is_array() && filter.is_object();
  }

 private:
  [[nodiscard]] Statement statement_of(const Json& filter, int level) const {
    const std::string_view type = text(filter, "filter_type");
    if (type == "nested_filters" && is_group(filter)) return group_statement(filter, level);
    if (type == "user_attributes") {
      Statement statement = attribute_statement(filter);
      statement.text = "whose " + statement.text;
      return statement;
    }
    if (type == "actions") return action_statement(filter);
    if (type == "psychographic_event") return affinity_statement(filter);
    if (type == "custom_segments") return {reference_text(filter), {}};
    if (type.empty()) return {"with something that segctl doesn't know: " + shown(filter), {}};
    return {"with a filter of the type " + words::word(type) +
                ", which segctl doesn't know: " + shown(filter),
            {}};
  }

  [[nodiscard]] static std::string shown(const Json& filter) {
    constexpr std::size_t kEnough = 200;
    return words::shown(compact_json(filter), kEnough);
  }

  [[nodiscard]] Statement group_statement(const Json& group, int level) const {
    const std::string_view joined_by = text(group, "filter_operator");
    const std::string unknown =
        unknown_members(group, {"filter_type", "filter_operator", "filters"});
    if (level > kEnoughLevels)
      return {counted(group["filters"].size(), "filter") + " deeper than is shown here", {}};
    if (group["filters"].empty()) return {"with a group that has no filters" + unknown, {}};
    const std::string head = joined_by == "and" ? "who match all of this:"
                             : joined_by == "or"
                                 ? "who match any of this:"
                                 : "who match this, joined by " + words::word(joined_by) +
                                       ", which segctl doesn't know:";
    return {head + unknown, parts_of(group, level)};
  }

  /// The name is a label that whoever wrote the definition gave: the ID decides.
  [[nodiscard]] static std::string by_id(const std::string& id, const std::string& name) {
    const std::string text = "who are in the segment with the ID " + words::word(id);
    return name.empty() ? text : text + ", called " + name + " here";
  }

  [[nodiscard]] std::string reference_text(const Json& filter) const {
    const std::string unknown = unknown_members(filter, {"filter_type", "id", "key", "name"});
    const std::string id(text(filter, "id"));
    if (id == "moe_all_users") return "who are anyone at all" + unknown;
    const Reference reference = id.empty()
                                    ? Reference{Key(std::string(text(filter, "key"))), SegmentId()}
                                    : Reference{Key(), SegmentId(id)};
    const auto named = names_.find(reference);
    const std::string name = named == names_.end() ? "" : words::in_quotes(named->second.str());
    if (!id.empty()) return by_id(id, name) + unknown;
    if (!name.empty()) return "who are in " + name + unknown;
    const std::string said(text(filter, reference.key.empty() ? "name" : "key"));
    return "who are in " + words::in_quotes(said) + unknown;
  }

  const SegmentNames& names_;
};

Statement side_statement(const Outline& outline, const Json& group, std::string_view head) {
  if (!Outline::is_group(group))
    return {std::string(head) +
                " of filters that segctl doesn't know: " + words::shown(compact_json(group)),
            {}};
  Statement side{std::string(head), outline.parts_of(group, 0)};
  if (side.parts.empty()) side.text += " of a group without filters: nobody says who that is";
  side.text += unknown_members(group, {"filter_operator", "filters"});
  return side;
}

std::string from_text(const CsvSource& source) {
  std::string here = words::shown(source.file_as_written);
  if (source.file_url.empty()) return here;
  const std::string text = words::shown(unsigned_url(source.file_url), 160);
  return here.empty() ? text : text + " (here: " + here + ")";
}

std::vector<Statement> explain_file(const DesiredFile& file) {
  const bool number = file.attribute_type == AttributeType::Double;
  std::vector<Statement> out;
  out.push_back({"Users whose " + words::word(file.attribute_name) + ", a " +
                     (number ? "number" : "text") + ", is in the file " + from_text(file.source),
                 {}});
  if (!file.changes.empty()) {
    Statement changes{"then, each once and in this order:", {}};
    for (const FileChange& change : file.changes) {
      const bool adds = change.operation == MemberOperation::Add;
      changes.parts.push_back(
          {(adds ? "adding those in " : "removing those in ") + from_text(change.source), {}});
    }
    out.push_back(std::move(changes));
  }
  out.push_back({"MoEngage archives it " +
                     counted(static_cast<std::size_t>(file.expiry_days), "day") +
                     " after it was made",
                 {}});
  return out;
}

std::vector<Statement> explain_cohort(const DesiredCohort& cohort) {
  const bool listed = !cohort.members.empty() || cohort.members_file.empty();
  const std::string where =
      listed ? "one of " + counted(cohort.members.size(), "uid") + " given in the manifest"
             : "in the file " + words::shown(cohort.members_file.filename().string());
  std::vector<Statement> out{{"Users whose uid is " + where, {}}};
  out.push_back({"sent as the cohort " + words::word(cohort.cohort_id) + " of the partner " +
                     words::word(cohort.partner),
                 {}});
  if (!cohort.description.empty())
    out.push_back({"described as " + words::in_quotes(cohort.description), {}});
  return out;
}

/// The labels that a definition itself gives the IDs it refers to.
void add_labels(const Json& node, SegmentNames& names) {
  if (text(node, "filter_type") == "custom_segments") {
    const std::string id(text(node, "id"));
    const std::string name(text(node, "name"));
    if (!id.empty() && !name.empty())
      names.emplace(Reference{Key(), SegmentId(id)}, SegmentName(name));
    return;
  }
  if (!node.is_structured()) return;
  for (const Json& child : node) add_labels(child, names);
}

}  // namespace

std::string unknown_members(const Json& filter, std::initializer_list<std::string_view> known) {
  std::string out;
  for (const auto& [key, value] : filter.items()) {
    bool is_known = false;
    for (const std::string_view one : known) is_known = is_known || one == key;
    if (!is_known)
      out += (out.empty() ? "" : ", ") + words::shown(key) + ": " + words::value(value);
  }
  return out.empty() ? out : " [and this, which segctl doesn't know: " + out + "]";
}

}  // namespace explanation

std::vector<Statement> explain(const Definition& definition, const SegmentNames& names) {
  SegmentNames known = names;
  for (const JsonValue* side : {&definition.included, &definition.excluded})
    explanation::add_labels(*side, known);
  const Definition form = canonical(definition);
  const explanation::Outline outline(known);
  std::vector<Statement> out;
  out.push_back(explanation::side_statement(outline, form.included, "Users"));
  if (!form.excluded.is_null())
    out.push_back(explanation::side_statement(outline, form.excluded, "leaving out those"));
  return out;
}

std::vector<Statement> explain(const DesiredSegment& segment, const SegmentNames& names) {
  if (const auto* filter = std::get_if<DesiredFilter>(&segment.spec))
    return explain(filter->definition, names);
  if (const auto* file = std::get_if<DesiredFile>(&segment.spec))
    return explanation::explain_file(*file);
  return explanation::explain_cohort(std::get<DesiredCohort>(segment.spec));
}

}  // namespace segctl
