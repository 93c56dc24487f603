// SPDX-License-Identifier: MIT
// Plain values as Senzing's documents. Ids of entities are texts here, as everywhere in Newlyn.
#include "cli/senzing_json.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string upper(std::string_view text) {
  std::string capital(text);
  for (char& letter : capital) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  return capital;
}

/// A record "customers/person:1001" as DATA_SOURCE and RECORD_ID.
Json record_json(const std::string& record) {
  const size_t colon = record.find(':');
  const std::string place = record.substr(0, colon);
  return {{"DATA_SOURCE", upper(place.substr(0, place.find('/')))},
          {"RECORD_ID", colon == record.npos ? "" : record.substr(colon + 1)}};
}

/// "birth date" as the key of a feature: "BIRTH_DATE".
std::string feature_key(const std::string& words) {
  std::string key = upper(words);
  for (char& letter : key) {
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  }
  return key;
}

/// How sure a match is, in Senzing's words.
const char* level_of(const std::string& grade) {
  if (grade == "certain") return "RESOLVED";
  if (grade == "probable") return "POSSIBLY_SAME";
  return grade == "possible" ? "POSSIBLY_RELATED" : "NOT_RELATED";
}

/// How alike two values are, by the evidence: what speaks for one, what against.
const char* bucket_of(const workspace::PartReport& part) {
  if (!part.known) return "NO_CHANCE";
  if (part.weight >= 3) return "SAME";
  return part.weight > 0 ? "CLOSE" : part.weight > -2 ? "PLAUSIBLE" : "NO_CHANCE";
}

/// What agreed and what did not: "+NAME+DOB-ADDRESS".
std::string match_key(const workspace::PairReport& pair) {
  std::string key;
  for (const workspace::PartReport& part : pair.parts) {
    if (!part.known || part.weight == 0) continue;
    key += (part.weight > 0 ? "+" : "-") + feature_key(part.comparison);
  }
  return key;
}

Json features_json(const workspace::EntityView& view) {
  Json features = Json::object();
  for (const workspace::EntityValue& value : view.values) {
    Json& list = features[feature_key(value.field)];
    list = Json::array();
    list.push_back({{"FEAT_DESC", value.chosen.value}});
    for (const auto& other : value.others) {
      const bool there = std::any_of(list.begin(), list.end(), [&](const Json& one) {
        return one["FEAT_DESC"] == other.value;
      });
      if (!there) list.push_back({{"FEAT_DESC", other.value}});
    }
  }
  return features;
}

/// The ends of relations that a record declares, as features.
Json ends_json(const workspace::EntityRecord& record) {
  Json features = Json::array();
  for (const record::DeclaredEnd& end : record.ends) {
    const std::string side = end.is_anchor ? "REL_ANCHOR_" : "REL_POINTER_";
    Json feature = {{side + "DOMAIN", end.domain}, {side + "KEY", end.key}};
    if (!end.role.empty()) feature[side + "ROLE"] = end.role;
    if (!end.from.empty()) feature[side + "FROM_DATE"] = end.from;
    if (!end.until.empty()) feature[side + "THRU_DATE"] = end.until;
    features.push_back(std::move(feature));
  }
  return features;
}

Json entity_json(const workspace::LookedEntity& entity) {
  Json json = {{"ENTITY_ID", entity.view.id},
               {"ENTITY_NAME", entity.name},
               {"ENTITY_TYPE", upper(entity.view.kind)},
               {"FEATURES", features_json(entity.view)},
               {"RECORD_SUMMARY", Json::array()},
               {"RECORDS", Json::array()}};
  for (const workspace::EntityRecord& record : entity.view.records) {
    const std::string source = upper(record.source);
    const auto known = std::find_if(json["RECORD_SUMMARY"].begin(), json["RECORD_SUMMARY"].end(),
                                    [&](const Json& one) { return one["DATA_SOURCE"] == source; });
    if (known == json["RECORD_SUMMARY"].end()) {
      json["RECORD_SUMMARY"].push_back({{"DATA_SOURCE", source}, {"RECORD_COUNT", 1}});
    } else {
      (*known)["RECORD_COUNT"] = (*known)["RECORD_COUNT"].get<int>() + 1;
    }
    Json data = Json::object();
    for (const auto& [name, value] : record.values) data[name] = value;
    Json one = {{"DATA_SOURCE", source},
                {"RECORD_ID", record.native_id},
                {"LAST_SEEN_DT", record.date},
                {"JSON_DATA", std::move(data)}};
    if (!record.ends.empty()) one["FEATURES"] = ends_json(record);
    json["RECORDS"].push_back(std::move(one));
  }
  return json;
}

