// SPDX-License-Identifier: MIT
// Columns as a table, then what to look at, then what tables share.
#include "cli/profile_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/columns_text.h"
#include "cli/link_report.h"

namespace newlyn::cli {
namespace {

using nlohmann::ordered_json;
using profile::ColumnMeasure;

std::string percent(double part, double whole) {
  return fmt::format("{:.1f} %", whole == 0 ? 0 : 100 * part / whole);
}

std::string percent(uint64_t part, uint64_t whole) {
  return percent(static_cast<double>(part), static_cast<double>(whole));
}

std::string table_text(const workspace::ProfiledTable& table) {
  std::string text = fmt::format("{}, {}: {} read, {} kept, {} not readable.\n\n", table.name,
                                 table.from, counted(table.rows_read, "row", "rows"),
                                 grouped(table.rows), grouped(table.rows_rejected));
  size_t width = 8;
  for (const auto& column : table.columns) {
    width = std::max(width, std::min<size_t>(30, width_of(column.measure.column.name)));
  }
  text += fmt::format("  {}  {:<17} {:<12} {:>8} {:>9} {:>10}  {}\n", cell("Column", width),
                      "Meaning", "Values are", "Filled", "Stand-ins", "Distinct", "Characters");
  for (const auto& column : table.columns) {
    const ColumnMeasure& measure = column.measure;
    text += fmt::format(
        "  {}  {:<17} {:<12} {:>8} {:>9} {:>10}  {}\n", cell(measure.column.name, width),
        record::field_kind_row(measure.column.kind).name, profile::form_name(measure.form),
        percent(measure.filled(), measure.rows), grouped(measure.placeholders),
        grouped(measure.distinct),
        measure.filled() == 0 ? std::string("-")
                              : fmt::format("{}-{}", measure.lengths.least, measure.lengths.most));
  }
  return text + "\n";
}

std::string alerts_text(const workspace::ProfileFilesResponse& response) {
  std::string text;
  for (size_t i = 0; i < response.tables.size(); ++i) {
    for (size_t j = 0; j < response.tables[i].columns.size(); ++j) {
      for (const profile::Alert& alert : response.tables[i].columns[j].measure.alerts) {
        text += fmt::format(
            "  {}: {}. {}{}\n", workspace::place_words(response, {i, j}), alert.name, alert.words,
            alert.rows == 0 ? "" : fmt::format(" ({})", counted(alert.rows, "row", "rows")));
      }
    }
  }
  return text.empty() ? "Nothing stands out.\n" : "To look at:\n" + text;
}

std::string keys_text(const workspace::ProfileFilesResponse& response) {
  if (response.tables.size() < 2) return {};
  if (response.keys.empty()) return "\nNo column joins two of the tables.\n";
  std::string text = "\nColumns that join tables:\n";
  for (const profile::JoinKey& key : response.keys) {
    text += fmt::format("  {} = {}: {} of the first and {} of the second are in both{}\n",
                        workspace::place_words(response, key.left),
                        workspace::place_words(response, key.right), percent(key.left_share, 1),
                        percent(key.right_share, 1),
                        key.by_chance ? "; both count from a small number, it may be chance" : "");
    for (const profile::Agreement& agreement : key.agreement) {
      text += fmt::format("    {} and {}: {} equal, {} different, {} with one side empty\n",
                          agreement.left_column, agreement.right_column, grouped(agreement.equal),
                          grouped(agreement.different), grouped(agreement.one_lacks));
    }
  }
  return text;
}

ordered_json counted_json(const std::vector<profile::CountedText>& texts, const char* name) {
  ordered_json json = ordered_json::array();
  for (const profile::CountedText& text : texts) {
    json.push_back({{name, text.text}, {"rows", text.rows}});
  }
  return json;
}

ordered_json column_json(const workspace::ProfiledColumn& column) {
  const ColumnMeasure& measure = column.measure;
  ordered_json json;
  json["name"] = measure.column.name;
  json["kind"] = record::field_kind_row(measure.column.kind).name;
  json["reason"] = measure.column.reason;
  json["form"] = profile::form_name(measure.form);
  json["form_share"] = measure.form_share;
  json["rows"] = measure.rows;
  json["nulls"] = measure.nulls;
  json["placeholders"] = measure.placeholders;
  json["filled"] = measure.filled();
  json["distinct"] = measure.distinct;
  json["used_once"] = measure.used_once;
  json["placeholder_values"] = counted_json(measure.placeholder_values, "value");
  json["values_hidden"] = column.values_hidden;
  json["top"] = counted_json(measure.top, "value");
  json["lengths"] = {{"least", measure.lengths.least},
                     {"median", measure.lengths.median},
                     {"most", measure.lengths.most}};
  json["pattern_count"] = measure.pattern_count;
  json["patterns"] = counted_json(measure.patterns, "pattern");
  json["least"] = measure.least;
  json["most"] = measure.most;
  json["distribution"] = {{"of", measure.distribution.of},
                          {"steps", counted_json(measure.distribution.steps, "step")}};
  json["personal"] = measure.personal == profile::PersonalClass::none          ? "none"
                     : measure.personal == profile::PersonalClass::identifying ? "identifying"
                                                                               : "special";
  json["personal_words"] = measure.personal_words;
  json["alerts"] = ordered_json::array();
  for (const profile::Alert& alert : measure.alerts) {
    json["alerts"].push_back({{"name", alert.name}, {"words", alert.words}, {"rows", alert.rows}});
  }
  return json;
}

ordered_json key_json(const workspace::ProfileFilesResponse& response,
                      const profile::JoinKey& key) {
  ordered_json json;
  json["left"] = workspace::place_words(response, key.left);
  json["right"] = workspace::place_words(response, key.right);
  json["left_share"] = key.left_share;
  json["right_share"] = key.right_share;
  json["left_unique"] = key.left_unique;
  json["right_unique"] = key.right_unique;
  json["by_chance"] = key.by_chance;
  json["joined"] = key.joined;
  json["agreement"] = ordered_json::array();
  for (const profile::Agreement& agreement : key.agreement) {
    json["agreement"].push_back({{"left", agreement.left_column},
                                 {"right", agreement.right_column},
                                 {"equal", agreement.equal},
                                 {"different", agreement.different},
                                 {"one_lacks", agreement.one_lacks}});
  }
  return json;
}

}  // namespace

std::string profile_text(const workspace::ProfileFilesRequest& request,
                         const workspace::ProfileFilesResponse& response) {
  std::string text;
  for (const workspace::ProfiledTable& table : response.tables) text += table_text(table);
  text += alerts_text(response) + keys_text(response);
  for (const std::string& warning : response.warnings) text += "Note: " + warning + "\n";
  if (!request.page.empty()) {
    text += fmt::format("\nWritten: {}. Open it in a browser.\n", request.page);
  } else {
    text += "\nPatterns, frequent values and charts: add --html profile.html or --json.\n";
  }
  return text;
}

std::string profile_json(const workspace::ProfileFilesResponse& response) {
  ordered_json json;
  json["tables"] = ordered_json::array();
  for (const workspace::ProfiledTable& table : response.tables) {
    ordered_json one;
    one["name"] = table.name;
    one["from"] = table.from;
    one["rows_read"] = table.rows_read;
    one["rows"] = table.rows;
    one["rows_rejected"] = table.rows_rejected;
    one["columns"] = ordered_json::array();
    for (const auto& column : table.columns) one["columns"].push_back(column_json(column));
    json["tables"].push_back(std::move(one));
  }
  json["keys"] = ordered_json::array();
  for (const profile::JoinKey& key : response.keys) json["keys"].push_back(key_json(response, key));
  json["warnings"] = response.warnings;
  json["steps"] = ordered_json::array();
  for (const StepTime& step : response.steps) {
    json["steps"].push_back({{"name", step.name}, {"seconds", step.seconds}});
  }
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace newlyn::cli
