// SPDX-License-Identifier: MIT
// Days to steps, by the notes of steps.
#include "workspace/index/past_day.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/error.h"
#include "source/crawl.h"
#include "workspace/index/standard_records.h"
#include "workspace/index/step_times.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kDayLetters = 10;  // of "2026-11-28T12:00:00Z"
constexpr size_t kSecondLetters = 19;

/// The last step that is noted on a day or before; 0 before all, nothing where there is none after.
std::optional<uint64_t> last_step_by(const std::map<uint64_t, StepNote>& notes,
                                     const std::string& day) {
  const auto last = std::find_if(notes.rbegin(), notes.rend(), [&](const auto& note) {
    return note.second.when.substr(0, kDayLetters) <= day;
  });
  if (last == notes.rbegin()) return std::nullopt;
  return last == notes.rend() ? 0 : last->first;
}

}  // namespace

index::View view_at(const Desk& desk, const index::View& index, const std::string& day) {
  if (day.empty()) return index;
  expect_whole(desk, "What was known on a past day");
  const EntityKind& kind = *desk.kinds[0].kind;
  const auto step = last_step_by(step_notes(*desk.store, kind), day);
  if (!step) return index;
  if (*step < index.past_from()) {
    throw Error(Code::request_invalid,
                fmt::format("What was known of {} on {} is not kept: the index began anew later. "
                            "Ask for a later day; newlyn entity history tells what is known of the "
                            "life of an entity.",
                            kind.plural, day));
  }
  return index.then(*step);
}

std::vector<std::pair<std::string, std::string>> values_then(const Desk& desk,
                                                             const index::View& then,
                                                             const index::RecordKey& key) {
  const auto notes = step_notes(*desk.store, *desk.kinds[0].kind);
  const auto came = notes.find(then.since(key));
  const auto record = then.record(key);
  // A step that lost its note: the record was read on the day it says.
  const std::string by = came != notes.end() ? came->second.when.substr(0, kSecondLetters)
                         : record            ? record->date + "T23:59:59"
                                             : "";
  auto values = source::record_values(*desk.store, source_of(key), key.id, by);
  std::erase_if(values, [](const auto& value) { return value.first.starts_with("newlyn_"); });
  return values;
}

}  // namespace newlyn::workspace
