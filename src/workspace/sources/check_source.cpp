// SPDX-License-Identifier: MIT
// Looks whether a source can be read as defined, and what is noticed about its values.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/error.h"
#include "record/field_kind.h"
#include "source/crawl.h"
#include "source/rights.h"
#include "standardise/standardise.h"
#include "workspace/governance/key_ring.h"
#include "workspace/governance/trace.h"
#include "workspace/home.h"
#include "workspace/sources.h"
#include "workspace/sources/look.h"

namespace newlyn::workspace {
namespace {

// Whether the first two numbers of "25/12/1980" can only be day and month (1), only month and day
// (-1), or either or nothing (0).
int order_of(std::string_view value) {
  unsigned parts[2] = {0, 0};
  for (unsigned& part : parts) {
    size_t digits = 0;
    for (; !value.empty() && value[0] >= '0' && value[0] <= '9'; value.remove_prefix(1)) {
      part = part * 10 + static_cast<unsigned>(value[0] - '0');
      if (++digits > 2) return 0;
    }
    if (digits == 0 || value.empty() || std::string_view("/.-").find(value[0]) == value.npos) {
      return 0;
    }
    value.remove_prefix(1);
  }
  if (parts[0] > 12 && parts[0] <= 31 && parts[1] <= 12) return 1;
  if (parts[1] > 12 && parts[1] <= 31 && parts[0] <= 12) return -1;
  return 0;
}

void note_mixed_orders(const record::TextColumn& column, SourceCheckResponse& response) {
  const std::vector<uint32_t> counts = column.counts();
  uint64_t day_first = 0;
  uint64_t month_first = 0;
  for (record::ValueCode code = 1; code <= column.values.value_count(); ++code) {
    const int order = order_of(column.values[code]);
    if (order > 0) day_first += counts[code];
    if (order < 0) month_first += counts[code];
  }
  if (day_first == 0 || month_first == 0) return;
  response.notes.push_back(fmt::format(
      "{}: of the first rows {} have the day before the month and {} the month before the day. A "
      "date that could be either is read as most are; have the column written in one order.",
      column.name, day_first, month_first));
}

// What standardising the copied columns notices: dates of mixed orders, values nobody can read.
void note_values(const source::Definition& definition, const Look& look,
                 SourceCheckResponse& response) {
  std::vector<record::TextColumn> columns;
  std::vector<record::RecognisedColumn> recognised;
  for (const record::TextColumn& column : look.columns) {
    const auto mapped =
        std::find_if(definition.columns.begin(), definition.columns.end(),
                     [&](const source::MappedColumn& one) { return one.name == column.name; });
    if (mapped == definition.columns.end()) continue;
    const auto kind = record::field_kind_named(mapped->kind);
    if (!kind) continue;
    if (*kind == record::FieldKind::birth_date || *kind == record::FieldKind::date) {
      note_mixed_orders(column, response);
    }
    columns.push_back(column);
    recognised.push_back({column.name, *kind, 1, ""});
  }
  if (columns.empty()) return;
  const auto standard =
      standardise::standardise_records({{definition.name, &columns, &recognised}});
  response.notes.insert(response.notes.end(), standard.notes.begin(), standard.notes.end());
  for (const auto& count : standard.unreadable) {
    response.notes.push_back(fmt::format("{}: {} {} cannot be understood: {}.", count.column,
                                         count.rows, count.rows == 1 ? "value" : "values",
                                         count.reason));
  }
}

void note_columns(const source::Definition& definition, const Look& look,
                  SourceCheckResponse& response) {
  for (const source::SourceColumn& column : look.source.columns) {
    SourceColumnReport report{column.name, column.type, "", false, ""};
    for (const source::MappedColumn& mapped : definition.columns) {
      if (mapped.name != column.name) continue;
      report.copied = true;
      report.kind = mapped.kind;
    }
    response.columns.push_back(std::move(report));
  }
  for (const std::string& column : response.schema.kept_back) {
    response.notes.push_back(fmt::format(
        "The definition copies the column '{}', which the source does not have as it was. What is "
        "stored of it stays as last read. Change the definition, or have the column restored.",
        column));
  }
}

/// Looks at a source as it is now.
SourceCheckResponse check_in(const Home& home, const std::string& name, RunContext& run) {
  const source::Definition definition = source::read_definition(home.definition_of(name), name);
  std::vector<source::KnownColumn> known;
  {
    const auto own = open_home_store(home);
    source::prepare_history(*own);
    known = source::known_columns(*own, name);
  }
  const auto store = open_scratch_store(home);
  const Look look = look_at(*store, with_secret(home, definition), run);
  SourceCheckResponse response;
  {
    const source::AskingScope scope(*store, definition);
    response.rows = static_cast<uint64_t>(
        store->number(fmt::format("SELECT count(*) FROM {}", look.source.relation)));
  }
  const source::Rights rights = source::rights_of(*store, definition);
  response.may_write = rights == source::Rights::may_write;
  response.of_a_query = !definition.query.empty();
  response.schema = source::compare_columns(definition, known, look.source.columns);
  response.notes = look.source.reading.warnings;
  if (rights == source::Rights::unknown) {
    response.notes.push_back(
        "This database could not be asked whether the user may write. Newlyn never does; give it "
        "a user that may only SELECT.");
  }
  note_columns(definition, look, response);
  note_values(definition, look, response);
  return response;
}

}  // namespace

SourceCheckResponse source_check(const Asked& asked, const std::string& name, RunContext& run) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"source check", "source " + name, asked.purpose}, [&](Deed& deed) {
    SourceCheckResponse response = check_in(home, name, run);
    deed.count = response.rows;
    return response;
  });
}

}  // namespace newlyn::workspace
