#include "report/json_plan.h"

#include "base/digest.h"
#include "report/json_parts.h"
#include "report/json_price.h"
#include "report/json_sides.h"
#include "report/json_words.h"

#include <nlohmann/json.hpp>

namespace segctl::report {
namespace {

Document effect_json(const std::optional<Effect>& effect) {
  return effect ? Document(effect_word(*effect)) : Document(nullptr);
}

Document origin_json(const std::optional<plan::Origin>& origin) {
  if (!origin) return nullptr;
  return {{"touched", origin->touched},
          {"author", text_or_null(origin->author)},
          {"commit", text_or_null(origin->commit)},
          {"deleted_from", source_json(origin->deleted_from)}};
}

Document base_json(const std::optional<PlanBase>& base) {
  if (!base) return nullptr;
  return {{"revision", base->revision}, {"commit", base->commit}};
}

Document payloads_json(const std::optional<plan::Payloads>& payloads) {
  if (!payloads) return nullptr;
  return {{"adding", payloads->adding},
          {"removing", payloads->removing},
          {"repeated", payloads->repeated}};
}

Document reasons_json(const std::vector<plan::Reason>& reasons) {
  Document list = Document::array();
  for (const plan::Reason reason : reasons) list.push_back(plan::reason_word(reason));
  return list;
}

Document members_json(const std::optional<plan::MemberDelta>& members) {
  if (!members) return nullptr;
  return {{"added", members->added}, {"removed", members->removed}, {"kept", members->kept}};
}

Document routes_json(const std::vector<plan::MemberRoute>& routes) {
  Document list = Document::array();
  for (const plan::MemberRoute& route : routes) {
    Document actions = Document::array();
    for (const plan::ActionKind action : route.actions) {
      actions.push_back(plan::action_word(action));
    }
    list.push_back({{"actions", std::move(actions)},
                    {"file_operations", route.actions.size()},
                    {"users", route.users ? Document(*route.users) : Document(nullptr)}});
  }
  return list;
}

/// The change without its fingerprint, and without what follows from its contents.
Document bare_change_json(const plan::Change& change) {
  Document document = Document::object();
  document["key"] = change.key.str();
  document["previous_key"] = text_or_null(change.previous_key.str());
  document["kind"] = kind_word(change.kind);
  document["name"] = change.name.str();
  document["id"] = text_or_null(change.id.str());
  document["actions"] = actions_json(change.actions);
  const Document reasons = reasons_json(change.reasons);
  document["reason"] = reasons.empty() ? Document(nullptr) : reasons.front();
  document["reasons"] = reasons;
  document["source"] = source_json(change.source);
  document["before"] = side_json(change.before);
  document["after"] = side_json(change.after);
  document["diff"] = diff_json(change.diff);
  document["conflict"] = conflict_json(change.conflict);
  document["needs"] = keys_json(change.needs);
  return document;
}

std::string fingerprint_of_bare(Document bare) {
  bare.erase("source");
  return sha256(compact(bare)).hex();
}

Document changes_json(const std::vector<plan::Change>& changes, const std::string& environment) {
  Document list = Document::array();
  for (const plan::Change& change : changes) {
    Document document = bare_change_json(change);
    std::string fingerprint = fingerprint_of_bare(document);
    document["effect"] = effect_json(change.effect);
    document["members"] = members_json(change.members);
    document["routes"] = routes_json(change.routes);
    document["payloads"] = payloads_json(change.payloads);
    document["origin"] = origin_json(change.origin);
    document["fingerprint"] = std::move(fingerprint);
    document["words"] = change_words_json(change, environment);
    list.push_back(std::move(document));
  }
  return list;
}

Document summary_json(const plan::Summary& summary) {
  return {{"create", summary.create},
          {"update", summary.update},
          {"members", summary.members},
          {"archive", summary.archive},
          {"unarchive", summary.unarchive},
          {"adopt", summary.adopt},
          {"forget", summary.forget},
          {"conflict", summary.conflict},
          {"file_operations", summary.file_operations}};
}

Document warnings_json(const std::vector<plan::Warning>& warnings) {
  Document list = Document::array();
  for (const plan::Warning& warning : warnings) {
    list.push_back({{"code", warning.code},
                    {"key", text_or_null(warning.key.str())},
                    {"source", source_json(warning.source)},
                    {"message", warning.message}});
  }
  return list;
}

Document counts_json(const plan::Counts& counts) {
  return {{"manifests", counts.manifests},
          {"managed", counts.managed},
          {"unmanaged", counts.unmanaged},
          {"unchanged", counts.unchanged},
          {"not_created", counts.not_created}};
}

Document trusted_json(const plan::Trusted& trusted) {
  const bool any = trusted.definitions > 0;
  return {{"definitions", trusted.definitions},
          {"since", any ? Document(format_utc(trusted.since)) : Document(nullptr)}};
}

Document number_or_null(const std::optional<std::uint64_t>& number) {
  return number ? Document(*number) : Document(nullptr);
}

Document options_json(const PlanHeader& header) {
  Document options{{"ownership", header.ownership},
                   {"adopt_all", header.adopt_all},
                   {"adopt", Document(header.adopt)},
                   {"refresh", header.refresh},
                   {"allowed_archives", number_or_null(header.allowed_archives)},
                   {"allowed_removals", number_or_null(header.allowed_removals)},
                   {"allowed_protected", Document(header.allowed_protected)}};
  if (header.retry_failed) options["retry_failed"] = true;
  return options;
}

}  // namespace

std::string plan_json(const plan::Plan& plan, const PlanHeader& header) {
  const bool whole = plan.scope == plan::Scope::WholeRepo;
  Document document = header_json(header, header.format);
  document["scope"] = {{"kind", whole ? "whole-repo" : "paths"}, {"paths", Document(header.paths)}};
  document["options"] = options_json(header);
  document["base"] = base_json(header.base);
  document["summary"] = summary_json(plan::summarize(plan));
  document["changes"] = changes_json(plan.changes, header.environment);
  document["warnings"] = warnings_json(plan.warnings);
  document["holds"] = holds_json(plan.holds);
  document["counts"] = counts_json(plan.counts);
  document["trusted"] = trusted_json(plan.trusted);
  document["price"] = price_json(plan.price);
  document["digest"] = plan_digest(plan);
  document["words"] = plan_words_json(plan);
  std::string fingerprint = sha256(compact(document)).hex();
  document["fingerprint"] = std::move(fingerprint);
  return pretty(document);
}

std::string change_fingerprint(const plan::Change& change) {
  return fingerprint_of_bare(bare_change_json(change));
}

std::string plan_digest(const plan::Plan& plan) {
  Document document = Document::array();
  for (const plan::Change& change : plan.changes) document.push_back(change_fingerprint(change));
  document.push_back(bare_holds_json(plan.holds));
  return sha256(compact(document)).hex();
}

}  // namespace segctl::report
