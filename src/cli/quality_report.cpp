// SPDX-License-Identifier: MIT
// Dimensions, rules and needs of each source; rows that fail; scores over time.
#include "cli/quality_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

#include "cli/columns_text.h"
#include "cli/link_report.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;
using workspace::QualityOutcome;
using workspace::SourceQuality;

constexpr size_t kNameWidth = 34;

std::string time_text(int64_t micros) {
  const time_t seconds = micros / 1'000'000;
  tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
  return text;
}

Json score_json(const std::optional<double>& score) { return score ? Json(*score) : Json(nullptr); }

std::string dimensions_text(const SourceQuality& source) {
  std::string text;
  for (const auto& one : source.dimensions) {
    const std::string name(profile::dimension_name(one.dimension));
    text += fmt::format("  {} {:>12}  {}\n", cell(name, 13), score_text(one.score),
                        one.score ? counted(one.rules, "rule", "rules") : one.remark);
  }
  return text;
}

std::string rules_text(const SourceQuality& source) {
  size_t width = 4;
  for (const QualityOutcome& one : source.rules) {
    width = std::max(width, std::min(kNameWidth, width_of(one.rule.name)));
  }
  std::string text = fmt::format("\n  {}  {:>10} {:>10} {:>13}  {:>12}  {}\n", cell("Rule", width),
                                 "Passed", "Failed", "Not concerned", "Score", "What must hold");
  for (const auto& row : profile::dimensions()) {
    for (const QualityOutcome& one : source.rules) {
      if (one.rule.dimension != row.dimension) continue;
      const bool cut = width_of(one.rule.name) > width;
      text +=
          fmt::format("  {}  {:>10} {:>10} {:>13}  {:>12}  {}{}{}\n",
                      cut ? one.rule.name + "\n  " + cell("", width) : cell(one.rule.name, width),
                      grouped(one.counts.passed), grouped(one.counts.failed),
                      grouped(one.counts.not_concerned()), score_text(one.score()), one.rule.words,
                      one.remark.empty() ? "" : "; ", one.remark);
    }
  }
  return text;
}

std::string needs_text(const SourceQuality& source) {
  if (source.needs.empty()) return {};
  std::string text = "\n  For which use\n";
  for (const auto& need : source.needs) {
    text += fmt::format("  {} {} at least {:>7}  is {:>12}  {}\n", cell(need.use, 24),
                        cell(need.what, 20), score_text(need.least), score_text(need.score),
                        need.outcome());
  }
  return text;
}

std::string source_text(const SourceQuality& source) {
  std::string text =
      source.is_partial
          ? fmt::format("{}: {} that the purpose shows\n\n", source.name,
                        counted(source.rows, "record", "records"))
          : fmt::format("{}: {} of reading {}: {} read, {} kept, {} rejected, {} filtered\n\n",
                        source.name, counted(source.rows, "record", "records"), source.last.run,
                        grouped(source.last.rows_read), grouped(source.last.rows_kept),
                        grouped(source.last.rows_rejected), grouped(source.last.rows_filtered));
  text += dimensions_text(source) + rules_text(source) + needs_text(source);
  for (const auto& off : source.off) {
    text += fmt::format("  Switched off: {} ({})\n", off.rule, off.why);
  }
  return text + "\n";
}

Json rule_json(const QualityOutcome& one) {
  return {{"name", one.rule.name},
          {"dimension", profile::dimension_name(one.rule.dimension)},
          {"words", one.rule.words},
          {"origin", one.rule.origin},
          {"weight", one.rule.weight},
          {"rows", one.counts.rows},
          {"passed", one.counts.passed},
          {"failed", one.counts.failed},
          {"not_concerned", one.counts.not_concerned()},
          {"score", score_json(one.score())},
          {"estimated", one.estimated},
          {"remark", one.remark}};
}

Json past_json(const workspace::QualityPast& past) {
  Json json{{"run", past.run},
            {"measured", time_text(past.measured)},
            {"reading", past.source_run},
            {"rows", past.rows},
            {"scores", Json::object()}};
  for (const auto& [dimension, score] : past.scores) {
    json["scores"][std::string(profile::dimension_name(dimension))] = score_json(score);
  }
  return json;
}

Json source_json(const SourceQuality& source) {
  Json json{{"name", source.name},
            {"rows", source.rows},
            {"reading", source.last.run},
            {"read", source.last.rows_read},
            {"kept", source.last.rows_kept},
            {"rejected", source.last.rows_rejected},
            {"filtered", source.last.rows_filtered},
            {"dimensions", Json::object()},
            {"rules", Json::array()},
            {"needs", Json::array()},
            {"off", Json::array()}};
  if (source.is_partial) {
    for (const char* key : {"reading", "read", "kept", "rejected", "filtered"}) json.erase(key);
    json["partial"] = true;
  }
  for (const auto& one : source.dimensions) {
    json["dimensions"][std::string(profile::dimension_name(one.dimension))] = {
        {"score", score_json(one.score)}, {"rules", one.rules}, {"remark", one.remark}};
  }
  for (const QualityOutcome& one : source.rules) json["rules"].push_back(rule_json(one));
  for (const auto& need : source.needs) {
    json["needs"].push_back({{"use", need.use},
                             {"what", need.what},
                             {"least", need.least},
                             {"score", score_json(need.score)},
                             {"outcome", need.outcome()}});
  }
  for (const auto& off : source.off) {
    json["off"].push_back({{"rule", off.rule}, {"why", off.why}});
  }
  return json;
}

