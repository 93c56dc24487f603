// SPDX-License-Identifier: MIT
// The review desk in plain text and as JSON.
#include "cli/review_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <nlohmann/json.hpp>

#include "cli/entity_report.h"
#include "cli/explain_report.h"
#include "cli/link_report.h"
#include "cli/pair_json.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 3> kVerdicts = {"same", "different", "unsure"};

std::string dumped(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json item_json(const workspace::ReviewItem& item) {
  return {{"item", item.name},
          {"topic", item.topic},
          {"kind", item.kind},
          {"state", item.state},
          {"left", {{"record", item.left}, {"summary", item.left_summary}}},
          {"right", {{"record", item.right}, {"summary", item.right_summary}}},
          {"match_weight", item.weight},
          {"match_probability", item.probability},
          {"records", item.records},
          {"value", item.value},
          {"order", item.order},
          {"evidence", item.evidence},
          {"claimed_by", item.claimed_by},
          {"claimed_until", item.claimed_until}};
}

std::string item_text(const workspace::ReviewItem& item) {
  std::string text = fmt::format("{}  {}, {}", item.name, item.topic, item.state);
  if (!item.claimed_by.empty()) {
    text += fmt::format(" by {} until {}", item.claimed_by, item.claimed_until);
  }
  text += fmt::format("\n  {}  {}\n  {}  {}\n", item.left, item.left_summary, item.right,
                      item.right_summary);
  return text + fmt::format("  {}\n  Value {}.\n", item.evidence, item.order);
}

}  // namespace

std::string review_list_text(const workspace::ReviewList& list) {
  std::string text;
  for (const workspace::ReviewItem& item : list.items) text += item_text(item);
  const uint64_t all = list.open + list.claimed + list.second + list.disputed;
  if (all == 0 && list.beyond == 0) return "There is nothing to review.\n";
  text += fmt::format(
      "{} to review = {} open + {} claimed + {} for a second opinion + {} disputed; "
      "{} shown. Take the next with: newlyn review claim\n",
      grouped(all), grouped(list.open), grouped(list.claimed), grouped(list.second),
      grouped(list.disputed), grouped(list.items.size()));
  if (list.beyond == 0) return text;
  return text + fmt::format(
                    "{} more are of less value than what is asked about in a year (asked_share "
                    "under [review] in newlyn.toml); --beyond lists them.\n",
                    grouped(list.beyond));
}

std::string review_list_json(const workspace::ReviewList& list) {
  Json json = {
      {"open", list.open},         {"claimed", list.claimed},     {"second_opinion", list.second},
      {"disputed", list.disputed}, {"beyond_share", list.beyond}, {"items", Json::array()}};
  for (const workspace::ReviewItem& item : list.items) json["items"].push_back(item_json(item));
  return dumped(json);
}

std::string review_claim_text(const workspace::ReviewClaimed& claimed) {
  return item_text(claimed.item) + "\n" + pair_values_text(claimed.pair) + "\n" +
         waterfall_text(claimed.pair) +
         fmt::format("\nDecide with: newlyn review decide {} same|different|unsure --reason TEXT\n",
                     claimed.item.name);
}

std::string review_claim_json(const workspace::ReviewClaimed& claimed) {
  Json json = item_json(claimed.item);
  json["pair"] = pair_json(claimed.pair);
  return dumped(json);
}

std::string review_decision_text(const workspace::ReviewDecision& decision) {
  std::string text = fmt::format("{}: {}. {}\n", decision.item, decision.verdict, decision.next);
  const bool waits = !decision.judged.waits_as.empty();
  if (decision.judged.numbers.empty() && !waits) return text;
  const bool withdrawn = decision.verdict == "withdraw";
  return text + judged_text(decision.judged, withdrawn ? "Withdrawn:" : "Kept as judgement");
}

std::string review_decision_json(const workspace::ReviewDecision& decision) {
  Json json = {{"item", decision.item}, {"verdict", decision.verdict}, {"next", decision.next}};
  json.update(Json::parse(judged_json(decision.judged)));
  return dumped(json);
}

