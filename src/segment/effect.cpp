#include "segment/effect.h"

#include "segment/canonical.h"
#include "segment/effect_parts.h"
#include "segment/json_order.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace segctl {
namespace effect {
namespace {

/// Ample for any definition that MoEngage takes; a proof that needs more is not found.
constexpr std::size_t kMostSteps = 500'000;

using words::member;
using words::text;

/// Whether `filter` is a group and nothing besides. What an operator other than and/or does, and
/// whom a group without filters matches, is not known: such a group is a filter like any other.
bool is_plain_group(const Json& filter, bool typed) {
  const Json* filters = member(filter, "filters");
  const std::string_view joined_by = text(filter, "filter_operator");
  if (typed != (text(filter, "filter_type") == "nested_filters")) return false;
  return filters != nullptr && filters->is_array() && !filters->empty() &&
         (joined_by == "and" || joined_by == "or") &&
         filter.size() == (typed ? std::size_t{3} : std::size_t{2});
}

/// Comparing a long list counts for as many steps as it has values.
std::size_t effort_of(const Json& filter) {
  const Json* value = member(filter, "value");
  return value == nullptr ? 0 : value->size();
}

}  // namespace

Prover::Prover(const ReferenceEffects& references, Others others)
    : references_(references),
      others_change_(others == Others::MayChange ||
                     std::any_of(references.begin(), references.end(),
                                 [](const auto& entry) { return entry.second != Effect::Same; })) {}

bool Prover::may_go_on() { return ++steps_ <= kMostSteps; }

Prover::Shape Prover::shape_of(const Term& term) {
  if (term.filter->is_null() && term.others) return Shape::Everyone;
  if (!is_plain_group(*term.filter, term.nested)) return Shape::Single;
  const bool all = (text(*term.filter, "filter_operator") == "and") != term.others;
  return all ? Shape::All : Shape::Any;
}

std::vector<Prover::Term> Prover::parts_of(const Term& term) {
  std::vector<Term> parts;
  for (const Json& filter : (*term.filter)["filters"])
    parts.push_back({&filter, term.others, true});
  return parts;
}

bool Prover::within(const Definition& inner, const Definition& outer, Direction direction) {
  // Without excluded_filters, nobody is excluded: "all others" of nobody is everyone.
  return term_within({&inner.included.json(), false}, {&outer.included.json(), false}, direction) &&
         term_within({&inner.excluded.json(), true}, {&outer.excluded.json(), true}, direction);
}

bool Prover::term_within(const Term& inner, const Term& outer, Direction direction) {
  if (!may_go_on()) return false;
  const Shape in = shape_of(inner);
  const Shape out = shape_of(outer);
  if (out == Shape::Everyone) return true;
  if (in == Shape::Everyone) return false;
  if (in != Shape::Single || out != Shape::Single) return parts_within(inner, outer, direction);
  if (inner.others != outer.others) return false;
  if (!inner.others) return filter_within(*inner.filter, *outer.filter, direction);
  const Direction back =
      direction == Direction::BeforeInAfter ? Direction::AfterInBefore : Direction::BeforeInAfter;
  return filter_within(*outer.filter, *inner.filter, back);
}

bool Prover::parts_within(const Term& inner, const Term& outer, Direction direction) {
  const auto in_outer = [&](const Term& part) { return term_within(part, outer, direction); };
  const auto has_inner = [&](const Term& part) { return term_within(inner, part, direction); };
  if (shape_of(inner) == Shape::Any) {
    const auto parts = parts_of(inner);
    return std::all_of(parts.begin(), parts.end(), in_outer);
  }
  const std::vector<Term> outer_parts =
      shape_of(outer) == Shape::Single ? std::vector<Term>() : parts_of(outer);
  if (shape_of(outer) == Shape::All)
    return std::all_of(outer_parts.begin(), outer_parts.end(), has_inner);
  if (std::any_of(outer_parts.begin(), outer_parts.end(), has_inner)) return true;
  if (shape_of(inner) != Shape::All) return false;
  const auto parts = parts_of(inner);
  return std::any_of(parts.begin(), parts.end(), in_outer);
}

bool Prover::reference_within(const Json& filter, Direction direction) const {
  if (!others_change_) return true;
  if (!is_known(filter, inside_)) return false;
  Reference reference;
  if (const auto id = text(filter, "id"); !id.empty()) {
    reference.id = SegmentId(std::string(id));
  } else {
    reference.key = Key(std::string(text(filter, "key")));
  }
  const auto found = references_.find(reference);
  const Effect effect = found == references_.end() ? Effect::Same : found->second;
  if (effect == Effect::Same) return true;
  return effect ==
         (direction == Direction::BeforeInAfter ? Effect::OnlyWidens : Effect::OnlyNarrows);
}

bool Prover::filter_within(const Json& inner, const Json& outer, Direction direction) {
  if (!inner.is_object() || !outer.is_object()) return same_json(inner, outer);
  if (inside_ == Inside::Segment && text(inner, "filter_type") == "custom_segments")
    return same_json(inner, outer) && reference_within(inner, direction);
  if (same_json(inner, outer)) return !others_change_ || is_known(inner, inside_);
  return kind_within(inner, outer) && is_known(inner, inside_) && is_known(outer, inside_);
}

bool Prover::kind_within(const Json& inner, const Json& outer) {
  if (!same_member(inner, outer, "filter_type")) return false;
  const std::string_view type = text(inner, "filter_type");
  if (type == "actions") return action_within(inner, outer);
  if (type == "psychographic_event") return affinity_within(inner, outer);
  const bool untyped = inside_ == Inside::Attributes && !inner.contains("filter_type");
  const bool attribute = type == "user_attributes" || untyped;
  if (!attribute || !same_member(inner, outer, "data_type")) return false;
  const std::string_view data_type = text(inner, "data_type");
  if (data_type == "object" || data_type == "array_object") return object_within(inner, outer);
  steps_ += effort_of(inner) + effort_of(outer);
  return attribute_within(inner, outer);
}

/// Of attributes: no reference stands among them, so that the direction means nothing.
bool Prover::groups_within(const Json& inner, const Json& outer) {
  const Inside around = std::exchange(inside_, Inside::Attributes);
  const bool within = term_within({&inner, false}, {&outer, false}, Direction::BeforeInAfter);
  inside_ = around;
  return within;
}

/// Whatever of its objects has to match: fields that match more leave no object out.
bool Prover::object_within(const Json& inner, const Json& outer) {
  if (inner.contains("negate") || !alike_but(inner, outer, {"filters", "filter_operator"}))
    return false;
  const auto group_of = [](const Json& filter) {
    Json group = Json::object();
    for (const char* key : {"filters", "filter_operator"}) {
      if (const Json* found = member(filter, key)) group[key] = *found;
    }
    return group;
  };
  return groups_within(group_of(inner), group_of(outer));
}

}  // namespace effect