/// A disclosed relation: the end of the entity that is shown, and what leads to the other one.
Json disclosed_json(const workspace::EntityRelation& one) {
  const std::string side = one.points ? "REL_POINTER" : "REL_ANCHOR";
  Json json = {{"ENTITY_ID", one.entity},
               {"ENTITY_NAME", one.summary},
               {"ENTITY_TYPE", upper(one.kind)},
               {"MATCH_LEVEL_CODE", "DISCLOSED"},
               {"MATCH_KEY", "+" + side + "(" + one.role + ")"},
               {"IS_DISCLOSED", 1},
               {side + "_DOMAIN", one.domain},
               {side + "_KEY", one.key},
               {"REL_POINTER_ROLE", one.role}};
  if (!one.from.empty()) json["REL_POINTER_FROM_DATE"] = one.from;
  if (!one.until.empty()) json["REL_POINTER_THRU_DATE"] = one.until;
  return json;
}

Json document_of(const workspace::LookedEntity& entity) {
  Json json = {{"RESOLVED_ENTITY", entity_json(entity)}, {"RELATED_ENTITIES", Json::array()}};
  for (const workspace::RelatedEntity& one : entity.related) {
    json["RELATED_ENTITIES"].push_back({{"ENTITY_ID", one.found.entity},
                                        {"ENTITY_NAME", one.found.summary},
                                        {"MATCH_LEVEL_CODE", level_of(one.found.grade)},
                                        {"MATCH_GRADE", one.found.grade},
                                        {"MATCH_PROBABILITY", one.found.probability},
                                        {"MATCH_WEIGHT", one.found.weight},
                                        {"RECORD", record_json(one.record)},
                                        {"RELATED_RECORD", record_json(one.found.record)}});
  }
  for (const workspace::EntityRelation& one : entity.view.relations) {
    json["RELATED_ENTITIES"].push_back(disclosed_json(one));
  }
  return json;
}

/// What speaks for and against a pair. `level` is what came of it.
Json match_info(const workspace::PairReport& pair, const char* level) {
  Json scores = Json::object();
  for (const workspace::PartReport& part : pair.parts) {
    scores[feature_key(part.comparison)] = Json::array({{{"INBOUND_FEAT_DESC", part.left},
                                                         {"CANDIDATE_FEAT_DESC", part.right},
                                                         {"SCORE_BUCKET", bucket_of(part)},
                                                         {"LEVEL", part.level},
                                                         {"MATCH_WEIGHT", part.weight}}});
  }
  return {{"WHY_KEY", match_key(pair)},
          {"MATCH_LEVEL_CODE", level},
          {"MATCH_PROBABILITY", pair.probability},
          {"MATCH_WEIGHT", pair.total_weight},
          {"FEATURE_SCORES", std::move(scores)}};
}

Json focus_json(const workspace::RecordReport& record) {
  return Json::array({record_json(record.source + ":" + record.id)});
}

Json virtual_entity(const std::string& id, const std::string& record) {
  return {{"VIRTUAL_ENTITY_ID", id},
          {"MEMBER_RECORDS", Json::array({{{"RECORDS", Json::array({record_json(record)})}}})}};
}

}  // namespace

std::string outcome_json(const workspace::RecordOutcome& outcome) {
  Json json = {{"LINE", outcome.line},
               {"DATA_SOURCE", outcome.data_source},
               {"RECORD_ID", outcome.record_id},
               {"OUTCOME", outcome.outcome}};
  if (!outcome.reason.empty()) json["REASON"] = outcome.reason;
  json["AFFECTED_ENTITIES"] = Json::array();
  for (const std::string& entity : outcome.entities) {
    json["AFFECTED_ENTITIES"].push_back({{"ENTITY_ID", entity}});
  }
  if (!outcome.not_taken.empty()) json["NOT_TAKEN"] = outcome.not_taken;
  return line_of(json);
}

