#include "plan/price.h"

#include "plan/planner.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::plan;
using namespace std::chrono_literals;
using quota::Meter;

namespace {

const Timestamp kNow = *parse_utc("2026-03-01T14:00:00");
const Timestamp kHourOn = kNow + 1h + quota::kTravel;

Change change_of(const std::string& key, Kind kind, std::vector<ActionKind> actions) {
  Change change;
  change.key = Key(key);
  change.name = SegmentName(key);
  change.kind = kind;
  for (const ActionKind action : actions) change.actions.push_back({action, std::nullopt});
  return change;
}

Change new_file(const std::string& key) { return change_of(key, Kind::File, {ActionKind::Create}); }

Change new_filter(const std::string& key) {
  return change_of(key, Kind::Filter, {ActionKind::Create});
}

Plan files(int count) {
  Plan plan;
  for (int i = 0; i < count; ++i) plan.changes.push_back(new_file("f" + std::to_string(i)));
  return plan;
}

Price price(const Plan& plan, const quota::Record& record = {}, const quota::Limits& limits = {},
            const std::map<Key, FileContents>& contents = {}) {
  return price_of(plan, contents, limits, record, kNow);
}

const MeterPrice& of(const Price& price, Meter meter) {
  return price.meters[static_cast<std::size_t>(meter)];
}

using Batches = std::vector<Batch>;

}  // namespace

TEST_CASE("14 file operations: 10 now, 4 when the hour is over, and the last one decides") {
  const Price cost = price(files(14));
  CHECK(of(cost, Meter::FileOperation) ==
        MeterPrice{Meter::FileOperation,
                   14,
                   {{kNow, 10}, {kHourOn, 4}},
                   {{"file_hour", 1h, 10, 0}, {"file_day", 24h, 100, 0}},
                   10,
                   std::nullopt});
  CHECK(cost.last ==
        LastStep{Key("f13"), SegmentName("f13"), "create", Meter::FileOperation, kHourOn});
  CHECK_FALSE(cost.is_now());
}

TEST_CASE("what was used before is left out, and frees up one by one") {
  quota::Record record;
  record.of(Meter::FileOperation).uses = {{kNow - 50min, 7}, {kNow - 10min, 2}};
  const Price cost = price(files(9), record);
  CHECK(of(cost, Meter::FileOperation).batches ==
        Batches{{kNow, 1}, {kNow + 10min + quota::kTravel, 7}, {kNow + 50min + quota::kTravel, 1}});
  CHECK(of(cost, Meter::FileOperation).left == 1);
}

TEST_CASE("each limit goes its own way: filters don't wait for files") {
  Plan plan = files(11);
  plan.changes.push_back(new_filter("a"));
  const Price cost = price(plan);
  CHECK(of(cost, Meter::CreateFilter).batches == Batches{{kNow, 1}});
}

TEST_CASE("what needs another change waits for it") {
  Plan plan = files(11);
  plan.changes.push_back(new_filter("a"));
  plan.changes.back().needs = {Key("f10")};
  plan.changes.push_back(new_filter("b"));
  const Price cost = price(plan);
  CHECK(of(cost, Meter::CreateFilter).batches == Batches{{kNow, 1}, {kHourOn, 1}});
  CHECK(cost.last == LastStep{Key("a"), SegmentName("a"), "create", Meter::CreateFilter, kHourOn});
}

TEST_CASE("an update and a rename are one call, archives have no limit, the state costs nothing") {
  Plan plan;
  plan.changes.push_back(change_of(
      "a", Kind::Filter,
      {ActionKind::Adopt, ActionKind::Unarchive, ActionKind::Update, ActionKind::Rename}));
  plan.changes.push_back(change_of("b", Kind::File, {ActionKind::Archive, ActionKind::Create}));
  plan.changes.push_back(change_of("c", Kind::Filter, {ActionKind::Forget}));
  const Price cost = price(plan);
  std::vector<std::uint64_t> counts;
  for (const MeterPrice& meter : cost.meters) counts.push_back(meter.count);
  CHECK(counts == std::vector<std::uint64_t>{0, 0, 0, 1, 1, 0, 0, 2});
  CHECK(of(cost, Meter::Archival).left == std::nullopt);
  CHECK(cost.is_now());
}

