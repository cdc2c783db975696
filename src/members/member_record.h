#pragma once

#include "base/append_file.h"
#include "base/frames.h"
#include "base/result.h"
#include "members/uid_list.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace segctl::members {

/// Which cohort a member record is of, and which state it belongs to.
struct RecordOwner {
  std::string lineage;  ///< the state's
  std::string partner;
  std::string cohort_id;
};

/// What is known of a cohort's members.
struct KnownMembers {
  UidList accepted;  ///< MoEngage took them, and no removal of them; sorted, each once
  UidList unknown;   ///< their last payload had no answer: they may be there; sorted, each once
  std::uint64_t serial = 0;  ///< of the record; 0: there is none
};

/// What a payload does with its uids.
enum class MemberStep { Add, Remove };

/// Whether MoEngage took a payload.
enum class Taken { Yes, No };

/// The record of a cohort's members, which MoEngage doesn't show: who it accepted, payload by
/// payload, so that the next difference is sent and no more. A member counts as there only when the
/// payload that brought it was accepted. Everything that is written is on the disk when the call
/// returns.
///
/// File format (`<state>.cohorts/<name>.uids`, mode 0600, docs/state.md): frames as FrameChain
/// makes them, each a word and its uids, one a line. It holds personal data, the one file of segctl
/// that does. The first frame is the header, `members 1`, and then lineage, serial and the SHA-256
/// of partner and cohort_id, each on a line. Then follow
///
///     accepted   who is there when the file is written anew
///     unknown    who may be there when the file is written anew
///     add        a payload that is about to be sent: its uids
///     remove     the same
///     taken      MoEngage accepted the payload of the frame before
///     refused    it certainly did not
///
/// A payload without `taken` or `refused` had no answer. The serial grows by one with each frame
/// and never falls, so that a copy that was put back is known by it.
class MemberRecord {
 public:
  /// What the file at `path` says. Where there is none, nothing is known. Fails with
  /// ErrorCode::GiveUp where it is damaged, of another cohort or state, or older than `serial`.
  [[nodiscard]] static Result<KnownMembers> read(const std::filesystem::path& path,
                                                 const RecordOwner& owner, std::uint64_t serial);

  /// The same of the bytes of a file; `path` is for words about it.
  [[nodiscard]] static Result<KnownMembers> decode(std::string_view bytes, const RecordOwner& owner,
                                                   std::uint64_t serial,
                                                   const std::filesystem::path& path);

  /// The payload of a file's header frame.
  [[nodiscard]] static std::string header(const RecordOwner& owner, std::uint64_t serial);

  /// Goes on with the file at `path`, which read() has found whole.
  [[nodiscard]] static Result<MemberRecord> resume(const std::filesystem::path& path,
                                                   const RecordOwner& owner);

  /// Begins one that says what `known` says, in place of one that is there; its directory is made
  /// where it is missing.
  [[nodiscard]] static Result<MemberRecord> begin(const std::filesystem::path& path,
                                                  const RecordOwner& owner,
                                                  const KnownMembers& known);

  /// Before a payload is sent.
  [[nodiscard]] Result<void> intend(MemberStep step, const UidList& uids);
  /// What came of the payload that was intended last.
  [[nodiscard]] Result<void> settle(Taken taken);

  [[nodiscard]] std::uint64_t serial() const { return serial_; }

  /// Whether so much was added that the file is better written anew: begin(), with what read()
  /// says.
  [[nodiscard]] bool is_long() const { return added_ > kept_; }

 private:
  MemberRecord(AppendFile file, FrameChain chain, std::uint64_t serial, std::uint64_t size)
      : file_(std::move(file)), chain_(std::move(chain)), serial_(serial), kept_(size) {}

  [[nodiscard]] Result<void> write(std::string_view payload);

  AppendFile file_;
  FrameChain chain_;
  std::uint64_t serial_;
  std::uint64_t kept_;       ///< bytes that were there
  std::uint64_t added_ = 0;  ///< bytes written since
};

/// The file of a cohort's members, in the directory of all of them: named by a digest of partner
/// and cohort_id, which say what MoEngage knows it by.
[[nodiscard]] std::filesystem::path member_record_path(const std::filesystem::path& directory,
                                                       const std::string& partner,
                                                       const std::string& cohort_id);

}  // namespace segctl::members
