// SPDX-License-Identifier: MIT
// The sections about single links: the weakest ones, how right they are, a few examples.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "linkage/evaluation.h"
#include "workspace/files/accuracy_curves.h"
#include "workspace/files/report_sections.h"
#include "workspace/files/waterfall.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kWeakestShown = 20;
constexpr size_t kExamplesShown = 3;
constexpr double kAgainstShown = -0.5;

/// For every entity the weakest link it cannot do without, the least sure first. Equal records need
/// no look.
std::vector<linkage::Edge> weakest_links(const ReportMatter& matter) {
  std::vector<linkage::Edge> weakest;
  for (const linkage::ClusterMetrics& cluster : matter.clusters) {
    const bool told = cluster.needed && cluster.needed->rule != linkage::kIdenticalRule;
    if (told) weakest.push_back(*cluster.needed);
  }
  std::stable_sort(weakest.begin(), weakest.end(), [](const auto& a, const auto& b) {
    return a.weight != b.weight ? a.weight < b.weight : a.left < b.left;
  });
  return weakest;
}

/// "people row 12": where a record stands, without saying anything of it.
std::string row_words(const LinkedFiles& files, uint32_t record) {
  const InputColumns& input = files.input_of(record);
  return fmt::format("{} row {}", input.table->source_name, record - input.first_record + 1);
}

std::string against_words(const linkage::PairEvidence& evidence) {
  std::string words;
  for (const linkage::Evidence& part : evidence.parts) {
    if (part.weight > kAgainstShown) continue;
    words += fmt::format("{}{}: {} ({})", words.empty() ? "" : "; ", part.comparison, part.level,
                         weight_text(part.weight));
  }
  if (evidence.household_weight <= kAgainstShown) {
    words += fmt::format("{}what households share by nature ({})", words.empty() ? "" : "; ",
                         weight_text(evidence.household_weight));
  }
  return words.empty() ? "nothing much; little speaks for it" : words;
}

Curve curve_named(std::string name, const std::vector<CurveFigures>& figures,
                  double CurveFigures::*number) {
  Curve curve{std::move(name), {}};
  for (const CurveFigures& at : figures) curve.points.push_back({at.weight, at.*number});
  return curve;
}

double f1_of(const CurveFigures& figures) {
  const double sum = figures.precision + figures.recall;
  return sum > 0 ? 2 * figures.precision * figures.recall / sum : 0;
}

PageTable figures_table(const std::vector<CurveFigures>& figures) {
  PageTable table;
  table.text_columns = 0;
  table.header = {"Match weight from", "Probability", "Precision", "Recall", "F1"};
  for (const CurveFigures& at : figures) {
    table.rows.push_back({number_text(at.weight),
                          probability_text(linkage::probability_of(at.weight)),
                          fmt::format("{:.4f}", at.precision), fmt::format("{:.4f}", at.recall),
                          fmt::format("{:.4f}", f1_of(at))});
  }
  return table;
}

PageChart accuracy_chart(const ReportMatter& matter, std::string title,
                         const std::vector<CurveFigures>& figures) {
  CurveChart chart;
  chart.curves = {curve_named("precision: links that are right", figures, &CurveFigures::precision),
                  curve_named("recall: matches that are linked", figures, &CurveFigures::recall)};
  chart.across = {std::min(figures.front().weight, matter.threshold_weight),
                  std::max(figures.back().weight, matter.threshold_weight) + 1};
  chart.up = {0, 1};
  chart.across_words = "match weight from which pairs are linked";
  chart.marks = {{matter.threshold_weight,
                  fmt::format("threshold {}", number_text(matter.request.threshold))}};
  CurveFigures used = figures.back();
  for (size_t i = figures.size(); i-- > 0 && figures[i].weight >= matter.threshold_weight;) {
    used = figures[i];
  }
  const std::string words =
      fmt::format("From match weight {} on, precision is {:.3f} and recall {:.3f}.",
                  number_text(used.weight), used.precision, used.recall);
  return {std::move(title), words, draw_curves(chart), figures_table(figures)};
}

