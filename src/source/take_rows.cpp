// SPDX-License-Identifier: MIT
// One statement copies the rows with their key, their hash and their fate; what may not stay is
// counted and removed by further ones, which touch few rows.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/limits.h"
#include "source/database/native_sql.h"
#include "source/database/short_rows.h"
#include "source/open_source.h"

namespace newlyn::source {
namespace {

using store::quote_name;
using store::quote_text;

// Begins the fate of a row with a value that is too long; the place of its column and the length
// follow.
constexpr std::string_view kTooLong = "too long";

// Begins the fate of a row with a text that is not UTF-8; the place of its column in the source and
// the number of the row, where it has one, follow.
constexpr std::string_view kBroken = "broken";

std::string has_fate(std::string_view fate) {
  return fmt::format("starts_with(newlyn_fate, '{}')", fate);
}

std::string megabytes(uint64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / (1 << 20));
}

// A column as text. Databases can hold NUL characters, which no text of ours has. What is too long
// is not copied: its row is not kept.
std::string text_sql(const std::string& column, bool database) {
  const std::string text =
      fmt::format("CASE WHEN strlen(CAST({0} AS VARCHAR)) <= {1} THEN CAST({0} AS VARCHAR) END",
                  quote_name(column), limits::kValueBytesMax);
  return database ? fmt::format("nullif(replace({}, chr(0), ''), '')", text) : text;
}

// The key as one text. Where it has several parts a bar stands between them.
std::string key_sql(const std::vector<std::string>& key) {
  const auto part = [](const std::string& column) {
    return fmt::format("nullif(trim(CAST({} AS VARCHAR)), '')", quote_name(column));
  };
  if (key.size() == 1) return part(key[0]);
  std::string sql;
  for (const std::string& column : key) {
    sql += fmt::format("{}replace(replace({}, '\\', '\\\\'), '|', '\\|')",
                       sql.empty() ? "" : " || '|' || ", part(column));
  }
  return sql;
}

bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789.") == text.npos;
}

// Of SQLite every value comes as text, so numbers are compared as such.
std::string newer_sql(const Definition& definition, const std::string& since) {
  const std::string column = quote_name(definition.watermark);
  if (place_of(definition) == Place::sqlite && is_number(since)) {
    return fmt::format("try_cast({} AS DOUBLE) >= {}", column, since);
  }
  return fmt::format("{} >= {}", column, quote_text(since));
}

// The rows of a database with the marks of those that are too long. What the other side cannot
// compare with the watermark is compared here.
std::string database_rows(const Definition& definition, const Taking& taking,
                          const OpenSource& source) {
  const Place place = place_of(definition);
  if (!source.tells_lengths) {
    std::string rows = source.relation;
    if (taking.since && place == Place::odbc && definition.query.empty()) {
      const OdbcSelect select{definition.table, {}, definition.watermark, *taking.since};
      rows = native_relation(place, odbc_select(dialect_of(definition.from), select));
    }
    if (place == Place::sqlite) return rows_in_use(definition, source, taking, definition.query);
    return fmt::format(
        "(SELECT *, 0 AS newlyn_long, 0 AS newlyn_long_bytes, 0 AS newlyn_broken, NULL AS "
        "newlyn_row FROM {})",
        rows);
  }
  const auto columns = native_columns(definition, source,
                                      columns_in_use(definition, taking, source), taking.columns);
  NativeTable table = native_table(definition, definition.watermark);
  table.numbered = source.has_rowid;
  return rows_in_use(definition, source, taking,
                     part_sql(table, columns, newer_part(definition, taking)));
}

std::string relation_sql(const Definition& definition, const Taking& taking,
                         const OpenSource& source) {
  if (!taking.part.empty()) return taking.part;
  if (!source.files.empty()) return source.relation;
  const std::string rows = database_rows(definition, taking, source);
  if (!taking.since || place_of(definition) == Place::odbc) return rows;
  return fmt::format("(SELECT * FROM {} WHERE {})", rows, newer_sql(definition, *taking.since));
}

// The place of the first value that is too long, and its length, for the fate of a row.
std::string too_long_sql(const Taking& taking) {
  std::string longest;
  std::string which;
  for (size_t i = 0; i < taking.columns.size(); ++i) {
    const std::string length = length_sql(taking.columns[i]);
    longest += (i == 0 ? "" : ", ") + length;
    which += fmt::format(" WHEN {0} > {1} THEN concat('{2} {3} ', {0})", length,
                         limits::kValueBytesMax, kTooLong, i + 1);
  }
  if (longest.empty()) return {};
  return fmt::format(" WHEN greatest({}, 0) > {} THEN CASE{} END", longest, limits::kValueBytesMax,
                     which);
}

