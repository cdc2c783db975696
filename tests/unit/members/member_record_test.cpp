#include "members/member_record.h"

#include "base/file.h"
#include "support/temporary_directory.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sys/stat.h>
#include <vector>

namespace segctl::members {
namespace {

using Uids = std::vector<std::string>;

const RecordOwner kOwner{"lineage-1", "acme", "gold"};

UidList list(const Uids& uids) {
  UidList result;
  for (const std::string& uid : uids) result.add(uid);
  return result;
}

struct Told {
  Uids accepted;
  Uids unknown;

  friend bool operator==(const Told&, const Told&) = default;
};

Uids uids_of(const UidList& uids) {
  Uids result;
  for (std::size_t i = 0; i < uids.size(); ++i) result.emplace_back(uids[i]);
  return result;
}

Told told(const KnownMembers& known) { return {uids_of(known.accepted), uids_of(known.unknown)}; }

/// A record in a directory of its own.
struct Rig {
  test::TemporaryDirectory directory;
  std::filesystem::path path = member_record_path(directory.path() / "cohorts", "acme", "gold");

  [[nodiscard]] Told read(std::uint64_t serial = 0) const {
    return told(MemberRecord::read(path, kOwner, serial).value());
  }

  [[nodiscard]] std::string bytes() const { return read_file(path, 1U << 20U).value(); }

  void put(const std::string& bytes) const {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }

  /// b and c are members, d may be one, a was removed; the record's serial.
  [[nodiscard]] std::uint64_t fill() const {
    auto record = MemberRecord::begin(path, kOwner, {});
    REQUIRE(record);
    REQUIRE(record->intend(MemberStep::Add, list({"c", "a", "b"})));
    REQUIRE(record->settle(Taken::Yes));
    REQUIRE(record->intend(MemberStep::Remove, list({"a"})));
    REQUIRE(record->settle(Taken::Yes));
    REQUIRE(record->intend(MemberStep::Add, list({"x"})));
    REQUIRE(record->settle(Taken::No));
    REQUIRE(record->intend(MemberStep::Add, list({"d"})));
    return record->serial();
  }
};

const Told kFilled{{"b", "c"}, {"d"}};

}  // namespace

TEST_CASE("a member counts as there only when its payload was accepted") {
  const Rig rig;
  CHECK(rig.read() == Told{});
  static_cast<void>(rig.fill());
  CHECK(rig.read() == kFilled);

  struct stat status {};

  REQUIRE(::stat(rig.path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600);
}

TEST_CASE("a member whose removal had no answer may still be there") {
  const Rig rig;
  static_cast<void>(rig.fill());
  auto record = MemberRecord::resume(rig.path, kOwner);
  REQUIRE(record);
  REQUIRE(record->intend(MemberStep::Remove, list({"b"})));
  CHECK(rig.read() == Told{{"c"}, {"b", "d"}});
  REQUIRE(record->settle(Taken::Yes));
  CHECK(rig.read() == Told{{"c"}, {"d"}});
}

TEST_CASE("a record that is written anew says the same, in less, and its serial has not fallen") {
  const Rig rig;
  const std::uint64_t serial = rig.fill();
  const std::size_t before = rig.bytes().size();
  auto anew =
      MemberRecord::begin(rig.path, kOwner, MemberRecord::read(rig.path, kOwner, 0).value());
  REQUIRE(anew);
  CHECK(anew->serial() > serial);
  CHECK(rig.read(anew->serial()) == kFilled);
  CHECK(rig.bytes().size() < before);
  REQUIRE(anew->intend(MemberStep::Remove, list({"d", "b"})));
  REQUIRE(anew->settle(Taken::Yes));
  CHECK(rig.read(anew->serial()) == Told{{"c"}, {}});
}

TEST_CASE("a record cut anywhere is refused where the state has seen more, and never misread") {
  const Rig rig;
  const std::uint64_t serial = rig.fill();
  const std::string whole = rig.bytes();
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    rig.put(whole.substr(0, cut));
    CHECK_FALSE(MemberRecord::read(rig.path, kOwner, serial));
  }
  // Cut within the last payload, which the state knows nothing of: it was never sent.
  rig.put(whole.substr(0, whole.size() - 2));
  CHECK(rig.read(serial - 1) == Told{{"b", "c"}, {}});
  auto record = MemberRecord::resume(rig.path, kOwner);
  REQUIRE(record);
  REQUIRE(record->intend(MemberStep::Add, list({"e"})));
  REQUIRE(record->settle(Taken::Yes));
  CHECK(rig.read() == Told{{"b", "c", "e"}, {}});
}

TEST_CASE("no bit of a record can be turned over unseen") {
  const Rig rig;
  const std::uint64_t serial = rig.fill();
  const std::string whole = rig.bytes();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string bent = whole;
    bent[i] = static_cast<char>(bent[i] ^ (1 << (i % 8)));
    rig.put(bent);
    CHECK_FALSE(MemberRecord::read(rig.path, kOwner, serial));
  }
}

TEST_CASE("a member that a record names twice is one, and an empty one is damage") {
  FrameChain chain;
  const std::string header = chain.frame(MemberRecord::header(kOwner, 1));
  FrameChain other = chain;
  const auto known =
      MemberRecord::decode(header + chain.frame("accepted\nb\na\nb\n"), kOwner, 0, "record");
  CHECK(told(known.value()) == Told{{"a", "b"}, {}});
  CHECK_FALSE(MemberRecord::decode(header + other.frame("accepted\na\n\n"), kOwner, 0, "record"));
}

TEST_CASE("a record of another state or cohort is refused, and a lost one is not nobody") {
  const Rig rig;
  const std::uint64_t serial = rig.fill();
  CHECK_FALSE(MemberRecord::read(rig.path, {"lineage-2", "acme", "gold"}, 0));
  CHECK_FALSE(MemberRecord::read(rig.path, {"lineage-1", "acme", "silver"}, 0));
  CHECK_FALSE(MemberRecord::read(rig.path, {"lineage-1", "acmegold", ""}, 0));
  const auto refused = MemberRecord::read(rig.path, kOwner, serial + 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::GiveUp);
  CHECK(refused.error().message ==
        "the record of a cohort's members, " + rig.path.string() +
            ", can't be used: it was cut, or is an older copy: its serial is " +
            std::to_string(serial) + ", and the state has seen " + std::to_string(serial + 1));
  std::filesystem::remove(rig.path);
  CHECK_FALSE(MemberRecord::read(rig.path, kOwner, 1));
  CHECK(rig.read(0) == Told{});
}

}  // namespace segctl::members
