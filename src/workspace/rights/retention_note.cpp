// SPDX-License-Identifier: MIT
// Deletions as JSON: for the note with rows, for the certificate without.
#include "workspace/rights/retention_note.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "workspace/governance/read_text.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kLogStays =
    "The audit log stays: what it says of people is sealed, and it is the trace of who looked at "
    "whom.";
constexpr const char* kSourcesStay =
    "The sources themselves are not changed: their owners delete there.";

std::string note_file(const Home& home) { return home.rights() + "/retain.begun"; }

Json hold_json(const RetainHold& hold) {
  return {{"name", hold.name},
          {"reason", hold.reason},
          {"who", hold.who},
          {"until", hold.until},
          {"rows", hold.rows}};
}

RetainHold hold_of(const Json& json) {
  return {json.at("name").get<std::string>(), json.at("reason").get<std::string>(),
          json.at("who").get<std::string>(), json.at("until").get<std::string>(),
          json.at("rows").get<uint64_t>()};
}

Json holds_json(const std::vector<RetainHold>& holds) {
  Json json = Json::array();
  for (const RetainHold& hold : holds) json.push_back(hold_json(hold));
  return json;
}

std::vector<RetainHold> holds_of(const Json& json) {
  std::vector<RetainHold> holds;
  for (const Json& hold : json) holds.push_back(hold_of(hold));
  return holds;
}

/// Days of single rows are somebody's: the year tells enough of when time ran.
std::string year_of(const std::string& day) { return day.substr(0, 4); }

Json line_json(const RetainLine& line) {
  return {{"rule", line.rule},
          {"source", line.source},
          {"what", line.what},
          {"trigger", line.trigger},
          {"reason", line.reason},
          {"rows", line.rows},
          {"due", line.due},
          {"held", line.held},
          {"undated", line.undated},
          {"waiting", line.waiting},
          {"earlier", line.earlier},
          {"first", year_of(line.first)},
          {"last", year_of(line.last)},
          {"next", year_of(line.next)},
          {"holds", holds_json(line.holds)}};
}

RetainLine line_of(const Json& json) {
  RetainLine line;
  line.rule = json.at("rule").get<size_t>();
  for (auto [member, text] : {std::pair{"source", &line.source}, std::pair{"what", &line.what},
                              std::pair{"trigger", &line.trigger},
                              std::pair{"reason", &line.reason}, std::pair{"first", &line.first},
                              std::pair{"last", &line.last}, std::pair{"next", &line.next}}) {
    *text = json.at(member).get<std::string>();
  }
  for (auto [member, count] :
       {std::pair{"rows", &line.rows}, std::pair{"due", &line.due}, std::pair{"held", &line.held},
        std::pair{"undated", &line.undated}, std::pair{"waiting", &line.waiting},
        std::pair{"earlier", &line.earlier}}) {
    *count = json.at(member).get<uint64_t>();
  }
  line.holds = holds_of(json.at("holds"));
  return line;
}

Json release_json(const EraseElsewhere& release) {
  return {{"number", release.number},       {"what", release.what},
          {"made", release.made},           {"place", release.place},
          {"recipient", release.recipient}, {"expires", release.expires}};
}

/// What certificate and note have in common.
Json answer_json(const Retention& retention) {
  const RetainAnswer& answer = retention.answer;
  Json json = {{"number", answer.number},
               {"made", retention.made},
               {"who", retention.who},
               {"rules", fmt::format("retention/{}.toml", answer.rules_version)},
               {"rules_sha256", retention.rules_hash},
               {"rows", answer.rows}};
  json["by_rule"] = Json::array();
  for (const RetainLine& line : answer.lines) json["by_rule"].push_back(line_json(line));
  json["gone"] = Json::array();
  for (const EraseLine& line : answer.goes) {
    json["gone"].push_back({{"what", line.what}, {"count", line.count}, {"words", line.words}});
  }
  json["holds"] = holds_json(answer.holds);
  json["sources_without_rule"] = answer.without_rule;
  json["elsewhere"] = Json::array();
  for (const EraseElsewhere& release : answer.elsewhere) {
    json["elsewhere"].push_back(release_json(release));
  }
  return json;
}

