#include "state/journal.h"

#include "base/digest.h"
#include "base/text.h"
#include "state/codec_journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace segctl::state {
namespace {

constexpr std::size_t kLengthDigits = 8;
constexpr std::size_t kCheckDigits = 16;
/// "LLLLLLLL LLLLLLLL " before the check.
constexpr std::size_t kLengths = 2 * kLengthDigits + 2;
/// "C…C " and the line's end.
constexpr std::size_t kCheckAndEnd = kCheckDigits + 2;

std::string check_of(std::string_view previous, std::string_view json) {
  Sha256 digest;
  digest.update(previous);
  digest.update(json);
  return digest.finish().hex().substr(0, kCheckDigits);
}

std::string frame_of(std::string_view check, std::string_view json) {
  return fmt::format("{0:08x} {0:08x} {1} {2}\n", json.size(), check, json);
}

/// What can't be read in a journal, and what stands at which byte.
using Damage = std::string;

/// Reads frames one after the other.
class FrameReader {
 public:
  explicit FrameReader(std::string_view bytes) : bytes_(bytes) {}

  /// The next frame's JSON; nothing at the end, also at one that was never finished.
  tl::expected<std::optional<std::string_view>, Damage> next() {
    const std::string_view rest = bytes_.substr(at_);
    if (rest.size() < kLengths) return std::nullopt;
    const auto length = length_of(rest);
    if (!length) return damage();
    const std::size_t whole = kLengths + kCheckAndEnd + *length;
    if (rest.size() < whole) return std::nullopt;
    const std::string_view check = rest.substr(kLengths, kCheckDigits);
    const std::string_view json = rest.substr(kLengths + kCheckDigits + 1, *length);
    const bool spaced = rest[kLengths + kCheckDigits] == ' ' && rest[whole - 1] == '\n';
    if (!spaced || check != check_of(check_, json)) return damage();
    check_ = std::string(check);
    at_ += whole;
    return json;
  }

  [[nodiscard]] tl::unexpected<Damage> damage(std::string_view what = "is not as it was written") {
    return tl::make_unexpected(fmt::format("its part at byte {} {}", at_, what));
  }

 private:
  /// Both spellings of the length, where they agree.
  static std::optional<std::size_t> length_of(std::string_view frame) {
    const std::string_view first = frame.substr(0, kLengthDigits);
    const std::string_view second = frame.substr(kLengthDigits + 1, kLengthDigits);
    std::size_t length = 0;
    const auto read = std::from_chars(first.begin(), first.end(), length, 16);
    const bool spaced = frame[kLengthDigits] == ' ' && frame[kLengths - 1] == ' ';
    if (!spaced || first != second || read.ec != std::errc() || read.ptr != first.end()) {
      return std::nullopt;
    }
    return length;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::string check_;
};

tl::unexpected<Error> refused(const std::string& location, const std::string& why) {
  return fail(ErrorCode::GiveUp,
              fmt::format("the journal {} can't be used: {}", printable(location), why),
              "nothing was changed. It holds what the last apply did and could not save: put a "
              "whole copy in its place; or move it away, and plan: segments that the lost run made "
              "are found by their names, and `--adopt KEY` takes them over");
}

/// How the header fails to follow on the stored state; empty where it does.
std::string mismatch(const JournalHeader& header, const std::optional<State>& stored) {
  if (!stored) {
    return header.serial == 0
               ? ""
               : fmt::format("it goes on from serial {} of a state that is gone", header.serial);
  }
  if (header.lineage != stored->lineage) {
    return fmt::format("it belongs to the state with lineage {}, not {}",
                       printable(header.lineage.str()), printable(stored->lineage.str()));
  }
  if (header.serial > stored->serial) {
    return fmt::format("it goes on from serial {}, and the state is an older one, {}",
                       header.serial, stored->serial);
  }
  return {};
}

State begun_by(const JournalHeader& header) {
  State state;
  state.lineage = header.lineage;
  state.workspace = header.workspace;
  return state;
}

void apply_entry(State& state, const JournalEntry& entry) {
  if (entry.intent) {
    state.open.push_back(*entry.intent);
    return;
  }
  std::erase_if(state.open, [&](const Operation& open) { return open.id == entry.settles; });
  apply_delta(state, entry.delta);
}

}  // namespace

Result<Journal> Journal::begin(const std::filesystem::path& path, const State& state) {
  auto file = AppendFile::create(path);
  if (!file) return tl::unexpected(std::move(file.error()));
  Journal journal(std::move(*file));
  journal.serial_ = state.serial;
  auto written = journal.write(encode(JournalHeader{state.lineage, state.serial, state.workspace}));
  if (!written) return tl::unexpected(std::move(written.error()));
  return journal;
}

Result<void> Journal::write(const std::string& json) {
  std::string check = check_of(check_, json);
  if (auto written = file_.append(frame_of(check, json)); !written) return written;
  check_ = std::move(check);
  return {};
}

Result<void> Journal::intend(Operation& operation) {
  operation.id = fmt::format("{}.{}", serial_ + 1, ++operations_);
  const auto json = encode_intent(operation);
  if (!json) return tl::unexpected(json.error());
  return write(*json);
}

Result<void> Journal::settle(const std::string& operation, const Delta& delta) {
  const auto json = encode_delta(operation, delta);
  if (!json) return tl::unexpected(json.error());
  return write(*json);
}

Result<void> Journal::note(const Delta& delta) { return settle({}, delta); }

void apply_delta(State& state, const Delta& delta) {
  for (const Key& key : delta.drop) state.segments.erase(key);
  for (const RecordedSegment& record : delta.set) state.segments[record.key] = record;
}

Result<std::optional<State>> replay(std::string_view bytes, std::optional<State> stored,
                                    const std::string& location) {
  FrameReader reader(bytes);
  const auto first = reader.next();
  if (!first) return refused(location, first.error());
  if (!*first) return stored;
  const auto header = decode_header(**first);
  if (!header) return refused(location, header.error());
  if (const std::string why = mismatch(*header, stored); !why.empty()) {
    return refused(location, why);
  }
  if (stored && stored->serial > header->serial) return stored;
  State state = stored ? std::move(*stored) : begun_by(*header);
  while (true) {
    const auto json = reader.next();
    if (!json) return refused(location, json.error());
    if (!*json) return state;
    const auto entry = decode_entry(**json);
    if (!entry) return refused(location, reader.damage(entry.error()).value());
    apply_entry(state, *entry);
  }
}

}  // namespace segctl::state
