// SPDX-License-Identifier: MIT
// The sections about the records: what was read, how far they could be linked, what came of it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "workspace/files/report_sections.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kColumnsShown = 200;

/// How full one column of one input is.
struct Fullness {
  double share = 0;
  double distinct = 0;
};

/// Counts values of the columns of an input, many at a time.
std::vector<Fullness> fullness_of(LinkedFiles& files, const InputColumns& input, size_t count) {
  std::vector<Fullness> found(count);
  std::string sql;
  for (size_t i = 0; i < count; ++i) {
    const std::string value = fmt::format("nullif(trim(CAST({} AS VARCHAR)), '')",
                                          store::quote_name(input.recognised[i].name));
    sql += fmt::format("{}count({}), count(DISTINCT {})", i == 0 ? "" : ", ", value, value);
  }
  if (count == 0 || input.table->rows_kept == 0) return found;
  const auto answer = files.store->rows(
      fmt::format("SELECT {} FROM {}", sql, store::quote_name(input.table->table)));
  for (size_t i = 0; i < count; ++i) {
    const auto number = [&](size_t place) {
      return std::stod(answer.rows[0][place].value_or("0"));
    };
    found[i].share = number(2 * i) / static_cast<double>(input.table->rows_kept);
    found[i].distinct = number(2 * i + 1);
  }
  return found;
}

PageTable sources_table(const ReportMatter& matter) {
  PageTable table;
  table.header = {"Source", "Rows read", "Kept", "Not readable"};
  for (const SourceReport& source : matter.response.sources) {
    table.rows.push_back({fmt::format("{} ({}{}{})", source.source, source.format,
                                      source.encoding.empty() ? "" : ", ", source.encoding),
                          count_text(static_cast<double>(source.rows_read)),
                          count_text(static_cast<double>(source.rows_kept)),
                          count_text(static_cast<double>(source.rows_rejected))});
  }
  return table;
}

/// The parts of the known weights of a histogram that hold anything, by whole weights.
ColumnChart whole_weights(const linkage::WeightHistogram& weights) {
  using Histogram = linkage::WeightHistogram;
  constexpr auto kTogether = static_cast<size_t>(1 / Histogram::kStep);
  ColumnChart chart;
  chart.step = 1;
  size_t first = Histogram::kBins;
  size_t last = 0;
  for (size_t bin = 0; bin < weights.pairs.size(); ++bin) {
    if (weights.pairs[bin] == 0) continue;
    first = std::min(first, bin / kTogether);
    last = std::max(last, bin / kTogether);
  }
  if (first > last) return chart;
  chart.first = Histogram::kFirst + static_cast<double>(first);
  for (size_t whole = first; whole <= last; ++whole) {
    double pairs = 0;
    for (size_t i = 0; i < kTogether; ++i) {
      pairs += static_cast<double>(weights.pairs[whole * kTogether + i]);
    }
    chart.counts.push_back(pairs);
  }
  return chart;
}

Mark threshold_mark(const ReportMatter& matter) {
  return {matter.threshold_weight,
          fmt::format("threshold {}", number_text(matter.request.threshold))};
}

}  // namespace

PageSection columns_section(const ReportMatter& matter) {
  PageSection section{"columns", "What was read", {}, {}, {}};
  section.tables.push_back(sources_table(matter));
  section.paragraphs = {
      "What each column was taken for, and in how many records it holds a value. A column that is "
      "taken for the wrong thing can be corrected with --column or left out with --ignore."};
  BarChart chart;
  chart.least = 1;
  PageTable table;
  table.text_columns = 2;
  table.header = {"Column", "Taken for", "Sure", "Filled", "Different values"};
  size_t shown = 0;
  for (const InputColumns& input : matter.files.inputs) {
    const size_t count = std::min(input.recognised.size(), kColumnsShown - shown);
    const std::vector<Fullness> full = fullness_of(matter.files, input, count);
    shown += count;
    if (matter.files.inputs.size() > 1) chart.rows.push_back({input.table->source_name, {}});
    for (size_t i = 0; i < count; ++i) {
      const record::RecognisedColumn& column = input.recognised[i];
      const std::string words(record::field_kind_row(column.kind).words);
      const std::string name = matter.files.inputs.size() > 1
                                   ? input.table->source_name + ": " + column.name
                                   : column.name;
      chart.rows.push_back({fmt::format("{} ({})", column.name, words),
                            {{0, full[i].share, Ink::support, share_text(full[i].share)}}});
      table.rows.push_back({name, words, share_text(column.confidence), share_text(full[i].share),
                            count_text(full[i].distinct)});
    }
  }
  if (shown == kColumnsShown) section.paragraphs.push_back("Only the first 200 columns are shown.");
  section.charts.push_back({"Records that hold a value, by column",
                            fmt::format("{} columns; the shares stand beside the bars.", shown),
                            draw_bars(chart), std::move(table)});
  return section;
}

