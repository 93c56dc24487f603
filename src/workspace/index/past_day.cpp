// SPDX-License-Identifier: MIT
// Days to steps, by the notes of steps.
#include "workspace/index/past_day.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "source/crawl.h"
#include "workspace/index/standard_records.h"
#include "workspace/index/step_times.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kDayLetters = 10;  // of "2026-11-28T12:00:00Z"
constexpr size_t kSecondLetters = 19;

/// The steps whose times follow one another, as many as there are: the others were noted while the
/// clock was wrong. Of as many the earlier ones: a clock is rather found set back than ahead.
std::vector<uint64_t> steps_in_time(const std::map<uint64_t, StepNote>& notes) {
  using Note = std::map<uint64_t, StepNote>::const_iterator;
  // From the last on: of all runs of one length the one that begins latest, by its first note.
  std::vector<Note> latest;
  std::map<uint64_t, uint64_t> next;  // by step, the one that follows it in the run it begins
  for (Note note = notes.end(); note != notes.begin();) {
    --note;
    const auto place = std::partition_point(latest.begin(), latest.end(), [&](const Note& first) {
      return first->second.when >= note->second.when;
    });
    if (place != latest.begin()) next[note->first] = (*std::prev(place))->first;
    if (place == latest.end()) {
      latest.push_back(note);
    } else {
      *place = note;
    }
  }
  std::vector<uint64_t> steps;
  if (latest.empty()) return steps;
  steps.push_back(latest.back()->first);
  for (auto found = next.find(steps.back()); found != next.end(); found = next.find(steps.back())) {
    steps.push_back(found->second);
  }
  return steps;
}

/// The last step in time that was made on a day or before; 0 before all, nothing where the day has
/// all steps there are. What was noted while the clock was wrong counts with the next one in time.
std::optional<uint64_t> last_step_by(const std::map<uint64_t, StepNote>& notes,
                                     const std::string& day) {
  const std::string today = now_text().substr(0, kDayLetters);
  if (day == today) return std::nullopt;
  const std::vector<uint64_t> steps = steps_in_time(notes);
  const auto day_of = [&](uint64_t step) { return notes.at(step).when.substr(0, kDayLetters); };
  const auto after = std::partition_point(steps.begin(), steps.end(),
                                          [&](uint64_t step) { return day_of(step) <= day; });
  const bool has_all =
      after == steps.end() && (steps.empty() || steps.back() == notes.rbegin()->first);
  const bool is_ahead =
      day > today && after == steps.end() && !steps.empty() && day > day_of(steps.back());
  if (has_all || is_ahead) return std::nullopt;
  return after == steps.begin() ? 0 : *std::prev(after);
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