std::string get_json(const workspace::LookedEntity& entity) { return line_of(document_of(entity)); }

std::string searched_json(const std::vector<workspace::SearchedEntity>& found) {
  Json json = {{"RESOLVED_ENTITIES", Json::array()}};
  for (const workspace::SearchedEntity& one : found) {
    Json info = {{"MATCH_LEVEL_CODE", level_of(one.found.grade)},
                 {"MATCH_GRADE", one.found.grade},
                 {"MATCH_PROBABILITY", one.found.probability},
                 {"MATCH_WEIGHT", one.found.weight}};
    if (!one.found.reason.empty()) info["REASON"] = one.found.reason;
    Json entity = one.found.grade == "sealed"
                      ? Json{{"RESOLVED_ENTITY", {{"ENTITY_ID", one.found.entity}}}}
                      : document_of(one.entity);
    json["RESOLVED_ENTITIES"].push_back(
        {{"MATCH_INFO", std::move(info)}, {"ENTITY", std::move(entity)}});
  }
  return line_of(json);
}

std::string why_result_json(const workspace::WhyResponse& why) {
  Json result = {{"ENTITY_ID", why.left_entity},
                 {"ENTITY_ID_2", why.right_entity},
                 {"FOCUS_RECORDS", focus_json(why.pair.left)},
                 {"FOCUS_RECORDS_2", focus_json(why.pair.right)},
                 {"MATCH_INFO", match_info(why.pair, why.together ? "RESOLVED" : "NOT_RELATED")},
                 {"WORDS", why.words}};
  if (!why.together && why.pair.probability >= 0.01) {
    result["MATCH_INFO"]["MATCH_LEVEL_CODE"] =
        why.pair.probability >= 0.5 ? "POSSIBLY_SAME" : "POSSIBLY_RELATED";
  }
  return line_of({{"WHY_RESULTS", Json::array({std::move(result)})}});
}

std::string why_search_json(const workspace::WhySearchResponse& why) {
  Json result = {{"ENTITY_ID", why.entity},
                 {"FOCUS_RECORDS", focus_json(why.pair.right)},
                 {"MATCH_INFO", match_info(why.pair, level_of(why.found.grade))}};
  result["MATCH_INFO"]["MATCH_GRADE"] = why.found.grade;
  if (!why.found.reason.empty()) result["WORDS"] = why.found.reason;
  return line_of({{"WHY_RESULTS", Json::array({std::move(result)})}});
}

std::string how_result_json(const workspace::HowResponse& how) {
  Json steps = Json::array();
  for (size_t i = 0; i < how.steps.size(); ++i) {
    const workspace::HowStep& step = how.steps[i];
    // The record joins what was put together so far.
    const std::string before = i == 0 ? "V0" : "V0-S" + std::to_string(i);
    steps.push_back({{"STEP", i + 1},
                     {"VIRTUAL_ENTITY_1", virtual_entity(before, step.with)},
                     {"VIRTUAL_ENTITY_2", virtual_entity("V" + std::to_string(i + 1), step.record)},
                     {"INBOUND_VIRTUAL_ENTITY_ID", "V" + std::to_string(i + 1)},
                     {"RESULT_VIRTUAL_ENTITY_ID", "V0-S" + std::to_string(i + 1)},
                     {"MATCH_INFO",
                      {{"BY", step.by},
                       {"MATCH_PROBABILITY", step.probability},
                       {"MATCH_WEIGHT", step.weight}}}});
  }
  const std::string last = how.steps.empty() ? "V0" : "V0-S" + std::to_string(how.steps.size());
  Json state = {{"NEED_REEVALUATION", 0},
                {"VIRTUAL_ENTITIES",
                 Json::array({{{"VIRTUAL_ENTITY_ID", last}, {"RECORD_COUNT", how.records}}})}};
  return line_of({{"HOW_RESULTS",
                   {{"ENTITY_ID", how.id},
                    {"RESOLUTION_STEPS", std::move(steps)},
                    {"FINAL_STATE", std::move(state)}}}});
}

std::string question_error_json(uint64_t line, const std::string& why) {
  return line_of({{"LINE", line}, {"ERROR", why}});
}

}  // namespace newlyn::cli
