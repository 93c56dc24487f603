// SPDX-License-Identifier: MIT
// One list of rows and raw dates for each trigger; dates are read by the standardiser, and compared
// with today here, so that every trigger counts in one way.
#include "workspace/rights/due_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

#include "base/error.h"
#include "index/view.h"
#include "source/definition.h"
#include "source/mapping.h"
#include "standardise/standardise.h"
#include "workspace/index/standard_records.h"
#include "workspace/mapping/stored_yields.h"
#include "workspace/mapping/yield.h"
#include "workspace/rights/request_book.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
namespace chrono = std::chrono;
using store::quote_name;
using store::quote_text;

/// Rows by native id, and the day from which their time runs; empty: not known.
using Since = std::map<std::string, std::string>;

constexpr const char* kGoesOn = "goes on";  // a period without an end

[[noreturn]] void refuse(const RetentionRule& rule, const std::string& why) {
  throw Error(Code::request_invalid,
              fmt::format("The rule of retention about '{}' (trigger \"{}\") cannot be used: {}",
                          rule.source, rule.trigger, why));
}

bool has_table(store::Store& store, const std::string& table) {
  return store.number(
             "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'store' AND table_name = "
             "$1",
             std::array{store::Parameter::of(std::string_view(table))}) > 0;
}

/// The last version of every row, also of those that left their source.
std::string last_rows(const std::string& source) {
  return fmt::format(
      "(SELECT * FROM {} QUALIFY newlyn_version = max(newlyn_version) OVER (PARTITION BY "
      "newlyn_native_id))",
      quote_name("record_" + source));
}

/// The last day that a text of the standardiser can mean: "1971" is the 31st of December.
std::string last_day_of(const std::string& text) {
  if (text.size() >= 10) return text.substr(0, 10);
  if (text.size() == 4) return text + "-12-31";
  if (text.size() != 7) return "";
  const chrono::year year(std::stoi(text.substr(0, 4)));
  const chrono::month month(static_cast<unsigned>(std::stoi(text.substr(5, 2))));
  const auto last = chrono::year_month_day(year / month / chrono::last);
  return fmt::format("{}-{:02}", text, static_cast<unsigned>(last.day()));
}

/// A day so many months later; the last of the month where it has no such day.
std::string months_after(const std::string& day, uint64_t months) {
  const chrono::year_month start(chrono::year(std::stoi(day.substr(0, 4))),
                                 chrono::month(static_cast<unsigned>(std::stoi(day.substr(5, 2)))));
  const chrono::year_month then = start + chrono::months(static_cast<int>(months));
  const chrono::year_month_day last(then / chrono::last);
  const unsigned wanted = static_cast<unsigned>(std::stoi(day.substr(8, 2)));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(then.year()),
                     static_cast<unsigned>(then.month()),
                     std::min(wanted, static_cast<unsigned>(last.day())));
}

/// Days out of texts of any form.
std::vector<std::string> days_of(const record::TextColumn& texts) {
  std::vector<std::string> days(texts.row_count());
  std::vector<record::TextColumn> columns = {texts};
  columns[0].name = "since";
  const std::vector<record::RecognisedColumn> recognised = {
      {"since", record::FieldKind::date, 1, ""}};
  const auto standard = standardise::standardise_records({{"", &columns, &recognised}});
  for (const standardise::StandardColumn& column : standard.columns) {
    if (column.column.name != "since") continue;
    for (size_t row = 0; row < days.size(); ++row) {
      days[row] = last_day_of(std::string(column.column.text(row)));
    }
  }
  return days;
}

/// Where a rule looks for its dates.
class Dates {
 public:
  Dates(const DueQuestion& question, const RetentionRule& rule)
      : question_(question), rule_(rule), rows_(last_rows(rule.source)) {
    const std::string file = question.home.mapping_of(rule.source);
    if (fs::exists(file)) mapping_ = source::read_mapping(file);
    choose_records();
    choose_columns();
  }

