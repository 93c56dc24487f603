// SPDX-License-Identifier: MIT
// Looks at a source the first time: what its columns are, what is copied, what the key is.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>

#include "base/error.h"
#include "profile/parties.h"
#include "workspace/governance/behind_account.h"
#include "workspace/governance/key_ring.h"
#include "workspace/governance/trace.h"
#include "workspace/home.h"
#include "workspace/mapping/propose.h"
#include "workspace/mapping/senzing_fields.h"
#include "workspace/sources.h"
#include "workspace/sources/look.h"
#include "workspace/sources/source_limit.h"

namespace newlyn::workspace {
namespace {

using profile::PartyColumn;
using profile::PartyKind;
using record::FieldKind;
using record::RecognisedColumn;

profile::ColumnWishes wishes_of(const SourceAddRequest& request) {
  profile::ColumnWishes wishes;
  for (const auto& [kind, column] : request.columns) {
    if (kind.empty()) continue;
    const auto known = record::field_kind_named(kind);
    if (!known) {
      std::string names;
      for (const record::FieldKindRow& row : record::field_kinds()) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", row.name);
      }
      throw Error(Code::request_invalid,
                  fmt::format("There is no kind of column '{}'. Kinds: {}.", kind, names));
    }
    wishes.kinds[column] = *known;
  }
  wishes.ignored = request.left_out;
  if (request.definition.key.size() == 1) wishes.id_column = request.definition.key[0];
  return wishes;
}

// Why a column that nobody named is not copied; empty where it is.
std::string reason_to_leave(const RecognisedColumn& column, bool with_text) {
  switch (column.kind) {
    case FieldKind::free_text:
      return with_text ? "" : "free text; --with-text copies it";
    case FieldKind::text:
    case FieldKind::number:
    case FieldKind::category:
      return fmt::format("{} of unknown meaning; --column '{}' copies it",
                         record::field_kind_row(column.kind).name, column.name);
    case FieldKind::empty:
      return "no row has a value";
    case FieldKind::truth:
      return "a known answer";
    case FieldKind::source_name:
    case FieldKind::ignored:
      return column.reason.empty() ? "left out" : column.reason;
    default:
      return "";
  }
}

bool is_named(const SourceAddRequest& request, const std::string& column) {
  return std::any_of(request.columns.begin(), request.columns.end(),
                     [&](const auto& wish) { return wish.second == column; });
}

void check_named(const SourceAddRequest& request, const source::OpenSource& source) {
  std::vector<std::string> names = request.definition.key;
  for (const auto& wish : request.columns) names.push_back(wish.second);
  if (!request.definition.watermark.empty()) names.push_back(request.definition.watermark);
  std::copy(request.left_out.begin(), request.left_out.end(), std::back_inserter(names));
  for (const std::string& name : names) {
    const bool there =
        std::any_of(source.columns.begin(), source.columns.end(),
                    [&](const source::SourceColumn& column) { return column.name == name; });
    if (there) continue;
    std::string known;
    for (const source::SourceColumn& column : source.columns) {
      known += fmt::format("{}{}", known.empty() ? "" : ", ", column.name);
    }
    throw Error(Code::request_invalid,
                fmt::format("The source has no column '{}'. It has: {}.", name, known));
  }
}

std::vector<std::string> names_of(const source::OpenSource& source) {
  std::vector<std::string> names;
  for (const source::SourceColumn& column : source.columns) names.push_back(column.name);
  return names;
}

// The columns that a mapping would put to use, with the field of the first use.
std::map<std::string, std::string> useful_columns(const Look& look,
                                                  const std::vector<PartyColumn>& recognised,
                                                  const std::vector<std::string>& key) {
  ProposalInput input{recognised, {}, key};
  for (const record::TextColumn& column : look.columns) input.values.push_back(&column);
  std::map<std::string, std::string> useful;
  const std::vector<std::string> names = names_of(look.source);
  const bool senzing = is_senzing(names);
  if (senzing) useful.emplace("RECORD_TYPE", "which record a row yields");
  const MapProposal proposal = senzing ? propose_senzing(names) : propose_mapping(input);
  for (const ProposedField& field : proposal.fields) {
    useful.emplace(field.column, fmt::format("{} of the {}", field.field, field.record));
  }
  if (!senzing) return useful;
  // What stands beside the key of a relation: whose it is, the role, since when and until when.
  for (const source::UsedColumn& used : source::used_columns(proposal.mapping)) {
    useful.emplace(used.name, fmt::format("with {}", used.where));
  }
  return useful;
}

// How a definition calls a column: one of another person is no name of the row's own.
std::string kind_word(const PartyColumn& column) {
  const bool own = column.kind == PartyKind::subject || column.party == "1";
  return std::string(record::field_kind_row(own ? column.column.kind : FieldKind::text).name);
}

/// Why an attribute of Senzing records is not copied, and how many records have it.
std::string reason_of_left(const Look& look, size_t column, const std::string& reason) {
  const record::TextColumn& values = look.columns[column];
  const auto having = std::count_if(values.codes.begin(), values.codes.end(),
                                    [](auto code) { return code != record::kNullCode; });
  const std::string why = why_senzing_is_left(values.name);
  return fmt::format("in {} of {} records; {}", having, values.row_count(),
                     why.empty() ? reason : why);
}

void choose_columns(const SourceAddRequest& request, const Look& look,
                    const std::vector<PartyColumn>& recognised, SourceAddResponse& response) {
  const auto useful = useful_columns(look, recognised, response.definition.key);
  const bool senzing = is_senzing(names_of(look.source));
  for (size_t i = 0; i < recognised.size(); ++i) {
    const RecognisedColumn& column = recognised[i].column;
    const bool named = is_named(request, column.name);
    const bool with_text = request.definition.with_text;
    SourceColumnReport report{column.name, look.source.columns[i].type, kind_word(recognised[i]),
                              false, reason_to_leave(column, with_text)};
    const auto use = useful.find(column.name);
    const bool free_text = column.kind == FieldKind::free_text && !with_text;
    report.copied = named || report.reason.empty() || (use != useful.end() && !free_text);
    if (report.copied && !report.reason.empty() && use != useful.end()) {
      report.reason = use->second;
    } else if (report.copied) {
      report.reason = column.reason;
    } else if (senzing) {
      report.reason = reason_of_left(look, i, report.reason);
    }
    if (report.copied) response.definition.columns.push_back({column.name, report.kind});
    response.columns.push_back(std::move(report));
  }
}

/// Where the rows are that a key is looked for in.
struct KeySearch {
  store::Store& store;
  const source::Definition& definition;
  const source::OpenSource& source;

