#include "state/codec.h"
#include "unit/state/random_state.h"

#include <fstream>
#include <iostream>
#include <string>

/// Writes 50 states into the directory that the first argument names.
int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: write_random_states DIRECTORY\n";
    return 64;
  }
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    const auto document = segctl::state::encode(seed == 0 ? segctl::test::sample_state()
                                                          : segctl::test::random_state(seed));
    std::ofstream file(arguments[1] + ("/state-" + std::to_string(seed) + ".json"));
    file << document.value();
    if (!file.flush()) return 1;
  }
}
