// A snapshot of members: the input as it is; and with its checksum made right, behind the header's
// fixed bytes. What is read is written so that it is read again.
#include "members/snapshot.h"

#include "base/digest.h"
#include "fuzz.h"

#include <algorithm>
#include <functional>
#include <string>

namespace segctl::fuzz {
namespace {

void read(std::string_view bytes) {
  const auto snapshot = members::Snapshot::decode(bytes);
  if (!snapshot) return;
  const auto hashes = snapshot->hashes();
  require(std::adjacent_find(hashes.begin(), hashes.end(), std::greater_equal<>()) == hashes.end(),
          "hashes ascend, each once");
  require(members::Snapshot::decode(snapshot->encode()) == snapshot, "decode(encode(x)) == x");
}

}  // namespace
}  // namespace segctl::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segctl;
  const std::string_view text = fuzz::as_text(data, size);
  fuzz::read(text);
  std::string whole("SEGMEMB\n\1\0\0\0", 12);
  whole += text;
  const Digest check = sha256(whole);
  whole.append(check.bytes.begin(), check.bytes.end());
  fuzz::read(whole);
  return 0;
}
