// SPDX-License-Identifier: MIT
// Draws waterfalls: each part's bar begins where the one before it ended.
#include "workspace/files/waterfall.h"

#include <fmt/format.h>

#include <cmath>

namespace newlyn::workspace {
namespace {

constexpr double kFileWidth = 760;
constexpr double kStrong = 1;  // weight from which a part is named in the sentence
constexpr size_t kValueLetters = 30;

/// One bar from the running sum on.
BarRow step_row(std::string label, double& sum, double weight) {
  const double from = sum;
  sum += weight;
  const Ink ink = weight < 0 ? Ink::against : Ink::support;
  return {std::move(label), {{from, sum, ink, weight_text(weight)}}};
}

std::string values_words(const PartReport& part) {
  if (part.left.empty() && part.right.empty()) return {};
  const auto shown = [](const std::string& value) {
    return value.empty() ? std::string("not known") : shortened(value, kValueLetters);
  };
  return part.left == part.right ? fmt::format(" ({})", shown(part.left))
                                 : fmt::format(" ({} / {})", shown(part.left), shown(part.right));
}

}  // namespace

Drawing draw_waterfall(const PairReport& pair, bool with_values) {
  BarChart chart;
  chart.legend = {{Ink::support, "speaks for one person or body"},
                  {Ink::against, "speaks against"},
                  {Ink::neutral, "where one starts, and the sum"}};
  double sum = pair.prior_weight;
  chart.rows.push_back(
      {"two records at random", {{0, sum, Ink::neutral, weight_text(pair.prior_weight)}}});
  for (const PartReport& part : pair.parts) {
    const std::string values = with_values ? values_words(part) : "";
    chart.rows.push_back(step_row(fmt::format("{}: {}{}", part.comparison, part.level, values), sum,
                                  part.weight - part.term_weight));
    if (part.term_weight == 0) continue;
    chart.rows.push_back(step_row(fmt::format("{}: how {} the value is", part.comparison,
                                              part.term_weight > 0 ? "rare" : "common"),
                                  sum, part.term_weight));
  }
  if (std::abs(pair.household_weight) >= 0.005) {
    chart.rows.push_back(step_row("what households share by nature", sum, pair.household_weight));
  }
  chart.rows.push_back({fmt::format("match weight: {} probable", share_text(pair.probability)),
                        {{0, pair.total_weight, Ink::neutral, weight_text(pair.total_weight)}}});
  return draw_bars(chart);
}

std::string waterfall_words(const PairReport& pair) {
  std::string words =
      fmt::format("Two records at random start at {}.", weight_text(pair.prior_weight));
  for (const PartReport& part : pair.parts) {
    if (std::abs(part.weight) < kStrong) continue;
    words += fmt::format(" {}, {}: {}.", part.comparison, part.level, weight_text(part.weight));
  }
  if (std::abs(pair.household_weight) >= 0.005) {
    words += fmt::format(" What households share: {}.", weight_text(pair.household_weight));
  }
  return words + fmt::format(" Together {}, probability {}.", weight_text(pair.total_weight),
                             probability_text(pair.probability));
}

std::string waterfall_file(const std::vector<PairReport>& pairs) {
  SvgWriter drawing;
  std::string description;
  double down = 0;
  for (const PairReport& pair : pairs) {
    const std::string heading = fmt::format("{} {} and {} {}", pair.left.source, pair.left.id,
                                            pair.right.source, pair.right.id);
    drawing.text({0, down + 16}, heading, {Hang::begin, true, false});
    down += 30;
    const Drawing waterfall = draw_waterfall(pair, true);
    drawing.place(waterfall.svg, {down, down + waterfall.height});
    down += waterfall.height + 30;
    description +=
        fmt::format("{}{}: {}", description.empty() ? "" : " ", heading, waterfall_words(pair));
  }
  if (pairs.empty()) {
    description = "No two records are likely enough to be one person or body to be drawn.";
    drawing.text({0, 16}, description, {});
    down = 30;
  }
  const std::string title = pairs.size() == 1
                                ? "What speaks for and against two records being one"
                                : "What speaks for and against pairs of records being one";
  return svg_file({"waterfall", title, description}, drawing, {kFileWidth, down});
}

}  // namespace newlyn::workspace
