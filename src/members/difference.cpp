#include "members/difference.h"

#include "members/buckets.h"
#include "members/dealer.h"
#include "members/feed.h"
#include "members/record_sorter.h"
#include "members/regular_file.h"
#include "members/worker.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

namespace segctl::members {
namespace {

/// The values of one version, and what is found out about them in one bucket.
struct Version {
  const ByteSource& source;
  Buckets<ValueRecord> buckets;

  void read() {
    Dealer dealer(buckets, 0);
    feed_lines(source, dealer);
  }
};

using Records = std::span<const ValueRecord>;

bool hash_less(const ValueRecord& a, const ValueRecord& b) {
  return a.key() != b.key() ? a.key() < b.key() : a.low() < b.low();
}

Records::iterator skip_equal(Records::iterator at, Records::iterator end) {
  const ValueRecord& first = *at;
  return std::find_if(at + 1, end,
                      [&](const ValueRecord& other) { return !other.same_hash(first); });
}

enum class Keep { Offsets, Nothing };

/// What one thread finds out, bucket by bucket.
struct Comparison {
  SetDifference difference;
  std::vector<std::uint64_t> removed;  ///< offsets in the old version, where they are kept
  std::vector<std::uint64_t> added;    ///< offsets in the new version, where they are kept

  void compare(std::size_t bucket, const Version& before, const Version& after, Keep keep) {
    const Records old = old_.sort({&before.buckets, 1}, bucket);
    const Records now = new_.sort({&after.buckets, 1}, bucket);
    auto a = old.begin();
    auto b = now.begin();
    while (a != old.end() || b != now.end()) {
      if (b == now.end() || (a != old.end() && hash_less(*a, *b))) {
        note(a->offset(), difference.removed, removed, keep);
        a = skip_equal(a, old.end());
      } else if (a == old.end() || hash_less(*b, *a)) {
        note(b->offset(), difference.added, added, keep);
        b = skip_equal(b, now.end());
      } else {
        ++difference.kept;
        a = skip_equal(a, old.end());
        b = skip_equal(b, now.end());
      }
    }
  }

 private:
  static void note(std::uint64_t offset, std::uint64_t& count, std::vector<std::uint64_t>& offsets,
                   Keep keep) {
    ++count;
    if (keep == Keep::Offsets) offsets.push_back(offset);
  }

  RecordSorter<ValueRecord> old_;
  RecordSorter<ValueRecord> new_;
};

/// Tells `sink` the values at `offsets`, in the order of the source.
void emit(const ByteSource& source, std::vector<std::uint64_t> offsets, const ValueSink& sink) {
  if (!sink) return;
  std::sort(offsets.begin(), offsets.end());
  const WindowedSource window(source);
  for (const std::uint64_t offset : offsets) sink(value_at(window, offset));
}

SetDifference sum(const SetDifference& a, const SetDifference& b) {
  return {a.added + b.added, a.removed + b.removed, a.kept + b.kept};
}

SetDifference compare(Version& before, Version& after, const DifferenceSinks& sinks) {
  Worker worker;
  const Worker::Guard guard(worker);
  worker.post([&] { before.read(); });
  after.read();
  worker.wait();
  const Keep keep = sinks.removed || sinks.added ? Keep::Offsets : Keep::Nothing;
  std::array<Comparison, Worker::kSides> sides;
  worker.share(kBuckets, [&](std::size_t bucket, std::size_t side) {
    sides[side].compare(bucket, before, after, keep);
  });
  auto& [first, second] = sides;
  first.removed.insert(first.removed.end(), second.removed.begin(), second.removed.end());
  first.added.insert(first.added.end(), second.added.begin(), second.added.end());
  emit(before.source, std::move(first.removed), sinks.removed);
  emit(after.source, std::move(first.added), sinks.added);
  return sum(first.difference, second.difference);
}

/// Hashes of values that come in ascending order, gathered for one digest.
class HashGatherer {
 public:
  void add(const ValueHash& hash) {
    const auto bytes = hash.bytes();
    waiting_.append(bytes.data(), bytes.size());
    if (waiting_.size() >= kReadBlock) flush();
  }

