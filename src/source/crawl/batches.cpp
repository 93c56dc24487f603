// SPDX-License-Identifier: MIT
// Files are cut by the numbers of their rows, tables by the values of a column. What is kept stands
// in `batch_NAME` as it stood in the table of the delivery.
#include "source/crawl/batches.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/random.h"
#include "source/crawl/history.h"

namespace newlyn::source {
namespace {

using store::Parameter;
using store::quote_name;

// Rows of the first batches: seconds of reading. Later ones grow by half each, so that there are
// few of them however long the delivery is: where a column has no index the database sorts the
// table for each. What has to be read twice is then at most a third of what was read.
constexpr uint64_t kBatchRows = 50'000;
constexpr uint64_t kBatchesAlike = 4;

uint64_t rows_of_batch(uint64_t number) {
  uint64_t rows = kBatchRows;
  for (uint64_t i = kBatchesAlike; i <= number; ++i) rows += rows / 2;
  return rows;
}

// What was read longer ago is read anew: the source has gone on since.
constexpr int64_t kKeptMicrosMax = int64_t{24} * 3600 * 1'000'000;

std::string batch_table(const std::string& source) {
  return fmt::format("{}.main.{}", kOwnCatalog, quote_name("batch_" + source));
}

std::string text_of(store::Store& store, const std::string& sql) {
  const store::TextRows rows = store.rows(sql);
  return rows.rows.empty() ? "" : rows.rows[0][0].value_or("");
}

// The columns of all files, without a row: a file may lack some.
std::string empty_rows(const std::vector<SourceColumn>& columns) {
  std::string list;
  for (const SourceColumn& column : columns) {
    list += fmt::format("{}CAST(NULL AS VARCHAR) AS {}", list.empty() ? "" : ", ",
                        quote_name(column.name));
  }
  return fmt::format("SELECT {} WHERE false", list);
}

bool has_column(const std::vector<SourceColumn>& columns, const std::string& name) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const SourceColumn& column) { return column.name == name; });
}

}  // namespace

Batches::Batches(store::Store& store, const Definition& definition, const Taking& taking,
                 const OpenSource& source)
    : store_(store), definition_(definition), columns_(source.columns) {
  // Rows without a key of their own are told apart by all rows; a reading by the watermark is short
  // and begins where the last complete one ended.
  if (definition.key.empty() || taking.since) return;
  if (source.files.empty()) {
    cut_table(source);
  } else {
    cut_files(source);
  }
}

void Batches::cut_files(const OpenSource& source) {
  const auto& tables = source.reading.tables;
  for (const InputTable& table : tables) {
    if (table.typed) return;  // read where it lies, fast
    file_rows_ += table.rows_kept;
  }
  if (file_rows_ <= kBatchRows) return;
  cut_ = Cut::files;
  uint64_t room = 0;  // in the part that is being made
  for (const InputTable& table : tables) {
    for (uint64_t begin = 0; begin < table.rows_kept;) {
      if (room == 0) {
        room = rows_of_batch(file_parts_.size());
        file_parts_.push_back(empty_rows(source.columns));
      }
      const uint64_t rows = std::min(room, table.rows_kept - begin);
      file_parts_.back() +=
          fmt::format(" UNION ALL BY NAME SELECT * FROM {} WHERE rowid >= {} AND rowid < {}",
                      quote_name(table.table), begin, begin + rows);
      begin += rows;
      room -= rows;
    }
  }
}

void Batches::cut_table(const OpenSource& source) {
  const Place place = place_of(definition_);
  if ((place != Place::postgres && place != Place::mysql) || !definition_.query.empty()) return;
  const bool one_key = definition_.key.size() == 1 && cut_by(definition_.key[0]);
  const bool cut = one_key || (has_column(source.columns, definition_.watermark) &&
                               cut_by(definition_.watermark));
  if (!cut) return;
  last_ = part_end();
  if (!last_.empty()) cut_ = Cut::column;
}

