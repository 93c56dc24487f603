// SPDX-License-Identifier: MIT
// The answer of evaluate in words and tables.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "cli/columns_text.h"
#include "cli/evaluate_report.h"
#include "cli/link_report.h"

namespace newlyn::cli {
namespace {

constexpr size_t kGroupWidth = 22;
constexpr size_t kSourceWidth = 34;
constexpr size_t kStratumWidth = 54;
constexpr size_t kSourcePairsShown = 40;
constexpr size_t kTextWidth = 96;

uint64_t rounded(double number) { return static_cast<uint64_t>(std::llround(number)); }

/// "0.9512 (0.9300 to 0.9661)".
std::string range_text(double value, double low, double high) {
  return fmt::format("{:.4f} ({:.4f} to {:.4f})", value, low, high);
}

std::string share_text(const workspace::ShareReport& share) {
  return share.whole == 0 ? "nothing to count" : range_text(share.value, share.low, share.high);
}

std::string estimate_text(const workspace::EstimateReport& estimate) {
  if (!estimate.known) return "cannot be said";
  return range_text(estimate.value, estimate.low, estimate.high);
}

/// A sentence broken into lines, the first one marked.
std::string wrapped(std::string_view sentence, std::string_view mark) {
  std::string text;
  std::string line(mark);
  const std::string indent(mark.size(), ' ');
  for (size_t from = 0; from < sentence.size();) {
    const size_t space = std::min(sentence.find(' ', from), sentence.size());
    const std::string_view word = sentence.substr(from, space - from);
    if (line.size() + 1 + word.size() > kTextWidth) {
      text += line + "\n";
      line = indent;
    }
    if (line.size() > indent.size()) line += ' ';
    line += word;
    from = space + 1;
  }
  return text + line + "\n";
}

std::string list_text(std::string_view title, const std::vector<std::string>& sentences) {
  if (sentences.empty()) return {};
  std::string text = fmt::format("\n{}\n", title);
  for (const std::string& sentence : sentences) text += wrapped(sentence, "  - ");
  return text;
}

std::string figures_text(const workspace::EvaluateResponse& response) {
  const workspace::FiguresReport& figures = *response.figures;
  std::string text =
      response.basis == "labels"
          ? fmt::format("Against the labelled pairs ({} records), entities at threshold {}\n",
                        grouped(response.records_known), response.threshold)
          : fmt::format("Against the known answer of {} records, entities at threshold {}\n",
                        grouped(response.records_known), response.threshold);
  text += fmt::format("  {} pairs put together, {} belong together, {} are both.\n",
                      grouped(figures.found), grouped(figures.truly), grouped(figures.right));
  text += fmt::format("  {:<20} {}\n", "precision", share_text(figures.precision));
  text += fmt::format("  {:<20} {}\n", "recall", share_text(figures.recall));
  text += fmt::format("  {:<20} {:.4f}\n", "F1", figures.f1);
  if (response.b_cubed) {
    text +=
        fmt::format("  {:<20} precision {:.4f}, recall {:.4f}, F1 {:.4f}\n", "B-cubed",
                    response.b_cubed->precision, response.b_cubed->recall, response.b_cubed->f1);
  }
  return text;
}

std::string curve_text(const workspace::EvaluateResponse& response) {
  std::string text =
      "\nBy threshold         pairs on their own              entities\n"
      "  probability    precision  recall      F1     precision  recall      F1\n";
  for (const workspace::CurveReport& point : response.curve) {
    const auto& pairs = point.pairs;
    text += fmt::format("  {:>11}    {:>9.4f} {:>7.4f} {:>7.4f}", point.threshold,
                        pairs.precision.value, pairs.recall.value, pairs.f1);
    if (point.entities) {
      text += fmt::format("     {:>9.4f} {:>7.4f} {:>7.4f}", point.entities->precision.value,
                          point.entities->recall.value, point.entities->f1);
    }
    text += "\n";
  }
  return text;
}

std::string losses_text(const workspace::LossReport& losses) {
  return fmt::format(
      "\nWhere the errors come from\n"
      "  {:>12} pairs missed\n"
      "  {:>12}   never compared: no blocking rule brings them together\n"
      "  {:>12}   compared, but weighed too little\n"
      "  {:>12}   weighed enough, but kept apart when entities were formed\n"
      "  {:>12} pairs put together that are different\n"
      "  {:>12}   weighed enough by themselves\n"
      "  {:>12}   joined through other records\n",
      grouped(losses.missed), grouped(losses.never_compared), grouped(losses.below_threshold),
      grouped(losses.kept_apart), grouped(losses.wrong), grouped(losses.wrong_by_weight),
      grouped(losses.wrong_through_others));
}

std::string calibration_text(const workspace::EvaluateResponse& response) {
  std::string text =
      "\nAre the probabilities right? Candidate pairs, what the model says and what is so\n"
      "  probability          pairs   stated  right (95 % range)\n";
  for (const workspace::BandReport& band : response.calibration) {
    if (band.right.whole == 0) continue;
    text += fmt::format(
        "  {} {:>9}   {:.4f}  {}  {}\n", cell(fmt::format("{} to {}", band.low, band.high), 15),
        grouped(band.right.whole), band.stated, share_text(band.right), band.verdict);
  }
  return text;
}

std::string sources_text(const workspace::EvaluateResponse& response) {
  if (response.sources.empty()) return {};
  std::string text = fmt::format("\n{} precision  recall      F1   pairs missed  wrong\n",
                                 cell("By pair of sources", kSourceWidth + 2));
  const size_t shown = std::min(response.sources.size(), kSourcePairsShown);
  for (size_t i = 0; i < shown; ++i) {
    const workspace::SourcePairReport& entry = response.sources[i];
    const std::string name = entry.first == entry.second
                                 ? fmt::format("inside {}", entry.first)
                                 : fmt::format("{} and {}", entry.first, entry.second);
    text += fmt::format("  {}    {:.4f}  {:.4f}  {:.4f}   {:>12} {:>6}\n", cell(name, kSourceWidth),
                        entry.figures.precision.value, entry.figures.recall.value, entry.figures.f1,
                        grouped(entry.figures.truly - entry.figures.right),
                        grouped(entry.figures.found - entry.figures.right));
  }
  if (response.sources.size() > shown) {
    text += fmt::format("  and {} more; --json has all\n", response.sources.size() - shown);
  }
  return text;
}

/// How far a group lies behind the best; whether chance alone may explain it.
std::string gap_text(const workspace::EstimateReport& gap, bool too_small, bool best) {
  if (too_small) return "too few to judge";
  if (best) return "best of those large enough";
  if (!gap.known) return "";
  return fmt::format("{:.4f} behind ({:.4f} to {:.4f}){}", gap.value, gap.low, gap.high,
                     gap.low <= 0 ? ", may be chance" : "");
}

std::string grouping_text(const workspace::GroupingReport& grouping) {
  std::string text;
  for (const bool precision : {true, false}) {
    text += fmt::format("\n{} by {} (never compared)\n", precision ? "Precision" : "Recall",
                        grouping.column);
    for (const workspace::GroupReport& group : grouping.groups) {
      const auto& share = precision ? group.figures.precision : group.figures.recall;
      const std::string& best = precision ? grouping.best_precision : grouping.best_recall;
      text += fmt::format("  {} {:>9} records  {:>8} of {:>8} pairs  {}  {}\n",
                          cell(group.value, kGroupWidth), grouped(group.records),
                          grouped(share.part), grouped(share.whole), cell(share_text(share), 25),
                          gap_text(precision ? group.precision_gap : group.recall_gap,
                                   precision ? group.precision_too_small : group.recall_too_small,
                                   group.value == best));
    }
  }
  return text + "  A pair counts in the group of each of its two records.\n";
}

std::string errors_text(const workspace::EvaluateResponse& response) {
  std::string text;
  std::string kind;
  size_t number = 0;
  for (const workspace::ErrorReport& error : response.errors) {
    if (error.kind != kind) text += fmt::format("\nErrors: {}\n", error.kind);
    kind = error.kind;
    text += fmt::format("\n  {}. {} {} and {} {}\n", ++number, error.pair.left.source,
                        error.pair.left.id, error.pair.right.source, error.pair.right.id);
    text += pair_text(error.pair);
  }
  return text;
}

std::string expected_text(const workspace::EvaluateResponse& response) {
  std::string text =
      "What the model expects of itself, without a known answer\n"
      "  probability        pairs   of them right    precision  recall      F1\n";
  for (const workspace::ExpectedReport& figures : response.expected) {
    const double sum = figures.precision + figures.recall;
    text += fmt::format("  {:>11} {:>12} {:>15}       {:.4f}  {:.4f}  {:.4f}\n", figures.threshold,
                        grouped(rounded(figures.called)), grouped(rounded(figures.matches)),
                        figures.precision, figures.recall,
                        sum > 0 ? 2 * figures.precision * figures.recall / sum : 0);
  }
  return text;
}

std::string sheet_text(const workspace::SheetReport& sheet) {
  std::string text = fmt::format("\nDrawn for judging: {} pairs\n", grouped(sheet.pairs));
  for (const workspace::StratumReport& stratum : sheet.strata) {
    text += fmt::format("  {} {:>6} of {:>14}\n", cell(stratum.words, kStratumWidth),
                        grouped(stratum.sampled), grouped(rounded(stratum.pairs)));
  }
  text += fmt::format("Written: {} and its key {}{}{}.\n", sheet.sheet, sheet.key,
                      sheet.page.empty() ? "" : ", and the page ", sheet.page);
  text += "Give those who judge the sheet or the page, not the key. They hold personal data.\n";
  return text + fmt::format("Read it back with: newlyn evaluate --judged {}\n", sheet.sheet);
}

std::string judged_text(const workspace::JudgedReport& judged) {
  std::string text =
      fmt::format("From {} of {} pairs judged ({} more unsure, {} left empty), threshold {}\n",
                  grouped(judged.judged), grouped(judged.pairs), grouped(judged.unsure),
                  grouped(judged.blank), judged.threshold);
  text += fmt::format("  {:<45} {}\n", "precision", estimate_text(judged.precision));
  text += fmt::format("  {:<45} {}\n", "recall, pairs given 0.001 or more",
                      estimate_text(judged.recall_likely));
  text += fmt::format("  {:<45} {}\n", "recall, all pairs compared", estimate_text(judged.recall));
  if (judged.recall_all) {
    text += fmt::format("  {:<45} {}\n", "recall, all pairs there are",
                        estimate_text(*judged.recall_all));
  }
  text += "\nBy kind of pair                                            same of judged\n";
  for (const workspace::StratumReport& stratum : judged.strata) {
    text += fmt::format("  {} {:>14} pairs {:>5} of {:>5}  {}\n",
                        cell(stratum.words, kStratumWidth), grouped(rounded(stratum.pairs)),
                        grouped(stratum.same), grouped(stratum.judged), share_text(stratum.share));
  }
  text += "\nWhat this rests on\n";
  if (!judged.recall_all) {
    text += wrapped(
        "Recall leaves out pairs that no blocking rule brought together: none of them was on the "
        "sheet. Draw some with --sample-unblocked.",
        "  - ");
  } else {
    text += wrapped(
        "Pairs never compared are so many that a sample without a match among them says little: "
        "the range is wide for that reason.",
        "  - ");
  }
  if (judged.unsure > 0) {
    text += wrapped(fmt::format("Pairs marked unsure are left out. If all of them were different, "
                                "precision would be {:.4f}; if all were the same, {:.4f}.",
                                judged.precision_unsure_different, judged.precision_unsure_same),
                    "  - ");
  }
  if (judged.pairs_unjudged > 0) {
    text += wrapped(
        fmt::format("{} pairs are of kinds of which nothing was judged; they count in no figure.",
                    grouped(rounded(judged.pairs_unjudged))),
        "  - ");
  }
  return text + wrapped(
                    "The judgements are taken as right. Ranges hold with 95 % certainty for the "
                    "chance of the draw only.",
                    "  - ");
}

std::string run_text(const workspace::EvaluateResponse& response) {
  const workspace::LinkFilesResponse& link = response.link;
  return fmt::format("{} records, {} pairs compared, {} entities, {} duplicates.\n\n",
                     grouped(link.records), grouped(link.pairs), grouped(link.entities),
                     grouped(link.duplicates));
}

}  // namespace

std::string evaluate_text(const workspace::EvaluateRequest&,
                          const workspace::EvaluateResponse& response) {
  if (response.judged) return judged_text(*response.judged);
  std::string text = run_text(response);
  if (response.figures) {
    text += figures_text(response) + curve_text(response) + losses_text(*response.losses);
    text += calibration_text(response) + sources_text(response);
    for (const auto& grouping : response.groupings) text += grouping_text(grouping);
    text += errors_text(response);
  }
  if (!response.expected.empty()) text += expected_text(response);
  if (response.sheet) text += sheet_text(*response.sheet);
  text += list_text("What these figures rest on", response.assumptions);
  std::vector<std::string> warnings = response.link.warnings;
  warnings.insert(warnings.end(), response.warnings.begin(), response.warnings.end());
  return text + list_text("Please look at", warnings);
}

}  // namespace newlyn::cli
