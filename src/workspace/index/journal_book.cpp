// SPDX-License-Identifier: MIT
// The tables newlyn_index_journal and newlyn_index_linked of the store.
#include "workspace/index/journal_book.h"

#include <array>

namespace newlyn::workspace {
namespace {

using store::Parameter;

}  // namespace

std::string journal_book_sql() {
  return "CREATE TABLE IF NOT EXISTS newlyn_index_journal (kind VARCHAR, sequence BIGINT); "
         "CREATE TABLE IF NOT EXISTS newlyn_index_linked (kind VARCHAR, source VARCHAR, made_of "
         "VARCHAR)";
}

std::optional<uint64_t> noted_sequence(store::Store& store, const EntityKind& kind) {
  const auto rows = store.rows("SELECT max(sequence) FROM newlyn_index_journal WHERE kind = $1",
                               std::array{Parameter::of(kind.name)});
  const std::optional<std::string>& last = rows.rows[0][0];
  return last ? std::optional<uint64_t>(std::stoull(*last)) : std::nullopt;
}

void note_sequence(store::Store& store, const EntityKind& kind, uint64_t sequence) {
  const std::array parameters{Parameter::of(kind.name),
                              Parameter::of(static_cast<int64_t>(sequence))};
  const uint64_t raised =
      store.run("UPDATE newlyn_index_journal SET sequence = greatest(sequence, $2) WHERE kind = $1",
                parameters);
  if (raised == 0) store.run("INSERT INTO newlyn_index_journal VALUES ($1, $2)", parameters);
}

void forget_length(store::Store& store, const EntityKind& kind) {
  store.run("UPDATE newlyn_index_journal SET sequence = 0 WHERE kind = $1",
            std::array{Parameter::of(kind.name)});
}

void forget_journal(store::Store& store, const EntityKind& kind) {
  const std::array of_kind{Parameter::of(kind.name)};
  store.run("DELETE FROM newlyn_index_journal WHERE kind = $1", of_kind);
  store.run("DELETE FROM newlyn_index_linked WHERE kind = $1", of_kind);
  const bool has_steps =
      store.number("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'newlyn_index_step'") >
      0;
  if (has_steps) store.run("DELETE FROM newlyn_index_step WHERE kind = $1", of_kind);
}

std::string standard_state(store::Store& store, const std::string& source) {
  const std::string table = "standard_" + source;
  const auto rows = store.rows("SELECT comment FROM duckdb_tables() WHERE table_name = $1",
                               std::array{Parameter::of(std::string_view(table))});
  return rows.rows.empty() ? "" : rows.rows[0][0].value_or("");
}

void note_linked(store::Store& store, const EntityKind& kind,
                 const std::vector<std::string>& sources) {
  for (const std::string& source : sources) {
    const std::string made_of = standard_state(store, source);
    const std::array parameters{Parameter::of(kind.name), Parameter::of(std::string_view(source)),
                                Parameter::of(std::string_view(made_of))};
    store.run("DELETE FROM newlyn_index_linked WHERE kind = $1 AND source = $2",
              std::array{parameters[0], parameters[1]});
    store.run("INSERT INTO newlyn_index_linked VALUES ($1, $2, $3)", parameters);
  }
}

std::vector<LinkedSourceState> linked_states(store::Store& store, const EntityKind& kind) {
  std::vector<LinkedSourceState> states;
  const auto rows =
      store.rows("SELECT source, made_of FROM newlyn_index_linked WHERE kind = $1 ORDER BY source",
                 std::array{Parameter::of(kind.name)});
  for (const auto& row : rows.rows) states.push_back({row[0].value_or(""), row[1].value_or("")});
  return states;
}

}  // namespace newlyn::workspace