  /// The records of the mapping that go, or that lose fields; none: whole rows.
  const std::vector<source::MappedRecord>& records() const { return records_; }
  /// The columns of the fields that go; none where the rule names no fields.
  const std::vector<std::string>& columns() const { return columns_; }
  const std::optional<source::Mapping>& mapping() const { return mapping_; }
  /// Every row that the rule is about.
  Since since();
  /// Whether any row there is has the type that the rule names.
  bool is_type_met() const;

 private:
  void choose_records();
  void expect_type() const;
  void choose_columns();
  std::string condition() const;
  std::string condition_of(const source::MappedRecord& record) const;
  Since all_rows() const;
  Since by_run(const std::string& sql) const;
  Since by_column(const std::string& column) const;
  Since last_seen() const;
  Since ended() const;
  Since died() const;
  Since read(const std::string& sql) const;

  const DueQuestion& question_;
  const RetentionRule& rule_;
  std::string rows_;
  std::optional<source::Mapping> mapping_;
  std::vector<source::MappedRecord> records_;
  std::vector<std::string> columns_;
};

void Dates::choose_records() {
  if (rule_.record.empty() && rule_.kind.empty() && rule_.fields.empty()) return;
  if (!mapping_) {
    refuse(rule_, fmt::format("the source has no mapping that says what its rows hold. newlyn map "
                              "{} proposes one.",
                              rule_.source));
  }
  std::vector<std::string> known;
  for (const source::MappedRecord& record : mapping_->records) {
    known.push_back(fmt::format("{} ({})", record.name, record.kind));
    const bool is_any = rule_.record.empty() && rule_.kind.empty();
    if (is_any || record.name == rule_.record || record.kind == rule_.kind) {
      records_.push_back(record);
    }
  }
  if (!records_.empty()) return expect_type();
  refuse(rule_,
         fmt::format("the mapping makes no {} '{}' of a row. It makes: {}.",
                     rule_.record.empty() ? "kind" : "record",
                     rule_.record.empty() ? rule_.kind : rule_.record, fmt::join(known, ", ")));
}

/// The texts that a mapping gives as the type of these records; nothing where a column gives it,
/// so that a row may have any.
std::optional<std::set<std::string>> fixed_types(const std::vector<source::MappedRecord>& records) {
  std::set<std::string> types;
  for (const source::MappedRecord& record : records) {
    for (const source::MappedField& field : record.fields) {
      if (field.field != "type") continue;
      if (field.text.empty()) return std::nullopt;
      types.insert(field.text);
    }
  }
  return types;
}

/// Refuses a type that the mapping gives no record of the rule: it would be about nobody.
void Dates::expect_type() const {
  if (rule_.type.empty()) return;
  const auto types = fixed_types(records_);
  if (!types) return;
  if (types->empty()) {
    refuse(rule_, fmt::format("the mapping gives these records no type, so none is of the type "
                              "'{}'. Leave type out of the rule, or say in sources/{}.map.toml "
                              "which column is the type.",
                              rule_.type, rule_.source));
  }
  const auto is_it = [&](const std::string& type) {
    return question_.store.number(fmt::format("SELECT count(*) WHERE lower(trim({})) = lower({})",
                                              quote_text(type), quote_text(rule_.type))) > 0;
  };
  if (std::any_of(types->begin(), types->end(), is_it)) return;
  refuse(rule_, fmt::format("the mapping gives these records no type '{}'. It gives: {}.",
                            rule_.type, fmt::join(*types, ", ")));
}

