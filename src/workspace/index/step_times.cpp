// SPDX-License-Identifier: MIT
// The table newlyn_index_step of the store.
#include "workspace/index/step_times.h"

#include <array>

namespace newlyn::workspace {
namespace {

using store::Parameter;

void prepare(store::Store& store) {
  store.run(
      "CREATE TABLE IF NOT EXISTS newlyn_index_step (kind VARCHAR, sequence BIGINT, \"when\" "
      "VARCHAR, who VARCHAR, what VARCHAR)");
}

}  // namespace

void note_step(store::Store& store, const EntityKind& kind, uint64_t sequence,
               const StepNote& note) {
  prepare(store);
  store.run("INSERT INTO newlyn_index_step VALUES ($1, $2, $3, $4, $5)",
            std::array{Parameter::of(kind.name), Parameter::of(static_cast<int64_t>(sequence)),
                       Parameter::of(std::string_view(note.when)),
                       Parameter::of(std::string_view(note.who)),
                       Parameter::of(std::string_view(note.what))});
}

std::map<uint64_t, StepNote> step_notes(store::Store& store, const EntityKind& kind) {
  prepare(store);
  std::map<uint64_t, StepNote> notes;
  const auto rows =
      store.rows("SELECT sequence, \"when\", who, what FROM newlyn_index_step WHERE kind = $1",
                 std::array{Parameter::of(kind.name)});
  for (const auto& row : rows.rows) {
    // A link that was cut off may have left its note; the step that took its place is later.
    notes[std::stoull(row[0].value_or("0"))] = {row[1].value_or(""), row[2].value_or(""),
                                                row[3].value_or("")};
  }
  return notes;
}

}  // namespace newlyn::workspace
