// SPDX-License-Identifier: MIT
// Proposing, previewing, checking and applying a mapping.
#include "workspace/map_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>

#include "base/error.h"
#include "profile/parties.h"
#include "record/declared_end.h"
#include "record/trusted_id.h"
#include "workspace/governance/key_ring.h"
#include "workspace/governance/trace.h"
#include "workspace/home.h"
#include "workspace/index/source_look.h"
#include "workspace/mapping/propose.h"
#include "workspace/mapping/senzing_fields.h"
#include "workspace/mapping/yield.h"
#include "workspace/rights/restricted_rows.h"
#include "workspace/sources/look.h"
#include "workspace/sources/standardise_source.h"

namespace newlyn::workspace {
namespace {

using record::FieldKind;
using store::quote_name;

constexpr size_t kExamples = 5;
constexpr size_t kRowsLookedAt = 10'000;
// A column of whose values this share cannot be read is of another type.
constexpr double kClash = 0.5;

bool is_copied(const source::Definition& definition, const std::string& column) {
  return std::any_of(definition.columns.begin(), definition.columns.end(),
                     [&](const source::MappedColumn& one) { return one.name == column; });
}

// The words of the definition stand above what was found, but for those that say no meaning.
profile::ColumnWishes wishes_of(const source::Definition& definition) {
  profile::ColumnWishes wishes;
  for (const source::MappedColumn& column : definition.columns) {
    const auto kind = record::field_kind_named(column.kind);
    if (kind && kind != FieldKind::text) wishes.kinds[column.name] = *kind;
  }
  return wishes;
}

/// Values that rows of people have who are restricted, by column of the source.
using WithheldValues = std::map<std::string, std::set<std::string>>;

WithheldValues withheld_values(const Home& home, const RowsLook& look, RunContext& run) {
  const std::string& source = look.source;
  WithheldValues withheld;
  const auto own = open_home_store(home);
  const std::set<std::string> restricted = restricted_rows(home, *own, look, run);
  if (restricted.empty()) return withheld;
  const auto rows =
      own->rows(fmt::format("SELECT * FROM {} WHERE NOT {}", quote_name("record_" + source),
                            not_restricted_sql("newlyn_native_id", restricted)));
  for (const auto& row : rows.rows) {
    for (size_t c = 0; c < rows.columns.size(); ++c) {
      if (row[c]) withheld[rows.columns[c]].insert(*row[c]);
    }
  }
  return withheld;
}

std::vector<std::string> examples_of(const record::TextColumn& column,
                                     const std::set<std::string>& withheld) {
  std::vector<std::string> examples;
  for (record::ValueCode code = 1; code <= column.values.value_count(); ++code) {
    if (examples.size() == kExamples) break;
    std::string value(column.values[code]);
    if (!withheld.contains(value)) examples.push_back(std::move(value));
  }
  return examples;
}

void take_left_out(const source::Definition& definition, MapProposal& proposal) {
  for (const source::MappedColumn& column : definition.columns) {
    const auto& fields = proposal.fields;
    const bool mapped = std::any_of(fields.begin(), fields.end(), [&](const ProposedField& field) {
      return field.column == column.name;
    });
    const bool said = std::any_of(proposal.unmapped.begin(), proposal.unmapped.end(),
                                  [&](const auto& one) { return one.first == column.name; });
    const bool key = std::find(definition.key.begin(), definition.key.end(), column.name) !=
                         definition.key.end() ||
                     column.kind == "record_key";
    if (!mapped && !said && !key) {
      proposal.unmapped.emplace_back(column.name, "the source does not have it");
    }
  }
}

/// What the columns mean, from what they were recognised to be.
MapProposal recognised_proposal(const source::Definition& definition, const Look& look) {
  ProposalInput input{{}, {}, definition.key, definition.name};
  const auto found = profile::recognise_parties(look.columns, {});
  const auto stated = profile::recognise_parties(look.columns, wishes_of(definition));
  for (size_t i = 0; i < stated.size(); ++i) {
    if (!is_copied(definition, stated[i].column.name)) continue;
    // Where both agree, what was found tells how sure and why.
    const bool agree = found[i].column.kind == stated[i].column.kind;
    input.columns.push_back(agree ? found[i] : stated[i]);
    input.values.push_back(&look.columns[i]);
  }
  return propose_mapping(input);
}

MapProposal proposal_of(const source::Definition& definition, const Look& look,
                        WithheldValues withheld) {
  std::vector<std::string> all;
  std::vector<std::string> copied;
  for (const source::SourceColumn& column : look.source.columns) {
    all.push_back(column.name);
    if (is_copied(definition, column.name)) copied.push_back(column.name);
  }
  MapProposal proposal =
      is_senzing(all) ? propose_senzing(copied) : recognised_proposal(definition, look);
  for (ProposedField& field : proposal.fields) {
    for (const record::TextColumn& column : look.columns) {
      if (column.name == field.column) {
        field.examples = examples_of(column, withheld[column.name]);
      }
    }
  }
  for (const source::SourceColumn& column : look.source.columns) {
    if (is_copied(definition, column.name)) continue;
    proposal.unmapped.emplace_back(column.name, "not copied, as the definition says");
  }
  take_left_out(definition, proposal);
  return proposal;
}

source::Mapping mapping_of(const Home& home, const std::string& source) {
  auto mapping = source::read_mapping(home.mapping_of(source));
  if (mapping) return std::move(*mapping);
  throw Error(
      Code::request_invalid,
      fmt::format("The source '{0}' has no mapping. Have one proposed: newlyn map {0}.", source));
}

std::vector<std::string> copied_columns(const source::Definition& definition,
                                        const source::OpenSource& source) {
  std::vector<std::string> columns;
  for (const source::SourceColumn& column : source.columns) {
    if (is_copied(definition, column.name)) columns.push_back(column.name);
  }
  return columns;
}

// The copied columns, and those of the key, by which restricted rows are told.
std::vector<std::string> kept_columns(const source::Definition& definition,
                                      const source::OpenSource& source) {
  std::vector<std::string> columns = copied_columns(definition, source);
  for (const std::string& key : definition.key) {
    if (std::find(columns.begin(), columns.end(), key) == columns.end()) columns.push_back(key);
  }
  return columns;
}

// Takes rows of the source as they would be stored, these columns as text and numbered, into a
// table. What is asked for stands after FROM.
std::string take_rows_of(store::Store& store, const source::Definition& definition,
                         const source::OpenSource& source, const std::string& asked) {
  std::string texts;
  for (const std::string& column : kept_columns(definition, source)) {
    texts += fmt::format(", CAST({0} AS VARCHAR) AS {0}", quote_name(column));
  }
  try {
    source::AskingScope scope(store, definition);
    store.run(
        fmt::format("CREATE TABLE newlyn_rows AS SELECT CAST(row_number() OVER () AS VARCHAR) AS "
                    "newlyn_native_id, '1' AS newlyn_version{} FROM {}",
                    texts, asked));
    scope.end();
  } catch (const Error& error) {
    throw source::source_failure(definition, error);
  }
  return "newlyn_rows";
}

/// What a preview is made of.
struct RestrictedLook {
  const source::Definition& definition;
  const source::OpenSource& source;
  store::Store& store;
  std::string rows;  // stands after FROM
  const std::string& purpose;
  RunContext& run;
};

void check_columns(const source::Definition& definition, const source::Mapping& mapping,
                   const Look& look, MapCheck& check) {
  for (const source::UsedColumn& used : source::used_columns(mapping)) {
    const auto& all = look.source.columns;
    const bool there = std::any_of(all.begin(), all.end(), [&](const source::SourceColumn& one) {
      return one.name == used.name;
    });
    if (!there) {
      check.mistakes.push_back(
          fmt::format("{}: the source has no column '{}'. Name another, or "
                      "take the line out.",
                      used.where, used.name));
    } else if (!is_copied(definition, used.name)) {
      check.mistakes.push_back(
          fmt::format("{}: the column '{}' is not copied. Name it under [columns] of sources/{}"
                      ".toml, or take the line out.",
                      used.where, used.name, definition.name));
    }
  }
  const auto used = source::used_columns(mapping);
  for (const source::MappedColumn& column : definition.columns) {
    const bool mapped = std::any_of(used.begin(), used.end(),
                                    [&](const auto& one) { return one.name == column.name; });
    const bool left = std::find(mapping.left_out.begin(), mapping.left_out.end(), column.name) !=
                      mapping.left_out.end();
    const bool key = std::find(definition.key.begin(), definition.key.end(), column.name) !=
                     definition.key.end();
    if (mapped || left || key || column.kind == "record_key") continue;
    check.notes.push_back(
        fmt::format("The column '{}' is copied and has no field. Give it one, or "
                    "name it in left_out.",
                    column.name));
  }
}

// What cannot be read as its field wants it. Each column by itself, for its count must be its own.
void check_types(const Yield& yield, const std::vector<record::TextColumn>& columns,
                 MapCheck& check) {
  for (size_t i = 0; i < yield.columns.size(); ++i) {
    const std::vector<record::TextColumn> one = {columns[i + 2]};
    const std::vector<record::RecognisedColumn> recognised = {yield.columns[i]};
    const auto records = standardise::standardise_records({{yield.name, &one, &recognised}});
    uint64_t unreadable = 0;
    for (const auto& count : records.unreadable) unreadable += count.rows;
    const uint64_t filled = one[0].row_count() - one[0].counts()[0];
    if (unreadable == 0) continue;
    const std::string_view wanted = record::field_kind_row(yield.columns[i].kind).words;
    const std::string said =
        fmt::format("{}: {} of {} values are no {}.", yield.places[i], unreadable, filled, wanted);
    if (static_cast<double>(unreadable) > kClash * static_cast<double>(filled)) {
      check.mistakes.push_back(said + " The types clash: map another column, or clean the values.");
    } else {
      check.notes.push_back(said);
    }
  }
}

// Runs one yield; SQL that a person wrote may be wrong.
void check_yield(store::Store& store, const std::string& rows, const Yield& yield,
                 MapCheck& check) {
  try {
    const auto columns = load_yield(store, rows, yield);
    const uint64_t count = columns[0].row_count();
    (yield.labels.size() == 2 ? check.records : check.relations).emplace_back(yield.name, count);
    if (count == 0) check.notes.push_back(fmt::format("{}: no row yields it.", yield.name));
    check_types(yield, columns, check);
  } catch (const Error& error) {
    if (error.code() != Code::store_failed) throw;
    check.mistakes.push_back(
        fmt::format("{}: its SQL cannot be run. {}", yield.name, error.what()));
  }
}

MapProposal propose_in(const Asked& asked, const std::string& source, RunContext& run) {
  const Home home = find_home(asked.workspace);
  const auto definition = source::read_definition(home.definition_of(source), source);
  const auto store = open_scratch_store(home);
  const Look look = look_at(*store, with_secret(home, definition), run);
  MapProposal proposal =
      proposal_of(definition, look, withheld_values(home, {source, asked.purpose}, run));
  proposal.file = home.mapping_of(source);
  if (proposal.mapping.records.empty()) {
    throw Error(
        Code::request_invalid,
        fmt::format("No copied column of source '{}' was understood, so there is nothing to "
                    "propose. Say what they are under [columns] of sources/{}.toml.",
                    source, source));
  }
  if (!std::filesystem::exists(proposal.file)) {
    write_home_file(proposal.file, source::mapping_text(source, proposal.mapping));
    proposal.written = true;
  }
  return proposal;
}

/// The rows of a preview of which somebody is restricted, as SQL; counts them.
std::string shown_rows(const Home& home, const RestrictedLook& look, uint64_t& left_out) {
  std::set<std::string> restricted;
  {
    const auto own = open_home_store(home);
    restricted = restricted_rows(home, *own, {look.definition.name, look.purpose}, look.run);
  }
  if (restricted.empty()) return look.rows;
  const std::vector<std::string> columns = copied_columns(look.definition, look.source);
  // Rows of one content are told apart by a number behind their hash, and are one person's.
  std::set<std::string> contents;
  for (const std::string& id : restricted) {
    contents.insert(look.definition.key.empty() ? id.substr(0, id.find('-')) : id);
  }
  const std::string shown =
      not_restricted_sql(source::native_id_sql(look.definition, columns), contents);
  left_out = static_cast<uint64_t>(
      look.store.number(fmt::format("SELECT count(*) FROM {} WHERE NOT {}", look.rows, shown)));
  return fmt::format("(SELECT * FROM {} WHERE {})", look.rows, shown);
}

MapPreview preview_in(const Asked& asked, const std::string& source, size_t rows, RunContext& run) {
  const Home home = find_home(asked.workspace);
  const auto definition = source::read_definition(home.definition_of(source), source);
  const source::Mapping mapping = mapping_of(home, source);
  const auto store = open_scratch_store(home);
  const Look look = look_at(*store, with_secret(home, definition), run);
  MapCheck check;
  check_columns(definition, mapping, look, check);
  if (!check.mistakes.empty()) throw Error(Code::request_invalid, check.mistakes.front());
  const std::vector<Yield> yields = record_yields(mapping);
  MapPreview preview;
  const std::string taken = take_rows_of(
      *store, definition, look.source,
      source::short_rows(definition, look.source, kept_columns(definition, look.source), rows));
  const std::string shown = shown_rows(
      home, {definition, look.source, *store, taken, asked.purpose, run}, preview.restricted);
  const Yielded yielded = take_yields(*store, shown, yields);
  size_t record = 0;
  for (size_t i = 0; i < yields.size(); ++i) {
    for (size_t row = 0; row < yielded.keys[i][0].row_count(); ++row, ++record) {
      PreviewRecord one;
      one.row = std::stoull(std::string(yielded.keys[i][0].text(row)));
      one.record = yields[i].labels[0];
      one.kind = yields[i].labels[1];
      for (const auto& column : yielded.records.columns) {
        const std::string_view value = column.column.text(record);
        if (!value.empty()) one.values.emplace_back(column.column.name, value);
      }
      preview.records.push_back(std::move(one));
    }
  }
  std::stable_sort(preview.records.begin(), preview.records.end(),
                   [](const auto& left, const auto& right) { return left.row < right.row; });
  return preview;
}

MapCheck check_in(const Home& home, const std::string& source, RunContext& run) {
  const auto definition = source::read_definition(home.definition_of(source), source);
  const source::Mapping mapping = mapping_of(home, source);
  const auto store = open_scratch_store(home);
  const Look look = look_at(*store, with_secret(home, definition), run);
  MapCheck check;
  check.rows = look.columns.empty() ? 0 : look.columns[0].row_count();
  check_columns(definition, mapping, look, check);
  if (!check.mistakes.empty()) return check;
  const std::string rows = take_rows_of(
      *store, definition, look.source, source::looked_rows(definition, look.source, kRowsLookedAt));
  for (const Yield& yield : record_yields(mapping)) check_yield(*store, rows, yield, check);
  for (const Yield& yield : relation_yields(mapping)) check_yield(*store, rows, yield, check);
  return check;
}

int64_t apply_in(const Home& home, const std::string& source, RunContext& run) {
  const auto definition = source::read_definition(home.definition_of(source), source);
  const source::Mapping mapping = mapping_of(home, source);
  const auto store = open_home_store(home);
  source::prepare_history(*store);
  if (source::last_complete_run(*store, source) == 0) {
    throw Error(Code::request_invalid,
                fmt::format("Nothing of source '{0}' is stored yet. Read it: newlyn source read "
                            "{0}.",
                            source));
  }
  return standardise_source(*store, definition, mapping, run);
}

std::vector<MapVersion> versions_in(const Home& home, const std::string& source) {
  source::read_definition(home.definition_of(source), source);
  const auto store = open_home_store(home);
  prepare_mappings(*store);
  const auto rows = store->rows(
      "SELECT version, applied, text FROM newlyn_mapping WHERE source = $1 ORDER BY version",
      std::array{store::Parameter::of(std::string_view(source))});
  std::vector<MapVersion> versions;
  for (const auto& row : rows.rows) {
    versions.push_back(
        {std::stoll(row[0].value_or("0")), std::stoll(row[1].value_or("0")), row[2].value_or("")});
  }
  return versions;
}

SourceQuestion rows_question(const std::string& source) {
  return {"map", "Looking at rows", {source}};
}

/// Takes the examples out that purpose or policy do not show. A proposal can be made without any.
void hide_examples(const Home& home, const Asked& asked, const std::string& source,
                   MapProposal& proposal) {
  try {
    const SourceLook look(home, asked, rows_question(source));
    for (ProposedField& field : proposal.fields) {
      if (!look.shows(source, field.column)) field.examples.clear();
    }
  } catch (const Error& error) {
    if (error.code() != Code::access_refused) throw;
    for (ProposedField& field : proposal.fields) field.examples.clear();
  }
}

/// A value as people read it, where the store keeps several parts of it in one text.
std::string readable(const std::string& field, std::string value) {
  if (field == record::kTrustedIdField) return record::trusted_ids_words(value);
  if (field != record::kRelationField) return value;
  std::string words;
  for (const record::DeclaredEnd& end : record::read_declared_ends(value)) {
    words += words.empty() ? "" : ", ";
    words += end.is_anchor ? end.name() : "points at " + end.name();
    if (!end.role.empty()) words += " (" + end.role + ")";
  }
  return words.empty() ? value : words;
}

/// Leaves of a preview what may be shown. Returns the fields of it, as entries name them.
std::vector<std::string> mask_preview(const SourceLook& look, MapPreview& preview) {
  std::set<std::string> fields;
  std::erase_if(preview.records,
                [&](const PreviewRecord& record) { return !look.allows_kind(record.kind); });
  for (PreviewRecord& record : preview.records) {
    std::vector<std::pair<std::string, std::string>> shown;
    for (const auto& [field, value] : record.values) {
      auto text = look.shown_value(field, value);
      if (!text) continue;
      fields.insert(look.entry_field(field));
      shown.emplace_back(field, readable(field, std::move(*text)));
    }
    record.values = std::move(shown);
  }
  return {fields.begin(), fields.end()};
}

}  // namespace

MapProposal map_propose(const Asked& asked, const std::string& source, RunContext& run) {
  const Home home = find_home(asked.workspace);
  MapProposal proposal;
  make_change(home, {"map", "a proposal for source " + source, asked.purpose}, [&] {
    proposal = propose_in(asked, source, run);
    return proposal.fields.size();
  });
  hide_examples(home, asked, source, proposal);
  return proposal;
}

MapPreview map_preview(const Asked& asked, const std::string& source, size_t rows,
                       RunContext& run) {
  const Home home = find_home(asked.workspace);
  const SourceLook look(home, asked, rows_question(source));
  return answer_traced(home, {"map", "rows of source " + source, asked.purpose}, [&](Deed& deed) {
    MapPreview preview = preview_in(asked, source, rows, run);
    deed.fields = mask_preview(look, preview);
    deed.count = preview.records.size();
    return preview;
  });
}

MapCheck map_check(const Asked& asked, const std::string& source, RunContext& run) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"map", "a check of source " + source, asked.purpose},
                       [&](Deed& deed) {
                         MapCheck check = check_in(home, source, run);
                         deed.count = check.rows;
                         return check;
                       });
}

