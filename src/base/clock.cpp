// SPDX-License-Identifier: MIT
// Reads the system clocks unless a fixed time was set.
#include "base/clock.h"

#include <fmt/chrono.h>

#include <atomic>
#include <chrono>

namespace newlyn {
namespace {

std::atomic<int64_t> fixed_micros{-1};

}  // namespace

double monotonic_seconds() {
  using std::chrono::duration;
  using std::chrono::steady_clock;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

int64_t now_micros() {
  const int64_t fixed = fixed_micros.load(std::memory_order_relaxed);
  if (fixed >= 0) return fixed;
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  using std::chrono::system_clock;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

std::string now_text() {
  const auto seconds = static_cast<std::time_t>(now_micros() / 1'000'000);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds));
}

void fix_clock(int64_t micros) { fixed_micros.store(micros, std::memory_order_relaxed); }

}  // namespace newlyn
