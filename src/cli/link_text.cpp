// SPDX-License-Identifier: MIT
// The summary of dedupe and match in words.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/columns_text.h"
#include "cli/link_report.h"

namespace newlyn::cli {
namespace {

constexpr size_t kColumnsShown = 40;
constexpr size_t kIssuesShown = 10;
constexpr size_t kCellWidth = 26;
constexpr double kPartShown = 0.05;

std::string columns_text(const workspace::LinkFilesResponse& response) {
  std::string text = "\nColumns\n";
  size_t shown = 0;
  for (const workspace::ColumnReport& column : response.columns) {
    if (++shown > kColumnsShown) break;
    const std::string name = response.sources.size() > 1
                                 ? fmt::format("{}.{}", column.source, column.column)
                                 : column.column;
    text += fmt::format("  {} {} {:>3.0f} % sure: {}\n", cell(name, kCellWidth),
                        cell(column.words, 22), 100 * column.confidence, column.reason);
  }
  if (shown > kColumnsShown) {
    text += fmt::format("  and {} more\n", response.columns.size() - kColumnsShown);
  }
  return text;
}

std::string sources_text(const workspace::LinkFilesResponse& response) {
  std::string text = "Read\n";
  for (const workspace::SourceReport& source : response.sources) {
    text += fmt::format("  {}: {} rows, {} kept, {} rejected ({}{}{})\n", source.source,
                        grouped(source.rows_read), grouped(source.rows_kept),
                        grouped(source.rows_rejected), source.format,
                        source.encoding.empty() ? "" : ", ", source.encoding);
  }
  const size_t shown = std::min(response.issues.size(), kIssuesShown);
  for (size_t i = 0; i < shown; ++i) {
    const workspace::IssueReport& issue = response.issues[i];
    text += fmt::format("  {} line {}: {}\n", issue.file, issue.line, issue.reason);
  }
  if (response.issues.size() > shown) {
    text += fmt::format("  and {} more\n", response.issues.size() - shown);
  }
  return text;
}

std::string rules_text(const workspace::LinkFilesResponse& response) {
  std::string text = "\nCompared when records share\n";
  for (const workspace::RuleOutcome& rule : response.rules) {
    text += fmt::format("  {}: {} new pairs\n", rule.words, grouped(rule.new_pairs));
  }
  return text;
}

std::string list_text(std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  std::string text = fmt::format("\n{}\n", title);
  for (const std::string& line : lines) text += fmt::format("  {}\n", line);
  return text;
}

std::string times_text(const workspace::LinkFilesResponse& response) {
  std::string text = "\nTime\n";
  double total = 0;
  for (const StepTime& step : response.steps) {
    text += fmt::format("  {:<20} {:>8.2f} s\n", step.name, step.seconds);
    total += step.seconds;
  }
  const double megabytes = static_cast<double>(response.peak_memory_bytes) / 1e6;
  return text + fmt::format("  {:<20} {:>8.2f} s, {:.0f} MB at most\n", "in all", total, megabytes);
}

}  // namespace

std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t place = digits.size(); place > 3;) {
    place -= 3;
    digits.insert(place, ",");
  }
  return digits;
}

std::string counted(uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", grouped(count), count == 1 ? one : many);
}

std::string pair_text(const workspace::PairReport& pair) {
  std::string text;
  for (const auto& [name, value] : pair.left.values) {
    const auto other = std::find_if(pair.right.values.begin(), pair.right.values.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    const std::string right = other == pair.right.values.end() ? "" : other->second;
    if (value.empty() && right.empty()) continue;
    text += fmt::format("    {} {} {}\n", cell(name, 20), cell(value, 30), cell(right, 30));
  }
  text += fmt::format("    {:<44} {:>+7.2f}\n", "to start with, two records at random",
                      pair.prior_weight);
  for (const workspace::PartReport& part : pair.parts) {
    if (std::abs(part.weight) < kPartShown) continue;
    text += fmt::format("    {} {:>+7.2f}\n",
                        cell(fmt::format("{}: {}", part.comparison, part.level), 44), part.weight);
  }
  if (std::abs(pair.household_weight) >= kPartShown) {
    text += fmt::format("    {} {:>+7.2f}\n", cell("what households share by nature", 44),
                        pair.household_weight);
  }
  return text + fmt::format("    {:<44} {:>+7.2f}  {:.4f} sure\n", "match weight, probability",
                            pair.total_weight, pair.probability);
}

std::string entity_text(const workspace::EntityReport& entity) {
  std::string text;
  if (entity.records.empty()) return text;
  for (const auto& [name, value] : entity.records[0].values) {
    std::string line = fmt::format("    {}", cell(name, 14));
    bool any = false;
    for (const workspace::RecordReport& record : entity.records) {
      const auto found = std::find_if(record.values.begin(), record.values.end(),
                                      [&](const auto& entry) { return entry.first == name; });
      const std::string shown = found == record.values.end() ? "" : found->second;
      any |= !shown.empty();
      line += " " + cell(shown.empty() ? "-" : shown, 24);
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    if (any) text += line + "\n";
  }
  std::string reasons;
  for (const workspace::PartReport& part : entity.pair.parts) {
    if (part.weight <= 1) continue;
    reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", part.comparison, part.level);
  }
  return text + fmt::format(
                    "    Joined, even where they differ most, because of {}\n"
                    "    (probability {:.4f}).\n",
                    reasons, entity.pair.probability);
}

std::string link_text(const workspace::LinkFilesRequest& request,
                      const workspace::LinkFilesResponse& response) {
  std::string text = sources_text(response);
  text += columns_text(response);
  text += list_text("Notes", response.notes);
  text += list_text("Please look at", response.warnings);
  text += rules_text(response);
  for (size_t i = 0; i < response.explained.size(); ++i) {
    text += fmt::format("\nPair {}: {} {} and {} {}\n", i + 1, response.explained[i].left.source,
                        response.explained[i].left.id, response.explained[i].right.source,
                        response.explained[i].right.id);
    text += pair_text(response.explained[i]);
  }
  text += times_text(response);
  text += fmt::format("\n{} records, {} pairs compared, {} links, {} entities, {} duplicates.\n",
                      grouped(response.records), grouped(response.pairs), grouped(response.edges),
                      grouped(response.entities), grouped(response.duplicates));
  for (const workspace::ThresholdReport& further : response.thresholds) {
    text += fmt::format("At {}: {} entities, {} duplicates, the largest of {} records.\n",
                        further.threshold, grouped(further.entities), grouped(further.duplicates),
                        grouped(further.largest));
  }
  if (response.accuracy) {
    text += fmt::format(
        "Against the known answer: precision {:.4f}, recall {:.4f}, F1 {:.4f}, B-cubed F1 "
        "{:.4f}.\n",
        response.accuracy->precision, response.accuracy->recall, response.accuracy->f1,
        response.accuracy->b_cubed_f1);
  }
  if (!request.output.empty()) {
    text += fmt::format("Written: {} (receipt: {}).\n", request.output, response.receipt);
  } else {
    text += "Nothing was written; add --output FILE to keep the answer.\n";
  }
  if (response.clusters) {
    text += fmt::format("Written: {}. Of {} of several records, {} worth a look.\n",
                        request.clusters, counted(response.clusters->several, "entity", "entities"),
                        counted(response.clusters->to_look_at, "is", "are"));
  }
  if (!request.edges.empty()) text += fmt::format("Written: {}.\n", request.edges);
  if (!request.save_model.empty()) text += fmt::format("Written: {}.\n", request.save_model);
  return text;
}

}  // namespace newlyn::cli
