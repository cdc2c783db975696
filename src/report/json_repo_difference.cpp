#include "report/json_parts.h"
#include "report/json_sides.h"
#include "report/repo_difference.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace segctl::report {
namespace {

Document side_json(const DesiredSegment* segment) {
  if (segment == nullptr) return nullptr;
  const auto* filter = std::get_if<DesiredFilter>(&segment->spec);
  Document document = Document::object();
  document["key"] = segment->key.str();
  document["name"] = segment->name.str();
  document["archived"] = segment->activity == Activity::Archived;
  document["source"] = source_json(segment->place);
  document["included_filters"] =
      filter == nullptr ? Document(nullptr) : Document(filter->canonical.included.json());
  document["excluded_filters"] =
      filter == nullptr ? Document(nullptr) : Document(filter->canonical.excluded.json());
  return document;
}

Document segment_json(const SegmentDifference& found) {
  Document document = Document::object();
  document["happened"] = happened_word(found.happened);
  document["key"] = found.either().key.str();
  document["kind"] = kind_word(found.either().kind());
  document["name"] = found.either().name.str();
  document["effect"] = found.effect ? Document(effect_word(*found.effect)) : Document(nullptr);
  document["before"] = side_json(found.before);
  document["after"] = side_json(found.after);
  document["diff"] = diff_json(found.diff);
  return document;
}

Document summary_json(const RepoDifference& difference) {
  Document document = Document::object();
  for (const Happened happened : {Happened::Created, Happened::Removed, Happened::Renamed,
                                  Happened::Changed, Happened::Follows}) {
    document[happened_word(happened)] =
        std::count_if(difference.segments.begin(), difference.segments.end(),
                      [&](const auto& found) { return found.happened == happened; });
  }
  document["unchanged"] = difference.unchanged;
  return document;
}

}  // namespace

std::string repo_difference_json(const RepoDifference& difference) {
  Document document = Document::object();
  document["format_version"] = "1.0";
  document["before"] = difference.before;
  document["after"] = difference.after;
  document["summary"] = summary_json(difference);
  Document segments = Document::array();
  for (const SegmentDifference& found : difference.segments) {
    segments.push_back(segment_json(found));
  }
  document["segments"] = std::move(segments);
  return pretty(document);
}

}  // namespace segctl::report
