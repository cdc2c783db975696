#include "base/text.h"
#include "segment/canonical.h"
#include "segment/difference.h"
#include "segment/json_order.h"
#include "support/definition_gen.h"
#include "support/definition_respelling.h"

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace segctl {
namespace {

using test::altered;
using test::definitions;
using test::odd_definitions;
using test::respelled;

/// What must hold of the differences between any two definitions.
void check_differences(const Definition& before, const Definition& after) {
  const auto found = differences(before, after);
  RC_ASSERT(found.empty() == (definition_digest(before) == definition_digest(after)));
  for (const Difference& difference : found) {
    RC_ASSERT(!difference.path.empty());
    RC_ASSERT(!difference.summary.empty());
    RC_ASSERT(printable(difference.summary) == difference.summary);
    RC_ASSERT(printable(difference.path) == difference.path);
    RC_ASSERT(difference.before.is_null() || difference.kind != DifferenceKind::Added);
    RC_ASSERT(difference.after.is_null() || difference.kind != DifferenceKind::Removed);
    RC_ASSERT(!same_json(difference.before, difference.after) ||
              difference.kind != DifferenceKind::Changed);
  }
}

void check_canonical(const Definition& definition) {
  const Definition form = canonical(definition);
  RC_ASSERT(canonical(form) == form);
  RC_ASSERT(digest_of_canonical(form) == definition_digest(definition));
  RC_ASSERT(digest_of_canonical(canonical(form)) == digest_of_canonical(form));
}

std::map<Key, SegmentId> ids_of_keys(const Definition& definition) {
  std::map<Key, SegmentId> ids;
  for (const Reference& reference : references(definition)) {
    if (!reference.key.empty())
      ids.emplace(reference.key, SegmentId("id of " + reference.key.str()));
  }
  return ids;
}

bool canonical_properties() {
  bool held = true;
  held &= rc::check("other words for the same make the same canonical form and digest", [] {
    const Definition definition = *definitions();
    const Definition other = respelled(definition, *rc::gen::arbitrary<std::uint64_t>());
    RC_ASSERT(canonical(other) == canonical(definition));
    RC_ASSERT(definition_digest(other) == definition_digest(definition));
  });
  held &= rc::check("every change of meaning makes another canonical form and digest", [] {
    const Definition form = canonical(*definitions());
    const Definition other = altered(form, *rc::gen::arbitrary<std::uint64_t>());
    RC_ASSERT(canonical(other) != form);
    RC_ASSERT(definition_digest(other) != definition_digest(form));
  });
  held &= rc::check("a canonical form is its own canonical form",
                    [] { check_canonical(*definitions()); });
  held &= rc::check("whatever is no definition has a canonical form all the same",
                    [] { check_canonical(*odd_definitions()); });
  return held;
}

bool difference_properties() {
  bool held = true;
  held &= rc::check("other words for the same are no difference", [] {
    const Definition definition = *definitions();
    check_differences(definition, respelled(definition, *rc::gen::arbitrary<std::uint64_t>()));
  });
  held &= rc::check("every change of meaning is a difference, both ways", [] {
    const Definition form = canonical(*definitions());
    const Definition other = altered(form, *rc::gen::arbitrary<std::uint64_t>());
    check_differences(form, other);
    check_differences(other, form);
  });
  held &= rc::check("any two definitions differ exactly where their digests do",
                    [] { check_differences(*definitions(), *definitions()); });
  held &= rc::check("any two oddities differ exactly where their digests do", [] {
    const Definition before = *odd_definitions();
    Definition after = before;
    if (*rc::gen::arbitrary<bool>()) after.included = *test::odd_json();
    if (*rc::gen::arbitrary<bool>()) after.excluded = *test::odd_json();
    check_differences(before, after);
  });
  held &= rc::check("anything can be described on one printable line", [] {
    const std::string line = describe_filter(*test::odd_json());
    RC_ASSERT(!line.empty());
    RC_ASSERT(printable(line) == line);
  });
  return held;
}

bool reference_properties() {
  bool held = true;
  held &= rc::check("with the IDs of all its keys a definition refers by ID alone", [] {
    const Definition definition = *definitions();
    const auto ids = ids_of_keys(definition);
    const auto after = references(with_ids(definition, ids));
    RC_ASSERT(std::all_of(after.begin(), after.end(),
                          [](const Reference& reference) { return reference.key.empty(); }));
    for (const auto& [key, id] : ids)
      RC_ASSERT(std::count(after.begin(), after.end(), Reference{Key(), id}) == 1);
  });
  held &= rc::check("without an ID nothing of a definition changes", [] {
    const Definition definition = *odd_definitions();
    RC_ASSERT(with_ids(definition, {}) == definition);
  });
  held &= rc::check("other words for the same refer to the same segments", [] {
    const Definition definition = *definitions();
    const Definition other = respelled(definition, *rc::gen::arbitrary<std::uint64_t>());
    auto before = references(definition);
    auto after = references(other);
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    RC_ASSERT(before == after);
  });
  return held;
}

}  // namespace
}  // namespace segctl

int main() {
  // Each group runs, whatever became of the others.
  const bool canonical = segctl::canonical_properties();
  const bool difference = segctl::difference_properties();
  const bool reference = segctl::reference_properties();
  return canonical && difference && reference ? 0 : 1;
}