std::string review_decisions_text(const workspace::ReviewDecisions& decided) {
  std::string text;
  for (const workspace::ReviewDecision& decision : decided.decisions) {
    text += fmt::format("{}: {}. {}\n", decision.item, decision.verdict, decision.next);
  }
  for (const workspace::JudgedPair& pair : decided.judged.passed_over) {
    text += fmt::format("{} and {} stay {}, as people judged them: passed over.\n", pair.left,
                        pair.right, pair.verdict);
  }
  for (const workspace::RefusedAnswer& refused : decided.refused) {
    text += fmt::format("Line {}, {} {}: refused. {}\n", refused.line, refused.item,
                        refused.verdict, refused.why);
  }
  text += fmt::format("{} answers kept as {} judgements.\n", grouped(decided.decisions.size()),
                      grouped(decided.judged.numbers.size()));
  if (decided.refused.empty()) return text;
  return text + fmt::format("{} answers read = {} kept + {} refused.\n",
                            grouped(decided.decisions.size() + decided.refused.size()),
                            grouped(decided.decisions.size()), grouped(decided.refused.size()));
}

std::string review_decisions_json(const workspace::ReviewDecisions& decided) {
  Json json = {{"decisions", Json::array()}, {"judged", Json::parse(judged_json(decided.judged))}};
  for (const workspace::ReviewDecision& decision : decided.decisions) {
    Json answer = {{"item", decision.item}, {"verdict", decision.verdict}, {"next", decision.next}};
    if (!decision.judged.waits_as.empty()) answer["waits_as"] = decision.judged.waits_as;
    json["decisions"].push_back(std::move(answer));
  }
  json["read"] = decided.decisions.size() + decided.refused.size();
  json["kept"] = decided.decisions.size();
  json["refused"] = Json::array();
  for (const workspace::RefusedAnswer& refused : decided.refused) {
    json["refused"].push_back({{"line", refused.line},
                               {"item", refused.item},
                               {"verdict", refused.verdict},
                               {"why", refused.why}});
  }
  return dumped(json);
}

std::string review_agreement_text(const workspace::ReviewAgreement& agreement) {
  std::string text = fmt::format("{} items decided, {} of them by two people",
                                 grouped(agreement.decided), grouped(agreement.twice));
  if (agreement.twice == 0) return text + ": agreement cannot be measured yet.\n";
  text += fmt::format("\n{} agree: {:.3f}; by chance {:.3f} would; Cohen's kappa {}\n",
                      grouped(agreement.agreed), agreement.observed, agreement.expected,
                      agreement.kappa ? fmt::format("{:.3f}", *agreement.kappa)
                                      : std::string("is not defined, for all answers are one"));
  text += fmt::format("{:<12}{:>12}{:>12}{:>12}\n", "first", "same", "different", "unsure");
  for (size_t i = 0; i < kVerdicts.size(); ++i) {
    text += fmt::format("{:<12}", kVerdicts[i]);
    for (const uint64_t count : agreement.counts[i]) text += fmt::format("{:>12}", count);
    text += "\n";
  }
  return text;
}

std::string review_agreement_json(const workspace::ReviewAgreement& agreement) {
  Json json = {{"kind", agreement.kind},
               {"decided", agreement.decided},
               {"decided_twice", agreement.twice},
               {"agreed", agreement.agreed}};
  json["observed"] = agreement.twice > 0 ? Json(agreement.observed) : Json(nullptr);
  json["expected"] = agreement.twice > 0 ? Json(agreement.expected) : Json(nullptr);
  json["kappa"] = agreement.kappa ? Json(*agreement.kappa) : Json(nullptr);
  json["counts"] = Json::object();
  for (size_t i = 0; i < kVerdicts.size(); ++i) {
    for (size_t j = 0; j < kVerdicts.size(); ++j) {
      json["counts"][kVerdicts[i]][kVerdicts[j]] = agreement.counts[i][j];
    }
  }
  return dumped(json);
}

}  // namespace newlyn::cli
