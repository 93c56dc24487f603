// SPDX-License-Identifier: MIT
// Files are cut by the numbers of their rows, tables by the values of a column. What is kept stands
// in `batch_NAME` as it stood in the table of the delivery.
#include "source/crawl/batches.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/random.h"
#include "source/bytes/input_file.h"
#include "source/crawl/history.h"
#include "source/table/column_names.h"

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

// Rows that the store works on at a time.
constexpr uint64_t kRowsTogether = 2048;

// What the store calls the number of a row in its Parquet file.
constexpr std::string_view kParquetRow = "file_row_number";

// What was read longer ago is read anew: the source has gone on since.
constexpr int64_t kKeptMicrosMax = int64_t{24} * 3600 * 1'000'000;

std::string row_bytes_sql(const std::vector<std::string>& columns) {
  std::string sum = "0";
  for (const std::string& column : columns) {
    sum += fmt::format(" + CASE WHEN {0} <= {1} THEN {0} ELSE 0 END", length_sql(column),
                       limits::kValueBytesMax);
  }
  return sum;
}

// The heavy rows of text files were counted when they were read; those of Parquet, which lie where
// they are, are counted here.
RowSizes sizes_of(store::Store& store, const OpenSource& source,
                  const std::vector<std::string>& columns) {
  RowSizes sizes;
  bool typed = false;
  for (const InputTable& table : source.reading.tables) {
    sizes.heavy += table.heavy_bytes;
    typed = typed || table.typed;
  }
  if (!typed && sizes.heavy <= limits::kHeavyBytesAtOnce) return sizes;
  const store::TextRows found = store.rows(fmt::format(
      "SELECT CAST(max(newlyn_bytes) AS UBIGINT), CAST(sum(newlyn_bytes) FILTER (newlyn_bytes > "
      "{}) AS UBIGINT) FROM (SELECT {} AS newlyn_bytes FROM {})",
      limits::kRowBytesEasy, row_bytes_sql(columns), source.relation));
  return {std::stoull(found.rows[0][0].value_or("0")), std::stoull(found.rows[0][1].value_or("0"))};
}

std::string batch_table(const std::string& source) {
  return fmt::format("{}.main.{}", kOwnCatalog, quote_name("batch_" + source));
}

// The columns of a table of batches. It lives as long as its run and is read once, so that packing
// its values would take longer than it saves.
std::string plain_columns(const Taking& taking) {
  constexpr std::string_view kPlain = "USING COMPRESSION uncompressed";
  std::string list =
      fmt::format("newlyn_native_id VARCHAR {0}, newlyn_row_hash UBIGINT {0}", kPlain);
  for (const std::string& column : taking.columns) {
    list += fmt::format(", {} VARCHAR {}", quote_name(column), kPlain);
  }
  return list;
}

std::string text_of(store::Store& store, const std::string& sql) {
  const store::TextRows rows = store.rows(sql);
  return rows.rows.empty() ? "" : rows.rows[0][0].value_or("");
}

// The rows of a file, and what numbers them: of those that the store holds their place, of those of
// Parquet the number that they have in their file.
struct FileRows {
  std::string select;
  std::string_view number;
};

FileRows rows_of_file(const OpenSource& source, size_t table) {
  const auto& tables = source.reading.tables;
  if (!tables[table].typed) {
    return {fmt::format("SELECT * FROM {}", quote_name(tables[table].table)), "rowid"};
  }
  const auto held = std::count_if(tables.begin(), tables.begin() + static_cast<ptrdiff_t>(table),
                                  [](const InputTable& before) { return before.typed; });
  const std::string path = source.reading.held[static_cast<size_t>(held)]->held_path();
  return {fmt::format("SELECT * EXCLUDE ({0}) FROM read_parquet({1}, {0} = true)", kParquetRow,
                      store::quote_text(path)),
          kParquetRow};
}

bool has_column(const std::vector<SourceColumn>& columns, const std::string& name) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const SourceColumn& column) { return column.name == name; });
}

bool has_name(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& one) { return lower(one) == name; });
}

SourceColumn column_named(const std::vector<SourceColumn>& columns, const std::string& name) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const SourceColumn& column) { return column.name == name; });
  return found == columns.end() ? SourceColumn{} : *found;
}

// Whether values of a column can be written so that every database compares them alike.
bool is_cut_through_odbc(const SourceColumn& column) {
  return column.type == "text" || column.type == "whole number" || column.type == "number" ||
         column.sql_type == "DATE" || column.sql_type == "TIMESTAMP";
}

}  // namespace