/// Columns that only the fields of the rule read, in the records that it is about. Keys stay.
void Dates::choose_columns() {
  if (rule_.fields.empty()) return;
  std::set<std::string> going;
  std::set<std::string> staying;
  std::set<std::string> known;
  for (const source::MappedRecord& record : mapping_->records) {
    const bool is_meant = std::any_of(records_.begin(), records_.end(),
                                      [&](const auto& one) { return one.name == record.name; });
    for (const source::MappedField& field : record.fields) {
      const bool is_named =
          std::find(rule_.fields.begin(), rule_.fields.end(), field.field) != rule_.fields.end();
      if (is_meant) known.insert(field.field);
      for (const std::string* column : {&field.column, &field.start, &field.end}) {
        if (!column->empty()) (is_meant && is_named ? going : staying).insert(*column);
      }
    }
  }
  for (const std::string& field : rule_.fields) {
    if (known.contains(field)) continue;
    refuse(rule_, fmt::format("the mapping makes no field '{}'. It makes: {}.", field,
                              fmt::join(known, ", ")));
  }
  const auto definition =
      source::read_definition(question_.home.definition_of(rule_.source), rule_.source);
  staying.insert(definition.key.begin(), definition.key.end());
  std::set_difference(going.begin(), going.end(), staying.begin(), staying.end(),
                      std::back_inserter(columns_));
  if (!columns_.empty()) return;
  refuse(rule_, fmt::format("each column of these fields is a key, or is read by other fields "
                            "too, and stays. Take fields out of the rule, or name others: newlyn "
                            "map {} --check lists them.",
                            rule_.source));
}

std::string Dates::condition_of(const source::MappedRecord& record) const {
  std::string condition;
  for (const Yield& yield : record_yields(*mapping_)) {
    if (yield.name == record.name) condition = yield.condition;
  }
  if (rule_.type.empty()) return condition;
  for (const source::MappedField& field : record.fields) {
    if (field.field != "type") continue;
    return fmt::format("({} AND lower(trim({})) = lower({}))", condition, value_sql(field),
                       quote_text(rule_.type));
  }
  return "false";
}

/// Which rows the rule is about.
std::string Dates::condition() const {
  std::vector<std::string> any;
  for (const source::MappedRecord& record : records_) any.push_back(condition_of(record));
  const std::string there = any.empty() ? "true" : fmt::format("({})", fmt::join(any, " OR "));
  if (columns_.empty()) return there;
  std::vector<std::string> filled;
  for (const std::string& column : columns_) filled.push_back(quote_name(column) + " IS NOT NULL");
  return fmt::format("{} AND ({})", there, fmt::join(filled, " OR "));
}

bool Dates::is_type_met() const {
  std::vector<std::string> any;
  for (const source::MappedRecord& record : records_) any.push_back(condition_of(record));
  return question_.store.number(fmt::format("SELECT count(*) FROM {} AS newlyn_row WHERE {}", rows_,
                                            fmt::join(any, " OR "))) > 0;
}

/// Runs a query for native ids and texts of days. Of several texts of one row the last day counts,
/// and one that goes on outlasts all.
Since Dates::read(const std::string& sql) const {
  const auto columns = question_.store.columns(sql);
  const std::vector<std::string> days = days_of(columns[1]);
  Since since;
  for (size_t row = 0; row < days.size(); ++row) {
    std::string& day = since[std::string(columns[0].text(row))];
    if (columns[1].text(row) == kGoesOn) {
      day = kGoesOn;
    } else {
      day = std::max(day, days[row]);
    }
  }
  for (auto& [id, day] : since) {
    if (day == kGoesOn) day.clear();
  }
  return since;
}

Since Dates::all_rows() const {
  return read(fmt::format(
      "SELECT newlyn_native_id, CAST(NULL AS VARCHAR) AS since FROM {} AS newlyn_row WHERE {}",
      rows_, condition()));
}

Since Dates::by_column(const std::string& column) const {
  const auto there = stored_columns(question_.store, rule_.source);
  if (std::find(there.begin(), there.end(), column) == there.end()) {
    refuse(rule_, fmt::format("nothing is stored of a column '{}'. Stored are: {}.", column,
                              fmt::join(there, ", ")));
  }
  return read(
      fmt::format("SELECT newlyn_native_id, CAST({} AS VARCHAR) AS since FROM {} AS newlyn_row "
                  "WHERE {}",
                  quote_name(column), rows_, condition()));
}

/// The days on which runs began that `sql` gives for native ids.
Since Dates::by_run(const std::string& sql) const {
  return read(fmt::format(
      "SELECT r.newlyn_native_id, strftime(make_timestamp(b.began), '%Y-%m-%d') AS since "
      "FROM ({}) r JOIN source_run_begun b ON b.run = r.run",
      sql));
}

