#include "report/json_drift.h"

#include "report/drift_ways.h"
#include "report/drift_words.h"
#include "report/json_parts.h"
#include "report/json_sides.h"

namespace segctl::report {
namespace {

constexpr const char* kDriftFormat = "1.0";

constexpr plan::Standing kStandings[] = {plan::Standing::Drift, plan::Standing::Accepted,
                                         plan::Standing::Ignored, plan::Standing::Note};

Document time_or_null(Timestamp time) {
  return time == Timestamp{} ? Document(nullptr) : Document(format_utc(time));
}

Document acceptance_json(const plan::Acceptance& entry) {
  return {{"key", entry.key.str()},
          {"class", drift_word(entry.kind)},
          {"reason", entry.reason},
          {"until", last_day(entry)},
          {"source", source_json(entry.source)}};
}

Document acceptances_json(const std::vector<plan::Acceptance>& entries) {
  Document list = Document::array();
  for (const plan::Acceptance& entry : entries) list.push_back(acceptance_json(entry));
  return list;
}

Document sign_json(const plan::Sign& sign) {
  return {{"class", drift_word(sign.kind)},
          {"certainty", sign.certainty == plan::Certainty::Seen ? "seen" : "guess"},
          {"standing", standing_word(sign.standing)},
          {"words", sign.words},
          {"accepted", sign.accepted ? acceptance_json(*sign.accepted) : Document(nullptr)}};
}

Document signs_json(const std::vector<plan::Sign>& signs) {
  Document list = Document::array();
  for (const plan::Sign& sign : signs) list.push_back(sign_json(sign));
  return list;
}

/// The standing that weighs most.
plan::Standing standing_of(const plan::Finding& finding) {
  for (const plan::Standing standing : kStandings) {
    if (finding.has(standing)) return standing;
  }
  return plan::Standing::Note;
}

Document way_json(const NextStep& way) {
  return {{"words", way.words}, {"command", text_or_null(way.command)}};
}

Document finding_json(const plan::Finding& finding, const PlanHeader& header) {
  Document document = Document::object();
  document["key"] = finding.key.str();
  document["name"] = finding.name.str();
  document["kind"] = kind_word(finding.kind);
  document["id"] = text_or_null(finding.id.str());
  document["standing"] = standing_word(standing_of(finding));
  document["summary"] = finding_summary(finding);
  document["classes"] = signs_json(finding.signs);
  document["source"] = source_json(finding.source);
  document["applied"] = side_json(finding.applied);
  document["live"] = side_json(finding.live);
  document["manifest"] = side_json(finding.manifest);
  document["diff_from"] = finding.basis == plan::Basis::Applied ? "applied" : "manifest";
  document["diff"] = diff_json(finding.diff);
  document["seen_right_at"] = time_or_null(finding.seen_right);
  document["applied_at"] = time_or_null(finding.applied_at);
  document["made_by"] = text_or_null(finding.made_by);
  document["updated_by"] = text_or_null(finding.updated_by);
  document["take"] = way_json(way_to_take(finding, header.environment));
  document["take"]["yaml"] = text_or_null(finding.yaml);
  document["restore"] = way_json(way_to_restore(finding, header.environment));
  return document;
}

/// How many findings stand as what; and of each class, standing or not.
Document summary_json(const plan::Drift& drift) {
  Document document = Document::object();
  for (const plan::Standing standing : kStandings) {
    document[standing_word(standing)] = drift.count(standing);
  }
  Document classes = Document::object();
  for (const DriftClass kind : kDriftClasses) {
    std::size_t number = 0;
    for (const plan::Standing standing : kStandings) number += drift.count(kind, standing);
    if (kind == DriftClass::Unmanaged) number = drift.unmanaged.size();
    if (kind == DriftClass::Unverifiable) number = drift.coverage.unverifiable.size();
    classes[std::string(drift_word(kind))] = number;
  }
  document["classes"] = std::move(classes);
  return document;
}

Document unmanaged_json(const plan::Drift& drift, Unmanaged unmanaged) {
  Document list = Document::array();
  for (const plan::Stranger& one : drift.unmanaged) {
    list.push_back({{"id", one.id.str()},
                    {"name", one.name.str()},
                    {"type", text_or_null(one.type)},
                    {"made_by", text_or_null(one.source)},
                    {"created", one.created ? time_or_null(*one.created) : Document(nullptr)}});
  }
  return {{"standing", standing_word(drift.unmanaged_standing)},
          {"count", drift.unmanaged.size()},
          {"segments", unmanaged == Unmanaged::Listed ? std::move(list) : Document(nullptr)}};
}

Document trusted_json(const std::vector<plan::Unread>& unread) {
  Document list = Document::array();
  for (const plan::Unread& one : unread) {
    list.push_back({{"key", one.key.str()}, {"since", time_or_null(one.since)}});
  }
  return list;
}

Document coverage_json(const plan::Drift& drift) {
  const plan::Coverage& coverage = drift.coverage;
  return {{"managed", coverage.managed},
          {"definitions", coverage.definitions},
          {"read_now", coverage.definitions - coverage.unread.size()},
          {"trusted", trusted_json(coverage.unread)},
          {"short_of_quota", coverage.short_of_quota},
          {"not_looked_up", coverage.not_looked_up},
          {"activity_untold", coverage.activity_untold},
          {"unverifiable",
           {{"standing", standing_word(drift.unverifiable_standing)},
            {"keys", keys_json(coverage.unverifiable)}}},
          {"agreed", keys_json(coverage.agreed)},
          {"faded", keys_json(coverage.faded)}};
}

}  // namespace

std::string drift_json(const plan::Drift& drift, const PlanHeader& header, Unmanaged unmanaged) {
  const bool whole = drift.scope == plan::Scope::WholeRepo;
  Document document = header_json(header, kDriftFormat);
  document["scope"] = {{"kind", whole ? "whole-repo" : "paths"}, {"paths", Document(header.paths)}};
  document["refresh"] = header.refresh;
  document["drift"] = drift.found();
  document["complete"] = !drift.incomplete();
  document["summary"] = summary_json(drift);
  document["findings"] = Document::array();
  for (const plan::Finding& finding : drift.findings) {
    document["findings"].push_back(finding_json(finding, header));
  }
  document["unmanaged"] = unmanaged_json(drift, unmanaged);
  document["acceptances"] = {{"ran_out", acceptances_json(drift.ran_out)},
                             {"needless", acceptances_json(drift.needless)}};
  document["coverage"] = coverage_json(drift);
  document["words"] = {{"summary", drift_summary_line(drift)},
                       {"coverage", Document(coverage_lines(drift))}};
  return pretty(document);
}

}  // namespace segctl::report
