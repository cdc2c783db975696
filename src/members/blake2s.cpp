#include "members/blake2s.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace segctl::members {
namespace {

using Word = std::uint32_t;

constexpr std::size_t kBlock = 64;
constexpr std::size_t kLanes = 8;          ///< with AVX2, and where there is less
constexpr Word kParameters = 0x0101'0010;  // sequential mode, no key, 16 bytes of output
constexpr Word kLast = ~Word{0};

constexpr Word kInitial[8] = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                              0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};

constexpr std::uint8_t kSchedule[10][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                            {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                            {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                            {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                            {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                            {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                            {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                            {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                            {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                            {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

std::uint64_t from_big_endian(std::uint64_t value) {
  if constexpr (std::endian::native == std::endian::big) return value;
  return __builtin_bswap64(value);
}

/// Numbers to little-endian words: what BLAKE2s counts in.
Word load_word(const char* bytes) {
  Word word = 0;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap32(word);
  return word;
}

/// A word of each lane. Compilers turn it into the widest registers that the function's target has.
template <std::size_t Lanes>
struct Vector {
  using Type __attribute__((vector_size(Lanes * sizeof(Word)))) = Word;
};

template <>
struct Vector<1> {
  using Type = Word;
};

/// One block of each lane: the words of the message, the bytes hashed so far, the chain value.
template <std::size_t Lanes>
struct Blocks {
  alignas(64) Word message[16][Lanes] = {};
  alignas(64) Word counter[Lanes] = {};
  alignas(64) Word chain[8][Lanes] = {};
};

/// Rotations that every machine can do.
struct Shifts {
  template <int Bits, class V>
  [[gnu::always_inline]] static inline void rotate(V& value) {
    value = (value >> Bits) | (value << (32 - Bits));
  }
};

#if defined(__x86_64__)
/// Rotations by whole bytes as AVX2 does them, in one instruction instead of three.
struct ByteShuffles {
  using Bytes __attribute__((vector_size(32))) = char;

  template <int Bits, class V>
  [[gnu::always_inline]] static inline void rotate(V& value) {
    if constexpr (Bits % 8 == 0) {
      constexpr int kBy = Bits / 8;
      Bytes bytes;
      std::memcpy(&bytes, &value, sizeof bytes);
      shuffle<kBy, (kBy + 1) % 4, (kBy + 2) % 4, (kBy + 3) % 4>(bytes);
      std::memcpy(&value, &bytes, sizeof value);
    } else {
      Shifts::rotate<Bits>(value);
    }
  }

 private:
  template <int A, int B, int C, int D>
  [[gnu::always_inline]] static inline void shuffle(Bytes& bytes) {
    bytes = __builtin_shufflevector(bytes, bytes, A, B, C, D, A + 4, B + 4, C + 4, D + 4, A + 8,
                                    B + 8, C + 8, D + 8, A + 12, B + 12, C + 12, D + 12, A + 16,
                                    B + 16, C + 16, D + 16, A + 20, B + 20, C + 20, D + 20, A + 24,
                                    B + 24, C + 24, D + 24, A + 28, B + 28, C + 28, D + 28);
  }
};
#endif

template <class Rotations, class V>
[[gnu::always_inline]] inline void mix(V& a, V& b, V& c, V& d, const V& x, const V& y) {
  a += b + x;
  d ^= a;
  Rotations::template rotate<16>(d);
  c += d;
  b ^= c;
  Rotations::template rotate<12>(b);
  a += b + y;
  d ^= a;
  Rotations::template rotate<8>(d);
  c += d;
  b ^= c;
  Rotations::template rotate<7>(b);
}

template <class Rotations, class V>
[[gnu::always_inline]] inline void round(V* v, const V* m, const std::uint8_t* s) {
  mix<Rotations>(v[0], v[4], v[8], v[12], m[s[0]], m[s[1]]);
  mix<Rotations>(v[1], v[5], v[9], v[13], m[s[2]], m[s[3]]);
  mix<Rotations>(v[2], v[6], v[10], v[14], m[s[4]], m[s[5]]);
  mix<Rotations>(v[3], v[7], v[11], v[15], m[s[6]], m[s[7]]);
  mix<Rotations>(v[0], v[5], v[10], v[15], m[s[8]], m[s[9]]);
  mix<Rotations>(v[1], v[6], v[11], v[12], m[s[10]], m[s[11]]);
  mix<Rotations>(v[2], v[7], v[8], v[13], m[s[12]], m[s[13]]);
  mix<Rotations>(v[3], v[4], v[9], v[14], m[s[14]], m[s[15]]);
}

/// BLAKE2s's compression of one block in each lane; `last` is kLast for the last block, else 0.
/// **Requires:** the message is zero from its `Words`-th word on, which saves the adding.
template <class Rotations, std::size_t Words, std::size_t Lanes>
[[gnu::always_inline]] inline void compress(Blocks<Lanes>& blocks, Word last) {
  using V = typename Vector<Lanes>::Type;
  V m[16] = {};
  V v[16];
  std::memcpy(m, blocks.message, Words * sizeof(V));
  std::memcpy(v, blocks.chain, sizeof v / 2);
  for (int i = 0; i < 8; ++i) v[8 + i] = V{} + kInitial[i];
  V counter;
  std::memcpy(&counter, blocks.counter, sizeof counter);
  v[12] ^= counter;
  v[14] ^= last;
#pragma GCC unroll 10
  for (int i = 0; i < 10; ++i) round<Rotations>(v, m, kSchedule[i]);
  V chain[8];
  std::memcpy(chain, blocks.chain, sizeof chain);
  for (int i = 0; i < 8; ++i) chain[i] ^= v[i] ^ v[8 + i];
  std::memcpy(blocks.chain, chain, sizeof chain);
}

/// A word of the chain value before the first block.
constexpr Word first_chain(std::size_t i, std::uint64_t salt) {
  if (i == 0) return kInitial[0] ^ kParameters;
  if (i == 4) return kInitial[4] ^ static_cast<Word>(salt);
  if (i == 5) return kInitial[5] ^ static_cast<Word>(salt >> 32U);
  return kInitial[i];
}

template <std::size_t Lanes>
void start(Blocks<Lanes>& blocks, std::uint64_t salt) {
  for (std::size_t i = 0; i < 8; ++i) std::fill_n(blocks.chain[i], Lanes, first_chain(i, salt));
}

/// Puts up to 64 bytes into one lane. **Requires:** the lane's message is zero.
template <std::size_t Lanes>
void fill(Blocks<Lanes>& blocks, std::size_t lane, std::string_view bytes) {
  constexpr std::size_t kWord = sizeof(Word);
  bytes = bytes.substr(0, kBlock);
  std::size_t i = 0;
  for (; bytes.size() >= kWord; bytes.remove_prefix(kWord)) {
    blocks.message[i++][lane] = load_word(bytes.data());
  }
  if (bytes.empty()) return;
  char rest[kWord] = {};
  bytes.copy(rest, kWord);
  blocks.message[i][lane] = load_word(rest);
}

template <std::size_t Lanes>
ValueHash result(const Blocks<Lanes>& blocks, std::size_t lane) {
  const auto half = [&](std::size_t i) {
    const std::uint64_t upper = blocks.chain[i + 1][lane];
    return __builtin_bswap64(blocks.chain[i][lane] | upper << 32U);
  };
  return {half(0), half(2)};
}

/// One block in each lane, the last of its value; no message has more than `Words` words.
template <std::size_t Words>
void compress_last(Blocks<kLanes>& blocks) {
  compress<Shifts, Words>(blocks, kLast);
}

ValueHash hash_long(std::string_view value, std::uint64_t salt) {
  Blocks<1> block;
  start(block, salt);
  while (true) {
    const std::size_t size = std::min(value.size(), kBlock);
    std::fill_n(&block.message[0][0], 16, Word{0});
    fill(block, 0, value.substr(0, size));
    block.counter[0] += static_cast<Word>(size);
    value.remove_prefix(size);
    compress<Shifts, 16>(block, value.empty() ? kLast : 0);
    if (value.empty()) return result(block, 0);
  }
}

/// Hashes so many values at a time; `half` is for those of at most half a block.
template <std::size_t Lanes, class Compress>
void hash_each(std::span<const std::string_view> values, std::span<ValueHash> hashes,
               std::uint64_t salt, Compress half, Compress whole) {
  for (std::size_t first = 0; first < values.size(); first += Lanes) {
    const std::size_t lanes = std::min(Lanes, values.size() - first);
    Blocks<Lanes> blocks;
    std::size_t longest = 0;
    start(blocks, salt);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      fill(blocks, lane, values[first + lane]);
      blocks.counter[lane] = static_cast<Word>(values[first + lane].size());
      longest = std::max(longest, values[first + lane].size());
    }
    longest > kBlock / 2 ? whole(blocks) : half(blocks);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const std::string_view value = values[first + lane];
      hashes[first + lane] = value.size() > kBlock ? hash_long(value, salt) : result(blocks, lane);
    }
  }
}

#if defined(__x86_64__)
template <std::size_t Words>
[[gnu::target("avx2")]] void compress_avx2(Blocks<kLanes>& blocks) {
  compress<ByteShuffles, Words>(blocks, kLast);
}

bool has_avx2() { return __builtin_cpu_supports("avx2") != 0; }

/// It has an instruction for every rotation, and registers for sixteen lanes.
template <std::size_t Words>
[[gnu::target("avx512f,avx512bw")]] void compress_avx512(Blocks<16>& blocks) {
  compress<Shifts, Words>(blocks, kLast);
}

/// Whether wide registers are there, and cost no clock speed: since VBMI came they don't.
bool has_avx512() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512vbmi") != 0;
}

template <int... At>
struct Shuffle {
  /// Words of `a`, from 0, and of `b`, from 16.
  template <class V>
  [[gnu::always_inline]] static inline void put(V& out, const V& a, const V& b) {
    out = __builtin_shufflevector(a, b, At...);
  }
};

// Within each four words: those at 0 and 1, or 2 and 3, of both in turn; and the same of pairs.
using LowWords = Shuffle<0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29>;
using HighWords = Shuffle<2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31>;
using LowPairs = Shuffle<0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29>;
using HighPairs = Shuffle<2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31>;
// Whole fours: the first and third of both in turn, the second and fourth, and the first halves.
using OddFours = Shuffle<0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27>;
using EvenFours = Shuffle<4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31>;
using FirstHalves = Shuffle<0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23>;

/// Turns four registers round: each four words of `out[i]` are the i-th words of those of `in`.
template <class V>
[[gnu::always_inline]] inline void turn_fours(const V* in, V* out) {
  V low01;
  V high01;
  V low23;
  V high23;
  LowWords::put(low01, in[0], in[1]);
  HighWords::put(high01, in[0], in[1]);
  LowWords::put(low23, in[2], in[3]);
  HighWords::put(high23, in[2], in[3]);
  LowPairs::put(out[0], low01, low23);
  HighPairs::put(out[1], low01, low23);
  LowPairs::put(out[2], high01, high23);
  HighPairs::put(out[3], high01, high23);
}

/// The values' bytes as words: `words[w]` has the w-th of each.
/// **Requires:** sixteen values of at most 32 bytes.
template <class V>
[[gnu::target("avx512f,avx512bw"), gnu::always_inline]] inline void load_words(
    const std::string_view* values, V* words) {
  V rows[16];
  for (std::size_t i = 0; i < 16; ++i) {
    const __mmask64 used = (__mmask64{1} << values[i].size()) - 1;
    const __m512i row = _mm512_maskz_loadu_epi8(used, values[i].data());
    std::memcpy(&rows[i], &row, sizeof row);
  }
  // Values i and i + 8 share a register; then words, fours and halves change places.
  for (std::size_t i = 0; i < 8; ++i) FirstHalves::put(rows[i], rows[i], rows[i + 8]);
  V fours[8];
  turn_fours(rows, fours);
  turn_fours(rows + 4, fours + 4);
  for (std::size_t i = 0; i < 4; ++i) {
    OddFours::put(words[i], fours[i], fours[i + 4]);
    EvenFours::put(words[i + 4], fours[i], fours[i + 4]);
  }
}

/// The first four words of sixteen chain values as hashes.
template <class V>
[[gnu::always_inline]] inline void store_hashes(const V* chain, ValueHash* hashes) {
  V turned[4];
  turn_fours(chain, turned);
  alignas(64) std::uint64_t halves[4][4][2];
  std::memcpy(halves, turned, sizeof halves);
  for (std::size_t lane = 0; lane < 16; ++lane) {
    const auto& half = halves[lane % 4][lane / 4];
    hashes[lane] = {__builtin_bswap64(half[0]), __builtin_bswap64(half[1])};
  }
}

/// Sixteen values of at most half a block, without a detour through memory.
[[gnu::target("avx512f,avx512bw")]] void hash_sixteen(const std::string_view* values,
                                                      ValueHash* hashes, std::uint64_t salt) {
  using V = Vector<16>::Type;
  alignas(64) Word sizes[16];
  for (std::size_t lane = 0; lane < 16; ++lane) {
    sizes[lane] = static_cast<Word>(values[lane].size());
  }
  V m[16] = {};
  load_words(values, m);
  V chain[8];
  for (std::size_t i = 0; i < 8; ++i) chain[i] = V{} + first_chain(i, salt);
  V v[16];
  for (std::size_t i = 0; i < 8; ++i) v[i] = chain[i];
  for (std::size_t i = 0; i < 8; ++i) v[8 + i] = V{} + kInitial[i];
  V counter;
  std::memcpy(&counter, sizes, sizeof counter);
  v[12] ^= counter;
  v[14] ^= kLast;
#pragma GCC unroll 10
  for (int i = 0; i < 10; ++i) round<Shifts>(v, m, kSchedule[i]);
  for (std::size_t i = 0; i < 4; ++i) chain[i] ^= v[i] ^ v[8 + i];
  store_hashes(chain, hashes);
}
#endif

void hash_eight(std::span<const std::string_view> values, std::span<ValueHash> hashes,
                std::uint64_t salt) {
  hash_each<kLanes>(values, hashes, salt, compress_last<8>, compress_last<16>);
}

#if defined(__x86_64__)
void hash_avx2(std::span<const std::string_view> values, std::span<ValueHash> hashes,
               std::uint64_t salt) {
  hash_each<kLanes>(values, hashes, salt, compress_avx2<8>, compress_avx2<16>);
}

void hash_avx512(std::span<const std::string_view> values, std::span<ValueHash> hashes,
                 std::uint64_t salt) {
  constexpr std::size_t kWide = 16;
  while (!values.empty()) {
    const std::size_t count = std::min(kWide, values.size());
    const auto is_short = [](std::string_view value) { return value.size() <= kBlock / 2; };
    if (count == kWide && std::all_of(values.begin(), values.begin() + kWide, is_short)) {
      hash_sixteen(values.data(), hashes.data(), salt);
    } else {
      hash_each<kWide>(values.first(count), hashes, salt, compress_avx512<8>, compress_avx512<16>);
    }
    values = values.subspan(count);
    hashes = hashes.subspan(count);
  }
}
#endif

}  // namespace

std::array<char, 16> ValueHash::bytes() const {
  std::array<char, 16> out{};
  const std::uint64_t words[2] = {from_big_endian(high), from_big_endian(low)};
  std::memcpy(out.data(), words, sizeof words);
  return out;
}

std::vector<HashWay> hash_ways() {
  std::vector<HashWay> ways;
#if defined(__x86_64__)
  if (has_avx512()) ways.push_back(hash_avx512);
  if (has_avx2()) ways.push_back(hash_avx2);
#endif
  ways.push_back(hash_eight);
  return ways;
}

void hash_values(std::span<const std::string_view> values, std::span<ValueHash> hashes,
                 std::uint64_t salt) {
  static const HashWay kFastest = hash_ways().front();
  kFastest(values, hashes, salt);
}

void hash_values_plain(std::span<const std::string_view> values, std::span<ValueHash> hashes) {
  hash_values(values, hashes, 0);
}

}  // namespace segctl::members
