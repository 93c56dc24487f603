// SPDX-License-Identifier: MIT
// Writes what oversight found for people and programs.
#include "cli/oversight_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "workspace/oversight.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string entries_of(const governance::UnusualItem& item) {
  constexpr size_t kShown = 5;
  std::string text;
  for (size_t i = 0; i < item.entries.size() && i < kShown; ++i) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", item.entries[i]);
  }
  if (item.entries.size() > kShown) {
    text += fmt::format(" and {} more", item.entries.size() - kShown);
  }
  return text;
}

}  // namespace

std::string unusual_text(const workspace::UnusualResponse& response) {
  std::string text = fmt::format("{} looks from {} to {}, {} to ask about.\n", response.looks,
                                 response.from, response.to, response.items.size());
  for (const workspace::UnusualLine& line : response.items) {
    text += fmt::format("\n{:5.1f}  {}", line.item.score, line.item.who);
    if (!line.item.subject.empty()) text += fmt::format(" at {}", line.item.subject);
    text += fmt::format("  entries {}", entries_of(line.item));
    if (!line.outcome.empty()) text += fmt::format("  reviewed: {}", line.outcome);
    text += "\n";
    for (const governance::UnusualSign& sign : line.item.signs) {
      text += fmt::format("       {:+.1f}  {}\n", sign.weight, sign.words);
    }
  }
  for (const std::string& warning : response.warnings) text += "\nNote: " + warning;
  if (!response.warnings.empty()) text += "\n";
  if (response.items.empty()) return text;
  return text +
         "\nA high number means unusual, not wrong: ask before you judge. Note what came of it "
         "with newlyn audit review --entry NUMBER --outcome WORD.\n";
}

std::string unusual_json(const workspace::UnusualResponse& response) {
  Json json = {{"from", response.from},
               {"to", response.to},
               {"looks", response.looks},
               {"items", Json::array()},
               {"warnings", response.warnings}};
  for (const workspace::UnusualLine& line : response.items) {
    Json signs = Json::array();
    for (const governance::UnusualSign& sign : line.item.signs) {
      signs.push_back({{"name", sign.name}, {"words", sign.words}, {"weight", sign.weight}});
    }
    json["items"].push_back({{"who", line.item.who},
                             {"subject", line.item.subject},
                             {"entries", line.item.entries},
                             {"score", line.item.score},
                             {"signs", signs},
                             {"outcome", line.outcome}});
  }
  return json.dump(2) + "\n";
}

std::string counts_text(const std::vector<workspace::ReviewCount>& counts) {
  if (counts.empty()) return "There are no looks in this time.\n";
  std::string text;
  for (const workspace::ReviewCount& count : counts) {
    text += fmt::format("{}: {} looks, {} justified, {} unclear, {} misuse\n", count.account,
                        count.looks, count.justified, count.unclear, count.misuse);
  }
  return text;
}

std::string counts_json(const std::vector<workspace::ReviewCount>& counts) {
  Json json = {{"accounts", Json::array()}};
  for (const workspace::ReviewCount& count : counts) {
    json["accounts"].push_back({{"account", count.account},
                                {"looks", count.looks},
                                {"justified", count.justified},
                                {"unclear", count.unclear},
                                {"misuse", count.misuse}});
  }
  return json.dump(2) + "\n";
}

std::string review_json(const workspace::ReviewOutcome& outcome) {
  return Json{{"entry", outcome.entry}, {"outcome", outcome.outcome}}.dump(2) + "\n";
}

}  // namespace newlyn::cli
