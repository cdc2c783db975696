#include "members/member_record.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

namespace segctl::members {
namespace {

constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 32U;

std::string identity_of(const std::string& partner, const std::string& cohort_id) {
  Sha256 digest;
  digest.update(fmt::format("{}:{}", partner.size(), partner));
  digest.update(cohort_id);
  return digest.finish().hex();
}

/// Takes the first line off, without its end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

bool has_blank_line(std::string_view lines) {
  return lines.starts_with('\n') || lines.find("\n\n") != std::string_view::npos;
}

void append_lines(std::string& text, const UidList& uids) {
  for (std::size_t i = 0; i < uids.size(); ++i) {
    text += uids[i];
    text += '\n';
  }
}

/// Where a uid stands by what was written last of it.
enum class Standing : std::uint8_t { In, Out, Maybe };

struct Note {
  std::string_view uid;
  Standing standing;
};

bool uid_less(const Note& a, const Note& b) { return a.uid < b.uid; }

bool same_uid(const Note& a, const Note& b) { return a.uid == b.uid; }

/// Puts the frames of a record together to what they say in the end.
class Folding {
 public:
  /// False: not what a record holds.
  bool take(std::string_view frame) {
    const std::string_view word = take_line(frame);
    if (word == "taken" || word == "refused") return settle(word == "taken");
    leave_open();
    if (has_blank_line(frame)) return false;
    if (word == "accepted") {
      note(base_, frame, Standing::In);
    } else if (word == "unknown") {
      note(log_, frame, Standing::Maybe);
    } else if (word == "add" || word == "remove") {
      open_ = frame;
      open_adds_ = word == "add";
    } else {
      return false;
    }
    return true;
  }

  KnownMembers finish() && {
    leave_open();
    std::stable_sort(base_.begin(), base_.end(), uid_less);
    std::stable_sort(log_.begin(), log_.end(), uid_less);
    base_.erase(std::unique(base_.begin(), base_.end(), same_uid), base_.end());
    auto base = base_.begin();
    for (auto at = log_.begin(); at != log_.end();) {
      const auto end = std::upper_bound(at, log_.end(), *at, uid_less);
      for (; base != base_.end() && uid_less(*base, *at); ++base) keep(*base);
      if (base != base_.end() && base->uid == at->uid) ++base;
      keep(*(end - 1));
      at = end;
    }
    for (; base != base_.end(); ++base) keep(*base);
    return std::move(known_);
  }

 private:
  static void note(std::vector<Note>& notes, std::string_view lines, Standing standing) {
    while (!lines.empty()) notes.push_back({take_line(lines), standing});
  }

  bool settle(bool taken) {
    if (!open_) return false;
    if (taken) note(log_, *open_, open_adds_ ? Standing::In : Standing::Out);
    open_.reset();
    return true;
  }

  /// Nobody knows what became of the payload before.
  void leave_open() {
    if (open_) note(log_, *open_, Standing::Maybe);
    open_.reset();
  }

  void keep(const Note& note) {
    if (note.standing == Standing::In) known_.accepted.add(note.uid);
    if (note.standing == Standing::Maybe) known_.unknown.add(note.uid);
  }

