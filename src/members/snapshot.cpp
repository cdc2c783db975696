#include "members/snapshot.h"

#include "base/file.h"
#include "members/buckets.h"
#include "members/dealer.h"
#include "members/feed.h"
#include "members/record_sorter.h"
#include "members/regular_file.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <random>

namespace segctl::members {
namespace {

constexpr std::string_view kMagic = "SEGMEMB\n";
constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kDigestSize = 32;
constexpr std::size_t kHeaderSize = 8 + 4 + 8 + 8 + kDigestSize;
constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 32U;

void put_number(std::string& out, std::uint64_t number, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xFFU);
}

void put_digest(std::string& out, const Digest& digest) {
  for (const std::uint8_t byte : digest.bytes) out += static_cast<char>(byte);
}

void put_distance(std::string& out, std::uint64_t distance) {
  for (; distance >= 0x80; distance >>= 7U) out += static_cast<char>((distance & 0x7FU) | 0x80U);
  out += static_cast<char>(distance);
}

std::uint64_t take_number(std::string_view& in, std::size_t bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    number |= std::uint64_t{static_cast<std::uint8_t>(in[i])} << (8 * i);
  }
  in.remove_prefix(bytes);
  return number;
}

Digest take_digest(std::string_view& in) {
  Digest digest;
  for (std::uint8_t& byte : digest.bytes) byte = static_cast<std::uint8_t>(take_number(in, 1));
  return digest;
}

/// Nothing where the bytes end in the middle or say more than 64 bits.
std::optional<std::uint64_t> take_distance(std::string_view& in) {
  std::uint64_t distance = 0;
  for (unsigned shift = 0; !in.empty() && shift < 64; shift += 7) {
    const std::uint64_t byte = take_number(in, 1);
    if (shift == 63 && byte > 1) return std::nullopt;
    distance |= (byte & 0x7FU) << shift;
    if (byte < 0x80) return distance;
  }
  return std::nullopt;
}

std::uint64_t random_salt() {
  std::random_device device;
  const std::uint64_t upper = device();
  return upper << 32U | device();
}

/// Each hash once, in ascending order: buckets are in the order of their first byte.
std::vector<std::uint64_t> sorted_hashes(const Buckets<ShortRecord>& buckets) {
  std::vector<std::uint64_t> hashes;
  RecordSorter<ShortRecord> sorter;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    for (const ShortRecord& record : sorter.sort({&buckets, 1}, bucket)) {
      const std::uint64_t hash = record.hash(bucket);
      if (hashes.empty() || hashes.back() != hash) hashes.push_back(hash);
    }
  }
  return hashes;
}

std::vector<std::uint64_t> hashes_of(const ByteSource& values, std::uint64_t salt) {
  Buckets<ShortRecord> buckets;
  Dealer<ShortRecord> dealer(buckets, salt);
  feed_lines(values, dealer);
  return sorted_hashes(buckets);
}

}  // namespace

Snapshot Snapshot::of(const ByteSource& values, const Digest& set_digest) {
  Snapshot snapshot;
  snapshot.salt_ = random_salt();
  snapshot.set_digest_ = set_digest;
  snapshot.hashes_ = hashes_of(values, snapshot.salt_);
  return snapshot;
}

Snapshot Snapshot::with(const ByteSource& added, const Digest& set_digest) const {
  Snapshot snapshot;
  snapshot.salt_ = salt_;
  snapshot.set_digest_ = set_digest;
  const std::vector<std::uint64_t> fresh = hashes_of(added, salt_);
  snapshot.hashes_.reserve(hashes_.size() + fresh.size());
  std::set_union(hashes_.begin(), hashes_.end(), fresh.begin(), fresh.end(),
                 std::back_inserter(snapshot.hashes_));
  return snapshot;
}

Result<Snapshot> Snapshot::of_file(const std::filesystem::path& values, const Digest& set_digest) {
  const Result<RegularFile> file = RegularFile::open(values);
  if (!file) return tl::unexpected(file.error());
  Snapshot snapshot = of(*file, set_digest);
  if (auto unchanged = file->check_unchanged(); !unchanged) {
    return tl::unexpected(unchanged.error());
  }
  return snapshot;
}

std::string Snapshot::encode() const {
  std::string content(kMagic);
  content.reserve(kHeaderSize + kDigestSize + 7 * hashes_.size());
  put_number(content, kVersion, 4);
  put_number(content, salt_, 8);
  put_number(content, hashes_.size(), 8);
  put_digest(content, set_digest_);
  std::uint64_t last = 0;
  for (const std::uint64_t hash : hashes_) {
    put_distance(content, hash - last);
    last = hash;
  }
  put_digest(content, sha256(content));
  return content;
}

Result<void> Snapshot::write(const std::filesystem::path& path) const {
  return write_file_atomically(path, encode());
}

std::optional<Snapshot> Snapshot::decode(std::string_view content) {
  Snapshot snapshot;
  if (!snapshot.parse(content)) return std::nullopt;
  return snapshot;
}

bool Snapshot::parse(std::string_view content) {
  if (content.size() < kHeaderSize + kDigestSize || !content.starts_with(kMagic)) return false;
  std::string_view checksum = content.substr(content.size() - kDigestSize);
  content.remove_suffix(kDigestSize);
  if (sha256(content) != take_digest(checksum)) return false;
  content.remove_prefix(kMagic.size());
  if (take_number(content, 4) != kVersion) return false;
  salt_ = take_number(content, 8);
  const std::uint64_t count = take_number(content, 8);
  set_digest_ = take_digest(content);
  if (count > content.size()) return false;
  hashes_.reserve(count);
  std::uint64_t last = 0;
  while (hashes_.size() < count) {
    const std::optional<std::uint64_t> distance = take_distance(content);
    const bool ascending = distance && (hashes_.empty() || *distance != 0);
    if (!ascending || last + *distance < last) return false;
    hashes_.push_back(last += *distance);
  }
  return content.empty();
}

Result<Snapshot> Snapshot::read(const std::filesystem::path& path) {
  const Result<std::string> content = read_file(path, kLargestFile);
  if (!content) return tl::unexpected(content.error());
  if (auto snapshot = decode(*content)) return *std::move(snapshot);
  return fail(ErrorCode::Invalid,
              path.string() + " is damaged, or was written by a newer segctl: not a snapshot",
              "remove the file: the next apply writes a new one, and until then the change in "
              "members is not known");
}

}  // namespace segctl::members