Retention retention_of(const Json& json) {
  Retention retention;
  RetainAnswer& answer = retention.answer;
  answer.number = json.at("number").get<uint64_t>();
  answer.rules_version = json.at("rules_version").get<uint64_t>();
  answer.rows = json.at("rows").get<uint64_t>();
  retention.made = json.at("made").get<std::string>();
  retention.who = json.at("who").get<std::string>();
  retention.rules_hash = json.at("rules_sha256").get<std::string>();
  for (const Json& line : json.at("by_rule")) answer.lines.push_back(line_of(line));
  for (const Json& line : json.at("gone")) {
    answer.goes.push_back({line.at("what").get<std::string>(), line.at("count").get<uint64_t>(),
                           line.at("words").get<std::string>()});
  }
  answer.holds = holds_of(json.at("holds"));
  answer.without_rule = json.at("sources_without_rule").get<std::vector<std::string>>();
  for (const Json& release : json.at("elsewhere")) {
    answer.elsewhere.push_back(
        {release.at("number").get<uint64_t>(), release.at("what").get<std::string>(),
         release.at("made").get<std::string>(), release.at("place").get<std::string>(),
         release.at("recipient").get<std::string>(), release.at("expires").get<std::string>()});
  }
  retention.is_gone = json.at("is_gone").get<bool>();
  retention.values = json.at("values").get<std::vector<std::string>>();
  for (const auto& [kind, columns] : json.at("texts").items()) {
    for (const Json& column : columns) {
      retention.texts[kind].push_back({column.at("column").get<std::string>(),
                                       column.at("values").get<std::vector<std::string>>(),
                                       column.at("words").get<std::vector<std::string>>()});
    }
  }
  for (const Json& group : json.at("groups")) {
    RowGroup& one = retention.groups.emplace_back();
    one.source = group.at("source").get<std::string>();
    one.is_part = group.at("part").get<bool>();
    one.stays_away = group.at("stays_away").get<bool>();
    one.records = group.at("records").get<std::vector<std::string>>();
    one.kinds = group.at("kinds").get<std::vector<std::string>>();
    one.columns = group.at("columns").get<std::vector<std::string>>();
    one.changed = group.at("changed").get<std::vector<std::string>>();
    one.changed_kinds = group.at("changed_kinds").get<std::vector<std::string>>();
    one.ids = group.at("ids").get<std::vector<std::string>>();
  }
  return retention;
}

std::string hold_words(const RetainHold& hold) {
  return fmt::format("{} rows by the hold {}: {}{}{}", hold.rows, hold.name, hold.reason,
                     hold.who.empty() ? "" : ", set by " + hold.who,
                     hold.until.empty() ? "" : ", until " + hold.until);
}

std::string line_text(const RetainLine& line) {
  std::string text = fmt::format(
      "Rule {}: {} of {}, {}. {}.\n  {} rows: {} deleted, {} held, {} without a date, {} whose "
      "time is "
      "not over, {} by an earlier rule.\n",
      line.rule, line.what, line.source, line.trigger, line.reason, line.rows, line.due, line.held,
      line.undated, line.waiting, line.earlier);
  for (const RetainHold& hold : line.holds) {
    text += fmt::format("  Kept: {}.\n", hold_words(hold));
  }
  return text;
}

}  // namespace

std::optional<Retention> begun_retention(const Home& home) {
  if (!fs::exists(note_file(home))) return std::nullopt;
  try {
    return retention_of(Json::parse(read_text(note_file(home))));
  } catch (const Json::exception&) {
    throw Error(Code::source_unreadable,
                fmt::format("{} is damaged: it says what a deletion that was cut off still has to "
                            "take away. Plan it again after removing it.",
                            note_file(home)));
  }
}

