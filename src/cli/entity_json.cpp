// SPDX-License-Identifier: MIT
// Entities as JSON.
#include <nlohmann/json.hpp>

#include "cli/entity_report.h"
#include "cli/pair_json.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json origin_json(const workspace::EntityValueOrigin& origin) {
  return {{"value", origin.value},
          {"written", origin.written.empty() ? origin.value : origin.written},
          {"record", origin.record},
          {"date", origin.date}};
}

/// Null where nothing says that somebody died or moved away.
Json life_json(const workspace::LifeState& life) {
  if (life.state.empty()) return nullptr;
  return {{"state", life.state},    {"since", life.since}, {"source", life.source},
          {"record", life.record},  {"date", life.date},   {"disputed", !life.dispute.empty()},
          {"dispute", life.dispute}};
}

Json view_json(const workspace::EntityView& view) {
  Json json = {{"asked", view.asked}, {"entity", view.id}, {"kind", view.kind}};
  if (!view.as_at.empty()) json["as_at"] = view.as_at;
  json["state"] = life_json(view.life);
  json["values"] = Json::array();
  for (const workspace::EntityValue& value : view.values) {
    Json one = {{"field", value.field}};
    one.update(origin_json(value.chosen));
    one["rule"] = value.rule;
    one["disputed"] = value.disputed;
    one["others"] = Json::array();
    for (const auto& other : value.others) one["others"].push_back(origin_json(other));
    json["values"].push_back(std::move(one));
  }
  json["corrections"] = Json::array();
  for (const workspace::CorrectionLine& line : view.corrections) {
    json["corrections"].push_back({{"number", line.number},
                                   {"record", line.record},
                                   {"field", line.field},
                                   {"value", line.value},
                                   {"who", line.who},
                                   {"why", line.why},
                                   {"when", line.when},
                                   {"disputed", line.disputed},
                                   {"withdrawn", line.withdrawn}});
  }
  json["relations"] = Json::array();
  for (const workspace::EntityRelation& one : view.relations) {
    json["relations"].push_back({{"entity", one.entity},
                                 {"kind", one.kind},
                                 {"summary", one.summary},
                                 {"points", one.points},
                                 {"role", one.role},
                                 {"domain", one.domain},
                                 {"key", one.key},
                                 {"from", one.from},
                                 {"until", one.until}});
  }
  json["relation_hubs"] = Json::array();
  for (const workspace::RelationHub& hub : view.hubs) {
    json["relation_hubs"].push_back(
        {{"name", hub.name}, {"entities", hub.entities}, {"or_more", hub.or_more}});
  }
  json["records"] = Json::array();
  for (const workspace::EntityRecord& record : view.records) {
    Json values = Json::object();
    for (const auto& [name, value] : record.values) values[name] = value;
    json["records"].push_back({{"record", record.record},
                               {"source", record.source},
                               {"native_id", record.native_id},
                               {"date", record.date},
                               {"values", std::move(values)}});
  }
  return json;
}

Json events_json(const workspace::EntityHistory& history) {
  Json json = {{"asked", history.asked}, {"entity", history.id}, {"events", Json::array()}};
  for (const workspace::EntityEventLine& event : history.events) {
    json["events"].push_back(
        {{"when", event.when}, {"what", event.what}, {"who", event.who}, {"cause", event.cause}});
  }
  return json;
}

Json judgements_array(const std::vector<workspace::JudgementLine>& lines) {
  Json json = Json::array();
  for (const workspace::JudgementLine& line : lines) {
    json.push_back({{"number", line.number},
                    {"kind", line.kind},
                    {"left", line.left},
                    {"right", line.right},
                    {"verdict", line.verdict},
                    {"who", line.who},
                    {"why", line.why},
                    {"when", line.when},
                    {"withdrawn", line.withdrawn}});
  }
  return json;
}

}  // namespace

