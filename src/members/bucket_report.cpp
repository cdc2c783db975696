#include "members/bucket_report.h"

#include "base/text.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace segctl::members {
namespace {

template <class Record>
std::span<const Record> group_at(std::span<const Record> records, std::size_t first) {
  std::size_t last = first + 1;
  while (last < records.size() && records[last].same_hash(records[first])) ++last;
  return records.subspan(first, last - first);
}

/// Counts repeats among records of one hash; returns how many distinct values there are.
std::size_t count_distinct(std::span<const ValueRecord> group, const ByteSource& source,
                           Places& duplicates) {
  if (group.size() == 1) return 1;
  std::vector<std::string> seen;
  for (const ValueRecord& record : group) {
    std::string value = value_at(source, record.offset());
    if (std::find(seen.begin(), seen.end(), value) == seen.end()) {
      seen.push_back(std::move(value));
    } else {
      duplicates.add(record.offset());
    }
  }
  return seen.size();
}

/// A value that may equal another but for its case.
struct Variant {
  std::string folded;
  std::string value;
  std::uint64_t offset = 0;

  friend bool operator<(const Variant& a, const Variant& b) {
    return std::tie(a.folded, a.offset) < std::tie(b.folded, b.offset);
  }
};

/// Of the values that fold to the same, all distinct ones but the first.
void count_variants(std::vector<Variant>& variants, Places& found) {
  std::sort(variants.begin(), variants.end());
  for (auto first = variants.begin(); first != variants.end();) {
    const auto last = std::find_if(
        first, variants.end(), [&](const Variant& other) { return other.folded != first->folded; });
    std::vector<std::string_view> seen = {first->value};
    for (auto variant = first + 1; variant != last; ++variant) {
      if (std::find(seen.begin(), seen.end(), variant->value) != seen.end()) continue;
      seen.push_back(variant->value);
      found.add(variant->offset);
    }
    first = last;
  }
}

Variant variant_at(const ByteSource& source, std::uint64_t offset) {
  std::string value = value_at(source, offset);
  std::string folded = lower_ascii(value);
  return {std::move(folded), std::move(value), offset};
}

void report_variants(std::span<const ValueRecord> records, std::span<const ShortRecord> folded,
                     const ByteSource& source, Places& found) {
  auto plain = records.begin();
  for (std::size_t at = 0; at < folded.size();) {
    const std::span<const ShortRecord> group = group_at(folded, at);
    at += group.size();
    while (plain != records.end() && plain->key() < group[0].key()) ++plain;
    const bool has_plain = plain != records.end() && plain->key() == group[0].key();
    if (!has_plain && group.size() == 1) continue;
    std::vector<Variant> variants;
    for (const ShortRecord& record : group) {
      variants.push_back(variant_at(source, record.offset()));
    }
    for (auto other = plain; other != records.end() && other->key() == group[0].key(); ++other) {
      variants.push_back(variant_at(source, other->offset()));
    }
    count_variants(variants, found);
  }
}

}  // namespace

void BucketReporter::report(std::size_t bucket, std::span<const Buckets<ValueRecord>> records,
                            std::span<const Buckets<ShortRecord>> folded, const ByteSource& source,
                            BucketReport& report) {
  const std::span<const ValueRecord> sorted = records_.sort(records, bucket);
  report.hashes.resize(sorted.size() * sizeof(ValueHash));
  report.duplicates = {};
  report.case_variants = {};
  char* next = report.hashes.data();
  for (std::size_t at = 0; at < sorted.size();) {
    const std::span<const ValueRecord> group = group_at(sorted, at);
    at += group.size();
    const auto hash = group[0].hash(bucket).bytes();
    const std::size_t distinct = count_distinct(group, source, report.duplicates);
    for (std::size_t i = 0; i < distinct; ++i) next = std::copy(hash.begin(), hash.end(), next);
  }
  report.hashes.resize(static_cast<std::size_t>(next - report.hashes.data()));
  report_variants(sorted, folded_.sort(folded, bucket), source, report.case_variants);
}

}  // namespace segctl::members
