// SPDX-License-Identifier: MIT
// The rewritten progress line.
#include "cli/progress.h"

#include <fmt/format.h>

#include "base/clock.h"

namespace newlyn::cli {
namespace {

constexpr double kSecondsBetween = 0.2;

}  // namespace

void TerminalProgress::show(const std::string& line) { out_ << "\r\x1b[K" << line << std::flush; }

void TerminalProgress::step_began(std::string_view name) {
  const std::lock_guard lock(mutex_);
  began_ = shown_ = monotonic_seconds();
  show(fmt::format("{} ...", name));
}

void TerminalProgress::advanced(std::string_view name, uint64_t done, uint64_t total) {
  const std::lock_guard lock(mutex_);
  const double now = monotonic_seconds();
  if (now - shown_ < kSecondsBetween || done == 0) return;
  shown_ = now;
  const double seconds = now - began_;
  const double rate = static_cast<double>(done) / seconds;
  if (total == 0) {
    show(fmt::format("{} ... {} done, {:.0f} a second", name, done, rate));
    return;
  }
  const double left = static_cast<double>(total - done) / rate;
  show(fmt::format("{} ... {:.0f} %, {:.0f} a second, {:.0f} s left", name,
                   100.0 * static_cast<double>(done) / static_cast<double>(total), rate, left));
}

void TerminalProgress::step_ended(const StepTime&) {
  const std::lock_guard lock(mutex_);
  show("");
}

}  // namespace newlyn::cli
