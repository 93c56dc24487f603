// SPDX-License-Identifier: MIT
// Sections of the page, each with its charts and their tables.
#include "workspace/quality/quality_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "base/clock.h"

namespace newlyn::workspace {
namespace {

using profile::Dimension;

constexpr size_t kCurves = 3;  // dimensions on one chart
constexpr size_t kTableRows = 20;

std::string number(uint64_t count) { return count_text(static_cast<double>(count)); }

std::string score_words(const std::optional<double>& score) {
  return score ? share_text(*score) : "not measured";
}

std::string day_of(int64_t micros) {
  const time_t seconds = micros / 1'000'000;
  tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
  return text;
}

/// One bar for each share; without a share the words alone.
BarRow score_row(std::string label, const std::optional<double>& score, const std::string& words) {
  BarRow row{std::move(label), {}};
  row.bars.push_back({0, score.value_or(0), Ink::support, words});
  return row;
}

PageChart dimensions_chart(const SourceQuality& source) {
  PageChart chart;
  chart.title = "The six dimensions";
  chart.description = "Score of each dimension, from 0 to 100 per cent.";
  chart.table.header = {"Dimension", "What it asks", "Remark", "Rules", "Score"};
  chart.table.text_columns = 3;
  BarChart bars;
  bars.least = 1;
  for (const DimensionScore& one : source.dimensions) {
    const auto& row = profile::dimensions()[static_cast<size_t>(one.dimension)];
    const std::string words = score_words(one.score);
    bars.rows.push_back(
        one.score ? score_row(std::string(row.name), one.score, words)
                  : BarRow{fmt::format("{}: not measured", row.name), {{0, 0, Ink::faint, ""}}});
    chart.table.rows.push_back(
        {std::string(row.name), std::string(row.words), one.remark, number(one.rules), words});
  }
  chart.drawing = draw_bars(bars);
  return chart;
}

PageChart rules_chart(const SourceQuality& source) {
  PageChart chart;
  chart.title = "Rows that pass each rule";
  chart.description = "Share of the rows that a rule concerns and that pass it, rule by rule.";
  chart.table.header = {"Rule",   "Dimension", "What must hold", "Rows",
                        "Passed", "Failed",    "Not concerned",  "Score"};
  chart.table.text_columns = 3;
  BarChart bars;
  bars.least = 1;
  for (const profile::DimensionRow& row : profile::dimensions()) {
    bool headed = false;
    for (const QualityOutcome& one : source.rules) {
      if (one.rule.dimension != row.dimension) continue;
      const auto score = one.score();
      const std::string words = (one.estimated ? "about " : "") + score_words(score);
      if (score && !headed) bars.rows.push_back({std::string(row.name), {}});
      headed |= score.has_value();
      if (score) bars.rows.push_back(score_row(one.rule.words, score, words));
      chart.table.rows.push_back(
          {one.rule.name, std::string(row.name),
           one.remark.empty() ? one.rule.words : one.rule.words + ": " + one.remark,
           number(one.counts.rows), number(one.counts.passed), number(one.counts.failed),
           number(one.counts.not_concerned()), words});
    }
  }
  chart.drawing = draw_bars(bars);
  return chart;
}

PageTable past_table(const SourceQuality& source, const std::vector<Dimension>& shown) {
  PageTable table;
  table.header = {"Measured"};
  for (const Dimension dimension : shown) {
    table.header.emplace_back(profile::dimension_name(dimension));
  }
  const size_t first = source.past.size() > kTableRows ? source.past.size() - kTableRows : 0;
  for (size_t i = first; i < source.past.size(); ++i) {
    std::vector<std::string> row = {day_of(source.past[i].measured)};
    for (const Dimension dimension : shown) {
      row.push_back(score_words(source.past[i].scores[static_cast<size_t>(dimension)].second));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// The scores of some dimensions over the runs; nothing where there is one run or no score.
std::optional<PageChart> past_chart(const SourceQuality& source,
                                    const std::vector<Dimension>& dimensions) {
  if (source.past.size() < 2) return std::nullopt;
  CurveChart curves;
  curves.across = {1, static_cast<double>(source.past.size()), true};
  curves.up = {0, 1};
  curves.across_words = "runs of newlyn quality, the latest at the right";
  curves.up_words = "score";
  curves.height = 160;
  double least = 1;
  for (const Dimension dimension : dimensions) {
    Curve curve{std::string(profile::dimension_name(dimension)), {}};
    for (size_t i = 0; i < source.past.size(); ++i) {
      const auto& score = source.past[i].scores[static_cast<size_t>(dimension)].second;
      if (!score) continue;
      curve.points.push_back({static_cast<double>(i + 1), *score});
      least = std::min(least, *score);
    }
    if (curve.points.size() > 1) curves.curves.push_back(std::move(curve));
  }
  if (curves.curves.empty()) return std::nullopt;
  // Most scores lie near the top: the scale begins a tenth below the lowest.
  curves.up.low =
      std::max(0.0, static_cast<double>(static_cast<int>(least * 10 - 1e-9)) / 10 - 0.1);
  PageChart chart;
  chart.title = dimensions.front() == Dimension::completeness
                    ? "Scores over time: completeness, uniqueness, consistency"
                    : "Scores over time: timeliness, validity, accuracy";
  chart.description = fmt::format("Scores of the last {} runs.", source.past.size());
  chart.drawing = draw_curves(curves);
  chart.table = past_table(source, dimensions);
  return chart;
}

PageTable needs_table(const std::vector<NeedOutcome>& needs) {
  PageTable table;
  table.header = {"Use", "Needs", "Outcome", "At least", "Score"};
  table.text_columns = 3;
  for (const NeedOutcome& need : needs) {
    table.rows.push_back(
        {need.use, need.what, need.outcome(), share_text(need.least), score_words(need.score)});
  }
  return table;
}

PageSection source_section(const SourceQuality& source, size_t place) {
  PageSection section{fmt::format("source-{}", place), source.name, {}, {}, {}};
  const source::SourceRun& last = source.last;
  section.paragraphs.push_back(
      fmt::format("{} of reading {}, ended {}: {} read, {} kept, {} rejected, {} filtered.",
                  counted(static_cast<double>(source.rows), "record", "records"), last.run,
                  day_of(last.ended), number(last.rows_read), number(last.rows_kept),
                  number(last.rows_rejected), number(last.rows_filtered)));
  if (source.needs.empty()) {
    section.paragraphs.push_back("Nobody has said yet what quality is needed for which use.");
  } else {
    section.tables.push_back(needs_table(source.needs));
  }
  for (const RuleOff& off : source.off) {
    section.paragraphs.push_back(fmt::format("Switched off: {} ({}).", off.rule, off.why));
  }
  section.charts = {dimensions_chart(source), rules_chart(source)};
  for (size_t first = 0; first < profile::dimensions().size(); first += kCurves) {
    std::vector<Dimension> some;
    for (size_t i = first; i < first + kCurves; ++i) some.push_back(static_cast<Dimension>(i));
    if (auto chart = past_chart(source, some)) section.charts.push_back(std::move(*chart));
  }
  return section;
}

/// All sources side by side.
PageSection overview_section(const QualityResponse& response) {
  PageSection section{"overview", "All sources", {}, {}, {}};
  PageTable table;
  table.header = {"Source"};
  for (const profile::DimensionRow& row : profile::dimensions()) {
    table.header.emplace_back(row.name);
  }
  for (const SourceQuality& source : response.sources) {
    std::vector<std::string> row = {source.name};
    for (const DimensionScore& one : source.dimensions) row.push_back(score_words(one.score));
    table.rows.push_back(std::move(row));
  }
  section.paragraphs = {
      "A score is the mean of the dimension's rules by their weights; the score of a rule is the "
      "share of the rows it concerns that pass."};
  section.tables = {std::move(table)};
  return section;
}

}  // namespace

Page quality_page(const QualityResponse& response) {
  Page page;
  page.title =
      "Quality of " + counted(static_cast<double>(response.sources.size()), "source", "sources");
  page.subtitle = "Measured " + now_text();
  page.warnings = response.notes;
  uint64_t rows = 0;
  uint64_t rules = 0;
  uint64_t met = 0;
  uint64_t missed = 0;
  for (const SourceQuality& source : response.sources) {
    rows += source.rows;
    rules += source.rules.size();
    for (const NeedOutcome& need : source.needs) {
      met += need.outcome() == "met" ? 1 : 0;
      if (need.outcome() != "missed") continue;
      ++missed;
      page.warnings.push_back(fmt::format("{}: {} needs {} of at least {}; it is {}.", source.name,
                                          need.use, need.what, share_text(need.least),
                                          score_words(need.score)));
    }
  }
  page.figures = {{"records", number(rows)},
                  {"rules", number(rules)},
                  {"needs met", number(met)},
                  {"needs missed", number(missed)}};
  if (response.sources.size() > 1) page.sections.push_back(overview_section(response));
  for (size_t i = 0; i < response.sources.size(); ++i) {
    page.sections.push_back(source_section(response.sources[i], i + 1));
  }
  page.foot = "This page holds counts and scores, and no value of any record.";
  return page;
}

}  // namespace newlyn::workspace