bool Batches::cut_by(const std::string& column) {
  cut_column_ = column;
  return has_exact_order(
      text_of(store_, fmt::format("SELECT lower(newlyn_type) FROM {}",
                                  native_relation(table().place, column_type_sql(table())))));
}

NativeTable Batches::table() const {
  return {place_of(definition_), definition_.table, cut_column_};
}

std::string Batches::part_end() const {
  return text_of(store_,
                 fmt::format("SELECT CAST(newlyn_end AS VARCHAR) FROM {}",
                             native_relation(table().place, part_end_sql(table(), reached_,
                                                                         rows_of_batch(number_)))));
}

// The rows of the table after what is kept, up to `last_`, in the types that the table has when it
// is read at once.
std::string Batches::table_part(const Taking& taking) const {
  std::vector<std::string> wanted;
  std::string list;
  for (const SourceColumn& column : columns_) {
    const auto& key = definition_.key;
    const bool is_used = !definition_.where.empty() || column.name == definition_.watermark ||
                         std::find(key.begin(), key.end(), column.name) != key.end() ||
                         std::find(taking.columns.begin(), taking.columns.end(), column.name) !=
                             taking.columns.end();
    if (!is_used) continue;
    wanted.push_back(column.name);
    list += fmt::format("{}CAST({} AS {}) AS {}", list.empty() ? "" : ", ", quote_name(column.name),
                        column.sql_type, quote_name(column.name));
  }
  const std::string rows = part_sql(table(), wanted, {reached_, last_});
  return fmt::format("(SELECT {} FROM {})", list, native_relation(table().place, rows));
}

std::string Batches::plan_of(const SourceRun& now, const Taking& taking) const {
  std::string words =
      fmt::format("{}\n{}\n{}\n{}\n", now.definition, now.content_hash, cut_column_, kBatchRows);
  for (const std::string& column : taking.columns) words += column + '\n';
  return fmt::format("{:016x}", hash_bytes(words));
}

std::optional<ResumedRun> Batches::take_over(const SourceRun& now, const Taking& taking,
                                             std::string& anew) {
  plan_ = plan_of(now, taking);
  const std::array source = {Parameter::of(std::string_view(definition_.name))};
  const store::TextRows kept = store_.rows(
      fmt::format(
          "SELECT run, number, plan, reached, watermark, {} - began > {}, sum(rows_read) "
          "OVER () FROM {}.main.source_batch WHERE source = $1 ORDER BY number DESC LIMIT 1",
          now.began, kKeptMicrosMax, kOwnCatalog),
      source);
  if (kept.rows.empty()) return std::nullopt;
  const auto& last = kept.rows[0];
  if (!are_many()) {
    anew = "its rows are few now, or come in no order";
  } else if (last[2] != plan_) {
    anew = "its files, its columns or its definition are others now";
  } else if (last[5] == "true") {
    anew = "that was more than a day ago";
  }
  if (!anew.empty()) {
    drop_batches(store_, definition_.name);
    return std::nullopt;
  }
  number_ = std::stoull(*last[1]);
  reached_ = last[3].value_or("");
  watermark_ = last[4].value_or("");
  over_ = cut_ == Cut::column && reached_.empty();
  return ResumedRun{std::stoll(*last[0]), std::stoull(*last[6])};
}

bool Batches::next(Taking& taking) {
  if (cut_ == Cut::files) {
    if (number_ == file_parts_.size()) return false;
    taking.part = "(" + file_parts_[number_] + ")";
    return true;
  }
  if (over_) return false;
  const bool watched = has_column(columns_, definition_.watermark);
  if (number_ == 0 && watched) {
    // Of the table as it is now: what changes while it is read is then newer, and is read again.
    const std::string largest =
        native_relation(table().place, largest_sql(table(), definition_.watermark));
    watermark_ = text_of(store_, fmt::format("SELECT CAST({} AS VARCHAR) FROM {}",
                                             quote_name(definition_.watermark), largest));
  }
  last_ = part_end();
  taking.part = table_part(taking);
  return true;
}