PageSection histogram_section(const ReportMatter& matter) {
  PageSection section{"histogram", "Pairs by match weight", {}, {}, {}};
  ColumnChart chart = whole_weights(matter.result().weights);
  if (chart.counts.empty()) {
    section.paragraphs = {"No two different records were compared."};
    return section;
  }
  chart.across_words = "match weight";
  chart.up_words = "pairs (each line is ten times the one below)";
  chart.marks = {threshold_mark(matter)};
  double above = 0;
  double all = 0;
  PageTable table;
  table.header = {"Weight from", "to", "Probability", "Pairs"};
  table.text_columns = 0;
  for (size_t i = 0; i < chart.counts.size(); ++i) {
    const double from = chart.first + static_cast<double>(i);
    all += chart.counts[i];
    if (from >= matter.threshold_weight) above += chart.counts[i];
    table.rows.push_back({number_text(from), number_text(from + 1),
                          probability_text(linkage::probability_of(from + 0.5)),
                          count_text(chart.counts[i])});
  }
  const std::string words = fmt::format(
      "Of {} pairs compared, {} lie above the threshold. Two hills far apart are a good sign: "
      "pairs "
      "between them are the unsure ones. Records that are equal in everything are not counted "
      "here.",
      count_text(all), count_text(above));
  section.paragraphs = {words};
  section.charts.push_back(
      {"Candidate pairs by match weight", words, draw_columns(chart), std::move(table)});
  return section;
}

PageSection unlinkable_section(const ReportMatter& matter) {
  PageSection section{"unlinkable", "Records that cannot be linked", {}, {}, {}};
  std::vector<float> weights = matter.files.linkage->self_weights();
  if (weights.empty() || matter.result().model.comparisons.empty()) {
    section.paragraphs = {"There is nothing to say: no record, or nothing to compare."};
    return section;
  }
  std::sort(weights.begin(), weights.end());
  const auto below = [&](double weight) {
    return static_cast<double>(
        std::lower_bound(weights.begin(), weights.end(), static_cast<float>(weight)) -
        weights.begin());
  };
  const auto count = static_cast<double>(weights.size());
  const double lost = below(matter.threshold_weight);
  const std::string none = fmt::format(
      "Every one of the {} records holds enough to be linked at the threshold: a record equal to "
      "it "
      "would reach it.",
      count_text(count));
  const std::string some = fmt::format(
      "{} of {} records ({}) hold so little that even a record equal to them would stay below the "
      "threshold. They stand alone whatever is done; what helps is more values in them.",
      count_text(lost), count_text(count), share_text(lost / count));
  const std::string& words = lost > 0 ? some : none;
  section.paragraphs = {words};
  const double low = std::floor(std::min<double>(weights.front(), matter.threshold_weight)) - 1;
  const double high = std::ceil(std::max<double>(weights.back(), matter.threshold_weight)) + 1;
  CurveChart chart;
  chart.across = {low, high};
  chart.up = {0, 100};
  chart.across_words = "match weight asked for";
  chart.up_words = "records that could not reach it, per cent";
  chart.marks = {threshold_mark(matter)};
  Curve curve{"share of records", {}};
  for (double weight = low; weight <= high; ++weight) {
    curve.points.push_back({weight, 100 * below(weight) / count});
  }
  chart.curves = {curve};
  PageTable table;
  table.header = {"Threshold", "Match weight", "Records below", "Share"};
  table.text_columns = 0;
  constexpr std::array<double, 7> kThresholds = {0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999};
  for (const double threshold : kThresholds) {
    const double weight = linkage::weight_of(threshold);
    table.rows.push_back({number_text(threshold), weight_text(weight), count_text(below(weight)),
                          share_text(below(weight) / count)});
  }
  section.charts.push_back(
      {"Records that could not reach a match weight", words, draw_curves(chart), std::move(table)});
  return section;
}

PageSection sizes_section(const ReportMatter& matter) {
  PageSection section{"sizes", "Entities by size", {}, {}, {}};
  const linkage::LinkResult& result = matter.result();
  std::vector<uint64_t> records(result.cluster_count, 0);
  for (const uint32_t cluster : result.cluster_of_record) ++records[cluster];
  struct Band {
    uint64_t from;
    uint64_t to;
  };
  constexpr std::array<Band, 12> kBands = {{{1, 1},
                                            {2, 2},
                                            {3, 3},
                                            {4, 4},
                                            {5, 5},
                                            {6, 6},
                                            {7, 8},
                                            {9, 10},
                                            {11, 20},
                                            {21, 50},
                                            {51, 100},
                                            {101, ~0ULL}}};
  BarChart chart;
  PageTable table;
  table.header = {"Records in the entity", "Entities", "Records"};
  for (const Band& band : kBands) {
    double entities = 0;
    double held = 0;
    for (const uint64_t size : records) {
      if (size < band.from || size > band.to) continue;
      ++entities;
      held += static_cast<double>(size);
    }
    if (entities == 0) continue;
    std::string words = fmt::format("{} records", band.from);
    if (band.to > band.from) words = fmt::format("{} to {} records", band.from, band.to);
    if (band.to == ~0ULL) words = fmt::format("{} records or more", band.from);
    if (band.to == 1) words = "1 record";
    chart.rows.push_back({words, {{0, entities, Ink::support, count_text(entities)}}});
    table.rows.push_back({words, count_text(entities), count_text(held)});
  }
  if (records.empty()) {
    section.paragraphs = {"There is no entity, since there is no record."};
    return section;
  }
  const auto largest = static_cast<double>(*std::max_element(records.begin(), records.end()));
  const std::string words =
      fmt::format("{} in {}. The largest holds {}.",
                  counted(static_cast<double>(matter.response.records), "record", "records"),
                  counted(static_cast<double>(result.cluster_count), "entity", "entities"),
                  counted(largest, "record", "records"));
  section.paragraphs = {words};
  section.charts.push_back(
      {"Entities by the number of their records", words, draw_bars(chart), std::move(table)});
  return section;
}

}  // namespace newlyn::workspace
