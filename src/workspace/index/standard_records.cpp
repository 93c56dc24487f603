// SPDX-License-Identifier: MIT
// Tables of standard records, column below column by name.
#include "workspace/index/standard_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "workspace/files/name_columns.h"
#include "workspace/files/personal_numbers.h"
#include "workspace/index/some_records.h"

namespace newlyn::workspace {
namespace {

using record::FieldKind;
using store::quote_name;

/// A column of a table of standard records.
struct StoredColumn {
  std::string name;
  FieldKind kind = FieldKind::text;
};

// All but a few in a thousand parents in England and Wales are between these when a child is born
// (the outer age groups of the Office for National Statistics, births by parents' characteristics).
constexpr int kParentYearsMin = 16;
constexpr int kMotherYearsMax = 45;
constexpr int kParentYearsMax = 60;
// What records of a mother and of a father are called in a mapping.
constexpr std::string_view kMother = "mother";
constexpr std::string_view kFather = "father";

/// Whether a row of a source may name a child of its with a birth date.
bool has_children(store::Store& store, const std::string& source,
                  const std::vector<StoredColumn>& columns) {
  const bool dated = std::any_of(columns.begin(), columns.end(), [](const StoredColumn& column) {
    return column.name == "birth_date";
  });
  const std::string table = "relation_" + source;
  return dated && !store
                       .rows("SELECT 1 FROM duckdb_tables() WHERE table_name = $1",
                             std::array{store::Parameter::of(std::string_view(table))})
                       .rows.empty();
}

/// SQL: the parents in the rows of a source, with the days between which each was born.
std::string parents_of(const std::string& source) {
  return fmt::format(
      "SELECT r.newlyn_native_id, r.newlyn_from, strftime(min(try_cast(c.birth_date AS DATE)) - "
      "INTERVAL {} YEAR, '%Y-%m-%d') AS {}, strftime(max(try_cast(c.birth_date AS DATE)) - CASE "
      "r.newlyn_from WHEN '{}' THEN INTERVAL {} YEAR ELSE INTERVAL {} YEAR END, '%Y-%m-%d') AS {} "
      "FROM {} r JOIN {} c ON c.newlyn_native_id = "
      "r.newlyn_native_id AND c.newlyn_record = r.newlyn_to WHERE r.newlyn_relation = 'parent_of' "
      "GROUP BY r.newlyn_native_id, r.newlyn_from",
      kParentYearsMin, kBornBy, kMother, kMotherYearsMax, kParentYearsMax, kBornSince,
      quote_name("relation_" + source), quote_name("standard_" + source));
}

std::vector<StoredColumn> stored_columns(store::Store& store, const std::string& source) {
  const std::string table = "standard_" + source;
  const auto rows = store.rows(
      "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = $1 AND comment IS NOT "
      "NULL ORDER BY column_index",
      std::array{store::Parameter::of(std::string_view(table))});
  std::vector<StoredColumn> columns;
  for (const auto& row : rows.rows) {
    const auto kind = record::field_kind_named(row[1].value_or(""));
    columns.push_back({row[0].value_or(""), kind.value_or(FieldKind::text)});
  }
  return columns;
}

/// Which rows of a source are read.
struct RowChoice {
  const std::string& source;
  const EntityKind& kind;
  std::string ids = {};  // SQL: those asked for, "'1', '2'"; empty: all rows
};

/// The rows of a source: key, record name, day, then the columns.
std::vector<record::TextColumn> load_rows(store::Store& store, const RowChoice& choice,
                                          const std::vector<StoredColumn>& columns) {
  const std::string& source = choice.source;
  // Of a few rows the versions are looked for among theirs, not among all of the source.
  const std::string among =
      choice.ids.empty() ? "" : fmt::format(" WHERE newlyn_native_id IN ({})", choice.ids);
  std::string values;
  std::string parents;
  for (const StoredColumn& column : columns) {
    const bool of_parents = column.name == kBornBy || column.name == kBornSince;
    values += fmt::format(", {}.{}", of_parents ? "p" : "s", quote_name(column.name));
    if (!of_parents || !parents.empty()) continue;
    parents = fmt::format(
        " LEFT JOIN ({}) p ON p.newlyn_native_id = s.newlyn_native_id AND p.newlyn_from = "
        "s.newlyn_record",
        parents_of(source));
  }
  return store.columns(fmt::format(
      "SELECT s.newlyn_native_id, s.newlyn_record, strftime(make_timestamp(b.began), '%Y-%m-%d') "
      "AS newlyn_day{} FROM (FROM {}{}) s LEFT JOIN (FROM {}{}) v ON v.newlyn_native_id = "
      "s.newlyn_native_id AND "
      "CAST(v.newlyn_version AS VARCHAR) = s.newlyn_version LEFT JOIN source_run_begun b ON b.run "
      "= v.newlyn_run{} WHERE s.newlyn_kind = {} ORDER BY s.newlyn_record, s.newlyn_native_id",
      values, quote_name("standard_" + source), among, quote_name("record_" + source), among,
      parents, store::quote_text(choice.kind.name)));
}

/// The columns of the standard records of a source, with what follows from its relations.
std::vector<StoredColumn> all_columns(store::Store& store, const std::string& source) {
  auto columns = stored_columns(store, source);
  if (has_children(store, source, columns)) {
    columns.push_back({std::string(kBornBy), FieldKind::birth_year});
    columns.push_back({std::string(kBornSince), FieldKind::birth_year});
  }
  return columns;
}

/// Columns that grow source after source.
class Stack {
 public:
  explicit Stack(const PassesOver& passes_over, bool is_part = false)
      : passes_over_(passes_over), is_part_(is_part) {}

