// SPDX-License-Identifier: MIT
// The first byte says what an entry is; see journal/format.md.
#include "index/durable/journal_entries.h"

#include "index/journal/byte_codec.h"

namespace newlyn::index {
namespace {

constexpr char kModelEntry = 'M';    // the version of a fitted model follows
constexpr char kStepEntry = 'S';     // the changes of one step
constexpr char kGroupEntry = 'G';    // a number of steps, each with its length
constexpr char kPictureEntry = 'P';  // a snapshot follows

}  // namespace

std::string write_steps_entry(std::vector<ChangeWriter> steps) {
  if (steps.size() == 1) return steps[0].take({kStepEntry});
  ByteWriter writer;
  writer.number(steps.size());
  for (ChangeWriter& step : steps) writer.text(step.take());
  return kGroupEntry + writer.take();
}

std::string write_model_entry(const std::string& version) { return kModelEntry + version; }

std::string write_picture_entry(std::string_view snapshot) {
  return kPictureEntry + std::string(snapshot);
}

std::optional<std::string> model_in_entry(std::string_view bytes) {
  if (!bytes.starts_with(kModelEntry)) return std::nullopt;
  return std::string(bytes.substr(1));
}

std::optional<JournalEntry> read_entry(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  const std::string_view content = bytes.substr(1);
  JournalEntry entry;
  entry.model = model_in_entry(bytes);
  if (entry.model) return entry;
  if (bytes.front() == kPictureEntry) {
    entry.picture = content;
    return entry;
  }
  if (bytes.front() == kStepEntry) {
    auto changes = read_changes(content);
    if (!changes) return std::nullopt;
    entry.steps.push_back(std::move(*changes));
    return entry;
  }
  if (bytes.front() != kGroupEntry) return std::nullopt;
  ByteReader reader(content);
  for (uint64_t left = reader.count(); left > 0 && reader.is_good(); --left) {
    auto changes = read_changes(reader.view());
    if (!changes) return std::nullopt;
    entry.steps.push_back(std::move(*changes));
  }
  if (!reader.is_done()) return std::nullopt;
  return entry;
}

}  // namespace newlyn::index
