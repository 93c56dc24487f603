// SPDX-License-Identifier: MIT
// The file `latest` says up to which entry the log was read, and the latest moment among these; it
// is a shortcut alone: without it, or where it says more than there is, the whole log is read.
#include "workspace/governance/known_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/trace.h"

namespace newlyn::workspace {
namespace {

constexpr uint64_t kEntriesAtOnce = 4096;
/// So many entries are read again rather than the shortcut written.
constexpr uint64_t kEntriesAgain = 256;

struct ReadSoFar {
  uint64_t entries = 0;
  int64_t latest = 0;
};

std::string file_of(const Home& home) { return home.folder + "/latest"; }

ReadSoFar read_so_far(const Home& home, uint64_t size) {
  ReadSoFar so_far;
  std::ifstream file(file_of(home));
  if (!(file >> so_far.entries >> so_far.latest) || so_far.entries > size) return {};
  return so_far;
}

}  // namespace

int64_t known_micros(const Home& home) {
  ReadSoFar so_far;
  uint64_t size = 0;
  uint64_t begun = 0;
  {
    const auto log = open_audit(home);
    size = log->size();
    so_far = read_so_far(home, size);
    begun = so_far.entries;
    for (; so_far.entries < size;
         so_far.entries = std::min(so_far.entries + kEntriesAtOnce, size)) {
      const uint64_t end = std::min(so_far.entries + kEntriesAtOnce, size);
      for (const auto& record : log->read(so_far.entries, end)) {
        so_far.latest = std::max(so_far.latest, micros_of(record));
      }
    }
  }
  if (size - begun >= kEntriesAgain) {
    try {
      write_home_file(file_of(home), fmt::format("{} {}\n", so_far.entries, so_far.latest));
    } catch (const Error& error) {
      // Without the shortcut the next one reads as much again.
      if (error.code() != Code::output_unwritable) throw;
    }
  }
  return std::max(so_far.latest, now_micros());
}

std::string known_today(const Home& home) { return day_of(known_micros(home)); }

}  // namespace newlyn::workspace