/// A record was seen in every complete run that does not list it as unseen, and in each that found
/// nothing new after such a one.
Since Dates::last_seen() const {
  return by_run(fmt::format(
      "WITH ended AS (SELECT run, state FROM source_run WHERE source = {0} AND (state = 'nothing "
      "new' OR (state = 'complete' AND kind = 'full'))), "
      "full_run AS (SELECT run FROM ended WHERE state = 'complete'), "
      "latest AS (SELECT (SELECT max(run) FROM full_run) AS whole, max(run) AS run FROM ended), "
      "missed AS (SELECT run, native_id FROM source_unseen WHERE source = {0}), "
      "shown AS (SELECT newlyn_native_id AS id, max(newlyn_run) FILTER (newlyn_operation <> "
      "'gone') "
      "AS run, arg_max(newlyn_operation, newlyn_version) = 'gone' AS is_gone, max(newlyn_run) AS "
      "last FROM {1} GROUP BY 1), "
      "seen AS (SELECT s.id, greatest(s.run, coalesce((SELECT max(f.run) FROM full_run f WHERE "
      "f.run "
      "> s.run AND (NOT s.is_gone OR f.run < s.last) AND f.run NOT IN (SELECT m.run FROM missed m "
      "WHERE m.native_id = s.id)), 0)) AS run FROM shown s WHERE s.is_gone OR s.id IN (SELECT "
      "native_id FROM missed) UNION ALL SELECT s.id, greatest(s.run, coalesce(latest.whole, 0)) "
      "FROM "
      "shown s, latest WHERE NOT s.is_gone AND s.id NOT IN (SELECT native_id FROM missed)) "
      "SELECT seen.id AS newlyn_native_id, CASE WHEN seen.run >= latest.whole THEN "
      "greatest(latest.run, seen.run) ELSE seen.run END AS run FROM seen, latest",
      quote_text(rule_.source), quote_name("record_" + rule_.source)));
}

/// Ends of relations, events and services, as the mapping names their columns.
Since Dates::ended() const {
  std::vector<std::string> queries;
  const auto add = [&](const std::string& value, const std::string& condition) {
    queries.push_back(
        fmt::format("SELECT newlyn_native_id, coalesce(nullif(trim({}), ''), '{}') AS since FROM "
                    "{} AS newlyn_row "
                    "WHERE {}",
                    value, kGoesOn, rows_, condition));
  };
  const auto is_meant = [&](const std::string& name) {
    return records_.empty() || std::any_of(records_.begin(), records_.end(),
                                           [&](const auto& one) { return one.name == name; });
  };
  if (mapping_) {
    const std::vector<Yield> relations = relation_yields(*mapping_);
    for (size_t i = 0; i < relations.size(); ++i) {
      const source::MappedRelation& relation = mapping_->relations[i];
      if (relation.end.empty() || !(is_meant(relation.from) || is_meant(relation.to))) continue;
      add(fmt::format("CAST({} AS VARCHAR)", quote_name(relation.end)), relations[i].condition);
    }
    for (const source::MappedRecord& record : mapping_->records) {
      if (!is_meant(record.name)) continue;
      for (const source::MappedField& field : record.fields) {
        if (field.field == "end") add(value_sql(field), condition_of(record));
      }
    }
  }
  if (!queries.empty()) return read(fmt::format("{}", fmt::join(queries, " UNION ALL ")));
  refuse(rule_,
         fmt::format("no mapping names the end of anything. Name the column instead: trigger "
                     "= \"column NAME\", or say in sources/{}.map.toml what ends.",
                     rule_.source));
}

