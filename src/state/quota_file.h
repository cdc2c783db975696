#pragma once

#include "quota/ledger.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::state {

/// The record of calls in a file of this machine, mode 0600, usually `<state>.quota`: several
/// processes may use it at once, each under a short lock on the file itself.
///
/// File format: a line for each call, `CHECKSUM WORD TIME NUMBER…\n`. CHECKSUM is the first 16
/// hexadecimal digits of the SHA-256 of the rest of the line. WORD is quota::meter_word(): the line
/// counts NUMBER at TIME (UTC, in milliseconds since 1970); or that word with `!`: TIME, until when
/// and how much MoEngage allows in between. Lines are only added, and fsynced before the call
/// leaves where it changes something; what is older than a day is dropped by replacing the file.
///
/// A last line without its end was being written when a process died: its call never left, and it
/// is dropped. Any other line that does not match its checksum counts as so many calls of every
/// limit as lines fit in its place, at the newest time that it can have: never fewer than were
/// made.
class QuotaFile : public quota::Ledger {
 public:
  /// Nothing is touched before the first call; the directory is made when first needed.
  explicit QuotaFile(std::filesystem::path path);
  ~QuotaFile() override;
  QuotaFile(const QuotaFile&) = delete;
  QuotaFile& operator=(const QuotaFile&) = delete;

  [[nodiscard]] Result<quota::Record> read(Timestamp now) override;
  /// Waits up to ten seconds for another process that has the file's lock.
  [[nodiscard]] Result<void> update(Timestamp now, const quota::Decide& decide,
                                    Durability durability) override;

 private:
  class Descriptor;  ///< the file, open
  class Hold;        ///< its lock, held

  [[nodiscard]] Result<void> lock();
  /// Reads what others have added since the last call.
  [[nodiscard]] Result<void> take_in(Timestamp now);
  /// Puts what still counts in the place of the file.
  [[nodiscard]] Result<void> rewrite();
  [[nodiscard]] Result<void> append(const std::vector<quota::Entry>& entries,
                                    Durability durability);
  void forget_file();

  std::filesystem::path path_;
  std::unique_ptr<Descriptor> file_;  ///< kept open, so that its inode stands for its content
  quota::Record record_;              ///< what was read of it so far
  std::size_t read_ = 0;              ///< bytes read of it so far
  std::size_t lines_ = 0;             ///< lines read of it so far
  bool is_worn_ = false;              ///< it is to be replaced: damaged, or of another time
};

/// The lines of `entries`.
[[nodiscard]] std::string encode_quota(const std::vector<quota::Entry>& entries);

/// What a file's text says, and where its last whole line ends.
struct DecodedQuota {
  quota::Record record;
  std::size_t whole = 0;    ///< bytes up to the end of the last whole line
  std::size_t lines = 0;    ///< how many there are
  std::size_t damaged = 0;  ///< how many of them don't match their checksum
};

/// Reads what encode_quota() wrote; see QuotaFile. `now` is the time of damage that no whole line
/// follows.
[[nodiscard]] DecodedQuota decode_quota(std::string_view text, Timestamp now);

}  // namespace segctl::state
