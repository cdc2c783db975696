#pragma once

#include "segment/effect.h"
#include "segment/json.h"

#include <cstddef>
#include <string_view>
#include <vector>

/// The steps of effect_of(). All of them work on canonical forms, and "within" is always the same
/// question: whether every user (or event) that the first matches is matched by the second too.
/// Yes is a proof; no says nothing.
namespace segctl::effect {

/// Where a filter stands: among those of a segment, or of an event's or an object's attributes.
enum class Inside { Segment, Attributes };

/// Whether segctl knows all that a filter says: its type and each of its keys, at every depth. Whom
/// another one matches, and whether it looks at other segments, nobody can tell.
[[nodiscard]] bool is_known(const Json& filter, Inside inside);

/// Whether both have the same members, apart from those in `but`.
[[nodiscard]] bool alike_but(const Json& a, const Json& b,
                             const std::vector<std::string_view>& but);

/// Whether both have the member `key` with the same value, or neither has it.
[[nodiscard]] bool same_member(const Json& a, const Json& b, const char* key);

/// A filter on an attribute of a user, an event or an object; not of an object as a whole.
[[nodiscard]] bool attribute_within(const Json& inner, const Json& outer);

/// One of `aggregation_attributes` over the same events.
[[nodiscard]] bool aggregate_within(const Json& inner, const Json& outer);

/// A time range of events.
[[nodiscard]] bool range_within(const Json& inner, const Json& outer);

/// Two lists of values of an operator that matches a user by any one of them: each of `inner` is
/// matched by one of `outer` too.
[[nodiscard]] bool values_within(const Json& inner, const Json& outer, std::string_view said);

/// Two conditions on a number, with `operator`, `value` and perhaps `value1`. With `same_operator`,
/// where the conditions are negated, a proof must not go from one operator to another: whom a
/// negated operator takes in besides is not known.
enum class Operators { Same, Any };
[[nodiscard]] bool numbers_within(const Json& inner, const Json& outer, Operators operators);

/// Two conditions on a point in time, as those on a number.
[[nodiscard]] bool times_within(const Json& inner, const Json& outer);

/// Which of the two definitions the inner term of a proof is from.
enum class Direction { BeforeInAfter, AfterInBefore };

/// Looks for proofs, for as long as it may.
class Prover {
 public:
  Prover(const ReferenceEffects& references, Others others);

  /// Whether all of `inner` are in `outer`, each a whole definition.
  [[nodiscard]] bool within(const Definition& inner, const Definition& outer, Direction direction);

 private:
  /// Those whom a filter or a group matches, or all others.
  struct Term {
    const Json* filter;
    bool others;
    bool nested = false;  ///< a filter of a group: one that is a group itself says so
  };

  enum class Shape { Everyone, All, Any, Single };
  static Shape shape_of(const Term& term);
  static std::vector<Term> parts_of(const Term& term);

  bool term_within(const Term& inner, const Term& outer, Direction direction);
  bool parts_within(const Term& inner, const Term& outer, Direction direction);
  bool filter_within(const Json& inner, const Json& outer, Direction direction);
  bool kind_within(const Json& inner, const Json& outer);
  bool object_within(const Json& inner, const Json& outer);
  bool action_within(const Json& inner, const Json& outer);
  static bool affinity_within(const Json& inner, const Json& outer);
  bool events_within(const Json& inner, const Json& outer);
  bool groups_within(const Json& inner, const Json& outer);
  [[nodiscard]] bool reference_within(const Json& filter, Direction direction) const;
  bool may_go_on();

  const ReferenceEffects& references_;
  bool others_change_;  ///< any segment at all but the one that this is about
  Inside inside_ = Inside::Segment;
  std::size_t steps_ = 0;
};

}  // namespace segctl::effect