// Why a row is not kept; null where it is.
std::string fate_sql(const Definition& definition, const Taking& taking, bool database) {
  std::string fate = "CASE";
  if (!definition.where.empty()) {
    fate += fmt::format(" WHEN NOT coalesce(({}), false) THEN 'filtered'", definition.where);
  }
  if (database) {
    fate += fmt::format(
        " WHEN newlyn_broken > 0 THEN concat('{} ', newlyn_broken, ' ', newlyn_row)", kBroken);
  }
  if (!definition.key.empty()) {
    fate += fmt::format(" WHEN {} IS NULL THEN 'no key'", key_sql(definition.key));
  }
  if (database) {
    fate += fmt::format(
        " WHEN newlyn_long > 0 THEN concat('{} ', newlyn_long, ' ', "
        "newlyn_long_bytes)",
        kTooLong);
  }
  return fate + too_long_sql(taking) + " END";
}

std::string staging_sql(const Definition& definition, const Taking& taking,
                        const OpenSource& source) {
  const bool database = source.files.empty();
  std::string columns;
  for (const std::string& column : taking.columns) {
    columns += fmt::format(", {} AS {}", text_sql(column, database), quote_name(column));
  }
  const bool has_watermark =
      !definition.watermark.empty() &&
      std::any_of(source.columns.begin(), source.columns.end(),
                  [&](const SourceColumn& column) { return column.name == definition.watermark; });
  std::string rows = fmt::format(
      "SELECT {} AS newlyn_native_id, {} AS newlyn_fate, {} AS newlyn_watermark{} FROM {}{}",
      definition.key.empty() ? "NULL" : key_sql(definition.key),
      fate_sql(definition, taking, database),
      has_watermark ? quote_name(definition.watermark) : std::string("NULL"), columns,
      relation_sql(definition, taking, source),
      taking.rows_max == 0 ? std::string() : fmt::format(" LIMIT {}", taking.rows_max));
  rows =
      fmt::format("SELECT *, {} AS newlyn_row_hash FROM ({})", row_hash_sql(taking.columns), rows);
  if (!definition.key.empty()) return rows;
  // Rows of one content are told apart by a number, so that each has a key of its own.
  return fmt::format(
      "SELECT * EXCLUDE (newlyn_n) REPLACE (lower(to_hex(newlyn_row_hash)) || CASE WHEN newlyn_n > "
      "1 THEN '-' || newlyn_n ELSE '' END AS newlyn_native_id) FROM (SELECT *, row_number() OVER "
      "(PARTITION BY newlyn_row_hash) AS newlyn_n FROM ({}))",
      rows);
}

// The largest watermark as text. Of SQLite every value comes as text, numbers too.
std::string newest_sql(const Definition& definition) {
  if (place_of(definition) != Place::sqlite) return "CAST(max(newlyn_watermark) AS VARCHAR)";
  return "CASE WHEN count(try_cast(newlyn_watermark AS HUGEINT)) = count(newlyn_watermark) THEN "
         "CAST(max(try_cast(newlyn_watermark AS HUGEINT)) AS VARCHAR) ELSE "
         "CAST(max(newlyn_watermark) AS VARCHAR) END";
}

// " of the row with the key 17"; empty where rows have no key of their own.
std::string key_words(const Definition& definition, const std::optional<std::string>& native_id) {
  if (definition.key.empty() || !native_id) return {};
  return fmt::format(" of the row with the key {}", *native_id);
}

// The column, the row and the length of a value that is too long, of one row that has such.
std::string too_long_words(store::Store& store, const Definition& definition,
                           const Taking& taking) {
  const store::TextRows rows =
      store.rows(fmt::format("SELECT newlyn_native_id, split_part(newlyn_fate, ' ', 3), "
                             "split_part(newlyn_fate, ' ', 4) FROM {} WHERE {} LIMIT 1",
                             quote_name(taking.table), has_fate(kTooLong)));
  if (rows.rows.empty()) return {};
  const auto& row = rows.rows[0];
  const size_t place = std::stoull(row[1].value_or("1"));
  const uint64_t bytes = std::stoull(row[2].value_or("0"));
  return fmt::format("'{}'{} has {}", taking.columns[place - 1], key_words(definition, row[0]),
                     megabytes(bytes));
}

// The column and the row of a text that is not UTF-8, of one row that has such.
std::string broken_words(store::Store& store, const Definition& definition, const Taking& taking,
                         const OpenSource& source) {
  const store::TextRows rows =
      store.rows(fmt::format("SELECT newlyn_native_id, split_part(newlyn_fate, ' ', 2), "
                             "split_part(newlyn_fate, ' ', 3) FROM {} WHERE {} LIMIT 1",
                             quote_name(taking.table), has_fate(kBroken)));
  if (rows.rows.empty()) return {};
  const auto& row = rows.rows[0];
  const size_t place = std::stoull(row[1].value_or("1"));
  const std::string number = row[2].value_or("");
  std::string of_row = key_words(definition, row[0]);
  if (of_row.empty() && !number.empty()) {
    of_row = fmt::format(" of the row with the rowid {}", number);
  }
  std::string words = fmt::format("'{}'{}", source.columns[place - 1].name, of_row);
  if (!definition.table.empty()) words += fmt::format(" in the table '{}'", definition.table);
  return words;
}

