// SPDX-License-Identifier: MIT
// Expressions over one record: named, typed, loaded.
#include "linkage/sql/record_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/check.h"
#include "base/error.h"
#include "base/threads.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kRecordsPerValue = 2;
// So many columns are read one by one; more of them share passes over the table.
constexpr size_t kColumnsAlone = 32;

ValueKind kind_of(const std::string& type) {
  static const std::map<std::string, ValueKind, std::less<>> kinds = {
      {"VARCHAR", ValueKind::text},     {"BOOLEAN", ValueKind::boolean},
      {"TINYINT", ValueKind::integer},  {"SMALLINT", ValueKind::integer},
      {"INTEGER", ValueKind::integer},  {"BIGINT", ValueKind::integer},
      {"UTINYINT", ValueKind::integer}, {"USMALLINT", ValueKind::integer},
      {"UINTEGER", ValueKind::integer}, {"FLOAT", ValueKind::single},
      {"DOUBLE", ValueKind::real},      {"DATE", ValueKind::date},
      {"TIMESTAMP", ValueKind::time},
  };
  if (type.ends_with("[]")) return ValueKind::list;
  const auto found = kinds.find(type);
  return found == kinds.end() ? ValueKind::other : found->second;
}

bool is_nested(const std::string& type) {
  return type.ends_with("]") || type.starts_with("STRUCT") || type.starts_with("MAP") ||
         type.starts_with("UNION");
}

double number_of(std::string_view text, bool single) {
  if (text == "true") return 1;
  if (text == "false") return 0;
  // Single precision is read as such, so that the shortest text gives the very number.
  if (single) {
    float number = std::numeric_limits<float>::quiet_NaN();
    std::from_chars(text.data(), text.data() + text.size(), number);
    return static_cast<double>(number);
  }
  double number = std::numeric_limits<double>::quiet_NaN();
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// Calls `visit` with the text of each element of a list that DuckDB wrote as JSON, nulls left out.
/// Lists are cut, not parsed: JSON has no word for NaN and the infinities, which DuckDB writes all
/// the same, and numbers of many digits would lose some.
template <typename Visit>
void each_element(std::string_view list, Visit visit) {
  const auto end_of_element = [](std::string_view text) {
    int depth = 0;
    bool in_text = false;
    for (size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (in_text) {
        if (c == '\\') ++i;
        in_text = c != '"';
      } else if (c == '"') {
        in_text = true;
      } else if (c == '[' || c == '{') {
        ++depth;
      } else if (c == ']' || c == '}') {
        if (--depth < 0) return i;
      } else if (c == ',' && depth == 0) {
        return i;
      }
    }
    return text.size();
  };
  while (list.size() > 2) {
    list.remove_prefix(1);  // the bracket, or the comma after the element before
    const size_t end = end_of_element(list);
    const std::string_view element = list.substr(0, end);
    // 0.0 and -0.0 are equal.
    if (element != "null") visit(element == "-0.0" ? element.substr(1) : element);
    list.remove_prefix(end);
  }
}

}  // namespace

RecordColumns::RecordColumns(RecordTable table) : table_(table) {
  for (const store::QueryColumn& column :
       table_.store.columns_of(fmt::format("FROM {}", store::quote_name(table_.name)))) {
    names_.push_back(lower(column.name));
  }
}

bool RecordColumns::has_column(const std::string& name) const {
  return std::find(names_.begin(), names_.end(), lower(name)) != names_.end();
}

uint16_t RecordColumns::place_of(const SqlTree& tree) {
  const auto [found, is_new] = places_.emplace(tree.dump(), columns_.size());
  if (!is_new) return found->second;
  NEWLYN_CHECK(columns_.size() < 0xFFFE, "expressions over one record fit 16 bits");
  RecordColumn column;
  column.tree = tree;
  each_column(tree, [&](const SqlTree& reference) {
    const std::string name = lower(reference["column_names"][0].get<std::string>());
    if (!has_column(name)) {
      throw Error(Code::model_invalid,
                  fmt::format("The model reads the column \"{}\", which the input does not have. "
                              "Rename the column in the file or in the model.",
                              name));
    }
    if (std::find(column.reads.begin(), column.reads.end(), name) == column.reads.end()) {
      column.reads.push_back(name);
    }
  });
  columns_.push_back(std::move(column));
  return found->second;
}

