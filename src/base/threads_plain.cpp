// SPDX-License-Identifier: MIT
// Stands in for threads.cpp under the thread sanitizer, on plain threads. The distribution's oneTBB
// is not built with that sanitizer, which then sees races in every task handed over; here it sees
// every start and join, so that what it reports is ours.
#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/check.h"
#include "base/threads.h"

namespace newlyn {
namespace {

std::atomic<size_t>& shared_count() {
  static std::atomic<size_t> count = std::max(1u, std::thread::hardware_concurrency());
  return count;
}

}  // namespace

void set_thread_count(size_t count) {
  NEWLYN_CHECK(count >= 1, "at least one thread is asked for", count);
  shared_count() = count;
}

size_t thread_count() { return shared_count(); }

void parallel_ranges(size_t count, size_t grain,
                     const std::function<void(size_t begin, size_t end)>& work) {
  if (count == 0) return;
  NEWLYN_CHECK(grain >= 1, "a range holds at least one item", grain);
  const size_t ranges = (count + grain - 1) / grain;
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr first_error;
  const auto run_ranges = [&] {
    try {
      for (size_t range = next++; range < ranges; range = next++) {
        work(range * grain, std::min(count, (range + 1) * grain));
      }
    } catch (...) {
      next = ranges;
      const std::lock_guard lock(mutex);
      if (!first_error) first_error = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  while (threads.size() + 1 < std::min(thread_count(), ranges)) threads.emplace_back(run_ranges);
  run_ranges();
  for (std::thread& thread : threads) thread.join();
  if (first_error) std::rethrow_exception(first_error);
}

void give_way() {}  // who waits for whom is not what is looked for

}  // namespace newlyn