  void add(const std::string& source, const std::vector<StoredColumn>& stored,
           const std::vector<record::TextColumn>& rows) {
    const std::vector<size_t> taken = rows_to_take(source, stored, rows);
    const size_t count = taken.size();
    for (size_t c = 0; c < stored.size(); ++c) {
      const record::TextColumn& column = rows[c + kKeys];
      if (column.values.value_count() == 0) continue;
      Growing& growing = at(stored[c]);
      fill(growing, records_.count());
      for (const size_t row : taken) growing.builder.add(column.text(row));
      growing.rows = records_.count() + count;
    }
    for (const size_t row : taken) {
      records_.keys.push_back(key_of(source, rows, row));
      records_.dates.emplace_back(rows[2].text(row));
    }
  }

  KindRecords take() {
    for (Growing& growing : columns_) {
      fill(growing, records_.count());
      records_.columns.push_back({growing.kind, growing.builder.finish()});
    }
    add_name_columns(records_.columns);
    tell_sex_of_parents();
    tell_middle_names();
    add_lists();
    return std::move(records_);
  }

 private:
  static constexpr size_t kKeys = 3;
  struct Growing {
    FieldKind kind;
    std::string name;
    record::TextColumnBuilder builder;
    size_t rows = 0;
  };

  static index::RecordKey key_of(const std::string& source,
                                 const std::vector<record::TextColumn>& rows, size_t row) {
    return {source + "/" + std::string(rows[1].text(row)), std::string(rows[0].text(row))};
  }

  std::vector<size_t> rows_to_take(const std::string& source,
                                   const std::vector<StoredColumn>& stored,
                                   const std::vector<record::TextColumn>& rows) {
    std::vector<size_t> taken;
    for (size_t row = 0; row < rows[0].row_count(); ++row) {
      if (passes_over_) {
        std::vector<ColumnValue> values;
        for (size_t c = 0; c < stored.size(); ++c) {
          values.push_back({stored[c].name, stored[c].kind, rows[c + kKeys].text(row)});
        }
        if (passes_over_(key_of(source, rows, row), values)) {
          ++records_.passed_over;
          continue;
        }
      }
      taken.push_back(row);
    }
    return taken;
  }