/// Everybody whom a row names has died: by what it says itself, or by what any source says of the
/// person.
Since Dates::died() const {
  if (!mapping_) {
    refuse(rule_, fmt::format("the source has no mapping that says who its rows are about. newlyn "
                              "map {} proposes one.",
                              rule_.source));
  }
  Since since;
  const std::vector<Yield> yields = record_yields(*mapping_);
  for (size_t i = 0; i < yields.size(); ++i) {
    const source::MappedRecord& record = mapping_->records[i];
    const bool is_meant =
        records_.empty() || std::any_of(records_.begin(), records_.end(),
                                        [&](const auto& one) { return one.name == record.name; });
    if (record.kind != "person" || !is_meant) continue;
    std::string own = "NULL";
    for (const source::MappedField& field : record.fields) {
      if (field.field == "death_date") own = value_sql(field);
    }
    const Since told = read(fmt::format(
        "SELECT newlyn_native_id, CAST({} AS VARCHAR) AS since FROM {} AS newlyn_row WHERE {}", own,
        rows_, yields[i].condition));
    for (const auto& [id, day] : told) {
      std::string died = day;
      if (question_.people != nullptr) {
        const auto entity =
            question_.people->whole().entity_of({rule_.source + "/" + record.name, id});
        const auto known = entity ? question_.deaths.find(*entity) : question_.deaths.end();
        if (known != question_.deaths.end()) died = std::max(died, known->second);
      }
      std::string& latest = since[id];
      if (died.empty()) latest = kGoesOn;
      if (latest != kGoesOn) latest = std::max(latest, died);
    }
  }
  for (auto& [id, day] : since) {
    if (day == kGoesOn) day.clear();
  }
  return since;
}

Since Dates::since() {
  const std::string table = quote_name("record_" + rule_.source);
  if (rule_.trigger.starts_with("column ")) return by_column(rule_.trigger.substr(7));
  Since all = all_rows();
  if (rule_.trigger.starts_with("date ")) {
    for (auto& [id, day] : all) day = rule_.trigger.substr(5);
    return all;
  }
  Since known;
  if (rule_.trigger == "gone") {
    known =
        by_run(fmt::format("SELECT newlyn_native_id, newlyn_run AS run FROM {} WHERE "
                           "newlyn_operation = 'gone'",
                           rows_));
  } else if (rule_.trigger == "changed") {
    known =
        by_run(fmt::format("SELECT newlyn_native_id, max(newlyn_run) AS run FROM {} WHERE "
                           "newlyn_operation <> 'gone' GROUP BY 1",
                           table));
  } else if (rule_.trigger == "seen") {
    known = last_seen();
  } else {
    known = rule_.trigger == "end" ? ended() : died();
  }
  for (auto& [id, day] : all) {
    const auto found = known.find(id);
    if (found != known.end()) day = found->second;
  }
  return all;
}

std::string words_of(const RetentionRule& rule) {
  std::string what = "whole rows";
  if (!rule.record.empty()) what = "record " + rule.record;
  if (!rule.kind.empty()) what = "kind " + rule.kind;
  if (!rule.fields.empty()) {
    what = fmt::format("{} of {}", fmt::join(rule.fields, ", "),
                       what == "whole rows" ? std::string("all records") : what);
  }
  return rule.type.empty() ? what : fmt::format("{}, type {}", what, rule.type);
}

std::string trigger_words(const RetentionRule& rule) {
  if (rule.trigger.starts_with("date ") && rule.months == 0) return rule.trigger;
  return fmt::format("{} months from {}", rule.months, rule.trigger);
}

bool keeps(const HeldRows& held, const std::string& source, const std::string& id) {
  if (held.is_all) return held.hold.source.empty() || held.hold.source == source;
  const auto rows = held.rows.find(source);
  return rows != held.rows.end() && rows->second.contains(id) &&
         (held.hold.source.empty() || held.hold.source == source);
}

/// Puts one row where it belongs: into the line's counts, and among those that go.
class Sorting {
 public:
  Sorting(const DueQuestion& question, const RetentionRule& rule, DueRows& due)
      : question_(question), rule_(rule), due_(due), holds_(question.holds.size()) {}
  void take(const std::string& id, const std::string& day);
  void tell_holds();

 private:
  bool is_held(const std::string& id);

  const DueQuestion& question_;
  const RetentionRule& rule_;
  DueRows& due_;
  std::vector<uint64_t> holds_;  // rows that each hold keeps
};

