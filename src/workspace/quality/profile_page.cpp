// SPDX-License-Identifier: MIT
// Sections of the profile, each with its charts and their tables.
#include "workspace/quality/profile_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"

namespace newlyn::workspace {
namespace {

using profile::ColumnMeasure;
using profile::CountedText;

constexpr size_t kColumnsShown = 200;  // with a section of their own, over all tables
constexpr size_t kColumnsListed = 60;  // of a page whose contents name every column

std::string number(uint64_t count) { return count_text(static_cast<double>(count)); }

std::string share(uint64_t part, uint64_t whole) {
  return share_text(whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole));
}

/// How full the columns of a table are, as bars of shares.
PageChart fullness_chart(const ProfiledTable& table) {
  PageChart chart;
  chart.title = "How full the columns are";
  chart.description = "Share of rows with a value, and with a stand-in such as \"unknown\".";
  chart.table.header = {"Column", "With a value", "Stand-ins", "Empty"};
  BarChart bars;
  bars.least = 1;
  bars.legend = {{Ink::support, "rows with a value"},
                 {Ink::against, "rows with a stand-in such as \"unknown\""}};
  for (const ProfiledColumn& column : table.columns) {
    const ColumnMeasure& measure = column.measure;
    const double rows = std::max<double>(1, static_cast<double>(measure.rows));
    BarRow row{measure.column.name,
               {{0, static_cast<double>(measure.filled()) / rows, Ink::support,
                 share(measure.filled(), measure.rows)}}};
    if (measure.placeholders > 0) {
      row.bars.push_back({0, static_cast<double>(measure.placeholders) / rows, Ink::against,
                          share(measure.placeholders, measure.rows)});
    }
    bars.rows.push_back(std::move(row));
    chart.table.rows.push_back({measure.column.name, share(measure.filled(), measure.rows),
                                share(measure.placeholders, measure.rows),
                                share(measure.nulls, measure.rows)});
  }
  chart.drawing = draw_bars(bars);
  return chart;
}

PageTable columns_table(const ProfiledTable& table) {
  PageTable columns;
  columns.header = {"Column", "Meaning", "Values are", "With a value", "Distinct", "Alerts"};
  columns.text_columns = 3;
  for (const ProfiledColumn& column : table.columns) {
    const ColumnMeasure& measure = column.measure;
    columns.rows.push_back(
        {measure.column.name, std::string(record::field_kind_row(measure.column.kind).words),
         std::string(profile::form_name(measure.form)), share(measure.filled(), measure.rows),
         number(measure.distinct), number(measure.alerts.size())});
  }
  return columns;
}

PageSection table_section(const ProfiledTable& table, size_t place) {
  PageSection section{fmt::format("table-{}", place), table.name, {}, {}, {}};
  section.paragraphs = {fmt::format("{}: {}, of which {} could be read and {} could not.",
                                    table.from,
                                    counted(static_cast<double>(table.rows_read), "row", "rows"),
                                    number(table.rows), number(table.rows_rejected))};
  if (table.columns.empty()) return section;
  section.tables = {columns_table(table)};
  section.charts = {fullness_chart(table)};
  return section;
}

PageSection alerts_section(const ProfileFilesResponse& response) {
  PageSection section{"alerts", "What to look at", {}, {}, {}};
  PageTable table;
  table.header = {"Column", "Alert", "What it is", "Rows"};
  table.text_columns = 3;
  for (size_t i = 0; i < response.tables.size(); ++i) {
    for (size_t j = 0; j < response.tables[i].columns.size(); ++j) {
      for (const profile::Alert& alert : response.tables[i].columns[j].measure.alerts) {
        table.rows.push_back({place_words(response, {i, j}), alert.name, alert.words,
                              alert.rows == 0 ? "" : number(alert.rows)});
      }
    }
  }
  if (table.rows.empty()) {
    section.paragraphs = {"Nothing stands out."};
  } else {
    section.tables = {std::move(table)};
  }
  return section;
}

PageTable agreement_table(const ProfileFilesResponse& response) {
  PageTable table;
  table.header = {"Joined by", "Columns", "Equal", "Different", "One side empty"};
  table.text_columns = 2;
  for (const profile::JoinKey& key : response.keys) {
    for (const profile::Agreement& agreement : key.agreement) {
      table.rows.push_back({place_words(response, key.left),
                            agreement.left_column + " and " + agreement.right_column,
                            number(agreement.equal), number(agreement.different),
                            number(agreement.one_lacks)});
    }
  }
  return table;
}

PageSection keys_section(const ProfileFilesResponse& response) {
  PageSection section{"keys", "What the tables share", {}, {}, {}};
  PageTable table;
  table.header = {"Column",        "Column", "Remark", "Of the first found", "Of the second found",
                  "Rows that meet"};
  table.text_columns = 3;
  for (const profile::JoinKey& key : response.keys) {
    table.rows.push_back({place_words(response, key.left), place_words(response, key.right),
                          key.by_chance ? "both count from a small number: may be chance" : "",
                          share_text(key.left_share), share_text(key.right_share),
                          key.agreement.empty() && key.joined == 0 ? "" : number(key.joined)});
  }
  if (table.rows.empty()) {
    section.paragraphs = {"No column of one table holds the values of a column of another."};
    return section;
  }
  section.tables = {std::move(table)};
  PageTable agreement = agreement_table(response);
  if (!agreement.rows.empty()) section.tables.push_back(std::move(agreement));
  return section;
}

/// Bars of counted texts with their table.
PageChart counted_chart(std::string title, std::string header,
                        const std::vector<CountedText>& texts) {
  PageChart chart;
  chart.title = std::move(title);
  chart.table.header = {std::move(header), "Rows"};
  BarChart bars;
  for (const CountedText& text : texts) {
    const auto rows = static_cast<double>(text.rows);
    bars.rows.push_back({text.text, {{0, rows, Ink::support, count_text(rows)}}});
    chart.table.rows.push_back({text.text, count_text(rows)});
  }
  chart.description = fmt::format("{}; the numbers stand in the table below.",
                                  counted(static_cast<double>(texts.size()), "bar", "bars"));
  chart.drawing = draw_bars(bars);
  return chart;
}

PageTable facts_table(const ProfiledColumn& column) {
  const ColumnMeasure& measure = column.measure;
  PageTable facts;
  facts.header = {"Measure", "Value"};
  facts.text_columns = 2;
  facts.rows = {{"Rows with a value", fmt::format("{} ({})", number(measure.filled()),
                                                  share(measure.filled(), measure.rows))},
                {"Empty", number(measure.nulls)},
                {"Stand-ins", number(measure.placeholders)},
                {"Distinct values", number(measure.distinct)},
                {"Values of one row only", number(measure.used_once)},
                {"Characters", fmt::format("{} to {}, in the middle {}", measure.lengths.least,
                                           measure.lengths.most, measure.lengths.median)},
                {"Patterns", number(measure.pattern_count)}};
  if (!measure.least.empty()) {
    facts.rows.push_back({"From", measure.least});
    facts.rows.push_back({"To", measure.most});
  }
  return facts;
}

PageSection column_section(const ProfileFilesResponse& response, profile::ColumnPlace place) {
  const ProfiledColumn& column = response.tables[place.table].columns[place.column];
  const ColumnMeasure& measure = column.measure;
  PageSection section{fmt::format("column-{}-{}", place.table + 1, place.column + 1),
                      place_words(response, place),
                      {},
                      {facts_table(column)},
                      {}};
  section.paragraphs = {
      fmt::format("Taken for: {} ({}).", record::field_kind_row(measure.column.kind).words,
                  measure.column.reason.empty() ? "no reason kept" : measure.column.reason)};
  for (const profile::Alert& alert : measure.alerts) {
    section.paragraphs.push_back(fmt::format("Alert, {}: {}", alert.name, alert.words));
  }
  if (column.values_hidden) {
    section.paragraphs.push_back("Its values are not shown, because they may tell about a person.");
  }
  if (!measure.distribution.steps.empty()) {
    section.charts.push_back(counted_chart("Rows by " + measure.distribution.of,
                                           measure.distribution.of, measure.distribution.steps));
  }
  if (!measure.top.empty()) {
    section.charts.push_back(counted_chart("Most frequent values", "Value", measure.top));
  }
  if (!measure.patterns.empty()) {
    section.charts.push_back(counted_chart("Most frequent patterns (A, a: letters; 9: digits)",
                                           "Pattern", measure.patterns));
  }
  if (!measure.placeholder_values.empty()) {
    section.charts.push_back(
        counted_chart("Stand-ins for \"not known\"", "Value", measure.placeholder_values));
  }
  return section;
}

std::string title_of(const ProfileFilesResponse& response) {
  constexpr size_t kNamed = 3;
  if (response.tables.size() > kNamed) {
    return fmt::format("Profile of {} tables", response.tables.size());
  }
  std::string names;
  for (const ProfiledTable& table : response.tables) {
    names += (names.empty() ? "" : ", ") + table.name;
  }
  return "Profile: " + names;
}

}  // namespace

