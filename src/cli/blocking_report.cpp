// SPDX-License-Identifier: MIT
// Blocking rules with their numbers, for people and for programs.
#include "cli/blocking_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/columns_text.h"
#include "cli/link_report.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kRuleWidth = 44;
constexpr size_t kBlocksShown = 20;

std::string about(double count) {
  if (count < 10) return fmt::format("{:.1f}", count);
  return grouped(static_cast<uint64_t>(std::llround(count)));
}

std::string rules_table(const workspace::BlockingFilesResponse& response) {
  std::string text = fmt::format("{:<48}{:>14}{:>14}{:>14}{:>10}\n",
                                 response.chosen_rules ? "The rules Newlyn would use" : "Rules",
                                 "pairs", "new pairs", "together", "matches");
  for (size_t i = 0; i < response.rules.size(); ++i) {
    const workspace::BlockingRuleReport& rule = response.rules[i];
    // Words too long for their column get a line of their own.
    const bool is_long = width_of(rule.words) > kRuleWidth;
    text += fmt::format("{:>3} {}", i + 1, is_long ? rule.words : cell(rule.words, kRuleWidth));
    if (is_long) text += "\n" + std::string(kRuleWidth + 4, ' ');
    text += fmt::format("{:>14}{:>14}{:>14}{:>10}\n", grouped(rule.pairs),
                        (rule.exact ? "" : "~") + grouped(rule.new_pairs), grouped(rule.cumulative),
                        rule.expected_matches ? about(*rule.expected_matches) : "-");
    if (rule.pairs < rule.pairs_unsplit) {
      text += fmt::format("      {} pairs, were its largest blocks not split further\n",
                          grouped(rule.pairs_unsplit));
    }
  }
  return text;
}

std::string totals(const workspace::BlockingFilesResponse& response) {
  const uint64_t pairs = response.rules.empty() ? 0 : response.rules.back().cumulative;
  const double share =
      response.possible_pairs > 0 ? 100 * static_cast<double>(pairs) / response.possible_pairs : 0;
  const double each =
      response.records > 0 ? static_cast<double>(pairs) / static_cast<double>(response.records) : 0;
  std::string text =
      fmt::format("\nTogether {} of {} possible ones ({:.3g} %), {:.1f} a record.\n",
                  counted(pairs, "pair", "pairs"),
                  grouped(static_cast<uint64_t>(response.possible_pairs)), share, each);
  const uint64_t alone = response.records - response.blocked_records;
  text += fmt::format("Of {}, {} no block with another and {} alone.\n",
                      counted(response.records, "record", "records"),
                      counted(alone, "shares", "share"), alone == 1 ? "stands" : "stand");
  if (response.equal_records > 0) {
    text += fmt::format(
        "{} records equal another in all that is compared; a run compares such records once, so "
        "it\ncompares fewer pairs than are counted here.\n",
        grouped(response.equal_records));
  }
  if (response.true_pairs) {
    const double found = *response.true_pairs > 0 ? static_cast<double>(response.true_pairs_found) /
                                                        static_cast<double>(*response.true_pairs)
                                                  : 1;
    text +=
        fmt::format("Of {} pairs of the known answer the rules find {} ({:.2f} %).\n",
                    grouped(*response.true_pairs), grouped(response.true_pairs_found), 100 * found);
  }
  return text;
}

std::string key_words(const workspace::BlockReport& block) {
  std::string words;
  for (const auto& [part, value] : block.key) {
    words += fmt::format("{}{} = {}", words.empty() ? "" : ", ", part, value);
  }
  return words;
}

std::string blocks_text(const workspace::BlockingFilesResponse& response) {
  struct Row {
    size_t rule;
    const workspace::BlockReport* block;
  };
  std::vector<Row> rows;
  for (size_t i = 0; i < response.rules.size(); ++i) {
    for (const workspace::BlockReport& block : response.rules[i].largest) {
      rows.push_back({i + 1, &block});
    }
  }
  if (rows.empty()) return {};
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.block->pairs > b.block->pairs; });
  std::string text = "\nLargest blocks\n";
  const size_t shown = std::min(rows.size(), kBlocksShown);
  for (size_t i = 0; i < shown; ++i) {
    text += fmt::format("{:>3} {:>9} records {:>14} pairs: {}\n", rows[i].rule,
                        grouped(rows[i].block->records), grouped(rows[i].block->pairs),
                        key_words(*rows[i].block));
  }
  if (rows.size() > shown)
    text += fmt::format("    and {} more with --json\n", rows.size() - shown);
  return text;
}

