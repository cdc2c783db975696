#include "report/text_price.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::report;
using namespace std::chrono_literals;
using quota::Meter;

namespace {

const Timestamp kNow = *parse_utc("2026-03-01T14:01:30");

/// File operations under the documented limits.
plan::Price files(std::vector<plan::Batch> batches) {
  plan::MeterPrice meter{Meter::FileOperation,
                         0,
                         std::move(batches),
                         {{"file_hour", 1h, 10, 2}, {"file_day", 24h, 100, 2}},
                         8,
                         std::nullopt};
  for (const plan::Batch& batch : meter.batches) meter.count += batch.count;
  plan::Price price;
  price.at = kNow;
  price.meters = {meter};
  if (!meter.batches.empty()) {
    price.last = plan::LastStep{Key("r"), SegmentName("Readers"), "create", Meter::FileOperation,
                                meter.batches.back().at};
  }
  return price;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("what can be done now is said in a word") {
  const plan::Price price = files({{kNow, 3}});
  CHECK(price_lines(price) ==
        Lines{"3 file operations: now (left now: 8 of 10 an hour, 98 of 100 a day)"});
  CHECK(end_text(price).empty());
}

TEST_CASE("the times of what comes later are rounded up, and those that read the same are one") {
  const plan::Price price =
      files({{kNow, 8}, {kNow + 1h, 2}, {kNow + 1h + 10s, 1}, {kNow + 2h, 1}});
  CHECK(price_lines(price) ==
        Lines{"12 file operations: 8 now, 3 after 15:02 UTC, 1 after 16:02 UTC (left now: 8 of 10 "
              "an hour, 98 of 100 a day)"});
  CHECK(end_text(price) ==
        "16:02 UTC at the earliest; create \"Readers\" decides: it waits for MoEngage's limit on "
        "file operations");
}

TEST_CASE("many windows are summed up, with the day of the last one") {
  std::vector<plan::Batch> batches;
  for (int hour = 0; hour < 12; ++hour) batches.push_back({kNow + hour * 1h, 10});
  CHECK(
      price_lines(files(batches)) ==
      Lines{"120 file operations: 10 now, 10 after 15:02 UTC, 10 after 16:02 UTC, 10 after 17:02 "
            "UTC, 80 in the windows that follow, the last after 2026-03-02 01:02 UTC (left now: 8 "
            "of 10 an hour, 98 of 100 a day)"});
}

TEST_CASE("a meter that MoEngage closed says so, and one without a limit has nothing left to say") {
  plan::Price price = files({{kNow + 30min, 1}});
  price.meters[0].closed_until = kNow + 30min;
  price.meters.push_back({Meter::Archival, 2, {{kNow, 2}}, {}, std::nullopt, std::nullopt});
  price.meters.push_back({Meter::Get, 0, {}, {{"get_minute", 1min, 100, 0}}, 100, std::nullopt});
  CHECK(price_lines(price) ==
        Lines{"1 file operation: after 14:32 UTC (left now: 8 of 10 an hour, 98 of 100 a day); "
              "closed by MoEngage until 14:32 UTC",
              "2 archive and unarchive calls: now"});
}

TEST_CASE("what a limit of 0 keeps from being done is never done") {
  plan::Price price = files({});
  price.meters[0].count = 1;
  price.never = true;
  CHECK(price_lines(price) ==
        Lines{"1 file operation: never (left now: 8 of 10 an hour, 98 of 100 a day)"});
  CHECK(end_text(price) == "never, for some of it: `limits` has a 0 there");
}