void Batches::keep(const SourceRun& now, const Taking& taking, Taken taken) {
  if (cut_ == Cut::column) taken.watermark = watermark_;
  watermark_ = std::max(watermark_, taken.watermark);
  const std::string rows =
      fmt::format("SELECT * EXCLUDE (newlyn_fate, newlyn_watermark) FROM beside.main.{}",
                  quote_name(taking.table));
  const std::string table = batch_table(definition_.name);
  store_.run("BEGIN TRANSACTION");
  try {
    store_.run(number_ == 0 ? fmt::format("CREATE OR REPLACE TABLE {} AS {}", table, rows)
                            : fmt::format("INSERT INTO {} BY NAME {}", table, rows));
    store_.run(
        fmt::format("INSERT INTO {}.main.source_batch VALUES ({}, $1, {}, $2, {}, $3, $4, {}, {}, "
                    "{}, {}, {})",
                    kOwnCatalog, now.run, number_ + 1, now.began, taken.rows_read, taken.rows_kept,
                    taken.rows_filtered, taken.rows_keyless, taken.rows_too_long),
        std::array{Parameter::of(std::string_view(definition_.name)),
                   Parameter::of(std::string_view(plan_)), Parameter::of(std::string_view(last_)),
                   Parameter::of(std::string_view(watermark_))});
    store_.run("COMMIT");
  } catch (...) {
    roll_back(store_);
    throw;
  }
  ++number_;
  reached_ = last_;
  over_ = last_.empty();
}

Taken Batches::join(const Taking& taking) const {
  store_.run(fmt::format("CREATE OR REPLACE TABLE {} AS SELECT * FROM {}", quote_name(taking.table),
                         batch_table(definition_.name)));
  const std::array source = {Parameter::of(std::string_view(definition_.name))};
  const store::TextRows sums = store_.rows(
      fmt::format("SELECT sum(rows_read), sum(rows_kept), sum(rows_filtered), sum(rows_keyless), "
                  "sum(rows_too_long) FROM {}.main.source_batch WHERE source = $1",
                  kOwnCatalog),
      source);
  Taken taken;
  size_t i = 0;
  for (uint64_t* count : {&taken.rows_read, &taken.rows_kept, &taken.rows_filtered,
                          &taken.rows_keyless, &taken.rows_too_long}) {
    *count = std::stoull(sums.rows[0][i++].value_or("0"));
  }
  const auto rows = static_cast<uint64_t>(
      store_.number(fmt::format("SELECT count(*) FROM {}", quote_name(taking.table))));
  NEWLYN_CHECK(rows == taken.rows_kept, "the batches hold every row that they count", rows,
               taken.rows_kept);
  NEWLYN_CHECK(cut_ != Cut::files || taken.rows_read == file_rows_,
               "the batches of a file hold each of its rows once", taken.rows_read, file_rows_);
  taken.watermark = watermark_;
  taken.rows_repeated = drop_repeated(store_, taking.table);
  return taken;
}

void drop_batches(store::Store& store, const std::string& source) {
  store.run("DROP TABLE IF EXISTS " + batch_table(source));
  store.run(fmt::format("DELETE FROM {}.main.source_batch WHERE source = $1", kOwnCatalog),
            std::array{Parameter::of(std::string_view(source))});
}

void forget_cut_off(store::Store& store, const std::string& source) {
  prepare_history(store);
  if (!source.empty()) return drop_batches(store, source);
  const store::TextRows sources =
      store.rows(fmt::format("SELECT DISTINCT source FROM {}.main.source_batch", kOwnCatalog));
  for (const auto& row : sources.rows) drop_batches(store, row[0].value_or(""));
}

}  // namespace newlyn::source
