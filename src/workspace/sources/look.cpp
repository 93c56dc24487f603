// SPDX-License-Identifier: MIT
// Reads as much of a source as it takes to tell what its columns are.
#include "workspace/sources/look.h"

#include <fmt/format.h>

#include "base/error.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kRowsLookedAt = 10'000;

}  // namespace

Look look_at(store::Store& store, const source::Definition& definition, RunContext& run) {
  try {
    Look look;
    run.step("opening", [&] { look.source = source::open_source(store, definition, run); });
    run.step("looking", [&] {
      std::string texts;
      for (const source::SourceColumn& column : look.source.columns) {
        const std::string name = store::quote_name(column.name);
        texts += fmt::format("{}CAST({} AS VARCHAR) AS {}", texts.empty() ? "" : ", ", name, name);
      }
      const std::string rows = source::looked_rows(definition, look.source, kRowsLookedAt);
      const source::AskingScope scope(store, definition);
      look.columns = store.columns(fmt::format("SELECT {} FROM {}", texts, rows));
    });
    return look;
  } catch (const Error& error) {
    throw source::source_failure(definition, error);
  }
}

}  // namespace newlyn::workspace
