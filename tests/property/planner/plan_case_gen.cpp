#include "property/planner/plan_case_gen.h"

#include "segment/canonical.h"
#include "support/definition_gen.h"

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <ostream>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace segctl::test {
namespace {

constexpr Timestamp kNow{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1)};

int number(int least, int beyond) { return *rc::gen::inRange(least, beyond); }

bool one_in(int chances) { return number(0, chances) == 0; }

Json in_city(int city) {
  return {{"filter_type", "user_attributes"},
          {"name", "city"},
          {"data_type", "string"},
          {"operator", "is"},
          {"value", "city " + std::to_string(city)}};
}

/// Definitions of which no two mean the same: a few of any shape, then simple ones.
std::vector<Definition> distinct_definitions() {
  std::vector<Definition> pool;
  std::set<DefinitionDigest> seen;
  const auto add = [&](const Definition& definition) {
    if (seen.insert(definition_digest(definition)).second) pool.push_back(definition);
  };
  const std::map<Key, SegmentId> elsewhere{{Key("vip"), SegmentId("elsewhere1")},
                                           {Key("gold"), SegmentId("elsewhere2")}};
  for (int i = 0; i < 3; ++i) add(with_ids(*definitions(), elsewhere));
  for (int city = 0; city < 7; ++city) {
    add({Json{{"filter_operator", "and"}, {"filters", Json::array({in_city(city)})}}, nullptr});
  }
  return pool;
}

ContentMark content(int which) {
  const std::string text = "content " + std::to_string(which);
  return {sha256(text), sha256("values of " + text), {}};
}

/// What is drawn once for each case.
struct Draw {
  std::vector<Definition> definitions = distinct_definitions();
  PlanCase made;

  /// An index below `size`, each at most once for each `taken`.
  static std::size_t fresh(std::set<std::size_t>& taken, std::size_t size) {
    auto at = static_cast<std::size_t>(number(0, static_cast<int>(size)));
    while (!taken.insert(at).second) at = (at + 1) % size;
    return at;
  }
};

std::string name_of(std::size_t which) { return "Name " + std::to_string(which); }

RecordedSegment record_of(const LiveSegment& live, const Key& key) {
  RecordedSegment record;
  record.key = key;
  record.kind = live.definition ? Kind::Filter : live.type.empty() ? Kind::Cohort : Kind::File;
  record.id = live.id;
  record.name = live.name;
  record.activity = *live.activity;
  record.applied_at = record.verified_at = kNow - std::chrono::hours(number(0, 3));
  if (live.definition) {
    record.definition = definition_digest(*live.definition);
  } else if (record.kind == Kind::File) {
    record.file.emplace();
    record.file->attribute_name = "ID";
    record.file->expiry_days = 30;
    record.file->content = content(number(0, 3));
    record.file->rows = 10;
  }
  return record;
}

std::vector<std::string> draw_members() {
  std::vector<std::string> members;
  for (int uid = 0; uid < 4; ++uid) {
    if (one_in(2)) members.push_back("u" + std::to_string(uid));
  }
  return members;
}

/// A cohort that was synced before.
void draw_cohort(WorkspaceModel& model, const LiveSegment& live, RecordedSegment& record) {
  const auto members = draw_members();
  const std::string cohort_id = "cohort of " + live.id.str();
  model.cohorts[cohort_id] = {live.id, {members.begin(), members.end()}};
  record.cohort = RecordedCohort{"acme", cohort_id, members.size(), 1};
}

void draw_workspace(Draw& draw) {
  WorkspaceModel& model = draw.made.model;
  model.now = kNow;
  model.reading =
      *rc::gen::element(ListReading::Marked, ListReading::Hidden, ListReading::Unmarked);
  std::set<std::size_t> names;
  std::set<std::size_t> taken;
  const int count = number(0, 8);
  for (int i = 0; i < count; ++i) {
    LiveSegment live;
    live.id = SegmentId("live" + std::to_string(i));
    live.name = SegmentName(name_of(Draw::fresh(names, 9)));
    const bool filter = !one_in(4);
    // API.md doesn't say what List calls a cohort.
    live.type = filter ? "ELASTIC_SEARCH" : one_in(2) ? "" : "FILE_V2";
    if (filter) live.definition = draw.definitions[Draw::fresh(taken, draw.definitions.size())];
    const bool managed = !one_in(3);
    // Without a mark nobody can tell that somebody else's segment is archived, or who hides there.
    const bool may_be_archived = managed || model.reading == ListReading::Marked;
    live.activity = may_be_archived && one_in(4) ? Activity::Archived : Activity::Active;
    if (managed) {
      const Key key(one_in(2) ? live.name.str() : "key " + std::to_string(i));
      RecordedSegment record = record_of(live, key);
      if (record.kind == Kind::Cohort) draw_cohort(model, live, record);
      model.records.emplace(key, std::move(record));
    }
    if (!managed || !one_in(6)) model.segments.emplace(live.id, live);
  }
}

/// A definition of its own, sometimes with references to manifests that come later.
Definition draw_definition(Draw& draw, std::set<std::size_t>& taken, const std::vector<Key>& keys) {
  Definition definition = draw.definitions[Draw::fresh(taken, draw.definitions.size())];
  if (keys.empty() || !one_in(3)) return definition;
  const Key& key = keys[static_cast<std::size_t>(number(0, static_cast<int>(keys.size())))];
  const Json reference = {{"filter_type", "custom_segments"}, {"key", key.str()}};
  Json nested = definition.included.json();
  nested["filter_type"] = "nested_filters";
  definition.included =
      Json{{"filter_operator", "and"}, {"filters", Json::array({std::move(nested), reference})}};
  return definition;
}

DesiredFile draw_file() {
  DesiredFile file;
  file.attribute_name = "ID";
  file.expiry_days = 30;
  file.source.file_url = "https://files.example/a.csv";
  return file;
}

/// Mostly the cohort that the state knows by the key, under the name it has there.
DesiredCohort draw_cohort(const RecordedSegment* record, DesiredSegment& desired,
                          std::set<std::size_t>& names) {
  DesiredCohort cohort;
  cohort.partner = "acme";
  cohort.members = draw_members();
  cohort.order = one_in(2) ? MemberOrder::AddFirst : MemberOrder::RemoveFirst;
  const bool known = record != nullptr && record->cohort && !one_in(6);
  cohort.cohort_id = known ? record->cohort->cohort_id : "cohort of " + desired.key.str();
  if (!known) return cohort;
  for (std::size_t which = 0; which < 9; ++which) {
    if (record->name.str() == name_of(which) && names.insert(which).second) {
      desired.name = record->name;
    }
  }
  return cohort;
}

/// A key that the state knows, or a new one; none where the manifest goes by its name.
std::optional<Key> draw_key(const Draw& draw, std::size_t which) {
  if (one_in(3)) return std::nullopt;
  const auto& records = draw.made.model.records;
  if (records.empty() || one_in(3)) return Key("new key " + std::to_string(which));
  auto at = records.begin();
  std::advance(at, number(0, static_cast<int>(records.size())));
  return at->first;
}

void draw_manifests(Draw& draw) {
  plan::Input& input = draw.made.input;
  const auto& records = draw.made.model.records;
  std::set<std::size_t> names;
  std::set<std::size_t> taken;
  std::vector<Key> keys;
  const std::size_t count = static_cast<std::size_t>(number(1, 8));
  for (std::size_t i = 0; i < count; ++i) {
    DesiredSegment desired;
    desired.name = SegmentName(name_of(Draw::fresh(names, 9)));
    const auto key = draw_key(draw, i);
    desired.key = key.value_or(Key(desired.name.str()));
    desired.explicit_key = key.has_value();
    if (!input.declared.insert(desired.key).second) continue;
    desired.place = Range{"segments/" + std::to_string(count - i) + ".yaml", {1, 1}, {1, 1}};
    desired.is_protected = one_in(8);
    desired.activity = one_in(5) ? Activity::Archived : Activity::Active;
    const auto record = records.find(desired.key);
    const Kind other = one_in(2) ? Kind::File : Kind::Cohort;
    const Kind fresh = one_in(4) ? other : Kind::Filter;
    const Kind kind = record == records.end() ? fresh : record->second.kind;
    if (kind == Kind::Cohort) {
      const RecordedSegment* known = record == records.end() ? nullptr : &record->second;
      desired.spec = draw_cohort(known, desired, names);
    } else if (kind == Kind::File) {
      desired.spec = draw_file();
      input.contents.emplace(desired.key, plan::FileContents{{content(number(0, 3)), 10}, {}});
    } else {
      DesiredFilter filter;
      filter.definition = draw_definition(draw, taken, keys);
      filter.canonical = canonical(filter.definition);
      filter.digest = digest_of_canonical(filter.canonical);
      desired.spec = std::move(filter);
    }
    keys.push_back(desired.key);
    input.desired.push_back(std::move(desired));
  }
}

}  // namespace