  std::vector<Note> base_;
  std::vector<Note> log_;  ///< in the order of the file
  std::optional<std::string_view> open_;
  bool open_adds_ = false;
  KnownMembers known_;
};

tl::unexpected<Error> refused(const std::filesystem::path& path, const std::string& why) {
  return fail(ErrorCode::GiveUp,
              fmt::format("the record of a cohort's members, {}, can't be used: {}",
                          printable(path.string()), why),
              "put a whole and recent copy in its place; or give the cohort up with `segctl state "
              "rm KEY` and take it over again with `segctl apply --adopt KEY`: all its members are "
              "sent again, and those it has beyond them can't be known, and stay");
}

/// The header's serial; in words what is wrong with it where it is not the owner's.
tl::expected<std::uint64_t, std::string> serial_in(std::string_view header,
                                                   const RecordOwner& owner) {
  if (take_line(header) != "members 1") {
    return tl::make_unexpected("it is of a format that this segctl doesn't read");
  }
  if (take_line(header) != owner.lineage) {
    return tl::make_unexpected("it belongs to another state");
  }
  const std::string_view digits = take_line(header);
  std::uint64_t serial = 0;
  const auto read = std::from_chars(digits.begin(), digits.end(), serial);
  if (read.ec != std::errc() || read.ptr != digits.end()) {
    return tl::make_unexpected("its header is not as it was written");
  }
  if (take_line(header) != identity_of(owner.partner, owner.cohort_id)) {
    return tl::make_unexpected("it belongs to another cohort");
  }
  return serial;
}

/// A record's end, and what it says where that is asked for.
struct Whole {
  std::uint64_t serial = 0;  ///< 0: not even its header was finished
  std::size_t size = 0;
  std::string check;
};

/// Reads all frames, telling `folding` those behind the header where it is not null.
tl::expected<Whole, std::string> walk(std::string_view bytes, const RecordOwner& owner,
                                      Folding* folding) {
  FrameReader reader(bytes);
  Whole whole;
  while (true) {
    const auto frame = reader.next();
    if (!frame) return tl::make_unexpected(frame.error());
    if (!*frame) break;
    if (whole.serial == 0) {
      const auto serial = serial_in(**frame, owner);
      if (!serial) return tl::make_unexpected(serial.error());
      whole.serial = *serial;
    } else {
      if (folding != nullptr && !folding->take(**frame)) {
        return tl::make_unexpected(reader.damage());
      }
      ++whole.serial;
    }
  }
  whole.size = reader.at();
  whole.check = reader.check();
  return whole;
}

}  // namespace

std::string MemberRecord::header(const RecordOwner& owner, std::uint64_t serial) {
  return fmt::format("members 1\n{}\n{}\n{}\n", owner.lineage, serial,
                     identity_of(owner.partner, owner.cohort_id));
}

Result<KnownMembers> MemberRecord::read(const std::filesystem::path& path, const RecordOwner& owner,
                                        std::uint64_t serial) {
  const auto bytes = read_file(path, kLargestFile);
  if (bytes) return decode(*bytes, owner, serial, path);
  if (bytes.error().code != ErrorCode::NotFound) return tl::unexpected(bytes.error());
  if (serial > 0) return refused(path, "it is missing");
  return KnownMembers();
}

Result<KnownMembers> MemberRecord::decode(std::string_view bytes, const RecordOwner& owner,
                                          std::uint64_t serial, const std::filesystem::path& path) {
  Folding folding;
  const auto whole = walk(bytes, owner, &folding);
  if (!whole) return refused(path, whole.error());
  if (whole->serial < serial) {
    return refused(path, fmt::format("it was cut, or is an older copy: its serial is {}, and the "
                                     "state has seen {}",
                                     whole->serial, serial));
  }
  KnownMembers known = std::move(folding).finish();
  known.serial = whole->serial;
  return known;
}

Result<MemberRecord> MemberRecord::resume(const std::filesystem::path& path,
                                          const RecordOwner& owner) {
  const auto bytes = read_file(path, kLargestFile);
  if (!bytes) return tl::unexpected(bytes.error());
  auto whole = walk(*bytes, owner, nullptr);
  if (whole && whole->serial == 0) whole = tl::make_unexpected(std::string("it has no header"));
  if (!whole) return refused(path, whole.error());
  auto file = AppendFile::resume(path, whole->size);
  if (!file) return tl::unexpected(std::move(file.error()));
  FrameChain chain;
  chain.follow(whole->check);
  return MemberRecord(std::move(*file), std::move(chain), whole->serial, whole->size);
}

Result<MemberRecord> MemberRecord::begin(const std::filesystem::path& path,
                                         const RecordOwner& owner, const KnownMembers& known) {
  if (auto made = make_directories(path.parent_path()); !made) {
    return tl::unexpected(std::move(made.error()));
  }
  FrameChain chain;
  std::uint64_t serial = known.serial + 1;
  std::string content = chain.frame(header(owner, serial));
  const auto put = [&](const char* word, const UidList& uids) {
    if (uids.empty()) return;
    std::string payload = word;
    append_lines(payload, uids);
    content += chain.frame(payload);
    ++serial;
  };
  put("accepted\n", known.accepted);
  put("unknown\n", known.unknown);
  if (auto written = write_file_atomically(path, content); !written) {
    return tl::unexpected(std::move(written.error()));
  }
  auto file = AppendFile::resume(path, content.size());
  if (!file) return tl::unexpected(std::move(file.error()));
  return MemberRecord(std::move(*file), std::move(chain), serial, content.size());
}

Result<void> MemberRecord::write(std::string_view payload) {
  FrameChain next = chain_;
  const std::string frame = next.frame(payload);
  if (auto written = file_.append(frame); !written) return written;
  chain_ = std::move(next);
  added_ += frame.size();
  ++serial_;
  return {};
}

Result<void> MemberRecord::intend(MemberStep step, const UidList& uids) {
  std::string payload = step == MemberStep::Add ? "add\n" : "remove\n";
  append_lines(payload, uids);
  return write(payload);
}

Result<void> MemberRecord::settle(Taken taken) {
  return write(taken == Taken::Yes ? "taken\n" : "refused\n");
}

std::filesystem::path member_record_path(const std::filesystem::path& directory,
                                         const std::string& partner, const std::string& cohort_id) {
  return directory / (identity_of(partner, cohort_id).substr(0, 32) + ".uids");
}

}  // namespace segctl::members
