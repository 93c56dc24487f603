// SPDX-License-Identifier: MIT
// Looks for the last run that was good.
#include "workspace/quality/age.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kRunsLookedAt = 100;

std::string amount(int64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace

SourceAge age_of(const std::vector<source::SourceRun>& runs) {
  SourceAge age;
  const auto good = std::find_if(runs.begin(), runs.end(), [](const source::SourceRun& run) {
    return run.state == "complete" || run.state == "nothing new";
  });
  if (good == runs.end()) return age;
  age.read_at = good->ended;
  age.as_of = good->delivered != 0 ? std::min(good->delivered, good->ended) : good->ended;
  age.seconds = std::max<int64_t>(0, (now_micros() - age.as_of) / 1'000'000);
  return age;
}

SourceAge age_of(store::Store& store, const source::Definition& definition) {
  SourceAge age = age_of(source::source_runs(store, definition.name, kRunsLookedAt));
  age.agreed_seconds = source::seconds_of(definition.latency);
  return age;
}

std::string age_words(int64_t seconds) {
  constexpr int64_t kHour = 3600;
  constexpr int64_t kDay = 24 * kHour;
  if (seconds < 2 * kHour) return amount(seconds / 60, "minute", "minutes");
  if (seconds < 2 * kDay) return amount(seconds / kHour, "hour", "hours");
  return amount(seconds / kDay, "day", "days");
}

}  // namespace newlyn::workspace