plan::CohortContents PlanCase::contents_of(const DesiredCohort& cohort) const {
  const auto differing = [](const std::set<std::string>& from,
                            const std::set<std::string>& without) {
    return static_cast<std::uint64_t>(std::count_if(
        from.begin(), from.end(), [&](const std::string& uid) { return !without.contains(uid); }));
  };
  const std::set<std::string> wanted(cohort.members.begin(), cohort.members.end());
  std::set<std::string> known;
  for (const auto& [key, record] : model.records) {
    const bool own = record.cohort && record.cohort->cohort_id == cohort.cohort_id;
    if (own) known = model.cohorts.at(cohort.cohort_id).members;
  }
  plan::CohortContents contents;
  contents.members = wanted.size();
  contents.recorded = known.size();
  contents.change = {differing(wanted, known), differing(known, wanted), 0};
  contents.payloads = {1, 1, 0};
  contents.all_calls = 1;
  return contents;
}

plan::Input PlanCase::now() const {
  plan::Input now = input;
  now.live = model.observed();
  now.recorded = model.records;
  for (const DesiredSegment& desired : input.desired) {
    const auto* cohort = std::get_if<DesiredCohort>(&desired.spec);
    if (cohort != nullptr) now.cohorts[desired.key] = contents_of(*cohort);
  }
  return now;
}

