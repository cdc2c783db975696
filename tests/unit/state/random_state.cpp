#include "unit/state/random_state.h"

#include "base/digest.h"

#include <chrono>
#include <limits>
#include <random>
#include <string>
#include <utility>

namespace segctl::test {
namespace {

using Random = std::mt19937;

std::uint64_t up_to(Random& random, std::uint64_t largest) {
  return std::uniform_int_distribution<std::uint64_t>(0, largest)(random);
}

bool coin(Random& random) { return up_to(random, 1) == 1; }

std::string random_text(Random& random) {
  static const std::string kPieces[] = {
      "gold",     " ", "\"",           "\\",           "\n", std::string(1, '\0'),
      "\x1b[31m", "é", "日本",         "\U0001F600",   "/",  "\n  \"checksum\": \"",
      "}",        "{", "\xEF\xBB\xBF", "\xE2\x80\xAE", "7"};
  std::string text;
  for (std::uint64_t left = up_to(random, 6); left > 0; --left) {
    text += kPieces[up_to(random, std::size(kPieces) - 1)];
  }
  return text;
}

Timestamp random_time(Random& random) {
  if (up_to(random, 4) == 0) return {};
  return Timestamp(Duration(static_cast<std::int64_t>(up_to(random, 253402300799999))));
}

std::optional<Digest> random_digest(Random& random) {
  if (!coin(random)) return std::nullopt;
  return sha256(random_text(random));
}

ContentMark random_content(Random& random) {
  return {random_digest(random), random_digest(random), random_text(random), random_text(random)};
}

FileOutcome random_outcome(Random& random) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  FileOutcome outcome;
  outcome.status = coin(random) ? FileOutcome::kDone : 400;
  if (!outcome.failed()) {
    outcome.values_found = up_to(random, kMost);
    outcome.values_processed = up_to(random, kMost);
    outcome.user_count = up_to(random, kMost);
  }
  outcome.error_message = random_text(random);
  outcome.request_id = random_text(random);
  outcome.received = random_time(random);
  return outcome;
}

FileOperation random_file_operation(Random& random) {
  FileOperation operation;
  operation.id = random_text(random);
  operation.kind = static_cast<FileOperationKind>(up_to(random, 3));
  operation.sent = random_time(random);
  operation.awaited = coin(random);
  if (coin(random)) operation.values = up_to(random, 5'000'000);
  operation.content = random_content(random);
  if (coin(random)) operation.entry = up_to(random, 9);
  operation.content_before = random_content(random);
  if (coin(random)) operation.rows_before = up_to(random, 5'000'000);
  if (coin(random)) operation.outcome = random_outcome(random);
  return operation;
}

RecordedFile random_file(Random& random) {
  RecordedFile file;
  if (coin(random)) file.rows = up_to(random, std::numeric_limits<std::uint64_t>::max());
  file.content = random_content(random);
  file.attribute_name = random_text(random);
  file.attribute_type = coin(random) ? AttributeType::Double : AttributeType::String;
  file.expiry_days = static_cast<int>(up_to(random, std::numeric_limits<int>::max()));
  for (std::uint64_t left = up_to(random, 3); left > 0; --left) {
    file.applied_changes.push_back({coin(random) ? MemberOperation::Add : MemberOperation::Remove,
                                    random_content(random), random_text(random)});
  }
  for (std::uint64_t left = up_to(random, 2); left > 0; --left) {
    file.operations.push_back(random_file_operation(random));
  }
  return file;
}

RecordedSegment random_segment(Random& random, Key key) {
  RecordedSegment segment;
  segment.key = std::move(key);
  segment.kind = static_cast<Kind>(up_to(random, 2));
  segment.id = SegmentId(random_text(random));
  segment.name = SegmentName(random_text(random));
  segment.activity = coin(random) ? Activity::Archived : Activity::Active;
  segment.is_protected = coin(random);
  if (const auto digest = random_digest(random)) segment.definition = DefinitionDigest{*digest};
  segment.definition_text = random_text(random);
  if (coin(random)) segment.file = random_file(random);
  if (coin(random)) {
    segment.cohort = RecordedCohort{random_text(random), random_text(random), up_to(random, 9000),
                                    up_to(random, 9000)};
  }
  segment.applied_at = random_time(random);
  segment.verified_at = random_time(random);
  return segment;
}

state::Operation random_operation(Random& random) {
  state::Operation operation;
  operation.id = random_text(random);
  operation.kind = static_cast<state::OperationKind>(up_to(random, 9));
  operation.key = Key(random_text(random));
  operation.name = SegmentName(random_text(random));
  operation.segment = SegmentId(random_text(random));
  operation.body = sha256(random_text(random));
  operation.begun = random_time(random);
  if (coin(random)) operation.landed.drop.emplace_back(random_text(random));
  if (coin(random)) {
    operation.landed.set.push_back(random_segment(random, Key(random_text(random))));
  }
  return operation;
}

Timestamp at_noon(int day) {
  using namespace std::chrono;
  return Timestamp(sys_days(2026y / March / day)) + 12h;
}

RecordedSegment sample_filter() {
  RecordedSegment segment;
  segment.key = Key("high-value-shoppers");
  segment.id = SegmentId("65f1c0ffee0000000000000a");
  segment.name = SegmentName("High-value shoppers");
  segment.definition_text =
      R"({"included_filters":{"filter_operator":"and","filters":[]},"excluded_filters":null})";
  segment.definition = DefinitionDigest{sha256(segment.definition_text)};
  segment.applied_at = at_noon(1);
  segment.verified_at = at_noon(2);
  return segment;
}

RecordedSegment sample_file() {
  RecordedSegment segment;
  segment.key = Key("Newsletter readers");
  segment.kind = Kind::File;
  segment.id = SegmentId("65f1c0ffee0000000000000b");
  segment.name = SegmentName("Newsletter readers");
  const ContentMark content{sha256("the file"), sha256("the values"), "\"9b2cf5\"",
                            "https://files.example.com/readers.csv"};
  segment.file = RecordedFile{1204118, content, "ID", AttributeType::String, 30, {}, {}};
  segment.file->applied_changes.push_back({MemberOperation::Add,
                                           {sha256("more"), sha256("more values"), ""},
                                           "https://files.example.com/more.csv"});
  segment.applied_at = at_noon(1) + Duration(250);
  segment.verified_at = at_noon(2);
  return segment;
}

RecordedSegment sample_cohort() {
  RecordedSegment segment;
  segment.key = Key("Gold tier");
  segment.kind = Kind::Cohort;
  segment.name = SegmentName("Gold tier");
  segment.activity = Activity::Archived;
  segment.cohort = RecordedCohort{"acme", "gold-tier", 12480, 9};
  segment.applied_at = at_noon(3);
  return segment;
}

}  // namespace

state::State random_state(std::uint32_t seed) {
  Random random(seed);
  state::State state = state::new_state({random_text(random), random_text(random)});
  state.serial = 1 + static_cast<std::int64_t>(up_to(random, 2147483646));
  for (std::uint64_t left = up_to(random, 5); left > 0; --left) {
    const Key key(random_text(random));
    state.segments.insert_or_assign(key, random_segment(random, key));
  }
  for (std::uint64_t left = up_to(random, 2); left > 0; --left) {
    state.open.push_back(random_operation(random));
  }
  return state;
}

state::State sample_state() {
  state::State state;
  state.lineage = state::Lineage("8c5f2f0e-3d0f-4f1a-9b57-2f6f4f0c1d2e");
  state.serial = 7;
  state.workspace = {"https://api-01.moengage.com", "sha256:b5d4045c3f466fa9"};
  for (const auto& segment : {sample_filter(), sample_file(), sample_cohort()}) {
    state.segments.emplace(segment.key, segment);
  }
  return state;
}

}  // namespace segctl::test