void note(OpenSource& source, const Definition& definition, uint64_t rows, std::string_view why) {
  if (rows == 0) return;
  source.reading.issues.push_back(
      {definition.name, 0, fmt::format("{} {} {}", rows, rows == 1 ? "row" : "rows", why)});
}

}  // namespace

std::string native_id_sql(const Definition& definition, const std::vector<std::string>& columns) {
  if (!definition.key.empty()) return key_sql(definition.key);
  return fmt::format("lower(to_hex({}))", row_hash_sql(columns));
}

std::string row_hash_sql(std::vector<std::string> columns) {
  std::sort(columns.begin(), columns.end());
  std::string values;
  for (const std::string& column : columns) {
    values += fmt::format(", coalesce('v' || {}, 'n')", quote_name(column));
  }
  return fmt::format("md5_number_lower(concat_ws(chr(31), ''{}))", values);
}

Taken take_part(store::Store& store, const Definition& definition, const Taking& taking,
                const OpenSource& source) {
  const std::string table = quote_name(taking.table);
  AskingScope scope(store, definition);
  store.run(fmt::format("CREATE OR REPLACE TABLE {} AS {}", table,
                        staging_sql(definition, taking, source)));
  scope.end();
  const store::TextRows counts = store.rows(fmt::format(
      "SELECT count(*), count(*) FILTER (newlyn_fate = 'filtered'), count(*) FILTER (newlyn_fate = "
      "'no key'), count(*) FILTER ({}), count(*) FILTER ({}), {} FROM {}",
      has_fate(kBroken), has_fate(kTooLong), newest_sql(definition), table));
  const auto count = [&](size_t column) {
    return uint64_t{std::stoull(counts.rows[0][column].value_or("0"))};
  };
  Taken taken;
  taken.rows_read = count(0);
  taken.rows_filtered = count(1);
  taken.rows_keyless = count(2);
  taken.rows_broken = count(3);
  if (taken.rows_broken > 0) taken.broken = broken_words(store, definition, taking, source);
  taken.rows_too_long = count(4);
  if (taken.rows_too_long > 0) taken.too_long = too_long_words(store, definition, taking);
  taken.watermark = counts.rows[0][5].value_or("");
  const uint64_t out =
      taken.rows_filtered + taken.rows_broken + taken.rows_keyless + taken.rows_too_long;
  if (out > 0) store.run(fmt::format("DELETE FROM {} WHERE newlyn_fate IS NOT NULL", table));
  taken.rows_kept = taken.rows_read - out;
  return taken;
}

uint64_t drop_repeated(store::Store& store, const std::string& table) {
  const std::string name = quote_name(table);
  const int64_t more =
      store.number(fmt::format("SELECT count(*) - count(DISTINCT newlyn_native_id) FROM {}", name));
  if (more == 0) return 0;
  return store.run(fmt::format(
      "DELETE FROM {0} WHERE rowid NOT IN (SELECT min(rowid) FROM {0} GROUP BY newlyn_native_id)",
      name));
}

void sum_up(const Definition& definition, OpenSource& source, Taken& taken) {
  note(
      source, definition, taken.rows_broken,
      fmt::format("with a text that is not UTF-8{}{}: have its texts corrected there, or leave out "
                  "the column that holds them",
                  taken.broken.empty() ? "" : "; one is ", taken.broken));
  note(source, definition, taken.rows_keyless, "without a value in the key");
  note(source, definition, taken.rows_too_long,
       fmt::format("with a value of more than {} MB, which is a document{}{}: leave its column "
                   "out, or have the source give less of it",
                   limits::kValueBytesMax >> 20, taken.too_long.empty() ? "" : "; ",
                   taken.too_long));
  note(source, definition, taken.rows_repeated, "with a key that came before");
  taken.rows_lost =
      source.rows_rejected + taken.rows_broken + taken.rows_keyless + taken.rows_too_long;
  taken.rows_rejected = taken.rows_lost + taken.rows_repeated;
  taken.rows_read += source.rows_rejected;
  taken.rows_kept -= taken.rows_repeated;
}

Taken take_rows(store::Store& store, const Definition& definition, const Taking& taking,
                OpenSource& source) {
  Taken taken = take_part(store, definition, taking, source);
  taken.rows_repeated = drop_repeated(store, taking.table);
  sum_up(definition, source, taken);
  return taken;
}

}  // namespace newlyn::source