Batches::Batches(store::Store& store, const Definition& definition, const Taking& taking,
                 const OpenSource& source)
    : store_(store), definition_(definition), taking_(taking), source_(source) {
  // Rows without a key of their own are told apart by all rows; a reading by the watermark is short
  // and begins where the last complete one ended.
  if (definition.key.empty()) without_order_ = "its rows have no key of their own";
  if (!definition.key.empty() && !taking.since) {
    if (source.files.empty()) {
      cut_table(source);
    } else {
      cut_files(source);
    }
  }
  if (!source.files.empty()) {
    add_sizes(sizes_of(store, source, columns_in_use(definition, taking, source)));
  } else if (!are_many()) {
    measure(native_table(definition, definition.watermark), newer_part(definition, taking));
  }
}

void Batches::measure(const NativeTable& table, const NativePart& part) {
  add_sizes(row_sizes(store_, {definition_, source_, taking_, table, part}));
}

// Whatever a delivery is read in, it is compared and stored as a whole, 2,048 rows at a time.
void Batches::add_sizes(const RowSizes& more) {
  sizes_.heavy += more.heavy;
  sizes_.longest = std::max(sizes_.longest, more.longest);
  const uint64_t together = std::min(sizes_.heavy, sizes_.longest * kRowsTogether);
  if (together <= limits::kHeavyBytesAtOnce) return;
  throw Error(
      Code::resource_exhausted,
      fmt::format("The long values of source '{}' are {} MB together or more, in rows of up to {} "
                  "KB; so many may be {} MB. They are documents: leave their column out, or have "
                  "the source give less of it.",
                  definition_.name, sizes_.heavy >> 20, sizes_.longest >> 10,
                  limits::kHeavyBytesAtOnce >> 20));
}

void Batches::cut_files(const OpenSource& source) {
  const auto& tables = source.reading.tables;
  bool heavy = false;
  for (const InputTable& table : tables) {
    // Its rows have no number where a column is called as the number would be.
    if (table.typed && has_name(table.columns, kParquetRow)) return;
    file_rows_ += table.rows_kept;
    heavy = heavy || !table.heavy_ends.empty();
  }
  if (file_rows_ <= kBatchRows && !heavy) return;
  cut_ = Cut::files;
  uint64_t room = 0;  // in the part that is being made
  for (size_t i = 0; i < tables.size(); ++i) {
    const FileRows file = rows_of_file(source, i);
    auto heavy_end = tables[i].heavy_ends.begin();
    for (uint64_t begin = 0; begin < tables[i].rows_kept;) {
      if (room == 0) {
        room = rows_of_batch(file_parts_.size());
        // A part has the columns and types of all files.
        file_parts_.push_back(fmt::format("SELECT * FROM {} WHERE false", source.relation));
      }
      uint64_t end = begin + std::min(room, tables[i].rows_kept - begin);
      room -= end - begin;
      if (heavy_end != tables[i].heavy_ends.end() && *heavy_end <= end) {
        end = *heavy_end++;
        room = 0;
      }
      file_parts_.back() += fmt::format(" UNION ALL BY NAME {0} WHERE {1} >= {2} AND {1} < {3}",
                                        file.select, file.number, begin, end);
      begin = end;
    }
  }
}

void Batches::cut_table(const OpenSource& source) {
  if (!definition_.query.empty()) {
    without_order_ = "its query gives no order to go on in";
    return;
  }
  choose_column(source);
  if (!without_order_.empty()) return;
  try {
    last_ = part_end();
  } catch (const Error& error) {
    // A driver whose database pages in words of its own: the rows are read at once.
    if (place_of(definition_) != Place::odbc || error.code() != Code::store_failed) throw;
    without_order_ = "its database does not take the words for reading a part of a table";
    return;
  }
  if (!last_.empty()) cut_ = Cut::column;
}

// A key of one column, else the watermark. In SQLite any column will do, for all of its values
// stand in one order; rows that share a value are then read together.
void Batches::choose_column(const OpenSource& source) {
  if (definition_.key.size() == 1 && cut_by(definition_.key[0])) return;
  if (has_column(source.columns, definition_.watermark) && cut_by(definition_.watermark)) return;
  if (place_of(definition_) == Place::sqlite && cut_by(definition_.key[0])) return;
  without_order_ = "neither a key of one column nor a watermark gives its rows an order";
}

bool Batches::cut_by(const std::string& column) {
  cut_column_ = column;
  const Place place = place_of(definition_);
  if (place == Place::sqlite) return true;
  if (place == Place::odbc) return is_cut_through_odbc(column_named(source_.columns, column));
  return has_exact_order(
      text_of(store_, fmt::format("SELECT lower(newlyn_type) FROM {}",
                                  native_relation(place, column_type_sql(table())))));
}

NativeTable Batches::table() const {
  NativeTable table{place_of(definition_), definition_.table, cut_column_};
  if (table.place == Place::odbc) {
    table.dialect = dialect_of(definition_.from);
    table.type = column_named(source_.columns, cut_column_).type;
  }
  return table;
}

