#include "members/value_set.h"

#include "members/bucket_report.h"

#include <algorithm>

namespace segctl::members {
namespace {

constexpr std::size_t kBatch = std::size_t{1} << 16U;
constexpr std::size_t kShare = 2048;      // values hashed at a time by one thread
constexpr std::size_t kWorthSharing = 4;  // shares; waking a thread takes half of one
constexpr std::size_t kRound = 2;  // buckets whose reports are held at a time: few fit the cache

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

void merge(const BucketReport& part, Sha256& digest, ValueSetReport& report) {
  digest.update(part.hashes);
  report.duplicates.merge(part.duplicates);
  report.case_variants.merge(part.case_variants);
}

}  // namespace

void Places::add(std::uint64_t offset) {
  ++count;
  if (offsets.size() == kShown && offset >= offsets.back()) return;
  offsets.insert(std::lower_bound(offsets.begin(), offsets.end(), offset), offset);
  if (offsets.size() > kShown) offsets.pop_back();
}

void Places::merge(const Places& other) {
  for (const std::uint64_t offset : other.offsets) add(offset);
  count += other.count - other.offsets.size();
}

ValueSet::ValueSet(HashValues hash, Worker& worker) : hash_(hash), worker_(worker) {}

void ValueSet::Batch::add(std::string_view value, std::uint64_t offset) {
  values.push_back(value);
  offsets.push_back(offset);
}

void ValueSet::Batch::clear() {
  values.clear();
  offsets.clear();
}

void ValueSet::add(std::string_view value, std::uint64_t offset, Case letters) {
  if (letters == Case::HasUpper) {
    with_upper_.push_back(static_cast<std::uint32_t>(waiting_.values.size()));
  }
  waiting_.add(value, offset);
  if (waiting_.values.size() == kBatch) flush();
}

void ValueSet::flush() {
  fold_batch();
  deal<ValueRecord>(waiting_, records_);
  deal<ShortRecord>(folded_waiting_, folded_);
}

void ValueSet::fold_batch() {
  std::size_t bytes = 0;
  for (const std::uint32_t i : with_upper_) bytes += waiting_.values[i].size();
  folded_waiting_.text.resize(bytes);
  char* next = folded_waiting_.text.data();
  for (const std::uint32_t i : with_upper_) {
    const std::string_view value = waiting_.values[i];
    std::transform(value.begin(), value.end(), next, lower);
    folded_waiting_.add({next, value.size()}, waiting_.offsets[i]);
    next += value.size();
  }
  with_upper_.clear();
}

template <class Record>
void ValueSet::deal(Batch& batch, std::span<Buckets<Record>> sides) {
  const std::size_t size = batch.values.size();
  const auto deal_share = [&](std::size_t share, std::size_t side) {
    const std::size_t first = share * kShare;
    const std::size_t count = std::min(kShare, size - first);
    std::array<ValueHash, kShare> hashes;
    hash_(std::span(batch.values).subspan(first, count), std::span(hashes).first(count));
    for (std::size_t i = 0; i < count; ++i) sides[side].add(hashes[i], batch.offsets[first + i]);
  };
  const std::size_t shares = (size + kShare - 1) / kShare;
  if (shares >= kWorthSharing) {
    worker_.share(shares, deal_share);
  } else {
    for (std::size_t share = 0; share < shares; ++share) deal_share(share, Worker::Caller);
  }
  batch.clear();
}

std::vector<std::size_t> ValueSet::filled_buckets() const {
  std::vector<std::size_t> filled;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    const auto has = [bucket](const auto& side) { return !side.empty(bucket); };
    const bool any = std::any_of(records_.begin(), records_.end(), has) ||
                     std::any_of(folded_.begin(), folded_.end(), has);
    if (any) filled.push_back(bucket);
  }
  return filled;
}

ValueSetReport ValueSet::finish(const ByteSource& source) {
  flush();
  std::array<BucketReporter, Worker::kSides> reporters;
  std::array<std::array<BucketReport, kRound>, 2> rounds;
  ValueSetReport report;
  Sha256 digest;
  const std::vector<std::size_t> filled = filled_buckets();
  const Worker::Guard guard(worker_);
  for (std::size_t first = 0; first < filled.size(); first += kRound) {
    auto& parts = rounds[first / kRound % rounds.size()];
    const std::size_t count = std::min(kRound, filled.size() - first);
    worker_.share(count, [&](std::size_t i, std::size_t side) {
      reporters[side].report(filled[first + i], records_, folded_, source, parts[i]);
    });
    worker_.post([&, count] {  // while the first buckets of the next round are sorted
      for (std::size_t i = 0; i < count; ++i) merge(parts[i], digest, report);
    });
  }
  worker_.wait();
  report.digest = digest.finish();
  return report;
}

}  // namespace segctl::members
