#include "base/text.h"
#include "base/url.h"
#include "segment/compare_manifests.h"
#include "segment/contrast.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <optional>

namespace segctl {
namespace {

/// The differences of everything but the filters, one field at a time.
class Terms {
 public:
  explicit Terms(std::vector<Difference>& out) : out_(out) {}

  void compare(const char* field, const Json& before, const Json& after) {
    if (before == after) return;
    const DifferenceKind kind = before.is_null()  ? DifferenceKind::Added
                                : after.is_null() ? DifferenceKind::Removed
                                                  : DifferenceKind::Changed;
    const auto side = [](const Json& value) {
      return value.is_null() ? std::string("none") : words::value(value);
    };
    out_.push_back(
        {kind, field, before, after,
         std::string(field) + ": " + words::change(side(before), side(after), before, after)});
  }

  void compare_texts(const char* field, const std::string& before, const std::string& after) {
    const auto value = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
    compare(field, value(before), value(after));
  }

  void add(const char* field, const Json& before, const Json& after, std::string summary) {
    out_.push_back({DifferenceKind::Changed, field, before, after, std::move(summary)});
  }

 private:
  std::vector<Difference>& out_;
};

void compare_source(Terms& terms, const CsvSource& before, const CsvSource& after) {
  terms.compare_texts("file_url", unsigned_url(before.file_url), unsigned_url(after.file_url));
  terms.compare_texts("file", before.file_as_written, after.file_as_written);
}

bool same_change(const FileChange& a, const FileChange& b) {
  return a.operation == b.operation && a.source.file_as_written == b.source.file_as_written &&
         unsigned_url(a.source.file_url) == unsigned_url(b.source.file_url);
}

/// The values that the CSV has more than before, given beside it.
void compare_additions(Terms& terms, const DesiredFile& before, const DesiredFile& after) {
  const auto side = [](const std::optional<CsvSource>& source) {
    if (!source) return Json();
    const std::string url = unsigned_url(source->file_url);
    return Json(url.empty() ? source->file_as_written : url);
  };
  terms.compare("additions", side(before.additions), side(after.additions));
}

/// Entries are applied once and in order: all but new ones at the end are a rewritten history.
void compare_changes(Terms& terms, const DesiredFile& before, const DesiredFile& after) {
  const std::size_t both = std::min(before.changes.size(), after.changes.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (same_change(before.changes[i], after.changes[i])) continue;
    return terms.add("changes", before.changes.size(), after.changes.size(),
                     "changes: entry " + std::to_string(i + 1) + " is another");
  }
  const auto entries = [](std::size_t count) {
    return std::to_string(count) + (count == 1 ? " entry" : " entries");
  };
  if (before.changes.size() == after.changes.size()) return;
  terms.add("changes", before.changes.size(), after.changes.size(),
            "changes: " + entries(before.changes.size()) + " → " + entries(after.changes.size()));
}

void compare_files(Terms& terms, const DesiredFile& before, const DesiredFile& after) {
  terms.compare("attribute_name", before.attribute_name, after.attribute_name);
  const auto type = [](const DesiredFile& file) {
    return file.attribute_type == AttributeType::Double ? "double" : "string";
  };
  terms.compare("attribute_type", type(before), type(after));
  terms.compare("expiry_time", before.expiry_days, after.expiry_days);
  compare_source(terms, before.source, after.source);
  compare_additions(terms, before, after);
  compare_changes(terms, before, after);
  terms.compare_texts("callback_url", unsigned_url(before.callback_url),
                      unsigned_url(after.callback_url));
  terms.compare("emails", before.emails, after.emails);
}

std::size_t missing_from(std::vector<std::string> list, std::vector<std::string> other) {
  std::sort(list.begin(), list.end());
  std::sort(other.begin(), other.end());
  std::vector<std::string> missing;
  std::set_difference(list.begin(), list.end(), other.begin(), other.end(),
                      std::back_inserter(missing));
  return missing.size();
}

void compare_members(Terms& terms, const DesiredCohort& before, const DesiredCohort& after) {
  const std::size_t added = missing_from(after.members, before.members);
  const std::size_t removed = missing_from(before.members, after.members);
  if (added == 0 && removed == 0) return;
  terms.add("members", before.members.size(), after.members.size(),
            "members: +" + with_thousands(added) + " −" + with_thousands(removed) + " (" +
                counted(after.members.size(), "uid") + ")");
}

void compare_cohorts(Terms& terms, const DesiredCohort& before, const DesiredCohort& after) {
  terms.compare("cohort_id", before.cohort_id, after.cohort_id);
  terms.compare("partner", before.partner, after.partner);
  terms.compare_texts("description", before.description, after.description);
  terms.compare_texts("members.file", before.members_file.filename().string(),
                      after.members_file.filename().string());
  const auto order = [](const DesiredCohort& cohort) {
    return cohort.order == MemberOrder::RemoveFirst ? "remove_first" : "add_first";
  };
  terms.compare("order", order(before), order(after));
  compare_members(terms, before, after);
}

void compare_specs(Terms& terms, const DesiredSegment& before, const DesiredSegment& after,
                   std::vector<Difference>& out) {
  if (const auto* filter = std::get_if<DesiredFilter>(&before.spec)) {
    const auto& other = std::get<DesiredFilter>(after.spec);
    if (filter->digest == other.digest) return;
    auto filters = differences(filter->canonical, other.canonical);
    std::move(filters.begin(), filters.end(), std::back_inserter(out));
  } else if (const auto* file = std::get_if<DesiredFile>(&before.spec)) {
    compare_files(terms, *file, std::get<DesiredFile>(after.spec));
  } else {
    compare_cohorts(terms, std::get<DesiredCohort>(before.spec),
                    std::get<DesiredCohort>(after.spec));
  }
}

}  // namespace

std::vector<Difference> manifest_differences(const DesiredSegment& before,
                                             const DesiredSegment& after) {
  std::vector<Difference> out;
  Terms terms(out);
  terms.compare("kind", kind_word(before.kind()), kind_word(after.kind()));
  terms.compare("name", before.name.str(), after.name.str());
  terms.compare("archived", before.activity == Activity::Archived,
                after.activity == Activity::Archived);
  terms.compare("protected", before.is_protected, after.is_protected);
  if (before.kind() == after.kind()) compare_specs(terms, before, after, out);
  return out;
}

}  // namespace segctl
