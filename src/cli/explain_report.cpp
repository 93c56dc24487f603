// SPDX-License-Identifier: MIT
// Waterfalls of characters. The bar of each part begins where the one before it ended.
#include "cli/explain_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/columns_text.h"
#include "cli/link_report.h"
#include "cli/pair_json.h"

namespace newlyn::cli {
namespace {

constexpr size_t kLabelWidth = 42;
constexpr size_t kBarWidth = 40;
constexpr size_t kNameWidth = 20;
constexpr size_t kValueWidth = 34;
constexpr double kHouseholdShown = 0.005;

/// Match weights from low to high on kBarWidth characters.
struct Ruler {
  double low = 0;
  double high = 0;

  void include(double weight) {
    if (!std::isfinite(weight)) return;
    low = std::min(low, weight);
    high = std::max(high, weight);
  }
  size_t place(double weight) const {
    if (high <= low) return 0;
    const double share = std::clamp((weight - low) / (high - low), 0.0, 1.0);
    return static_cast<size_t>(std::lround(share * static_cast<double>(kBarWidth - 1)));
  }
};

/// One line: words, weight, and the bar from one running sum to the next.
std::string step_line(std::string_view words, double from, double to, const Ruler& ruler) {
  std::string bar(kBarWidth, ' ');
  const size_t begin = ruler.place(from);
  const size_t end = ruler.place(to);
  for (size_t i = std::min(begin, end); i <= std::max(begin, end); ++i) {
    bar[i] = to < from ? '-' : '=';
  }
  const size_t zero = ruler.place(0);
  if (from == to) bar[begin] = ' ';
  if (bar[zero] == ' ') bar[zero] = '|';
  if (begin != end) bar[end] = to < from ? '<' : '>';
  bar.erase(bar.find_last_not_of(' ') + 1);
  return fmt::format("  {} {:>+7.2f}  {}\n", cell(words, kLabelWidth), to - from, bar);
}

Ruler ruler_of(const workspace::PairReport& pair) {
  Ruler ruler;
  double sum = pair.prior_weight;
  ruler.include(sum);
  for (const workspace::PartReport& part : pair.parts) {
    sum += part.weight - part.term_weight;
    ruler.include(sum);
    sum += part.term_weight;
    ruler.include(sum);
  }
  ruler.include(pair.total_weight);
  return ruler;
}

std::string share_words(const std::optional<double>& share) {
  if (!share) return "not trained";
  return *share < 0.001 && *share > 0 ? fmt::format("{:.1e}", *share)
                                      : fmt::format("{:.4f}", *share);
}

std::string probability_words(double probability) {
  if (probability > 0.9999) return "over 0.9999";
  return fmt::format("{}{:.4f}", probability < 0.0001 ? "under " : "", std::max(probability, 1e-4));
}

std::string known_value(const std::string& value) { return value.empty() ? "not known" : value; }

/// The numbers and values under the line of a part.
std::string part_details(const workspace::PartReport& part) {
  std::string text;
  if (!part.left.empty() || !part.right.empty()) {
    text += fmt::format("      {} | {}\n", known_value(part.left), known_value(part.right));
  }
  if (!part.known) return text;
  text += fmt::format("      m {}, u {}\n", share_words(part.m), share_words(part.u));
  if (part.counts_for < 1) {
    text += fmt::format("      counts for {:.0f} %, as other comparisons partly say the same\n",
                        100 * part.counts_for);
  }
  return text;
}

}  // namespace

std::string pair_values_text(const workspace::PairReport& pair) {
  std::string text = fmt::format("  {} {} {}\n", cell("", kNameWidth),
                                 cell(pair.left.source + " " + pair.left.id, kValueWidth),
                                 pair.right.source + " " + pair.right.id);
  std::vector<std::pair<std::string, std::string>> names = pair.left.values;
  for (const auto& [name, value] : pair.right.values) {
    const bool there = std::any_of(names.begin(), names.end(),
                                   [&](const auto& entry) { return entry.first == name; });
    if (!there) names.emplace_back(name, "");
  }
  for (const auto& [name, value] : names) {
    const auto other = std::find_if(pair.right.values.begin(), pair.right.values.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    const std::string right = other == pair.right.values.end() ? "" : other->second;
    if (value.empty() && right.empty()) continue;
    std::string line = fmt::format("  {} {} {}", cell(name, kNameWidth), cell(value, kValueWidth),
                                   cell(right, kValueWidth));
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string waterfall_text(const workspace::PairReport& pair) {
  const Ruler ruler = ruler_of(pair);
  std::string text = step_line("two records at random", 0, pair.prior_weight, ruler);
  double sum = pair.prior_weight;
  for (const workspace::PartReport& part : pair.parts) {
    const double level = part.weight - part.term_weight;
    text += step_line(fmt::format("{}: {}", part.comparison, part.level), sum, sum + level, ruler);
    text += part_details(part);
    sum += level;
    if (part.term_weight == 0) continue;
    text += step_line(part.term_weight > 0 ? "    a rare value counts for more"
                                           : "    a common value counts for less",
                      sum, sum + part.term_weight, ruler);
    sum += part.term_weight;
  }
  if (std::abs(pair.household_weight) >= kHouseholdShown) {
    text += step_line("what households share by nature", sum, sum + pair.household_weight, ruler);
  }
  text += step_line("match weight", 0, pair.total_weight, ruler);
  return text + fmt::format("  match probability {}\n", probability_words(pair.probability));
}

std::string explain_text(const workspace::ExplainFilesRequest& request,
                         const workspace::ExplainFilesResponse& response) {
  std::string text;
  for (size_t i = 0; i < response.pairs.size(); ++i) {
    const workspace::PairReport& pair = response.pairs[i];
    text += fmt::format("{}Pair {} of {}\n\n", i == 0 ? "" : "\n", i + 1, response.pairs.size());
    text += pair_values_text(pair) + "\n" + waterfall_text(pair);
  }
  if (response.pairs.empty()) {
    text += "No two records are likely enough to be one person or body. Name two with --pair.\n";
  } else {
    text +=
        "\nWeights are powers of two: +1 doubles the odds that the two are one, -1 halves them. A\n"
        "bar goes from the sum so far to the next. m is how often records of one person or body\n"
        "are like this, u how often two others are.\n";
  }
  for (const std::string& warning : response.files.warnings) text += "\nNote: " + warning + "\n";
  if (!request.svg.empty()) text += fmt::format("\nWritten: {}.\n", request.svg);
  return text;
}

std::string explain_json(const workspace::ExplainFilesRequest& request,
                         const workspace::ExplainFilesResponse& response) {
  nlohmann::ordered_json json;
  json["records"] = response.files.records;
  json["pairs"] = nlohmann::ordered_json::array();
  for (const workspace::PairReport& pair : response.pairs) json["pairs"].push_back(pair_json(pair));
  json["notes"] = response.files.notes;
  json["warnings"] = response.files.warnings;
  json["svg"] = request.svg;
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace newlyn::cli