Page profile_page(const ProfileFilesResponse& response) {
  Page page;
  page.title = title_of(response);
  page.subtitle = "Made " + now_text();
  page.warnings = response.warnings;
  uint64_t rows = 0;
  size_t columns = 0;
  size_t alerts = 0;
  bool hidden = false;
  for (const ProfiledTable& table : response.tables) {
    rows += table.rows;
    columns += table.columns.size();
    for (const ProfiledColumn& column : table.columns) {
      alerts += column.measure.alerts.size();
      hidden = hidden || column.values_hidden;
    }
  }
  page.figures = {{"tables", number(response.tables.size())},
                  {"rows", number(rows)},
                  {"columns", number(columns)},
                  {"alerts", number(alerts)}};
  page.sections.push_back(alerts_section(response));
  for (size_t i = 0; i < response.tables.size(); ++i) {
    page.sections.push_back(table_section(response.tables[i], i + 1));
  }
  if (response.tables.size() > 1) page.sections.push_back(keys_section(response));
  size_t shown = 0;
  for (size_t i = 0; i < response.tables.size(); ++i) {
    for (size_t j = 0; j < response.tables[i].columns.size(); ++j) {
      if (++shown > kColumnsShown) continue;
      page.sections.push_back(column_section(response, {i, j}));
      page.sections.back().in_contents = columns <= kColumnsListed;
    }
  }
  page.foot = hidden ? "Values of columns that may tell about a person are left out of this page."
                     : "This page holds values of records. Keep it as you keep the records.";
  return page;
}

}  // namespace newlyn::workspace
