#include "state/state.h"

#include <fmt/format.h>

#include <array>
#include <random>
#include <utility>

namespace segctl::state {
namespace {

/// A random UUID (RFC 4122, version 4).
std::string random_uuid() {
  std::random_device source;
  std::array<std::uint32_t, 4> words{};
  for (std::uint32_t& word : words) word = source();
  words[1] = (words[1] & 0xFFFF0FFFU) | 0x00004000U;
  words[2] = (words[2] & 0x3FFFFFFFU) | 0x80000000U;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}", words[0], words[1] >> 16U,
                     words[1] & 0xFFFFU, words[2] >> 16U, words[2] & 0xFFFFU, words[3]);
}

}  // namespace

State new_state(WorkspaceIdentity workspace) {
  State state;
  state.lineage = Lineage(random_uuid());
  state.workspace = std::move(workspace);
  return state;
}

}  // namespace segctl::state