int64_t map_apply(const Asked& asked, const std::string& source, RunContext& run) {
  const Home home = find_home(asked.workspace);
  int64_t version = 0;
  make_change(home, {"map", "applied to source " + source, asked.purpose}, [&]() -> uint64_t {
    version = apply_in(home, source, run);
    return 1;
  });
  return version;
}

std::vector<MapVersion> map_versions(const Asked& asked, const std::string& source) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"map", "versions for source " + source, asked.purpose},
                       [&](Deed& deed) {
                         std::vector<MapVersion> versions = versions_in(home, source);
                         deed.count = versions.size();
                         return versions;
                       });
}

std::string schema_text(const std::string& kind) {
  if (!kind.empty()) {
    const record::SchemaKind* known = record::schema_kind_named(kind);
    if (known != nullptr) return record::schema_page(*known);
  }
  std::string text = fmt::format("Version {} of the standard schema\n\n", record::kSchemaVersion);
  std::string names;
  for (const record::SchemaKind& one : record::schema_kinds()) {
    text += fmt::format("  {:<22}{}\n", one.name, one.words);
    names += fmt::format("{}{}", names.empty() ? "" : ", ", one.name);
  }
  if (!kind.empty()) {
    throw Error(Code::request_invalid,
                fmt::format("The schema has no kind '{}'. It has: {}.", kind, names));
  }
  text += "\nRelations\n";
  for (const record::SchemaRelation& one : record::schema_relations()) {
    text += fmt::format("  {:<22}{} to {}: {}\n", one.name, one.from, one.to, one.words);
  }
  return text;
}

}  // namespace newlyn::workspace