// Cells side by side; nothing after the last.
std::string row_text(const std::vector<std::string>& cells) {
  std::string text = "  ";
  for (const std::string& one : cells) text += cell(one, 24) + " ";
  return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
}

std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string score_text(const std::optional<double>& score) {
  if (!score) return "not measured";
  const double share = *score;
  if (share > 0 && share < 1) return fmt::format("{:.1f} %", std::clamp(100 * share, 0.1, 99.9));
  return fmt::format("{:.1f} %", 100 * share);
}

std::string quality_text(const workspace::QualityRequest& request,
                         const workspace::QualityResponse& response) {
  std::string text;
  for (const SourceQuality& source : response.sources) text += source_text(source);
  for (const std::string& note : response.notes) text += "Take note: " + note + "\n";
  const std::string& first = response.sources.front().name;
  if (!request.page.empty()) {
    text += fmt::format("Written: {}. Open it in a browser.\n", request.page);
  }
  return text + fmt::format(
                    "Rows that fail:  newlyn quality {0} --failing RULE\n"
                    "Rules of your own:  newlyn quality {0} --begin\n",
                    first);
}

std::string quality_json(const workspace::QualityResponse& response) {
  Json json{{"run", response.run}, {"sources", Json::array()}, {"notes", response.notes}};
  for (const SourceQuality& source : response.sources) {
    json["sources"].push_back(source_json(source));
  }
  json["steps"] = Json::array();
  for (const StepTime& step : response.steps) {
    json["steps"].push_back({{"name", step.name}, {"seconds", step.seconds}});
  }
  return dump(json);
}

std::string failing_text(const workspace::FailingRows& failing) {
  const QualityOutcome& outcome = failing.outcome;
  std::string text =
      fmt::format("{}, {} ({}): {}\n{} passed, {} failed, {} not concerned\n", failing.source,
                  outcome.rule.name, profile::dimension_name(outcome.rule.dimension),
                  outcome.rule.words, grouped(outcome.counts.passed),
                  grouped(outcome.counts.failed), grouped(outcome.counts.not_concerned()));
  if (!outcome.remark.empty()) text += outcome.remark + "\n";
  if (failing.restricted > 0) {
    text += fmt::format(
        "{} rows are left out: restricted at the person's request, or to who is cleared\n",
        grouped(failing.restricted));
  }
  if (failing.rows.empty()) return text;
  std::vector<std::string> head = {"native id"};
  head.insert(head.end(), failing.columns.begin(), failing.columns.end());
  text += "\n" + row_text(head);
  for (const auto& row : failing.rows) text += row_text(row);
  if (failing.rows.size() + failing.restricted < outcome.counts.failed) {
    text += fmt::format("{} of {} are shown; more with --limit\n", grouped(failing.rows.size()),
                        grouped(outcome.counts.failed));
  }
  if (failing.values_hidden) text += "Their values are shown with --with-values\n";
  return text;
}

std::string failing_json(const workspace::FailingRows& failing) {
  Json json{{"source", failing.source},
            {"rule", rule_json(failing.outcome)},
            {"values_hidden", failing.values_hidden},
            {"restricted", failing.restricted},
            {"rows", Json::array()}};
  for (const auto& row : failing.rows) {
    Json one{{"native_id", row[0]}, {"values", Json::object()}};
    for (size_t i = 0; i < failing.columns.size(); ++i) {
      one["values"][failing.columns[i]] = row[i + 1];
    }
    json["rows"].push_back(std::move(one));
  }
  return dump(json);
}

std::string history_text(const QualityHistory& history) {
  std::string text;
  for (const auto& [source, past] : history) {
    if (past.empty()) {
      text += fmt::format("{}: never measured\n", source);
      continue;
    }
    text += fmt::format("{}\n  {:>5}  {:<16} {:>10}", source, "Run", "Measured", "Records");
    for (const auto& row : profile::dimensions()) text += fmt::format(" {:>13}", row.name);
    text += "\n";
    for (const auto& one : past) {
      text += fmt::format("  {:>5}  {:<16} {:>10}", one.run, time_text(one.measured),
                          grouped(one.rows));
      for (const auto& [dimension, score] : one.scores) {
        text += fmt::format(" {:>13}", score_text(score));
      }
      text += "\n";
    }
  }
  return text;
}

std::string history_json(const QualityHistory& history) {
  Json json{{"sources", Json::array()}};
  for (const auto& [source, past] : history) {
    Json one{{"name", source}, {"runs", Json::array()}};
    for (const auto& run : past) one["runs"].push_back(past_json(run));
    json["sources"].push_back(std::move(one));
  }
  return dump(json);
}

}  // namespace newlyn::cli