bool Sorting::is_held(const std::string& id) {
  bool is_held = false;
  for (size_t i = 0; i < holds_.size(); ++i) {
    if (!keeps(question_.holds[i], rule_.source, id)) continue;
    ++holds_[i];
    is_held = true;
  }
  return is_held;
}

void Sorting::take(const std::string& id, const std::string& day) {
  RetainLine& line = due_.line;
  const bool is_asked = question_.asked != nullptr && question_.asked->contains(id);
  if (day.empty()) {
    ++line.undated;
    if (is_asked) due_.waiting.insert(id);
    return;
  }
  const std::string over = months_after(day, rule_.months);
  if (over > question_.today) {
    if (is_asked) due_.waiting.insert(id);
    ++line.waiting;
    if (line.next.empty() || over < line.next) line.next = over;
    return;
  }
  if (is_held(id)) {
    ++line.held;
    return;
  }
  ++line.due;
  if (line.first.empty() || day < line.first) line.first = day;
  line.last = std::max(line.last, day);
  due_.group.ids.push_back(id);
}

void Sorting::tell_holds() {
  for (size_t i = 0; i < holds_.size(); ++i) {
    if (holds_[i] == 0) continue;
    const RetentionHold& hold = question_.holds[i].hold;
    due_.line.holds.push_back({hold.name, hold.reason, hold.who, hold.until, holds_[i]});
  }
}

/// The way in which rows of a rule go.
RowGroup group_of(const DueQuestion& question, const RetentionRule& rule, const Dates& dates) {
  RowGroup group;
  group.source = rule.source;
  group.is_part = !dates.records().empty();
  if (!dates.mapping()) return group;
  if (!dates.columns().empty()) {
    group.columns = dates.columns();
    for (const source::MappedRecord& record : dates.mapping()->records) {
      group.changed.push_back(record.name);
      group.changed_kinds.push_back(record.kind);
    }
    return group;
  }
  const auto& going = group.is_part ? dates.records() : dates.mapping()->records;
  for (const source::MappedRecord& record : going) {
    group.records.push_back(record.name);
    group.kinds.push_back(record.kind);
  }
  if (!group.is_part) return group;
  // Who stays and has something of what goes has it no more.
  for (const source::MappedRecord* holder : holders_of(*dates.mapping(), group.records)) {
    group.changed.push_back(holder->name);
    group.changed_kinds.push_back(holder->kind);
  }
  group.columns = own_columns_in(question.store, question.home, rule.source, group.records);
  return group;
}

}  // namespace

std::vector<HeldRows> held_rows(const RetentionRules& rules, const Home& home,
                                const index::EntityIndex* people) {
  std::vector<RetentionHold> holds = rules.holds;
  for (const PersonRequest& request : read_requests(home)) {
    if (request.kind != "restriction" || request.state != "open") continue;
    RetentionHold hold;
    hold.name = fmt::format("request {}", request.number);
    hold.entity = request.entity;
    hold.reason = "use is restricted, UK GDPR Article 18";
    hold.who = request.who;
    holds.push_back(std::move(hold));
  }
  std::vector<HeldRows> held;
  for (const RetentionHold& hold : holds) {
    HeldRows& rows = held.emplace_back();
    rows.hold = hold;
    rows.is_all = hold.entity.empty() && hold.record.empty();
    if (!hold.record.empty()) {
      const size_t colon = hold.record.find(':');
      const std::string place = hold.record.substr(0, colon);
      rows.rows[place.substr(0, place.find('/'))].insert(hold.record.substr(colon + 1));
    }
    if (hold.entity.empty()) continue;
    if (people == nullptr || !people->whole().resolve(hold.entity)) {
      throw Error(
          Code::request_invalid,
          fmt::format("The hold '{}' names the entity {}, which there is not: what it keeps "
                      "cannot be known, so nothing is deleted. Name its records instead: "
                      "record = \"SOURCE:KEY\".",
                      hold.name, hold.entity));
    }
    for (const auto& keys :
         {people->whole().records_of(hold.entity), people->former_records_of(hold.entity)}) {
      for (const index::RecordKey& key : keys) rows.rows[source_of(key)].insert(key.id);
    }
  }
  return held;
}

