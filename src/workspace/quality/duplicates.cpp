// SPDX-License-Identifier: MIT
// Records of people out of the rows, through the standard columns, into a linkage.
#include "workspace/quality/duplicates.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "workspace/files/linked_files.h"

namespace newlyn::workspace {
namespace {

using record::FieldKind;

constexpr int64_t kParts = 1000;  // days of birth are drawn in so many parts
// With fewer records a drawn share says little.
constexpr double kDrawnMin = 1000;

// A record of people that rows yield, and the SQL for its day of birth.
struct PeopleYield {
  Yield yield;
  std::string birth_day;  // empty: the record has none
  std::string relation;   // stands after FROM
};

// Names and a birth date in the definition make people of rows that have no mapping.
std::vector<PeopleYield> defined_people(const SourceRows& rows) {
  PeopleYield people;
  bool named = false;
  people.yield.name = "row";
  people.yield.labels = {"row", "person"};
  people.yield.condition = "true";
  for (size_t i = 0; i < rows.values.size(); ++i) {
    const QualityValue& value = rows.values[i];
    named |= value.form == FieldKind::full_name || value.form == FieldKind::family_name;
    if (value.form == FieldKind::birth_date) people.birth_day = day_column(i);
    people.yield.expressions.push_back(value.sql);
    people.yield.columns.push_back({value.column, value.form, 1, ""});
  }
  if (!named) return {};
  return {people};
}

std::vector<PeopleYield> people_of(const SourceRows& rows) {
  if (!rows.mapping) return defined_people(rows);
  std::vector<PeopleYield> people;
  for (Yield& yield : record_yields(*rows.mapping)) {
    if (yield.labels[1] != "person") continue;
    const auto places = rows.places_of(yield.name, "birth_date");
    people.push_back({std::move(yield), places.empty() ? "" : day_column(places.front()), ""});
  }
  return people;
}

uint64_t count_people(store::Store& store, const std::vector<PeopleYield>& people) {
  uint64_t count = 0;
  for (const PeopleYield& one : people) {
    count += static_cast<uint64_t>(store.number(
        fmt::format("SELECT count(*) FROM {} WHERE {}", SourceRows::kTable, one.yield.condition)));
  }
  return count;
}

// The records of one yield as an input of a linkage; keys are native id and version.
struct PeopleInput {
  std::string record;
  std::vector<record::TextColumn> keys;
};

PeopleInput take_input(LinkedFiles& files, std::vector<record::TextColumn> columns,
                       const Yield& yield) {
  PeopleInput taken;
  taken.record = yield.name;
  for (size_t i = 0; i < 2; ++i) taken.keys.push_back(std::move(columns[i]));
  columns.erase(columns.begin(), columns.begin() + 2);
  InputColumns input;
  input.first_record = files.record_count;
  input.columns = std::move(columns);
  input.recognised = yield.columns;
  files.record_count += taken.keys[0].row_count();
  files.inputs.push_back(std::move(input));
  return taken;
}

void write_people(store::Store& store, const std::vector<PeopleInput>& inputs,
                  const std::vector<uint32_t>& cluster_of_record) {
  store.run(
      fmt::format("CREATE OR REPLACE TEMP TABLE {} (native_id VARCHAR, record VARCHAR, "
                  "cluster BIGINT)",
                  DuplicateCount::kTable));
  const auto appender = store.append(DuplicateCount::kTable);
  size_t record = 0;
  for (const PeopleInput& input : inputs) {
    for (size_t row = 0; row < input.keys[0].row_count(); ++row, ++record) {
      appender->add_text(input.keys[0].text(row));
      appender->add_text(input.record);
      appender->add_integer(cluster_of_record[record]);
      appender->end_row();
    }
  }
  appender->close();
  store.run(
      fmt::format("CREATE OR REPLACE TEMP TABLE {0} AS SELECT *, row_number() OVER (PARTITION "
                  "BY cluster ORDER BY native_id, record) AS place FROM {0}",
                  DuplicateCount::kTable));
}

// Links people, with the relation that each yield is taken from; returns how many records were
// linked and how many of them are beyond the first of their person.
std::pair<uint64_t, uint64_t> link_people(store::Store& store, const std::string& source,
                                          const std::vector<PeopleYield>& people, RunContext& run) {
  LinkedFiles files;
  std::vector<PeopleInput> inputs;
  for (const PeopleYield& one : people) {
    inputs.push_back(take_input(files, load_yield(store, one.relation, one.yield), one.yield));
  }
  files.reading.tables.resize(files.inputs.size());
  for (size_t i = 0; i < files.inputs.size(); ++i) {
    source::InputTable& table = files.reading.tables[i];
    table.source_name = source;
    table.rows_read = table.rows_kept = inputs[i].keys[0].row_count();
    files.inputs[i].table = &table;
  }
  const LinkFilesRequest request;
  LinkFilesResponse response;
  collect_identities(files);
  linkage::LinkInput input = standard_input(files, response);
  input.vetoes = make_vetoes(files, request, input, run);
  const auto linkage = linkage::link_records(std::move(input), {}, run);
  const linkage::LinkResult& result = linkage->result();
  write_people(store, inputs, result.cluster_of_record);
  return {files.record_count, files.record_count - result.cluster_count};
}

std::string relation_of(const PeopleYield& people, int64_t parts) {
  if (parts == kParts) return SourceRows::kTable;
  return fmt::format("(SELECT * FROM {} WHERE {} IS NOT NULL AND hash({}) % {} < {})",
                     SourceRows::kTable, people.birth_day, people.birth_day, kParts, parts);
}

}  // namespace

DuplicateCount count_duplicates(store::Store& store, const SourceRows& rows, uint64_t limit,
                                RunContext& run) {
  DuplicateCount count;
  std::vector<PeopleYield> people = people_of(rows);
  count.people = count_people(store, people);
  if (limit == 0) {
    count.remark = "linking was switched off by --link-at-most 0";
    return count;
  }
  if (count.people < 2) {
    count.remark = rows.mapping ? "the mapping gives no two records of people"
                                : "the source has no mapping: newlyn map " + rows.definition.name;
    return count;
  }
  int64_t parts = kParts;
  if (count.people > limit) {
    const double share = static_cast<double>(limit) / static_cast<double>(count.people);
    parts = static_cast<int64_t>(share * static_cast<double>(kParts));
    std::erase_if(people, [](const PeopleYield& one) { return one.birth_day.empty(); });
    if (people.empty() || parts == 0 || static_cast<double>(limit) < kDrawnMin) {
      count.remark = fmt::format(
          "{} records of people are more than the {} that are linked here; "
          "raise --link-at-most",
          count.people, limit);
      return count;
    }
  }
  for (PeopleYield& one : people) one.relation = relation_of(one, parts);
  std::tie(count.linked, count.found) = link_people(store, rows.definition.name, people, run);
  count.measured = count.linked > 1;
  if (parts == kParts) {
    count.estimate = count.found;
    count.remark = fmt::format("all {} records of people were linked", count.people);
    return count;
  }
  const double share = static_cast<double>(count.linked) / static_cast<double>(count.people);
  count.estimate =
      count.measured ? static_cast<uint64_t>(static_cast<double>(count.found) / share) : 0;
  count.remark = fmt::format("estimated from {} of {} records, those of people born on drawn days",
                             count.linked, count.people);
  return count;
}

}  // namespace newlyn::workspace
