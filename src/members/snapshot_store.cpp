#include "members/snapshot_store.h"

#include "base/file.h"

#include <string>
#include <system_error>
#include <vector>

namespace segctl::members {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSuffix = ".members";
constexpr std::size_t kDigits = 32;

}  // namespace

fs::path SnapshotStore::path_of(const Digest& set_digest) const {
  return directory_ / (set_digest.hex().substr(0, kDigits) + kSuffix);
}

Result<std::optional<Snapshot>> SnapshotStore::read(const Digest& set_digest) const {
  const fs::path path = path_of(set_digest);
  auto snapshot = Snapshot::read(path);
  if (!snapshot && snapshot.error().code == ErrorCode::NotFound) return std::optional<Snapshot>();
  if (!snapshot) return tl::unexpected(snapshot.error());
  if (snapshot->set_digest() != set_digest) {
    return fail(ErrorCode::Invalid, path.string() + " is of other members than its name says");
  }
  return std::optional(*std::move(snapshot));
}

Result<void> SnapshotStore::write(const Snapshot& snapshot) const {
  if (auto made = make_directories(directory_); !made) return made;
  return snapshot.write(path_of(snapshot.set_digest()));
}

void SnapshotStore::keep_only(const std::set<Digest>& set_digests) const {
  std::set<fs::path> kept;
  for (const Digest& digest : set_digests) kept.insert(path_of(digest));
  std::error_code error;
  std::vector<fs::path> old;
  for (fs::directory_iterator entry(directory_, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& path = entry->path();
    const bool is_ours = path.extension() == kSuffix && path.stem().string().size() == kDigits;
    if (is_ours && !kept.contains(path)) old.push_back(path);
  }
  for (const fs::path& path : old) fs::remove(path, error);
}

}  // namespace segctl::members