std::optional<uint16_t> RecordColumns::find(const SqlTree& tree) const {
  const auto found = places_.find(tree.dump());
  if (found == places_.end()) return std::nullopt;
  return found->second;
}

bool RecordColumns::is_broken(const SqlTree& tree) const {
  return !broken_.empty() &&
         std::find(broken_.begin(), broken_.end(), tree.dump()) != broken_.end();
}

void RecordColumns::describe() {
  std::vector<SqlTree> trees;
  for (const RecordColumn& column : columns_) trees.push_back(column.tree);
  const std::vector<std::string> texts = render_expressions(table_.store, trees);
  std::string query;
  for (size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].sql = texts[i];
    query += fmt::format("{} {} AS c{}", i == 0 ? "SELECT" : ",", texts[i], i);
  }
  try {
    const auto answer = table_.store.rows(fmt::format(
        "SELECT column_type FROM (DESCRIBE {} FROM {})", query, store::quote_name(table_.name)));
    for (size_t i = 0; i < columns_.size(); ++i) {
      columns_[i].type = answer.rows[i][0].value_or("");
      columns_[i].kind = kind_of(columns_[i].type);
    }
  } catch (const Error& problem) {
    if (problem.code() != Code::store_failed) throw;
    throw Error(Code::model_invalid,
                fmt::format("The model's SQL does not fit the input: {} Correct the model, or give "
                            "columns of the types it wants.",
                            problem.what()));
  }
}

std::string RecordColumns::text_form(const RecordColumn& column) const {
  const std::string& sql = column.sql;
  switch (column.kind) {
    case ValueKind::text:
      return sql;
    case ValueKind::date:
      return fmt::format("CAST(({}) - DATE '1970-01-01' AS VARCHAR)", sql);
    case ValueKind::time:
      return fmt::format("CAST(epoch_us({}) AS VARCHAR)", sql);
    case ValueKind::real:
      // Adding nothing makes -0.0 the same text as 0.0.
      return fmt::format("CAST(({}) + CAST(0 AS DOUBLE) AS VARCHAR)", sql);
    case ValueKind::single:
      return fmt::format("CAST(({}) + CAST(0 AS FLOAT) AS VARCHAR)", sql);
    default:
      return is_nested(column.type) ? fmt::format("CAST(to_json({}) AS VARCHAR)", sql)
                                    : fmt::format("CAST({} AS VARCHAR)", sql);
  }
}

void RecordColumns::find_broken() {
  for (const RecordColumn& column : columns_) {
    try {
      table_.store.rows(fmt::format("SELECT count({}) FROM {}", text_form(column),
                                    store::quote_name(table_.name)));
    } catch (const Error& problem) {
      const bool plain = is_class(column.tree, "COLUMN_REF");
      if (problem.code() != Code::store_failed || plain) throw;
      broken_.push_back(column.tree.dump());
    }
  }
}

/// The place of the one column of texts that an expression reads, where that is loaded as it is.
std::optional<uint16_t> RecordColumns::text_column_of(const RecordColumn& column) const {
  if (column.reads.size() != 1 || is_class(column.tree, "COLUMN_REF")) return std::nullopt;
  for (uint16_t place = 0; place < columns_.size(); ++place) {
    const RecordColumn& other = columns_[place];
    const bool plain = is_class(other.tree, "COLUMN_REF") && other.type == "VARCHAR";
    if (plain && other.reads == column.reads) return place;
  }
  return std::nullopt;
}

void RecordColumns::load_rows(const std::vector<uint16_t>& places,
                              std::vector<record::TextColumn>& values) {
  if (places.empty()) return;
  store::TableQuery query{table_.name, {}, store::EmptyText::kept};
  for (const uint16_t place : places) {
    query.expressions.push_back(fmt::format("{} AS c{}", text_form(columns_[place]), place));
  }
  std::vector<record::TextColumn> loaded = table_.store.table_columns(query);
  for (size_t i = 0; i < places.size(); ++i) values[places[i]] = std::move(loaded[i]);
}