const char* effect_word(Effect effect) {
  switch (effect) {
    case Effect::Same:
      return "same";
    case Effect::OnlyWidens:
      return "only-widens";
    case Effect::OnlyNarrows:
      return "only-narrows";
    case Effect::MayDoEither:
      return "may-do-either";
  }
  return "may-do-either";
}

const char* effect_text(Effect effect) {
  switch (effect) {
    case Effect::Same:
      return "stays the same";
    case Effect::OnlyWidens:
      return "can only widen";
    case Effect::OnlyNarrows:
      return "can only narrow";
    case Effect::MayDoEither:
      return "may widen or narrow";
  }
  return "may widen or narrow";
}

Effect effect_of(const Definition& before, const Definition& after,
                 const ReferenceEffects& references, Others others) {
  using effect::Direction;
  const Definition was = canonical(before);
  const Definition is = canonical(after);
  effect::Prover forth(references, others);
  effect::Prover back(references, others);
  const bool nobody_drops_out = forth.within(was, is, Direction::BeforeInAfter);
  const bool nobody_comes_in = back.within(is, was, Direction::AfterInBefore);
  if (nobody_drops_out && nobody_comes_in) return Effect::Same;
  if (nobody_drops_out) return Effect::OnlyWidens;
  return nobody_comes_in ? Effect::OnlyNarrows : Effect::MayDoEither;
}

}  // namespace segctl
