// SPDX-License-Identifier: MIT
// Reads the tables that a person keeps, and standardises them as records are.
#include "workspace/governance/staff_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <optional>

#include "base/error.h"
#include "standardise/standardise.h"
#include "workspace/governance/read_text.h"
#include "workspace/index/subjects.h"

namespace newlyn::workspace {
namespace {

using governance::PersonFacts;
using record::FieldKind;

/// A column such a table may have. Those without a kind are taken as they stand.
struct ColumnRow {
  std::string_view name;
  std::optional<FieldKind> kind;
};

constexpr std::array<ColumnRow, 11> kColumns = {{
    {"account", std::nullopt},
    {"team", std::nullopt},
    {"hours", std::nullopt},
    {"entity", std::nullopt},
    {"why", std::nullopt},
    {"name", FieldKind::full_name},
    {"given_name", FieldKind::given_name},
    {"family_name", FieldKind::family_name},
    {"birth_date", FieldKind::birth_date},
    {"address", FieldKind::full_address},
    {"postcode", FieldKind::postcode},
}};

/// A table as it stands, with the facts of each row.
struct PeopleTable {
  std::string path;
  std::vector<record::TextColumn> columns;
  std::vector<PersonFacts> people;

  std::string text(std::string_view column, size_t row) const {
    for (const record::TextColumn& own : columns) {
      if (own.name == column) return std::string(own.text(row));
    }
    return "";
  }
};

const ColumnRow& column_named(const std::string& name, const std::string& path) {
  for (const ColumnRow& row : kColumns) {
    if (row.name == name) return row;
  }
  std::string names;
  for (const ColumnRow& row : kColumns) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", row.name);
  }
  throw Error(Code::request_invalid,
              fmt::format("{} has a column '{}', which is none of its columns. Columns: {}.", path,
                          name, names));
}

PeopleTable read_people(const std::string& path) {
  PeopleTable table{path, {}, {}};
  table.columns = read_kept_table(path);
  std::vector<record::TextColumn> personal;
  std::vector<record::RecognisedColumn> recognised;
  for (const record::TextColumn& column : table.columns) {
    const ColumnRow& row = column_named(column.name, path);
    if (!row.kind) continue;
    personal.push_back(column);
    recognised.push_back({column.name, *row.kind, 1, ""});
  }
  table.people.resize(table.columns.empty() ? 0 : table.columns[0].row_count());
  const auto standard = standardise::standardise_records({{"staff", &personal, &recognised}});
  for (const standardise::StandardColumn& column : standard.columns) {
    for (const FactRow& fact : kFacts) {
      if (column.column.name != fact.column) continue;
      for (size_t row = 0; row < table.people.size(); ++row) {
        table.people[row].*fact.member = column.column.text(row);
      }
    }
  }
  return table;
}

/// Reads the facts of keys of one source from its standard records.
void add_facts(store::Store& store, const std::string& source, const std::set<std::string>& keys,
               std::map<std::string, PersonFacts>& facts) {
  const std::string table = "standard_" + source;
  const auto known = store.rows("SELECT column_name FROM duckdb_columns() WHERE table_name = $1",
                                std::array{store::Parameter::of(std::string_view(table))});
  const auto has = [&](std::string_view name) {
    return std::any_of(known.rows.begin(), known.rows.end(),
                       [&](const auto& row) { return row[0].value_or("") == name; });
  };
  if (!has("newlyn_native_id")) return;
  std::string columns = "newlyn_native_id";
  for (const FactRow& fact : kFacts) {
    columns += ", " + (has(fact.column) ? store::quote_name(fact.column) : "NULL::VARCHAR");
  }
  const std::string people = has("newlyn_kind") ? " WHERE newlyn_kind = 'person'" : "";
  const auto read =
      store.columns(fmt::format("SELECT {} FROM {}{}", columns, store::quote_name(table), people));
  for (size_t row = 0; row < read[0].row_count(); ++row) {
    const std::string key(read[0].text(row));
    if (!keys.contains(key)) continue;
    PersonFacts person;
    for (size_t i = 0; i < kFacts.size(); ++i) {
      person.*kFacts[i].member = read[i + 1].text(row);
    }
    facts.try_emplace(fmt::format("{}:{}", source, key), std::move(person));
  }
}

}  // namespace

std::vector<governance::StaffMember> read_staff(const Home& home) {
  const std::string path = home.folder + "/staff.csv";
  if (!std::filesystem::exists(path)) {
    throw Error(Code::source_missing,
                fmt::format("{} is not there. Unusual looks are found by who looks: write it with "
                            "the columns account, name, birth_date, address, postcode, team, "
                            "hours.",
                            path));
  }
  const PeopleTable table = read_people(path);
  std::vector<governance::StaffMember> staff;
  for (size_t row = 0; row < table.people.size(); ++row) {
    governance::StaffMember member{
        table.text("account", row), table.text("team", row), {}, table.people[row]};
    if (member.account.empty()) {
      throw Error(Code::request_invalid,
                  fmt::format("{}: row {} has no account. Every one of the staff needs the name "
                              "they sign in with.",
                              path, row + 1));
    }
    const std::string hours = table.text("hours", row);
    if (!hours.empty()) member.hours = governance::read_hours(hours);
    staff.push_back(std::move(member));
  }
  return staff;
}

std::vector<governance::WellKnownPerson> read_well_known(const Home& home) {
  const std::string path = home.folder + "/well_known.csv";
  std::vector<governance::WellKnownPerson> known;
  if (!std::filesystem::exists(path)) return known;
  const PeopleTable table = read_people(path);
  for (size_t row = 0; row < table.people.size(); ++row) {
    known.push_back({table.text("entity", row), table.people[row]});
  }
  return known;
}

std::map<std::string, PersonFacts> subject_facts(const Home& home,
                                                 const std::set<std::string>& subjects) {
  std::map<std::string, std::set<std::string>> keys;
  for (const std::string& subject : subjects) {
    const size_t colon = subject.find(':');
    if (colon != subject.npos) keys[subject.substr(0, colon)].insert(subject.substr(colon + 1));
  }
  std::map<std::string, PersonFacts> facts;
  {
    const SubjectIndex people(home);
    for (const std::string& subject : subjects) {
      if (subject.find(':') != subject.npos) continue;
      if (auto known = people.facts_of(subject)) facts.try_emplace(subject, std::move(*known));
    }
  }
  if (keys.empty()) return facts;
  const auto store = open_home_store(home);
  for (const auto& [source, of_source] : keys) add_facts(*store, source, of_source, facts);
  return facts;
}

}  // namespace newlyn::workspace