/// Records side by side, one row a column.
PageTable records_table(const std::vector<RecordReport>& records) {
  PageTable table;
  table.header = {"Column"};
  table.text_columns = 1 + records.size();
  for (const RecordReport& record : records) {
    table.header.push_back(fmt::format("{} {}", record.source, record.id));
  }
  if (records.empty()) return table;
  for (const auto& [name, value] : records[0].values) {
    std::vector<std::string> row = {name};
    for (const RecordReport& record : records) {
      const auto found = std::find_if(record.values.begin(), record.values.end(),
                                      [&](const auto& entry) { return entry.first == name; });
      row.push_back(found == record.values.end() ? "" : found->second);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

PageTable waterfall_table(const PairReport& pair) {
  PageTable table;
  table.text_columns = 4;
  table.header = {"Comparison", "Outcome", "One value", "The other", "Weight", "Of it by rarity"};
  table.rows.push_back({"two records at random", "", "", "", weight_text(pair.prior_weight), ""});
  for (const PartReport& part : pair.parts) {
    table.rows.push_back({part.comparison, part.level, part.left, part.right,
                          weight_text(part.weight), weight_text(part.term_weight)});
  }
  table.rows.push_back(
      {"what households share by nature", "", "", "", weight_text(pair.household_weight), ""});
  table.rows.push_back({"match weight", "", "", "", weight_text(pair.total_weight), ""});
  return table;
}

}  // namespace

PageSection weakest_section(const ReportMatter& matter) {
  PageSection section{"weakest", "The weakest links", {}, {}, {}};
  const linkage::LinkResult& result = matter.result();
  const std::vector<linkage::Edge> links = weakest_links(matter);
  if (links.empty()) {
    section.paragraphs = {"No two different records were put together."};
    return section;
  }
  section.paragraphs = {
      "Of each entity the link it cannot do without, the least sure ones first. If any are wrong, "
      "they are most likely among these. Look at one with newlyn explain and the ids of its "
      "records."};
  std::vector<uint32_t> sizes(result.cluster_count, 0);
  for (const uint32_t cluster : result.cluster_of_record) ++sizes[cluster];
  PageTable table;
  table.text_columns = 4;
  table.header = {"Entity",        "One record", "The other",  "What speaks against",
                  "Records in it", "Weight",     "Probability"};
  for (size_t i = 0; i < std::min(links.size(), kWeakestShown); ++i) {
    const linkage::Edge& link = links[i];
    const linkage::PairEvidence evidence = matter.files.linkage->evidence(link.left, link.right);
    const uint32_t cluster = result.cluster_of_record[link.left];
    table.rows.push_back({fmt::format("{}", cluster), row_words(matter.files, link.left),
                          row_words(matter.files, link.right), against_words(evidence),
                          count_text(sizes[cluster]), weight_text(evidence.total_weight),
                          probability_text(linkage::probability_of(evidence.total_weight))});
  }
  section.tables.push_back(std::move(table));
  return section;
}

PageSection accuracy_section(const ReportMatter& matter) {
  PageSection section{"accuracy", "How right the links are", {}, {}, {}};
  const std::vector<CurveFigures> expected = expected_curve(matter.result().weights);
  if (matter.response.accuracy) {
    const AccuracyReport& accuracy = *matter.response.accuracy;
    section.paragraphs.push_back(fmt::format(
        "Against the known answer the entities have precision {:.4f}, recall {:.4f} and F1 {:.4f} "
        "over pairs, and B-cubed F1 {:.4f} over records. The first chart counts single links, "
        "before they become entities.",
        accuracy.precision, accuracy.recall, accuracy.f1, accuracy.b_cubed_f1));
    const linkage::Accuracy pairs = linkage::evaluate_clusters(
        matter.result().cluster_of_record, matter.files.truth, matter.files.side_of_record);
    const std::vector<CurveFigures> known = known_curve(
        matter.result().edges, {matter.files.truth, matter.files.side_of_record, pairs.true_pairs});
    if (!known.empty()) {
      section.charts.push_back(
          accuracy_chart(matter, "Precision and recall against the known answer", known));
    }
  }
  if (expected.empty()) {
    if (section.paragraphs.empty())
      section.paragraphs = {"No two different records were compared."};
    return section;
  }
  section.paragraphs.push_back(
      "What the model expects of itself: if pairs of probability 0.9 are right nine times in ten, "
      "precision and recall are as drawn. This is an expectation, not a measurement: it is as good "
      "as the model, and matches that no rule brought together are not in it. To measure, give a "
      "known answer with --truth.");
  section.charts.push_back(
      accuracy_chart(matter, "Precision and recall as the model expects them", expected));
  return section;
}

std::vector<PageSection> example_sections(const ReportMatter& matter) {
  std::vector<PageSection> sections;
  for (const EntityReport& entity : example_entities(matter.files, kExamplesShown)) {
    PageSection section{fmt::format("example-{}", sections.size() + 1),
                        fmt::format("Example {}", sections.size() + 1),
                        {},
                        {},
                        {}};
    section.paragraphs = {
        fmt::format("Entity {}, as its {} records spell it. Below, the two that "
                    "agree least, taken apart.",
                    entity.cluster, entity.records.size())};
    section.tables.push_back(records_table(entity.records));
    section.charts.push_back({"What speaks for and against", waterfall_words(entity.pair),
                              draw_waterfall(entity.pair, true), waterfall_table(entity.pair)});
    sections.push_back(std::move(section));
  }
  return sections;
}

}  // namespace newlyn::workspace