rc::Gen<PlanCase> plan_cases() {
  return rc::gen::noShrink(rc::gen::exec([] {
    Draw draw;
    draw_workspace(draw);
    draw_manifests(draw);
    plan::Input& input = draw.made.input;
    input.now = kNow;
    std::shuffle(input.desired.begin(), input.desired.end(),
                 std::mt19937(*rc::gen::arbitrary<unsigned>()));
    input.adopt_all = one_in(3);
    input.ownership = one_in(4) ? plan::Ownership::Name : plan::Ownership::State;
    input.safety.max_archive_percent = 100;
    return draw.made;
  }));
}

namespace {

bool is_referred_to(const plan::Input& input, const Key& key) {
  return std::any_of(input.desired.begin(), input.desired.end(), [&](const auto& desired) {
    const auto* filter = std::get_if<DesiredFilter>(&desired.spec);
    if (filter == nullptr) return false;
    const auto found = references(filter->definition);
    return std::any_of(found.begin(), found.end(),
                       [&](const Reference& reference) { return reference.key == key; });
  });
}

/// Without an explicit key the key goes along; a reference to the old one would be refused.
void rename(plan::Input& input, DesiredSegment& desired, const SegmentName& name) {
  if (!desired.explicit_key && is_referred_to(input, desired.key)) return;
  desired.name = name;
  if (desired.explicit_key) return;
  input.declared.erase(desired.key);
  auto contents = input.contents.extract(desired.key);
  desired.key = Key(name.str());
  input.declared.insert(desired.key);
  if (contents) input.contents.emplace(desired.key, contents.mapped());
}

}  // namespace

void edit(PlanCase& one) {
  int which = 0;
  for (DesiredSegment& desired : one.input.desired) {
    ++which;
    if (one_in(3)) rename(one.input, desired, SegmentName("Edited " + std::to_string(which)));
    if (one_in(6)) desired.activity = Activity::Archived;
    if (auto* cohort = std::get_if<DesiredCohort>(&desired.spec)) {
      if (one_in(3)) cohort->members = draw_members();
      if (one_in(3)) cohort->cohort_id += " edited";
    } else if (std::holds_alternative<DesiredFile>(desired.spec)) {
      if (one_in(3)) one.input.contents[desired.key].base = {content(number(0, 3)), 10};
    } else if (one_in(3)) {
      auto& filter = std::get<DesiredFilter>(desired.spec);
      filter.definition.included.json()["filters"].push_back(in_city(100 + which));
      filter.canonical = canonical(filter.definition);
      filter.digest = digest_of_canonical(filter.canonical);
    }
  }
}

void showValue(const PlanCase& one, std::ostream& out) {
  const auto activity = [](Activity is) { return is == Activity::Active ? "" : " archived"; };
  out << "reading " << static_cast<int>(one.model.reading) << (one.input.adopt_all ? " adopt" : "")
      << (one.input.ownership == plan::Ownership::Name ? " names own" : "") << '\n';
  for (const auto& [id, live] : one.model.segments) {
    out << "live " << id.str() << ' ' << live.name.str() << activity(*live.activity) << ' '
        << (live.definition     ? definition_digest(*live.definition).digest.hex().substr(0, 6)
            : live.type.empty() ? "cohort"
                                : "file")
        << '\n';
  }
  for (const auto& [key, record] : one.model.records) {
    out << "record " << key.str() << " → " << record.id.str() << ' ' << record.name.str()
        << activity(record.activity) << '\n';
  }
  for (const DesiredSegment& desired : one.input.desired) {
    const auto* filter = std::get_if<DesiredFilter>(&desired.spec);
    out << "manifest " << desired.key.str() << (desired.explicit_key ? " (key) " : " ")
        << desired.name.str() << activity(desired.activity) << ' '
        << (filter != nullptr ? filter->digest.digest.hex().substr(0, 6)
                              : kind_word(desired.kind()));
    if (const auto* cohort = std::get_if<DesiredCohort>(&desired.spec)) {
      out << ' ' << cohort->cohort_id << " of " << cohort->members.size();
    }
    if (filter != nullptr) {
      for (const Reference& reference : references(filter->definition)) {
        out << " → " << reference.key.str() << reference.id.str();
      }
    }
    out << '\n';
  }
}

}  // namespace segctl::test
