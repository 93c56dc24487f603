// SPDX-License-Identifier: MIT
// Files are read as every command reads them; records of a source come from the store.
#include "workspace/quality/measured_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "profile/profile.h"
#include "source/crawl.h"
#include "source/definition.h"
#include "source/source.h"
#include "workspace/governance/behind_account.h"
#include "workspace/home.h"
#include "workspace/index/source_look.h"
#include "workspace/quality/stored_columns.h"
#include "workspace/rights/restricted_rows.h"

namespace newlyn::workspace {
namespace {

/// Small letters, digits and underscores: what may be the name of a source.
bool may_be_source(const std::string& input) {
  return !input.empty() && std::all_of(input.begin(), input.end(), [](unsigned char letter) {
    return std::islower(letter) != 0 || std::isdigit(letter) != 0 || letter == '_';
  });
}

/// A source, and the rows of it that are left out.
struct ReadSource {
  const source::Definition& definition;
  std::set<std::string> restricted;
};

ColumnInput read_source(store::Store& store, const ReadSource& read,
                        std::vector<std::string>& warnings) {
  const source::Definition& definition = read.definition;
  ColumnInput input;
  input.name = definition.name;
  input.from = "source of the workspace";
  input.is_source = true;
  std::string texts;
  const std::vector<StoredColumn> stored = stored_columns(store, definition);
  for (const StoredColumn& column : stored) {
    texts += fmt::format("{}{}", texts.empty() ? "" : ", ", store::quote_name(column.name));
  }
  if (texts.empty()) {
    throw Error(Code::source_missing,
                fmt::format("Source '{0}' was never read. Read it first: newlyn source read {0}.",
                            definition.name));
  }
  const std::string kept_back = kept_back_words(definition.name, stored);
  if (!kept_back.empty()) warnings.push_back(kept_back);
  input.columns = store.columns(
      fmt::format("SELECT {} FROM ({}) WHERE newlyn_operation <> 'gone' AND {}", texts,
                  source::last_versions_sql(store::quote_name("record_" + definition.name)),
                  not_restricted_sql("newlyn_native_id", read.restricted)));
  input.rows_read = input.columns.front().row_count();
  profile::ColumnWishes wishes;
  for (const source::MappedColumn& mapped : definition.columns) {
    if (const auto kind = record::field_kind_named(mapped.kind)) wishes.kinds[mapped.name] = *kind;
  }
  input.recognised = profile::recognise_columns(input.columns, wishes);
  return input;
}

std::vector<ColumnInput> read_sources(const Asked& asked, const std::vector<std::string>& names,
                                      std::vector<std::string>& warnings, RunContext& run) {
  std::vector<ColumnInput> inputs;
  const Home home = find_home(asked.workspace);
  std::vector<source::Definition> definitions;
  for (const std::string& name : names) {
    definitions.push_back(source::read_definition(home.definition_of(name), name));
  }
  const auto store = open_home_store(home);
  source::prepare_history(*store);
  for (const source::Definition& definition : definitions) {
    ReadSource read{definition, {}};
    if (names_purpose(home, asked.purpose)) {
      read.restricted = restricted_rows(home, *store, {definition.name, asked.purpose}, run);
    }
    inputs.push_back(read_source(*store, read, warnings));
  }
  return inputs;
}

std::vector<ColumnInput> read_paths(const std::vector<std::string>& paths,
                                    std::vector<std::string>& warnings, RunContext& run) {
  std::vector<ColumnInput> inputs;
  std::vector<source::FileRequest> requests;
  for (const std::string& path : paths) requests.push_back({path});
  const auto store = store::Store::open({});
  source::Reading reading = source::read_files(*store, requests, run);
  for (const source::InputTable& table : reading.tables) {
    ColumnInput input;
    input.name = table.source_name;
    input.from =
        fmt::format("{} ({})", std::filesystem::path(table.path).filename().string(),
                    table.encoding.empty() ? table.format : table.format + ", " + table.encoding);
    input.rows_read = table.rows_read;
    input.rows_rejected = table.rows_rejected;
    input.columns = source::load_columns(*store, table, run);
    input.recognised = profile::recognise_columns(input.columns, {});
    store->run(fmt::format("DROP {} IF EXISTS {}", table.typed ? "VIEW" : "TABLE",
                           store::quote_name(table.table)));
    inputs.push_back(std::move(input));
  }
  source::check_unchanged(reading);
  warnings.insert(warnings.end(), reading.warnings.begin(), reading.warnings.end());
  return inputs;
}

}  // namespace

std::vector<ColumnInput> read_column_inputs(const Asked& asked,
                                            const std::vector<std::string>& inputs,
                                            std::vector<std::string>& warnings, RunContext& run) {
  std::vector<std::string> paths;
  std::vector<std::string> names;
  for (const std::string& input : inputs) {
    // With a workspace a bare name is a source of it, whatever lies in the present folder.
    const bool named = asked.workspace.empty() && std::filesystem::is_regular_file(input);
    const bool is_file = input == "-" || named || !may_be_source(input);
    (is_file ? paths : names).push_back(input);
  }
  std::vector<ColumnInput> read;
  run.step("reading", [&] {
    if (!names.empty()) read = read_sources(asked, names, warnings, run);
    if (paths.empty()) return;
    expect_own_account("Measuring files");
    for (ColumnInput& input : read_paths(paths, warnings, run)) read.push_back(std::move(input));
  });
  return read;
}

int64_t today_number() {
  std::string digits;
  for (const char letter : now_text().substr(0, 10)) {
    if (letter != '-') digits += letter;
  }
  return std::stoll(digits);
}

}  // namespace newlyn::workspace