/// Works out expressions over one column once for each of its distinct values, null among them.
void RecordColumns::load_distinct(const ByColumn::value_type& made,
                                  std::vector<record::TextColumn>& values) {
  const record::TextColumn& column = values[made.first];
  const size_t first = column.counts()[record::kNullCode] > 0 ? 0 : 1;
  std::vector<std::string_view> texts;
  for (size_t code = first; code <= column.values.value_count(); ++code) {
    const bool null = code == record::kNullCode;
    texts.push_back(null ? std::string_view()
                         : column.values[static_cast<record::ValueCode>(code)]);
  }
  store::ValueQuery query{columns_[made.first].reads[0], texts, {}, store::EmptyText::kept};
  for (const uint16_t place : made.second) {
    query.expressions.push_back(fmt::format("{} AS c{}", text_form(columns_[place]), place));
  }
  std::vector<record::TextColumn> loaded = table_.store.value_columns(query);
  parallel_ranges(loaded.size(), 1, [&](size_t i, size_t) {
    std::vector<record::ValueCode> codes;
    codes.reserve(column.codes.size());
    for (const record::ValueCode code : column.codes)
      codes.push_back(loaded[i].codes[code - first]);
    loaded[i].codes = std::move(codes);
    values[made.second[i]] = std::move(loaded[i]);
  });
}

/// Loads columns, and behind each what is made of its values alone. Returns the places of what is
/// better made record by record, because nearly every record has a value of its own.
std::vector<uint16_t> RecordColumns::load_plain(std::vector<uint16_t> places,
                                                const ByColumn& by_column,
                                                std::vector<record::TextColumn>& values) {
  // The columns that most is made of come first, so that threads end together.
  const auto made_of = [&](uint16_t place) {
    const auto made = by_column.find(place);
    return made == by_column.end() ? 0 : made->second.size();
  };
  std::stable_sort(places.begin(), places.end(),
                   [&](uint16_t a, uint16_t b) { return made_of(a) > made_of(b); });
  const bool alone = places.size() <= kColumnsAlone;
  if (!alone) load_rows(places, values);
  std::vector<std::vector<uint16_t>> later(places.size());
  parallel_ranges(places.size(), 1, [&](size_t i, size_t) {
    if (alone) load_rows({places[i]}, values);
    const auto made = by_column.find(places[i]);
    if (made == by_column.end()) return;
    const record::TextColumn& column = values[places[i]];
    if (column.values.value_count() * kRecordsPerValue <= column.row_count()) {
      load_distinct(*made, values);
    } else {
      later[i] = made->second;
    }
  });
  std::vector<uint16_t> by_record;
  for (const auto& some : later) by_record.insert(by_record.end(), some.begin(), some.end());
  return by_record;
}

bool RecordColumns::load(std::vector<record::TextColumn>& values) {
  describe();
  std::vector<uint16_t> plain;
  ByColumn by_column;
  for (uint16_t place = 0; place < columns_.size(); ++place) {
    const auto column = text_column_of(columns_[place]);
    if (column) {
      by_column[*column].push_back(place);
    } else {
      plain.push_back(place);
    }
  }
  try {
    values.assign(columns_.size(), {});
    load_rows(load_plain(plain, by_column, values), values);
    return true;
  } catch (const Error& problem) {
    if (problem.code() != Code::store_failed) throw;
    const size_t before = broken_.size();
    find_broken();
    if (broken_.size() == before) throw;
    columns_.clear();
    places_.clear();
    return false;
  }
}

void fill_values(const RecordColumn& column, pairs::PairColumn& values) {
  const size_t count = values.values.value_count() + 1;
  if (column.kind == ValueKind::list) {
    record::ValueIndex elements;
    pairs::TokenLists& lists = values.tokens;
    lists.offsets.assign(2, 0);
    for (record::ValueCode code = 1; code < count; ++code) {
      const size_t begin = lists.tokens.size();
      each_element(values.values[code], [&](std::string_view element) {
        lists.tokens.push_back(elements.code_of(element));
      });
      const auto first = lists.tokens.begin() + static_cast<std::ptrdiff_t>(begin);
      std::sort(first, lists.tokens.end());
      lists.tokens.erase(std::unique(first, lists.tokens.end()), lists.tokens.end());
      lists.offsets.push_back(static_cast<uint32_t>(lists.tokens.size()));
    }
    lists.words = elements.take();
    return;
  }
  if (column.kind == ValueKind::text || column.kind == ValueKind::other) return;
  values.numbers.assign(count, 0);
  for (record::ValueCode code = 1; code < count; ++code) {
    values.numbers[code] = number_of(values.values[code], column.kind == ValueKind::single);
  }
}

}  // namespace newlyn::linkage