  static void fill(Growing& growing, size_t rows) {
    for (; growing.rows < rows; ++growing.rows) growing.builder.add_null();
  }

  Growing& at(const StoredColumn& stored) {
    const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const Growing& growing) {
      return growing.name == stored.name;
    });
    if (found != columns_.end()) return *found;
    columns_.push_back({stored.kind, stored.name, record::TextColumnBuilder(stored.name), 0});
    return columns_.back();
  }

  const linkage::LinkColumn* find(std::string_view name) const {
    const auto found = std::find_if(records_.columns.begin(), records_.columns.end(),
                                    [&](const auto& column) { return column.column.name == name; });
    return found == records_.columns.end() ? nullptr : &*found;
  }

  /// A mother is a woman and a father a man, where neither a column nor a title says it. Of a part
  /// of the records the model knows whether the sex is told at all.
  void tell_sex_of_parents() {
    const linkage::LinkColumn* told = find(kToldSex);
    const linkage::LinkColumn* said = told == nullptr ? find("sex") : told;
    bool any = told != nullptr || is_part_;
    record::TextColumnBuilder builder{std::string(kToldSex)};
    for (size_t row = 0; row < records_.count(); ++row) {
      const std::string_view list = records_.keys[row].source;
      const std::string_view called = list.substr(list.rfind('/') + 1);
      const std::string_view by_call = called == kMother ? "f" : called == kFather ? "m" : "";
      any = any || !by_call.empty();
      const std::string_view sex = said == nullptr ? std::string_view() : said->column.text(row);
      builder.add(sex.empty() ? by_call : sex);
    }
    if (!any) return;
    if (told != nullptr) {
      records_.columns[static_cast<size_t>(told - records_.columns.data())].column =
          builder.finish();
    } else {
      records_.columns.push_back({FieldKind::sex, builder.finish()});
    }
  }

  /// Which records have a middle name. Of a part of the records the model knows whether any has.
  void tell_middle_names() {
    const linkage::LinkColumn* middle = find("middle_name");
    if (middle == nullptr && !is_part_) return;
    record::TextColumnBuilder builder{std::string(kHasMiddleName)};
    for (size_t row = 0; row < records_.count(); ++row) {
      const bool has = middle != nullptr && !middle->column.text(row).empty();
      builder.add(has ? "yes" : "no");
    }
    records_.columns.push_back({FieldKind::middle_name, builder.finish()});
  }

  /// The lists of people. One list alone tells nothing, and would part contents that are equal.
  void add_lists() {
    const auto is_there = [&](std::string_view name) {
      return std::any_of(records_.columns.begin(), records_.columns.end(),
                         [&](const auto& column) { return column.column.name == name; });
    };
    if (!is_part_ && (!is_there("given_name") || !is_there("family_name"))) return;
    record::TextColumnBuilder builder{std::string(kInList)};
    for (const index::RecordKey& key : records_.keys) builder.add(key.source);
    record::TextColumn lists = builder.finish();
    // Of a part of the records the model knows whether there are several lists.
    if (!is_part_ && lists.values.value_count() < 2) return;
    records_.columns.push_back({FieldKind::source_name, std::move(lists)});
  }

  const PassesOver& passes_over_;
  bool is_part_;
  std::vector<Growing> columns_;
  KindRecords records_;
};

/// The one value among those found in several columns; nothing for none or several different.
std::string only_one(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values.size() == 1 ? values.front() : std::string();
}

}  // namespace

KindRecords load_records(store::Store& store, const std::vector<std::string>& sources,
                         const EntityKind& kind, const PassesOver& passes_over) {
  Stack stack(passes_over);
  for (const std::string& source : sources) {
    const auto columns = all_columns(store, source);
    stack.add(source, columns, load_rows(store, {source, kind}, columns));
  }
  return stack.take();
}

