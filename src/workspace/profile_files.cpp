// SPDX-License-Identifier: MIT
// Reads, measures column by column in parallel, and hides what may tell about a person.
#include "workspace/profile_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <set>

#include "base/error.h"
#include "base/threads.h"
#include "workspace/files/linked_files.h"
#include "workspace/governance/trace.h"
#include "workspace/index/source_look.h"
#include "workspace/quality/measured_input.h"
#include "workspace/quality/profile_page.h"
#include "workspace/rights/restricted_rows.h"

namespace newlyn::workspace {
namespace {

void check_page(const ProfileFilesRequest& request, OutputFiles& outputs) {
  if (request.page.empty()) return;
  const std::string ending = std::filesystem::path(request.page).extension().string();
  if (ending != ".html" && ending != ".htm") {
    throw Error(Code::request_invalid,
                fmt::format("The profile is written as an HTML page, but {} does not end in .html.",
                            request.page));
  }
  outputs.check(request.page, request.inputs);
}

std::vector<profile::ColumnMeasure> measure_columns(const ColumnInput& input, int64_t today,
                                                    const RunContext& run) {
  std::vector<profile::ColumnMeasure> measures(input.columns.size());
  parallel_ranges(input.columns.size(), 1, [&](size_t begin, size_t end) {
    run.check_stop();
    for (size_t i = begin; i < end; ++i) {
      measures[i] = profile::measure_column(input.columns[i], input.recognised[i], today);
    }
  });
  return measures;
}

/// Whether the values of a column may tell about a person: by what it is, or because a text that
/// hardly repeats may be anything.
bool may_tell(const profile::ColumnMeasure& measure) {
  if (measure.personal != profile::PersonalClass::none) return true;
  return measure.form == profile::ValueForm::text && measure.distinct * 2 > measure.filled();
}

/// How much of the values of a column may be shown.
enum class Values : uint8_t { all, telling_none };

ProfiledColumn shown_column(profile::ColumnMeasure measure, Values values) {
  ProfiledColumn column;
  column.values_hidden = values != Values::all && measure.filled() > 0 && may_tell(measure);
  if (column.values_hidden) {
    measure.top.clear();
    measure.least.clear();
    measure.most.clear();
  }
  column.measure = std::move(measure);
  return column;
}

/// Whether somebody stands in a source whose values are withheld from the account that asks.
bool holds_restricted(const ProfileFilesRequest& request, const ColumnInput& input,
                      RunContext& run) {
  if (!input.is_source) return false;
  const Home home = find_home(request.workspace);
  if (names_purpose(home, request.purpose)) return false;  // their rows are left out
  const auto store = open_home_store(home);
  return !restricted_rows(home, *store, {input.name, request.purpose}, run).empty();
}

/// Asks about the sources among the inputs; nothing where there are files alone.
std::optional<SourceLook> look_at_sources(const ProfileFilesRequest& request,
                                          const std::vector<ColumnInput>& inputs) {
  SourceQuestion question{"profile", "Measuring columns", {}};
  for (const ColumnInput& input : inputs) {
    if (input.is_source) question.sources.push_back(input.name);
  }
  if (question.sources.empty()) return std::nullopt;
  return SourceLook(find_home(request.workspace), {request.workspace, request.purpose}, question);
}

/// Takes out the columns that the purpose does not show: how full and how varied they are tells of
/// them too.
void leave_out_hidden(const SourceLook& look, ColumnInput& input,
                      std::vector<std::string>& warnings) {
  size_t kept = 0;
  for (size_t i = 0; i < input.columns.size(); ++i) {
    if (!look.shows(input.name, input.columns[i].name)) continue;
    if (kept != i) {
      input.columns[kept] = std::move(input.columns[i]);
      input.recognised[kept] = std::move(input.recognised[i]);
    }
    ++kept;
  }
  if (kept == input.columns.size()) return;
  warnings.push_back(fmt::format("{}: {} columns are left out, which the purpose does not show.",
                                 input.name, input.columns.size() - kept));
  input.columns.resize(kept);
  input.recognised.resize(kept);
}

/// The fields of a source of which the answer shows values.
void add_fields(const SourceLook& look, const ProfiledTable& table, std::set<std::string>& fields) {
  for (const ProfiledColumn& column : table.columns) {
    if (column.values_hidden || column.measure.top.empty()) continue;
    for (const std::string& field : look.fields_of(table.name, column.measure.column.name)) {
      fields.insert(look.entry_field(field));
    }
  }
}

/// Sources that were measured leave an entry; files that a person named do not.
void leave_trace(const ProfileFilesRequest& request, const std::vector<ColumnInput>& inputs,
                 const std::set<std::string>& fields) {
  Deed deed{"profile", "", request.purpose};
  deed.fields = {fields.begin(), fields.end()};
  for (const ColumnInput& input : inputs) {
    if (!input.is_source) continue;
    deed.what += (deed.what.empty() ? "source " : ", source ") + input.name;
    deed.count += input.rows_read;
  }
  if (!deed.what.empty()) leave_look(find_home(request.workspace), deed);
}

}  // namespace

std::string place_words(const ProfileFilesResponse& response, profile::ColumnPlace place) {
  const ProfiledTable& table = response.tables[place.table];
  const std::string& column = table.columns[place.column].measure.column.name;
  return response.tables.size() == 1 ? column : fmt::format("{}.{}", table.name, column);
}

ProfileFilesResponse profile_files(const ProfileFilesRequest& request, RunContext& run) {
  OutputFiles outputs;
  check_page(request, outputs);
  ProfileFilesResponse response;
  std::vector<ColumnInput> inputs = read_column_inputs({request.workspace, request.purpose},
                                                       request.inputs, response.warnings, run);
  const std::optional<SourceLook> look = look_at_sources(request, inputs);
  for (ColumnInput& input : inputs) {
    if (input.is_source) leave_out_hidden(*look, input, response.warnings);
  }
  std::set<std::string> fields;
  std::vector<std::vector<profile::ColumnMeasure>> measures(inputs.size());
  run.step("measuring", [&] {
    const int64_t today = today_number();
    for (size_t i = 0; i < inputs.size(); ++i) {
      measures[i] = measure_columns(inputs[i], today, run);
    }
  });
  if (inputs.size() > 1) {
    run.step("looking for keys", [&] {
      std::vector<profile::MeasuredTable> tables;
      for (size_t i = 0; i < inputs.size(); ++i) {
        tables.push_back({inputs[i].name, &inputs[i].columns, &measures[i]});
      }
      response.keys = profile::find_join_keys(tables);
    });
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    const bool with_values = request.with_values && !holds_restricted(request, inputs[i], run);
    if (with_values != request.with_values) {
      response.warnings.push_back(fmt::format(
          "{}: values that may tell about a person are hidden, because somebody among its rows is "
          "restricted at their request.",
          inputs[i].name));
    }
    ProfiledTable table;
    table.name = inputs[i].name;
    table.from = inputs[i].from;
    table.rows_read = inputs[i].rows_read;
    table.rows_rejected = inputs[i].rows_rejected;
    table.rows = table.rows_read - table.rows_rejected;
    for (profile::ColumnMeasure& measure : measures[i]) {
      const Values values = with_values ? Values::all : Values::telling_none;
      table.columns.push_back(shown_column(std::move(measure), values));
    }
    if (inputs[i].is_source) add_fields(*look, table, fields);
    response.tables.push_back(std::move(table));
  }
  leave_trace(request, inputs, fields);
  if (!request.page.empty()) {
    run.step("writing", [&] {
      outputs.write_text(request.page, page_html(profile_page(response)));
      run.check_stop();
      outputs.keep();
    });
  }
  response.steps = run.steps();
  return response;
}

}  // namespace newlyn::workspace
