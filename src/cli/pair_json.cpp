// SPDX-License-Identifier: MIT
// The evidence of a pair for programs.
#include "cli/pair_json.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

Json record_json(const workspace::RecordReport& record) {
  Json json;
  json["source_dataset"] = record.source;
  json["unique_id"] = record.id;
  json["values"] = Json::object();
  for (const auto& [name, value] : record.values) json["values"][name] = value;
  return json;
}

Json part_json(const workspace::PartReport& part) {
  Json json;
  json["comparison"] = part.comparison;
  json["level"] = part.level;
  json["known"] = part.known;
  json["left"] = part.left;
  json["right"] = part.right;
  json["m"] = part.m ? Json(*part.m) : Json();
  json["u"] = part.u ? Json(*part.u) : Json();
  json["level_weight"] = part.weight - part.term_weight;
  json["term_frequency_weight"] = part.term_weight;
  if (part.counts_for < 1) json["counts_for"] = part.counts_for;
  json["weight"] = part.weight;
  return json;
}

}  // namespace

Json pair_json(const workspace::PairReport& pair) {
  Json json;
  json["left"] = record_json(pair.left);
  json["right"] = record_json(pair.right);
  json["prior_weight"] = pair.prior_weight;
  json["parts"] = Json::array();
  for (const workspace::PartReport& part : pair.parts) json["parts"].push_back(part_json(part));
  json["household_weight"] = pair.household_weight;
  json["match_weight"] = pair.total_weight;
  json["match_probability"] = pair.probability;
  return json;
}

}  // namespace newlyn::cli
