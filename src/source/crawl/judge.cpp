// SPDX-License-Identifier: MIT
// The rules of the crawl that need no data, only counts and names.
#include "source/crawl/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace newlyn::source {
namespace {

template <typename Columns>
auto find_column(const Columns& columns, const std::string& name) {
  return std::find_if(columns.begin(), columns.end(),
                      [&](const auto& column) { return column.name == name; });
}

template <typename Columns>
bool has_column(const Columns& columns, const std::string& name) {
  return find_column(columns, name) != columns.end();
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Whole numbers in a column of numbers are what may stand there; numbers in one of whole numbers
// are not.
bool is_within(const std::string& known, const std::string& now) {
  return known == "number" && now == "whole number";
}

bool is_another_type(const std::string& known, const std::string& now) {
  return !known.empty() && !now.empty() && known != now && !is_within(known, now);
}

std::string age_words(int64_t micros) {
  const int64_t hours = micros / 3'600'000'000;
  if (hours < 48) return fmt::format("{} hours", hours);
  return fmt::format("{} days", hours / 24);
}

std::string fall_reason(const Definition& definition, const SourceRun& last, const SourceRun& run) {
  if (last.rows_kept <= run.rows_kept) return {};
  const double fall = 100.0 * static_cast<double>(last.rows_kept - run.rows_kept) /
                      static_cast<double>(last.rows_kept);
  if (fall <= definition.fall_limit) return {};
  return fmt::format("It has {} rows, {:.0f} % fewer than the {} of run {}; the limit is {:g} %.",
                     run.rows_kept, fall, last.rows_kept, last.run, definition.fall_limit);
}

}  // namespace

SchemaChange compare_columns(const Definition& definition, const std::vector<KnownColumn>& known,
                             const std::vector<SourceColumn>& now) {
  SchemaChange change;
  for (const KnownColumn& column : known) {
    const auto found = find_column(now, column.name);
    if (found == now.end()) {
      change.lost.push_back(column.name);
    } else if (is_another_type(column.type, found->type)) {
      change.retyped.emplace_back(column.name, fmt::format("{}, now {}", column.type, found->type));
    }
  }
  for (const SourceColumn& column : now) {
    if (!known.empty() && !has_column(known, column.name)) change.found.push_back(column.name);
  }
  for (const MappedColumn& column : definition.columns) {
    const bool retyped = std::any_of(change.retyped.begin(), change.retyped.end(),
                                     [&](const auto& entry) { return entry.first == column.name; });
    if (!has_column(now, column.name) && !holds(change.lost, column.name)) {
      change.lost.push_back(column.name);
    }
    if (retyped || !has_column(now, column.name)) change.kept_back.push_back(column.name);
  }
  return change;
}

void check_columns(const Definition& definition, const std::vector<SourceColumn>& now) {
  for (const std::string& key : definition.key) {
    if (has_column(now, key)) continue;
    throw Error(Code::source_unreadable,
                fmt::format("The key of source '{}' is the column '{}', which the source no longer "
                            "has. Nothing can be read without it. Name another key in the "
                            "definition, or have the column restored.",
                            definition.name, key));
  }
  const bool any =
      std::any_of(definition.columns.begin(), definition.columns.end(),
                  [&](const MappedColumn& column) { return has_column(now, column.name); });
  if (any) return;
  throw Error(Code::source_unreadable,
              fmt::format("Source '{}' has none of the columns that its definition copies. Check "
                          "that the right file or table is delivered.",
                          definition.name));
}

std::string reason_to_hold(const Definition& definition, const SchemaChange& schema,
                           const Before& before, const SourceRun& run) {
  const bool incremental = run.kind == "incremental";
  if (run.rows_kept == 0 && !incremental) return "It is empty: no row of it can be kept.";
  for (const auto& [column, types] : schema.retyped) {
    if (!holds(definition.key, column)) continue;
    return fmt::format("The key column '{}' has another type: {}.", column, types);
  }
  if (before.last && !run.content_hash.empty() && before.last->content_hash == run.content_hash &&
      before.last->definition == run.definition) {
    return fmt::format("It repeats the delivery of run {} byte for byte.", before.last->run);
  }
  const int64_t latency = seconds_of(definition.latency) * 1'000'000;
  if (latency != 0 && run.delivered != 0 && run.began - run.delivered > latency) {
    return fmt::format("It is late: it was written {} ago, and {} was agreed.",
                       age_words(run.began - run.delivered), definition.latency);
  }
  if (!incremental && before.last_full) return fall_reason(definition, *before.last_full, run);
  return {};
}

std::vector<KnownColumn> columns_to_note(const Definition& definition, const SchemaChange& schema,
                                         const std::vector<KnownColumn>& known,
                                         const std::vector<SourceColumn>& now) {
  std::vector<KnownColumn> columns;
  for (const SourceColumn& column : now) {
    const bool mapped = has_column(definition.columns, column.name);
    const bool kept_back = holds(schema.kept_back, column.name);
    const auto old = find_column(known, column.name);
    const bool keeps_type = old != known.end() &&
                            (kept_back || column.type.empty() || is_within(old->type, column.type));
    columns.push_back({column.name, keeps_type ? old->type : column.type, mapped && !kept_back});
  }
  for (const std::string& column : schema.kept_back) {
    const auto old = find_column(known, column);
    if (old != known.end() && !has_column(now, column)) {
      columns.push_back({column, old->type, false});
    }
  }
  return columns;
}

}  // namespace newlyn::source
