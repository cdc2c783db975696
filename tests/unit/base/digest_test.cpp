#include "base/digest.h"

#include "base/hmac.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace segctl;

TEST_CASE("digests are those of NIST's examples for SHA-256") {
  CHECK(sha256("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256({}).hex() == sha256("").hex());
  CHECK(sha256("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex() ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklm"
               "nopqrlmnopqrsmnopqrstnopqrstu")
            .hex() == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  CHECK(sha256(std::string(1000000, 'a')).hex() ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(sha256("\xbd").hex() == "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b");
  CHECK(sha256(std::string(4, '\0')).hex() ==
        "df3f619804a92fdb4057192dc43dd748ea778adc52bc498ce80524c014b81119");
}

TEST_CASE("a digest of a stream is the digest of the whole, however it is cut") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += static_cast<char>(i);
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    Sha256 stream;
    for (std::size_t at = 0; at < text.size(); at += piece) stream.update(text.substr(at, piece));
    CHECK(stream.finish() == sha256(text));
  }
}

TEST_CASE("a stream goes on where it is moved to") {
  Sha256 first;
  first.update("ab");
  Sha256 second = std::move(first);
  second.update("c");
  CHECK(second.finish() == sha256("abc"));
}

TEST_CASE("a digest is read back from its 64 digits, of either case") {
  const Digest digest = sha256("abc");
  CHECK(Digest::from_hex(digest.hex()) == digest);
  CHECK(Digest::from_hex("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD") ==
        digest);
  CHECK(Digest::from_hex(std::string(64, '0')) == Digest{});
}

TEST_CASE("what is not 64 hexadecimal digits is no digest") {
  const std::string digits = sha256("abc").hex();
  CHECK(Digest::from_hex("") == std::nullopt);
  CHECK(Digest::from_hex(digits.substr(1)) == std::nullopt);
  CHECK(Digest::from_hex(digits + "0") == std::nullopt);
  for (const char wrong : {'g', 'G', ' ', '/', ':', '@', '`', '\0', '\xb0'}) {
    for (const std::size_t at : {0U, 31U, 63U}) {
      std::string text = digits;
      text[at] = wrong;
      CHECK(Digest::from_hex(text) == std::nullopt);
    }
  }
}

TEST_CASE("an HMAC has the values that RFC 4231 gives") {
  CHECK(hmac_sha256(std::string(20, '\x0b'), "Hi There").hex() ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hmac_sha256("Jefe", "what do ya want for nothing?").hex() ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac_sha256(std::string(131, '\xaa'),
                    "Test Using Larger Than Block-Size Key - Hash Key First")
            .hex() == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}
