// SPDX-License-Identifier: MIT
// The sections about the model: weights, shares, training, blocking.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "workspace/files/blocking_chart.h"
#include "workspace/files/report_sections.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kCurvesTogether = 4;

std::optional<double> weight_of(const linkage::ModelComparison& comparison,
                                const linkage::ModelLevel& level) {
  if (!level.m || !level.u || *level.m <= 0 || *level.u <= 0) return std::nullopt;
  return comparison.counts_for * std::log2(*level.m / *level.u);
}

std::string share_cell(const std::optional<double>& share) {
  return share ? probability_text(*share) : "not trained";
}

/// The levels that give evidence.
std::vector<const linkage::ModelLevel*> levels_of(const linkage::ModelComparison& comparison) {
  std::vector<const linkage::ModelLevel*> levels;
  for (const linkage::ModelLevel& level : comparison.levels) {
    if (!level.is_null) levels.push_back(&level);
  }
  return levels;
}

/// One table for both charts of a model.
PageTable model_table(const linkage::Model& model) {
  PageTable table;
  table.text_columns = 2;
  table.header = {"Comparison", "Outcome", "Weight", "m", "u"};
  if (model.family_prior > 0) table.header.push_back("In one household");
  table.header.push_back("Rare values count more");
  for (const linkage::ModelComparison& comparison : model.comparisons) {
    for (const linkage::ModelLevel* level : levels_of(comparison)) {
      const auto weight = weight_of(comparison, *level);
      std::vector<std::string> row = {comparison.name, level->label,
                                      weight ? weight_text(*weight) : "-", share_cell(level->m),
                                      share_cell(level->u)};
      if (model.family_prior > 0) row.push_back(share_cell(level->family));
      row.push_back(level->term_column.empty() ? "no" : "yes");
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

/// m of the first outcome of the comparisons [first, last) over the rounds.
std::vector<Curve> m_curves(const std::vector<linkage::TrainingRound>& rounds, size_t first,
                            size_t last) {
  std::vector<Curve> curves;
  const auto& comparisons = rounds.back().model.comparisons;
  for (size_t c = first; c < std::min(last, comparisons.size()); ++c) {
    const auto& levels = comparisons[c].levels;
    const auto level = std::find_if(levels.begin(), levels.end(),
                                    [](const auto& candidate) { return !candidate.is_null; });
    if (level == levels.end()) continue;
    const auto place = static_cast<size_t>(level - levels.begin());
    Curve curve{fmt::format("{}: {}", comparisons[c].name, level->label), {}};
    for (size_t round = 0; round < rounds.size(); ++round) {
      const double m = rounds[round].model.comparisons[c].levels[place].m.value_or(0);
      curve.points.push_back({static_cast<double>(round + 1), m});
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

/// A table with one column a round.
PageTable round_table(size_t rounds) {
  PageTable table;
  table.header = {"Quantity"};
  for (size_t round = 0; round < rounds; ++round) {
    table.header.push_back(fmt::format("Round {}", round + 1));
  }
  return table;
}

PageTable prior_table(const std::vector<linkage::TrainingRound>& rounds) {
  PageTable table = round_table(rounds.size());
  std::vector<std::string> prior = {"share of matches among all pairs"};
  std::vector<std::string> change = {"largest change of any m or u"};
  for (const linkage::TrainingRound& round : rounds) {
    prior.push_back(probability_text(round.prior));
    change.push_back(probability_text(round.largest_change));
  }
  table.rows = {prior, change};
  return table;
}

/// m of every level of the comparisons [first, last) over the rounds.
PageTable m_table(const std::vector<linkage::TrainingRound>& rounds, size_t first, size_t last) {
  PageTable table = round_table(rounds.size());
  const auto& comparisons = rounds.back().model.comparisons;
  for (size_t c = first; c < std::min(last, comparisons.size()); ++c) {
    for (size_t l = 0; l < comparisons[c].levels.size(); ++l) {
      if (comparisons[c].levels[l].is_null) continue;
      std::vector<std::string> row = {
          fmt::format("m of {}: {}", comparisons[c].name, comparisons[c].levels[l].label)};
      for (const linkage::TrainingRound& round : rounds) {
        row.push_back(share_cell(round.model.comparisons[c].levels[l].m));
      }
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

PageChart round_chart(std::string title, const std::vector<Curve>& curves, double highest) {
  CurveChart chart;
  chart.curves = curves;
  const size_t rounds = curves.empty() ? 0 : curves[0].points.size();
  chart.across = {1, std::max(2.0, static_cast<double>(rounds))};
  chart.up = {0, highest};
  chart.across_words = "round";
  chart.height = 150;
  std::string words;
  for (const Curve& curve : curves) {
    if (curve.points.empty()) continue;
    words += fmt::format("{}{} goes from {} to {}.", words.empty() ? "" : " ", curve.name,
                         probability_text(curve.points.front().up),
                         probability_text(curve.points.back().up));
  }
  return {std::move(title), words, draw_curves(chart), {}};
}

}  // namespace

PageSection weights_section(const ReportMatter& matter) {
  const linkage::Model& model = matter.result().model;
  PageSection section{"weights", "What each outcome weighs", {}, {}, {}};
  section.paragraphs = {
      "A pair of records starts far below zero, since two records at random are seldom one person "
      "or body. Each comparison then adds its weight. A weight of one doubles the odds that the "
      "two are one, a weight of minus one halves them."};
  if (model.comparisons.empty()) {
    section.paragraphs = {"Nothing was compared."};
    return section;
  }
  BarChart chart;
  chart.legend = {{Ink::support, "speaks for one person or body"},
                  {Ink::against, "speaks against"}};
  double most = 0;
  std::string strongest;
  for (const linkage::ModelComparison& comparison : model.comparisons) {
    chart.rows.push_back({comparison.name, {}});
    for (const linkage::ModelLevel* level : levels_of(comparison)) {
      const double weight = weight_of(comparison, *level).value_or(0);
      const std::string text = weight_of(comparison, *level) ? weight_text(weight) : "not trained";
      const Ink ink = weight < 0 ? Ink::against : Ink::support;
      chart.rows.push_back({level->label, {{0, weight, ink, text}}});
      if (weight <= most) continue;
      most = weight;
      strongest = fmt::format("{}: {}", comparison.name, level->label);
    }
  }
  const double start = linkage::weight_of(std::clamp(model.prior, 1e-12, 1 - 1e-12));
  const std::string words =
      fmt::format("Two records at random start at {}. The strongest evidence is {}, {}.",
                  weight_text(start), strongest.empty() ? "none" : strongest, weight_text(most));
  section.paragraphs.push_back(words);
  section.charts.push_back(
      {"Match weight of each outcome", words, draw_bars(chart), model_table(model)});
  return section;
}

PageSection shares_section(const ReportMatter& matter) {
  const linkage::Model& model = matter.result().model;
  PageSection section{"shares", "How often each outcome is met", {}, {}, {}};
  section.paragraphs = {
      "m is how often two records of one person or body have this outcome, u how often two others "
      "have it. A good comparison has outcomes where the two differ much."};
  if (model.comparisons.empty()) {
    section.paragraphs = {"Nothing was compared."};
    return section;
  }
  BarChart chart;
  chart.least = 1;
  chart.legend = {{Ink::support, "m: among records of one person or body"},
                  {Ink::against, "u: among others"}};
  for (const linkage::ModelComparison& comparison : model.comparisons) {
    chart.rows.push_back({comparison.name, {}});
    for (const linkage::ModelLevel* level : levels_of(comparison)) {
      chart.rows.push_back({level->label,
                            {{0, level->m.value_or(0), Ink::support, share_cell(level->m)},
                             {0, level->u.value_or(0), Ink::against, share_cell(level->u)}}});
    }
  }
  section.charts.push_back(
      {"m and u of each outcome",
       fmt::format("{} comparisons; the numbers stand beside the bars.", model.comparisons.size()),
       draw_bars(chart), model_table(model)});
  return section;
}

PageSection training_section(const ReportMatter& matter) {
  const auto& rounds = matter.result().training;
  PageSection section{"training", "How the model was trained", {}, {}, {}};
  if (rounds.empty()) {
    section.paragraphs = {matter.request.model.empty()
                              ? "There was nothing to train on."
                              : "The model was given and used as it is, so nothing was trained."};
    return section;
  }
  section.paragraphs = {
      fmt::format("The model was learned from the records alone, without a known answer, in {} "
                  "rounds. In the last round no share moved by more than {}.",
                  rounds.size(), probability_text(rounds.back().largest_change))};
  Curve prior{"share of matches among all pairs", {}};
  double highest = 0;
  for (size_t round = 0; round < rounds.size(); ++round) {
    prior.points.push_back({static_cast<double>(round + 1), rounds[round].prior});
    highest = std::max(highest, rounds[round].prior);
  }
  PageChart priors = round_chart("Share of matches among all pairs, by round", {prior},
                                 highest > 0 ? 1.2 * highest : 1);
  priors.table = prior_table(rounds);
  section.charts.push_back(std::move(priors));
  const size_t count = rounds.back().model.comparisons.size();
  for (size_t first = 0; first < count; first += kCurvesTogether) {
    const size_t last = first + kCurvesTogether;
    PageChart chart = round_chart(
        fmt::format("m of the first outcome, by round{}",
                    count > kCurvesTogether
                        ? fmt::format(" (comparisons {} to {})", first + 1, std::min(last, count))
                        : ""),
        m_curves(rounds, first, last), 1);
    chart.table = m_table(rounds, first, last);
    section.charts.push_back(std::move(chart));
  }
  return section;
}

PageSection blocking_section(const ReportMatter& matter) {
  PageSection section{"blocking", "Which pairs were compared", {}, {}, {}};
  const auto records = static_cast<double>(matter.response.records);
  const double possible = records * (records - 1) / 2;
  const auto pairs = static_cast<double>(matter.response.pairs);
  section.paragraphs = {
      fmt::format("Two records are compared when they agree on what a rule asks. {} pairs were "
                  "compared{}.",
                  count_text(pairs),
                  matter.request.match || possible <= 0
                      ? ""
                      : fmt::format(", of {} there are", count_text(possible)))};
  std::vector<RulePairs> rules;
  PageTable table;
  table.header = {"Rule", "Pairs", "New pairs", "Together", "Matches expected among the new"};
  uint64_t together = 0;
  for (const RuleOutcome& rule : matter.response.rules) {
    rules.push_back({rule.words, rule.pairs, rule.new_pairs});
    together += rule.new_pairs;
    table.rows.push_back(
        {rule.words, count_text(static_cast<double>(rule.pairs)),
         count_text(static_cast<double>(rule.new_pairs)), count_text(static_cast<double>(together)),
         matter.result().training.empty() ? "-" : count_text(rule.expected_matches)});
  }
  if (rules.empty()) return section;
  section.charts.push_back(
      {"Pairs by rule", blocking_words(rules), draw_blocking(rules), std::move(table)});
  return section;
}

}  // namespace newlyn::workspace