TEST_CASE("users through files have a day of their own, which may decide") {
  const Plan plan = files(2);
  FileContents large;
  large.base.rows = 1'500'000;
  const Price cost = price(plan, {}, {}, {{Key("f0"), large}, {Key("f1"), large}});
  CHECK(of(cost, Meter::FileUsers).count == 3'000'000);
  CHECK(of(cost, Meter::FileUsers).batches ==
        Batches{{kNow, 1'500'000}, {kNow + 24h + quota::kTravel, 1'500'000}});
  CHECK(cost.last->meter == Meter::FileUsers);
}

TEST_CASE("a replace counts the users that are new to the segment, where they are known") {
  Plan plan;
  plan.changes.push_back(change_of("f", Kind::File, {ActionKind::ReplaceUsers}));
  FileContents contents;
  contents.base.rows = 1'204'118;
  CHECK(of(price(plan, {}, {}, {{Key("f"), contents}}), Meter::FileUsers).count == 1'204'118);
  plan.changes[0].routes = {{{ActionKind::ReplaceUsers}, 412}};
  CHECK(of(price(plan, {}, {}, {{Key("f"), contents}}), Meter::FileUsers).count == 412);
  plan.changes[0].actions = {{ActionKind::AddUsers, std::nullopt}};
  contents.additions.rows = 7;
  CHECK(of(price(plan, {}, {}, {{Key("f"), contents}}), Meter::FileUsers).count == 7);
}

TEST_CASE("users that are removed are not counted, an entry's own content is") {
  Plan plan;
  plan.changes.push_back(change_of("f", Kind::File, {}));
  plan.changes[0].actions = {{ActionKind::AddUsers, 0}, {ActionKind::RemoveUsers, 1}};
  FileContents contents;
  contents.base.rows = 5;
  contents.changes = {{{}, 70}, {{}, 900}};
  const Price cost = price(plan, {}, {}, {{Key("f"), contents}});
  CHECK(of(cost, Meter::FileOperation).count == 2);
  CHECK(of(cost, Meter::FileUsers).count == 70);
}

TEST_CASE("conflicts, what is held, and what needs them cost nothing") {
  Plan plan = files(3);
  plan.changes.push_back(new_filter("a"));
  plan.changes.push_back(new_filter("b"));
  plan.changes[0].conflict = Conflict{};
  plan.changes[3].needs = {Key("f0")};
  plan.changes[4].needs = {Key("a")};
  plan.holds.push_back({"active_segments", {Key("f1")}, 3, 2, 2, ""});
  const Price cost = price(plan);
  CHECK(of(cost, Meter::FileOperation).count == 1);
  CHECK(of(cost, Meter::CreateFilter).count == 0);
}

TEST_CASE("a meter that MoEngage closed opens when it said") {
  quota::Record record;
  record.of(Meter::FileOperation).caps = {{kNow - 1min, kNow + 30min, 0}};
  const Price cost = price(files(2), record);
  CHECK(of(cost, Meter::FileOperation).batches == Batches{{kNow + 30min, 2}});
  CHECK(of(cost, Meter::FileOperation).closed_until == kNow + 30min);
  CHECK(of(cost, Meter::FileOperation).left == 0);
}

TEST_CASE("a limit of 0 is never done, and the rest is") {
  quota::Limits limits;
  limits.set("file_hour", 0);
  Plan plan = files(2);
  plan.changes.push_back(new_filter("a"));
  const Price cost = price(plan, {}, limits);
  CHECK(cost.never);
  CHECK(of(cost, Meter::FileOperation).batches.empty());
  CHECK(of(cost, Meter::CreateFilter).batches == Batches{{kNow, 1}});
  CHECK_FALSE(cost.is_now());
}

TEST_CASE("1,000 filter segments take 5 windows of an hour, 200 in each") {
  Plan plan;
  for (int i = 0; i < 1000; ++i) plan.changes.push_back(new_filter(std::to_string(i)));
  const Price cost = price(plan);
  std::map<long, std::uint64_t> hours;
  for (const Batch& batch : of(cost, Meter::CreateFilter).batches) {
    CHECK(batch.count == 50);
    hours[(batch.at - kNow) / Duration(1h + quota::kTravel)] += batch.count;
  }
  CHECK(hours == std::map<long, std::uint64_t>{{0, 200}, {1, 200}, {2, 200}, {3, 200}, {4, 200}});
}

TEST_CASE("a plan with nothing to send ends now") {
  const Price cost = price({});
  CHECK(cost.last == std::nullopt);
  CHECK(cost.is_now());
}