void begin_retention(const Home& home, const Retention& retention) {
  make_home_folder(home.rights());
  Json json = answer_json(retention);
  json["rules_version"] = retention.answer.rules_version;
  json["is_gone"] = retention.is_gone;
  json["values"] = retention.values;
  json["groups"] = Json::array();
  for (const RowGroup& group : retention.groups) {
    json["groups"].push_back({{"source", group.source},
                              {"part", group.is_part},
                              {"stays_away", group.stays_away},
                              {"records", group.records},
                              {"kinds", group.kinds},
                              {"columns", group.columns},
                              {"changed", group.changed},
                              {"changed_kinds", group.changed_kinds},
                              {"ids", group.ids}});
  }
  json["texts"] = Json::object();
  for (const auto& [kind, columns] : retention.texts) {
    Json& list = json["texts"][kind] = Json::array();
    for (const linkage::ColumnTexts& column : columns) {
      list.push_back(
          {{"column", column.column}, {"values", column.values}, {"words", column.words}});
    }
  }
  write_home_file(note_file(home), json.dump(1, ' ', false, Json::error_handler_t::replace));
}

void end_retention(const Home& home) { fs::remove(note_file(home)); }

uint64_t next_certificate(const Home& home) {
  uint64_t number = 1;
  while (fs::exists(fmt::format("{}/retention/certificates/{}.json", home.folder, number))) {
    ++number;
  }
  return number;
}

std::string certificate_json(const Retention& retention) {
  Json json = {{"format", "newlyn certificate of deletion 1"}};
  json.update(answer_json(retention));
  if (retention.answer.proof) {
    const EraseProof& proof = *retention.answer.proof;
    json["search"] = {{"values_drawn", retention.answer.proof->values},
                      {"of_others", proof.of_others},
                      {"too_short", proof.too_short},
                      {"files", proof.files},
                      {"bytes", proof.bytes},
                      {"found_in", proof.found.size()}};
  } else {
    json["search"] = "not done: the deletion was cut off after everything had gone";
  }
  json["kept"] = {kLogStays, kSourcesStay};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string certificate_text(const Retention& retention) {
  const RetainAnswer& answer = retention.answer;
  std::string text = fmt::format(
      "Certificate of deletion {}\n{}, by {}, under retention/{}.toml (SHA-256 {}).\n\n{} rows "
      "were "
      "deleted.\n",
      answer.number, retention.made, retention.who, answer.rules_version, retention.rules_hash,
      answer.rows);
  for (const EraseLine& line : answer.goes) {
    text += fmt::format("  {} {}: {}\n", line.count, line.what, line.words);
  }
  text += "\n";
  for (const RetainLine& line : answer.lines) text += line_text(line);
  for (const std::string& source : answer.without_rule) {
    text += fmt::format("Kept: everything of {}, for which there is no rule.\n", source);
  }
  text += fmt::format("Kept: {}\n{}\n\n", kLogStays, kSourcesStay);
  for (const EraseElsewhere& release : answer.elsewhere) {
    text += fmt::format("May still hold what was deleted: {} {} of {}{}, {}\n", release.what,
                        release.number, release.made,
                        release.recipient.empty() ? "" : " handed to " + release.recipient,
                        release.expires.empty() ? "kept for nobody said how long"
                                                : "to be kept until " + release.expires);
  }
  if (answer.proof) {
    text += fmt::format("Searched {} files for {} values drawn from what was deleted: {}.\n",
                        answer.proof->files, answer.proof->values,
                        answer.proof->found.empty()
                            ? std::string("none is there any more")
                            : fmt::format("{} files still hold some", answer.proof->found.size()));
  } else {
    text += "No search was done: the deletion was cut off after everything had gone.\n";
  }
  return text + fmt::format("SHA-256 of {}.json: {}\n", answer.number, answer.hash);
}

}  // namespace newlyn::workspace