std::map<std::string, std::string> known_deaths(store::Store& store,
                                                const index::EntityIndex* people) {
  std::map<std::string, std::string> deaths;
  if (people == nullptr) return deaths;
  const auto tables = store.rows(
      "SELECT table_name FROM duckdb_columns() WHERE database_name = 'store' AND column_name = "
      "'death_date' AND starts_with(table_name, 'standard_') ORDER BY 1");
  for (const auto& table : tables.rows) {
    const std::string name = table[0].value_or("");
    const std::string source = name.substr(std::string_view("standard_").size());
    const auto columns = store.columns(fmt::format(
        "SELECT newlyn_native_id, newlyn_record, death_date FROM {} WHERE death_date IS NOT NULL",
        quote_name(name)));
    for (size_t row = 0; row < columns[0].row_count(); ++row) {
      const auto entity = people->whole().entity_of(
          {fmt::format("{}/{}", source, columns[1].text(row)), std::string(columns[0].text(row))});
      if (!entity) continue;
      std::string& day = deaths[*entity];
      day = std::max(day, last_day_of(std::string(columns[2].text(row))));
    }
  }
  return deaths;
}

std::vector<std::string> columns_of_fields(const Home& home, const RetentionRule& rule) {
  std::set<std::string> columns;
  const auto mapping = source::read_mapping(home.mapping_of(rule.source));
  if (!mapping || rule.fields.empty()) return {};
  if (rule.trigger.starts_with("column ")) columns.insert(rule.trigger.substr(7));
  if (rule.trigger == "end") {
    for (const source::MappedRelation& relation : mapping->relations) {
      if (!relation.end.empty()) columns.insert(relation.end);
    }
  }
  for (const source::MappedRecord& record : mapping->records) {
    const bool is_any = rule.record.empty() && rule.kind.empty();
    if (!is_any && record.name != rule.record && record.kind != rule.kind) continue;
    for (const source::MappedField& field : record.fields) {
      const bool is_named =
          std::find(rule.fields.begin(), rule.fields.end(), field.field) != rule.fields.end();
      const bool is_date = (rule.trigger == "end" && field.field == "end") ||
                           (rule.trigger == "death" && field.field == "death_date");
      if (!is_named && !is_date) continue;
      for (const std::string* column : {&field.column, &field.start, &field.end}) {
        if (!column->empty()) columns.insert(*column);
      }
    }
  }
  return {columns.begin(), columns.end()};
}

DueRows due_rows(const DueQuestion& question, const RetentionRule& rule,
                 std::map<std::string, std::set<std::string>>& earlier) {
  DueRows due;
  RetainLine& line = due.line;
  line.source = rule.source;
  line.what = words_of(rule);
  line.trigger = trigger_words(rule);
  line.reason = rule.reason;
  if (!has_table(question.store, "record_" + rule.source)) {
    if (fs::exists(question.home.definition_of(rule.source))) return due;  // never read
    refuse(rule, "there is no such source. newlyn source list shows those there are.");
  }
  Dates dates(question, rule);
  due.group = group_of(question, rule, dates);
  std::set<std::string>& gone = earlier[rule.source];
  Sorting sorting(question, rule, due);
  for (const auto& [id, day] : dates.since()) {
    ++line.rows;
    if (gone.contains(id)) {
      ++line.earlier;
    } else {
      sorting.take(id, day);
    }
  }
  sorting.tell_holds();
  if (line.rows == 0 && !rule.type.empty() && !dates.is_type_met()) {
    line.remark = fmt::format(
        "No row of {} has the type '{}' today. Where that is unexpected, look whether the rule has "
        "a slip of the pen.",
        rule.source, rule.type);
  }
  if (!due.group.is_part) gone.insert(due.group.ids.begin(), due.group.ids.end());
  return due;
}

}  // namespace newlyn::workspace
