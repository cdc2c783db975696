#pragma once

#include <cstddef>
#include <functional>

namespace segctl {

/// Calls `work(0)` … `work(count - 1)`, on all cores where there is enough to do: a thread for
/// every `worth_a_thread` of them at most. Returns when all are done; `work` is called from several
/// threads at once, in any order. **Requires:** `work` throws nothing, and `worth_a_thread` > 0.
void parallel_for(std::size_t count, std::size_t worth_a_thread,
                  const std::function<void(std::size_t)>& work);

/// How many threads parallel_for() works on, the caller's own included.
[[nodiscard]] std::size_t parallel_threads(std::size_t count, std::size_t worth_a_thread);

}  // namespace segctl