std::string Batches::part_end() const {
  const AskingScope scope(store_, definition_);
  // A key that is not UTF-8 cannot be written down: the part then goes on to a later one.
  for (uint64_t rows = rows_of_batch(number_);; rows += rows) {
    const store::TextRows end = store_.rows(
        fmt::format("SELECT CAST({} AS VARCHAR) FROM {}", readable_sql(definition_, "newlyn_end"),
                    native_relation(table().place, part_end_sql(table(), reached_, rows))));
    if (end.rows.empty()) return {};
    if (end.rows[0][0]) return *end.rows[0][0];
  }
}

// The end of a part whose rows are not too many bytes: those of the next ones are added up here,
// because not every database has the words for it.
std::string Batches::light_part_end(uint64_t rows) const {
  const AskingScope scope(store_, definition_);
  const auto columns =
      native_columns(definition_, source_, columns_in_use(definition_, taking_, source_), {});
  const std::string next =
      native_relation(table().place, next_rows_sql(table(), columns, reached_, rows));
  return text_of(
      store_,
      fmt::format("SELECT newlyn_end FROM (SELECT CAST({} AS VARCHAR) AS newlyn_end, "
                  "row_number() OVER () AS newlyn_rows, sum(CAST(newlyn_bytes AS BIGINT)) OVER "
                  "(ROWS UNBOUNDED PRECEDING) AS newlyn_sum FROM {}) WHERE (newlyn_rows = {} OR "
                  "newlyn_sum > {}) AND newlyn_end IS NOT NULL ORDER BY newlyn_rows LIMIT 1",
                  readable_sql(definition_, "newlyn_end"), next, rows, limits::kHeavyBytesMax));
}

// The rows of the table after what is kept, up to `last_`.
std::string Batches::table_part(const Taking& taking) const {
  const auto columns = native_columns(definition_, source_,
                                      columns_in_use(definition_, taking, source_), taking.columns);
  NativeTable table = this->table();
  table.numbered = source_.has_rowid;
  return rows_in_use(definition_, source_, taking, part_sql(table, columns, {reached_, last_}));
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
    anew = without_order_.empty() ? "its rows are few now" : without_order_;
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
  const bool watched = has_column(source_.columns, definition_.watermark);
  if (number_ == 0 && watched) {
    // Of the table as it is now: what changes while it is read is then newer, and is read again.
    const std::string largest =
        native_relation(table().place, largest_sql(table(), definition_.watermark));
    const AskingScope scope(store_, definition_);
    watermark_ =
        text_of(store_, fmt::format("SELECT CAST({} AS VARCHAR) FROM {}",
                                    readable_sql(definition_, definition_.watermark), largest));
  }
  last_ = part_end();
  const uint64_t heavy = sizes_.heavy;
  measure(table(), {reached_, last_});
  if (sizes_.heavy - heavy > limits::kHeavyBytesMax) last_ = light_part_end(rows_of_batch(number_));
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
    if (number_ == 0) {
      store_.run(fmt::format("CREATE OR REPLACE TABLE {} ({})", table, plain_columns(taking)));
    }
    store_.run(fmt::format("INSERT INTO {} BY NAME {}", table, rows));
    store_.run(
        fmt::format("INSERT INTO {}.main.source_batch VALUES ({}, $1, {}, $2, {}, $3, $4, {}, {}, "
                    "{}, {}, {}, {}, $5, $6)",
                    kOwnCatalog, now.run, number_ + 1, now.began, taken.rows_read, taken.rows_kept,
                    taken.rows_filtered, taken.rows_keyless, taken.rows_too_long,
                    taken.rows_broken),
        std::array{Parameter::of(std::string_view(definition_.name)),
                   Parameter::of(std::string_view(plan_)), Parameter::of(std::string_view(last_)),
                   Parameter::of(std::string_view(watermark_)),
                   Parameter::of(std::string_view(taken.broken)),
                   Parameter::of(std::string_view(taken.too_long))});
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
                  "sum(rows_too_long), sum(rows_broken), arg_min(broken, number) FILTER (broken <> "
                  "''), arg_min(too_long, number) FILTER (too_long <> '') FROM "
                  "{}.main.source_batch WHERE source = $1",
                  kOwnCatalog),
      source);
  Taken taken;
  size_t i = 0;
  for (uint64_t* count : {&taken.rows_read, &taken.rows_kept, &taken.rows_filtered,
                          &taken.rows_keyless, &taken.rows_too_long, &taken.rows_broken}) {
    *count = std::stoull(sums.rows[0][i++].value_or("0"));
  }
  taken.broken = sums.rows[0][i++].value_or("");
  taken.too_long = sums.rows[0][i++].value_or("");
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