  bool is_unique(const std::string& column) const {
    return store.number(fmt::format(
               "SELECT CAST(count(*) > 0 AND count(*) = count(DISTINCT {}) AS INTEGER) FROM {}",
               store::quote_name(column), source::short_rows(definition, source, {column}, 0))) !=
           0;
  }
};

// The column that was recognised as the key of the rows, if any.
const RecognisedColumn* likely_key(const std::vector<PartyColumn>& recognised) {
  const RecognisedColumn* best = nullptr;
  for (const PartyColumn& one : recognised) {
    const RecognisedColumn& column = one.column;
    if (column.kind != FieldKind::record_key) continue;
    if (best == nullptr || column.confidence > best->confidence) best = &column;
  }
  return best;
}

void choose_key(store::Store& store, const Look& look, const std::vector<PartyColumn>& recognised,
                SourceAddResponse& response) {
  const source::OpenSource& source = look.source;
  const KeySearch search{store, response.definition, source};
  std::vector<std::string>& key = response.definition.key;
  if (!key.empty()) {
    response.key_words = fmt::format("{}, as you said", fmt::join(key, " and "));
    return;
  }
  if (!source.key.empty()) {
    key = source.key;
    response.key_words = fmt::format("{}, the primary key of the table", fmt::join(key, " and "));
    return;
  }
  if (is_senzing(names_of(source)) && !search.is_unique("RECORD_ID")) {
    key = {"DATA_SOURCE", "RECORD_ID"};
    response.key_words = "DATA_SOURCE and RECORD_ID: the file has records of several sources";
    return;
  }
  // Else a number of the table's own will do, where it differs in every row.
  std::vector<const RecognisedColumn*> candidates;
  if (const RecognisedColumn* best = likely_key(recognised)) candidates.push_back(best);
  for (const PartyColumn& one : recognised) {
    const FieldKind kind = one.column.kind;
    const bool property =
        one.words.size() == 1 && (one.words[0] == "uprn" || one.words[0] == "usrn");
    const bool number = kind == FieldKind::account || kind == FieldKind::national_id || property;
    if (number && one.kind == PartyKind::subject) candidates.push_back(&one.column);
  }
  if (!look.has_rows() && !candidates.empty()) {
    key = {candidates.front()->name};
    response.key_words = fmt::format("{}, by its name; a row whose key came before is rejected",
                                     candidates.front()->name);
    return;
  }
  for (const RecognisedColumn* column : candidates) {
    if (!search.is_unique(column->name)) continue;
    key = {column->name};
    response.key_words = fmt::format("{}, which differs in every row", column->name);
    return;
  }
  response.key_words =
      "made of the row's content, because no column differs in every row: a row that changes is "
      "then one record gone and one new. Name key columns with --key where there are any";
}

/// The statutory limit that was set for a source of this name before, or that its name and columns
/// tell of; it is noted, and the answer says so.
std::string carry_limit(const Home& home, SourceAddResponse& response) {
  const source::Definition& definition = response.definition;
  std::string limit = limit_of_source(home, definition.name);
  std::string why = "it was set before";
  if (limit.empty()) {
    const auto proposed = propose_limit(definition);
    if (!proposed) return "";
    limit = proposed->limit;
    why = proposed->why;
    note_limit(home, definition.name, {limit, "proposed: " + why});
  }
  response.warnings.push_back(
      fmt::format("The law limits what this source is used for: {} ({}). A purpose over it works "
                  "once an information-governance officer has recorded the gateway. Where that is "
                  "wrong, an officer takes it away: newlyn source limit {} --none --reason TEXT.",
                  limit, why, definition.name));
  return limit;
}

/// Looks at the source and writes its definition.
SourceAddResponse add_to(const Home& home, const SourceAddRequest& request, RunContext& run) {
  SourceAddResponse response;
  response.definition = request.definition;
  source::Definition& definition = response.definition;
  if (definition.from.find("://") == std::string::npos && !definition.from.starts_with("odbc:")) {
    definition.from = std::filesystem::absolute(definition.from).lexically_normal().string();
  }
  source::check_definition(definition);
  expect_row_condition(definition.where);
  response.file = home.definition_of(definition.name);
  if (std::filesystem::exists(response.file)) {
    throw Error(Code::request_invalid,
                fmt::format("There is a source '{}' already. Change its definition {}, or remove "
                            "it first.",
                            definition.name, response.file));
  }
  const auto store = open_scratch_store(home);
  Look look = look_at(*store, with_secret(home, definition), run);
  check_named(request, look.source);
  if (!look.has_rows() && look.source.rows_rejected > 0) {
    const auto& issues = look.source.reading.issues;
    throw Error(
        Code::source_unreadable,
        fmt::format("None of the {} rows of '{}' can be read. The first: line {}: {}. Check{} that "
                    "the file is the one meant.",
                    look.source.rows_rejected, definition.from, issues.empty() ? 0 : issues[0].line,
                    issues.empty() ? "" : issues[0].reason,
                    definition.layout.empty() ? "" : " the layout, and"));
  }
  const auto recognised = profile::recognise_parties(look.columns, wishes_of(request));
  {
    const source::AskingScope scope(*store, definition);
    choose_key(*store, look, recognised, response);
  }
  choose_columns(request, look, recognised, response);
  source::check_definition(definition);
  if (definition.columns.empty()) {
    throw Error(Code::request_invalid,
                fmt::format("No column of this source would be copied{}. Name those that matter "
                            "with --column.",
                            look.has_rows() ? ""
                                            : ": it has no rows yet, and no name of a column "
                                              "tells what it holds"));
  }
  const std::string limit = carry_limit(home, response);
  std::vector<std::pair<std::string, std::string>> left_out;
  for (const SourceColumnReport& column : response.columns) {
    if (!column.copied) left_out.emplace_back(column.name, column.reason);
  }
  write_home_file(response.file, with_limit(source::definition_text(definition, left_out), limit));
  const auto& read = look.source.reading.warnings;
  response.warnings.insert(response.warnings.begin(), read.begin(), read.end());
  if (!look.has_rows()) {
    response.warnings.push_back(
        "The source has no rows yet. What its columns are was told by their names alone.");
  }
  return response;
}

}  // namespace

SourceAddResponse source_add(const SourceAddRequest& request, RunContext& run) {
  const Home home = find_home(request.asked.workspace);
  SourceAddResponse response;
  make_change(home, {"source add", "source " + request.definition.name, request.asked.purpose},
              [&]() -> uint64_t {
                response = add_to(home, request, run);
                return response.definition.columns.size();
              });
  return response;
}

}  // namespace newlyn::workspace