KindRecords load_records_of(store::Store& store, const RowsOfSource& rows, const EntityKind& kind,
                            const PassesOver& passes_over) {
  std::string listed;
  for (const std::string& id : rows.native_ids) {
    listed += (listed.empty() ? "" : ", ") + store::quote_text(id);
  }
  const auto columns = all_columns(store, rows.source);
  Stack stack(passes_over, true);
  stack.add(rows.source, columns, load_rows(store, {rows.source, kind, listed}, columns));
  return stack.take();
}

std::vector<StoredValue> stored_values(store::Store& store, const index::RecordKey& key) {
  std::vector<StoredValue> values;
  const std::vector<StoredColumn> columns = stored_columns(store, source_of(key));
  if (columns.empty()) return values;
  std::string names;
  for (const StoredColumn& column : columns) {
    names += (names.empty() ? "" : ", ") + quote_name(column.name);
  }
  const std::string name = record_name_of(key);
  const auto rows =
      store.rows(fmt::format("SELECT {} FROM {} WHERE newlyn_native_id = $1 AND newlyn_record = $2",
                             names, quote_name("standard_" + source_of(key))),
                 std::array{store::Parameter::of(std::string_view(key.id)),
                            store::Parameter::of(std::string_view(name))});
  for (const auto& row : rows.rows) {
    for (size_t c = 0; c < columns.size(); ++c) {
      if (row[c] && !row[c]->empty()) values.push_back({columns[c].name, columns[c].kind, *row[c]});
    }
  }
  return values;
}

std::string source_of(const index::RecordKey& key) {
  return key.source.substr(0, key.source.find('/'));
}

std::string record_name_of(const index::RecordKey& key) {
  const size_t slash = key.source.find('/');
  return slash == std::string::npos ? "" : key.source.substr(slash + 1);
}

std::string parting_row(const EntityKind& kind, const index::RecordKey& key) {
  return kind.name == "person" ? fmt::format("{}:{}", source_of(key), key.id) : std::string();
}

std::string key_text(const index::RecordKey& key) { return key.source + ":" + key.id; }

index::RecordKey key_of_text(const std::string& text) {
  const size_t colon = text.find(':');
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::vector<std::string> vetoes_of(const EntityKind& kind) {
  if (kind.name != "person") return {};
  return {kNhsVeto, kInsuranceVeto};
}

std::vector<std::string> veto_values(const EntityKind& kind,
                                     const std::vector<ColumnValue>& values) {
  if (kind.name != "person") return {};
  std::vector<std::string> nhs;
  std::vector<std::string> insurance;
  for (const ColumnValue& value : values) {
    if (value.kind != FieldKind::national_id) continue;
    for (std::string& number : nhs_numbers_in(value.value)) nhs.push_back(std::move(number));
    for (std::string& number : insurance_numbers_in(value.value)) {
      insurance.push_back(std::move(number));
    }
  }
  return {only_one(std::move(nhs)), only_one(std::move(insurance))};
}

RecordMaker::RecordMaker(const EntityKind& kind, const KindRecords& records,
                         const linkage::FittedModel& fitted)
    : kind_(kind), records_(records), width_(fitted.parts().columns.size()) {
  for (const linkage::LinkColumn& column : records.columns) {
    places_.push_back(fitted.find(column.column.name));
  }
}

index::Record RecordMaker::make(size_t row) const {
  index::Record record;
  record.key = records_.keys[row];
  record.date = records_.dates[row];
  record.values.resize(width_);
  std::vector<ColumnValue> values;
  for (size_t c = 0; c < records_.columns.size(); ++c) {
    const linkage::LinkColumn& column = records_.columns[c];
    const std::string_view value = column.column.text(row);
    if (value.empty()) continue;
    values.push_back({column.column.name, column.kind, value});
    if (places_[c]) {
      record.values[*places_[c]] = value;
    } else if (!is_code_column(column.column.name)) {
      record.further.push_back({column.column.name, std::string(value)});
    }
  }
  record.vetoes = veto_values(kind_, values);
  std::sort(record.further.begin(), record.further.end(),
            [](const auto& a, const auto& b) { return a.field < b.field; });
  return record;
}

}  // namespace newlyn::workspace
