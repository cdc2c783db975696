// The record of a cohort's members: the input as it is; and its parts, set apart by lines of "--",
// as frames behind a right header. What is read is what a plain replay of the frames comes to, and
// a whole record that is cut anywhere is still read.
#include "members/member_record.h"

#include "base/frames.h"
#include "fuzz.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace segctl::fuzz {
namespace {

using members::KnownMembers;
using members::MemberRecord;

const members::RecordOwner kOwner{"lineage", "acme", "gold"};

Result<KnownMembers> decode(std::string_view bytes, std::uint64_t serial) {
  return MemberRecord::decode(bytes, kOwner, serial, "record");
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end != std::string_view::npos) text.remove_prefix(end + separator.size());
  }
  return parts;
}

/// What each uid's last word says: 'i'n, 'o'ut or '?'.
std::map<std::string, char> replay(const std::vector<std::string_view>& frames) {
  std::map<std::string, char> standing;
  std::vector<std::string> open;
  char taken = '?';
  const auto settle = [&](char how) {
    for (const std::string& uid : open) standing[uid] = how;
    open.clear();
  };
  for (const std::string_view frame : frames) {
    auto lines = split(frame, "\n");
    const std::string_view word = lines.front();
    if (word == "taken") settle(taken);
    if (word == "refused") open.clear();
    if (word == "taken" || word == "refused") continue;
    settle('?');
    for (const std::string_view line : lines) {
      if (line.data() != word.data() && !line.empty()) open.emplace_back(line);
    }
    if (word == "accepted") {
      // Says nothing of those that a payload has spoken of, wherever it stands.
      for (const std::string& uid : open) standing.emplace(uid, 'i');
      open.clear();
    }
    if (word == "unknown") settle('?');
    taken = word == "remove" ? 'o' : 'i';
  }
  settle('?');
  return standing;
}

std::map<std::string, char> read(const KnownMembers& known) {
  std::map<std::string, char> standing;
  const auto take = [&](const members::UidList& uids, char how) {
    for (std::size_t i = 0; i < uids.size(); ++i) {
      require(i == 0 || uids[i - 1] < uids[i], "uids are sorted, each once");
      require(standing.emplace(uids[i], how).second, "a uid stands in one way");
    }
  };
  take(known.accepted, 'i');
  take(known.unknown, '?');
  return standing;
}

}  // namespace
}  // namespace segctl::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segctl;
  const std::string_view text = fuzz::as_text(data, size);
  (void)fuzz::decode(text, 0);
  FrameChain chain;
  std::string record = chain.frame(members::MemberRecord::header(fuzz::kOwner, 1));
  const auto frames = fuzz::split(text, "\n--\n");
  for (const std::string_view frame : frames) record += chain.frame(frame);
  const auto known = fuzz::decode(record, 0);
  if (!known) return 0;
  auto expected = fuzz::replay(frames);
  std::erase_if(expected, [](const auto& entry) { return entry.second == 'o'; });
  fuzz::require(fuzz::read(*known) == expected, "what is read is what the frames say");
  fuzz::require(known->serial == frames.size() + 1, "each frame raises the serial");
  fuzz::require(!fuzz::decode(record, known->serial + 1), "an older copy is refused");
  const std::size_t cut = size == 0 ? 0 : data[size / 2] * record.size() / 256;
  fuzz::require(fuzz::decode(std::string_view(record).substr(0, cut), 0).has_value(),
                "a whole record that is cut anywhere is read up to there");
  return 0;
}