std::string suggestions_text(const workspace::BlockingFilesRequest& request,
                             const workspace::BlockingFilesResponse& response) {
  if (request.counts_only) return {};
  if (response.suggestions.empty()) {
    return "\nNo further rule would bring enough matches for the pairs it costs.\n";
  }
  std::string text = "\nRules that could be added";
  if (response.by_model) {
    text += ", by the model's own weights over its own columns\n";
  } else {
    text += response.files_columns ? ", over the columns as Newlyn standardises them\n" : "\n";
  }
  for (const workspace::SuggestedRule& rule : response.suggestions) {
    text += fmt::format("    {}: about {} new pairs, {} matches among them\n      --rule '{}'\n",
                        rule.words, about(rule.new_pairs), about(rule.expected_matches), rule.sql);
  }
  return text;
}

Json rule_json(const workspace::BlockingRuleReport& rule) {
  Json json;
  json["rule"] = rule.words;
  json["sql"] = rule.sql;
  json["pairs"] = rule.pairs;
  json["new_pairs"] = rule.new_pairs;
  json["cumulative"] = rule.cumulative;
  json["exact"] = rule.exact;
  json["pairs_unsplit"] = rule.pairs_unsplit;
  json["blocks"] = rule.block_count;
  json["records_in_blocks"] = rule.records_in_blocks;
  json["records_left_out"] = rule.records_left_out;
  json["expected_matches"] = rule.expected_matches ? Json(*rule.expected_matches) : Json();
  json["largest"] = Json::array();
  for (const workspace::BlockReport& block : rule.largest) {
    Json key = Json::object();
    for (const auto& [part, value] : block.key) key[part] = value;
    json["largest"].push_back({{"key", key}, {"records", block.records}, {"pairs", block.pairs}});
  }
  return json;
}

}  // namespace

std::string blocking_text(const workspace::BlockingFilesRequest& request,
                          const workspace::BlockingFilesResponse& response) {
  std::string text = rules_table(response) + totals(response) + blocks_text(response) +
                     suggestions_text(request, response);
  for (const std::string& warning : response.files.warnings) text += "\nNote: " + warning + "\n";
  if (!request.svg.empty()) text += fmt::format("\nWritten: {}.\n", request.svg);
  return text;
}

std::string blocking_json(const workspace::BlockingFilesRequest& request,
                          const workspace::BlockingFilesResponse& response) {
  Json json;
  json["records"] = response.records;
  json["possible_pairs"] = response.possible_pairs;
  json["pairs"] = response.rules.empty() ? 0 : response.rules.back().cumulative;
  json["blocked_records"] = response.blocked_records;
  json["unblocked_records"] = response.records - response.blocked_records;
  json["equal_records"] = response.equal_records;
  json["chosen_rules"] = response.chosen_rules;
  json["by_model"] = response.by_model;
  json["rules"] = Json::array();
  for (const auto& rule : response.rules) json["rules"].push_back(rule_json(rule));
  json["suggestions"] = Json::array();
  for (const workspace::SuggestedRule& rule : response.suggestions) {
    json["suggestions"].push_back({{"rule", rule.words},
                                   {"sql", rule.sql},
                                   {"new_pairs", rule.new_pairs},
                                   {"expected_matches", rule.expected_matches}});
  }
  if (response.true_pairs) {
    json["true_pairs"] = *response.true_pairs;
    json["true_pairs_found"] = response.true_pairs_found;
  }
  json["notes"] = response.files.notes;
  json["warnings"] = response.files.warnings;
  json["svg"] = request.svg;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace newlyn::cli