  [[nodiscard]] Digest finish() {
    flush();
    return digest_.finish();
  }

 private:
  void flush() {
    digest_.update(waiting_);
    waiting_.clear();
  }

  std::string waiting_;
  Sha256 digest_;
};

/// Takes one bucket of `part` out of that of `whole`; both are sorted.
void take_out(Records whole, Records part, std::size_t bucket, Remainder& remainder,
              HashGatherer& left) {
  auto out = part.begin();
  for (auto at = whole.begin(); at != whole.end(); at = skip_equal(at, whole.end())) {
    while (out != part.end() && hash_less(*out, *at)) {
      ++remainder.foreign;
      out = skip_equal(out, part.end());
    }
    if (out != part.end() && out->same_hash(*at)) {
      ++remainder.taken;
      out = skip_equal(out, part.end());
    } else {
      ++remainder.left;
      left.add(at->hash(bucket));
    }
  }
  for (; out != part.end(); out = skip_equal(out, part.end())) ++remainder.foreign;
}

/// Compares one bucket of the new version with the old hashes that fall into it.
void compare_bucket(std::span<const std::uint64_t> old, std::span<const ShortRecord> records,
                    std::size_t bucket, SetDifference& difference) {
  auto next = old.begin();
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (i > 0 && records[i].same_hash(records[i - 1])) continue;
    const std::uint64_t hash = records[i].hash(bucket);
    next = std::lower_bound(next, old.end(), hash);
    ++(next != old.end() && *next == hash ? difference.kept : difference.added);
  }
}

}  // namespace

Result<SetDifference> difference(const std::filesystem::path& before,
                                 const std::filesystem::path& after, const DifferenceSinks& sinks) {
  const Result<RegularFile> old_file = RegularFile::open(before);
  if (!old_file) return tl::unexpected(old_file.error());
  const Result<RegularFile> new_file = RegularFile::open(after);
  if (!new_file) return tl::unexpected(new_file.error());
  Version old_version{*old_file, {}};
  Version new_version{*new_file, {}};
  const SetDifference difference = compare(old_version, new_version, sinks);
  for (const RegularFile* file : {&*old_file, &*new_file}) {
    if (auto unchanged = file->check_unchanged(); !unchanged) {
      return tl::unexpected(unchanged.error());
    }
  }
  return difference;
}

SetDifference difference(const UidList& before, const UidList& after,
                         const DifferenceSinks& sinks) {
  Version old_version{before, {}};
  Version new_version{after, {}};
  return compare(old_version, new_version, sinks);
}

Result<SetDifference> difference(const Snapshot& before, const std::filesystem::path& after) {
  const Result<RegularFile> file = RegularFile::open(after);
  if (!file) return tl::unexpected(file.error());
  const SetDifference found = difference(before, *file);
  if (auto unchanged = file->check_unchanged(); !unchanged) {
    return tl::unexpected(unchanged.error());
  }
  return found;
}

SetDifference difference(const Snapshot& before, const ByteSource& after) {
  Buckets<ShortRecord> buckets;
  Dealer dealer(buckets, before.salt());
  feed_lines(after, dealer);
  SetDifference difference;
  RecordSorter<ShortRecord> sorter;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    compare_bucket(before.hashes(), sorter.sort({&buckets, 1}, bucket), bucket, difference);
  }
  difference.removed = before.hashes().size() - difference.kept;
  return difference;
}

Remainder remainder(const ByteSource& whole, const ByteSource& part) {
  Version all{whole, {}};
  Version taken{part, {}};
  all.read();
  taken.read();
  Remainder remainder;
  HashGatherer left;
  RecordSorter<ValueRecord> all_sorter;
  RecordSorter<ValueRecord> part_sorter;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    take_out(all_sorter.sort({&all.buckets, 1}, bucket),
             part_sorter.sort({&taken.buckets, 1}, bucket), bucket, remainder, left);
  }
  remainder.digest = left.finish();
  return remainder;
}

}  // namespace segctl::members