std::string search_json(const std::vector<workspace::SearchLine>& lines,
                        const std::vector<std::string>& notes) {
  Json json = {{"notes", notes}, {"found", Json::array()}};
  for (const workspace::SearchLine& line : lines) {
    json["found"].push_back({{"entity", line.entity},
                             {"kind", line.kind},
                             {"summary", line.summary},
                             {"record", line.record},
                             {"match_grade", line.grade},
                             {"match_probability", line.probability},
                             {"score", line.score},
                             {"reasons", line.reasons},
                             {"sealed", line.sealed},
                             {"state", line.state},
                             {"since", line.since}});
  }
  return dumped(json);
}

std::string find_json(const workspace::FindResponse& response) {
  Json json = {{"rows_read", response.rows_read},
               {"rows_rejected", response.rows_rejected},
               {"notes", response.notes},
               {"rows", Json::array()}};
  for (const workspace::FoundRecordLine& line : response.rows) {
    Json row = {{"row", line.row}, {"found", Json::array()}};
    for (const workspace::FoundEntity& found : line.found) {
      Json one = {{"entity", found.entity},
                  {"match_grade", found.grade},
                  {"match_probability", found.probability},
                  {"match_weight", found.weight},
                  {"record", found.record},
                  {"reason", found.reason}};
      if (!found.summary.empty()) one["summary"] = found.summary;  // a list has none
      row["found"].push_back(std::move(one));
    }
    json["rows"].push_back(std::move(row));
  }
  return dumped(json);
}

std::string entity_json(const workspace::EntityView& view) { return dumped(view_json(view)); }

std::string history_json(const workspace::EntityHistory& history) {
  return dumped(events_json(history));
}

std::string why_json(const workspace::WhyResponse& why) {
  return dumped({{"left_entity", why.left_entity},
                 {"right_entity", why.right_entity},
                 {"together", why.together},
                 {"words", why.words},
                 {"judgements", judgements_array(why.judgements)},
                 {"pair", pair_json(why.pair)}});
}

std::string how_json(const workspace::HowResponse& how) {
  Json json = {
      {"asked", how.asked}, {"entity", how.id}, {"records", how.records}, {"steps", Json::array()}};
  for (const workspace::HowStep& step : how.steps) {
    json["steps"].push_back({{"record", step.record},
                             {"with", step.with},
                             {"by", step.by},
                             {"match_weight", step.weight},
                             {"match_probability", step.probability}});
  }
  return dumped(json);
}

std::string entity_export_json(const workspace::EntityExport& all) {
  Json json = view_json(all.view);
  json["history"] = events_json(all.history)["events"];
  json["judgements"] = judgements_array(all.judgements);
  return dumped(json);
}

std::string judged_json(const workspace::JudgeResponse& response) {
  Json json = {{"kind", response.kind}, {"judgements", response.numbers}};
  json["judged"] = Json::array();
  for (const workspace::JudgedPair& pair : response.judged) {
    json["judged"].push_back(
        {{"left", pair.left}, {"right", pair.right}, {"verdict", pair.verdict}});
  }
  if (!response.passed_over.empty()) json["passed_over"] = Json::array();
  for (const workspace::JudgedPair& pair : response.passed_over) {
    json["passed_over"].push_back(
        {{"left", pair.left}, {"right", pair.right}, {"verdict", pair.verdict}});
  }
  json["records"] = Json::array();
  for (const workspace::JudgedRecord& record : response.records) {
    json["records"].push_back(
        {{"record", record.record}, {"before", record.before}, {"after", record.after}});
  }
  if (!response.waits_as.empty()) {
    json["waits_as"] = response.waits_as;
    json["waits_why"] = response.waits_why;
  }
  return dumped(json);
}

std::string judgements_json(const std::vector<workspace::JudgementLine>& lines) {
  return dumped({{"judgements", judgements_array(lines)}});
}

}  // namespace newlyn::cli
