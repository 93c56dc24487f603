// SPDX-License-Identifier: MIT
// Wraps a oneTBB arena so that its headers stay in this one file.
#include "base/threads.h"

#include <sys/resource.h>
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <thread>

#include "base/check.h"

namespace newlyn {
namespace {

struct Arena {
  std::mutex mutex;
  size_t count = std::max(1u, std::thread::hardware_concurrency());
  // Lets more threads be asked for than there are cores; oneTBB would print a warning otherwise.
  std::unique_ptr<tbb::global_control> allowed;
  std::unique_ptr<tbb::task_arena> arena;

  /// Makes the arena for `count` threads. Requires: the mutex is held.
  void open() {
    using tbb::global_control;
    arena.reset();
    allowed = std::make_unique<global_control>(global_control::max_allowed_parallelism, count);
    arena = std::make_unique<tbb::task_arena>(static_cast<int>(count));
  }
};

Arena& shared_arena() {
  static Arena arena;
  return arena;
}

}  // namespace

void set_thread_count(size_t count) {
  NEWLYN_CHECK(count >= 1, "at least one thread is asked for", count);
  Arena& shared = shared_arena();
  const std::lock_guard lock(shared.mutex);
  if (shared.count == count && shared.arena) return;
  shared.count = count;
  shared.open();
}

size_t thread_count() {
  Arena& shared = shared_arena();
  const std::lock_guard lock(shared.mutex);
  return shared.count;
}

void parallel_ranges(size_t count, size_t grain,
                     const std::function<void(size_t begin, size_t end)>& work) {
  if (count == 0) return;
  NEWLYN_CHECK(grain >= 1, "a range holds at least one item", grain);
  const size_t ranges = (count + grain - 1) / grain;
  const auto run_range = [&](size_t range) {
    const size_t begin = range * grain;
    work(begin, std::min(count, begin + grain));
  };
  if (ranges == 1) return run_range(0);  // waking other threads would take longer
  Arena& shared = shared_arena();
  tbb::task_arena* arena = nullptr;
  {
    const std::lock_guard lock(shared.mutex);
    if (!shared.arena) shared.open();
    arena = shared.arena.get();
  }
  arena->execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<size_t>(0, ranges, 1),
        [&](const tbb::blocked_range<size_t>& part) {
          for (size_t range = part.begin(); range != part.end(); ++range) run_range(range);
        },
        tbb::simple_partitioner());
  });
}

void give_way() {
  constexpr int kStep = 10;  // gets a tenth of what the others get
  // Where the system refuses it the thread goes on as before: it is only about who waits.
  static_cast<void>(setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kStep));
}

}  // namespace newlyn
