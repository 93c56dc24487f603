// SPDX-License-Identifier: MIT
// Erasures as JSON.
#include "workspace/rights/erasure_note.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/read_text.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string note_file(const Home& home) { return home.rights() + "/erase.begun"; }
std::string register_file(const Home& home) { return home.rights() + "/erasures.json"; }

Json json_of(const Erasure& erasure) {
  Json json = {{"number", erasure.number}, {"entity", erasure.entity},
               {"values", erasure.values}, {"subjects", erasure.subjects},
               {"typed", erasure.typed},   {"since", erasure.since}};
  json["rows"] = Json::array();
  for (const ErasedRow& row : erasure.rows) {
    json["rows"].push_back({{"source", row.source},
                            {"native_id", row.native_id},
                            {"records", row.records},
                            {"shared", row.is_shared},
                            {"columns", row.columns},
                            {"kept", row.kept}});
  }
  json["keys"] = Json::object();
  for (const auto& [kind, keys] : erasure.keys) {
    json["keys"][kind] = Json::array();
    for (const index::RecordKey& key : keys) {
      json["keys"][kind].push_back({{"source", key.source}, {"id", key.id}});
    }
  }
  return json;
}

Erasure erasure_of(const Json& json) {
  Erasure erasure;
  erasure.number = json.at("number").get<uint64_t>();
  erasure.entity = json.at("entity").get<std::string>();
  erasure.values = json.at("values").get<std::vector<std::string>>();
  erasure.subjects = json.at("subjects").get<std::vector<std::string>>();
  erasure.typed = json.value("typed", std::vector<uint64_t>());
  erasure.since = json.at("since").get<std::string>();
  for (const Json& row : json.at("rows")) {
    erasure.rows.push_back(
        {row.at("source").get<std::string>(), row.at("native_id").get<std::string>(),
         row.at("records").get<std::vector<std::string>>(), row.at("shared").get<bool>(),
         row.at("columns").get<std::vector<std::string>>(),
         row.value("kept", std::vector<std::string>())});
  }
  for (const auto& [kind, keys] : json.at("keys").items()) {
    for (const Json& key : keys) {
      erasure.keys[kind].push_back(
          {key.at("source").get<std::string>(), key.at("id").get<std::string>()});
    }
  }
  return erasure;
}

Json read_register(const Home& home) {
  const std::string file = register_file(home);
  if (!fs::exists(file)) return {{"format", "newlyn erasures 1"}, {"erasures", Json::array()}};
  Json json = Json::parse(read_text(file), nullptr, false);
  if (json.is_object() && json.contains("erasures") && json["erasures"].is_array()) return json;
  throw Error(Code::source_unreadable,
              fmt::format("{} is damaged. Put it back from a copy of the workspace.", file));
}

}  // namespace

std::optional<Erasure> begun_erasure(const Home& home) {
  if (!fs::exists(note_file(home))) return std::nullopt;
  try {
    return erasure_of(Json::parse(read_text(note_file(home))));
  } catch (const Json::exception&) {
    throw Error(Code::source_unreadable,
                fmt::format("{} is damaged: it says what an erasure that was cut off still has to "
                            "take away. Plan the erasure again after removing it.",
                            note_file(home)));
  }
}

void begin_erasure(const Home& home, const Erasure& erasure) {
  make_home_folder(home.rights());
  // Names and values of files of old systems may be in no encoding; they are kept as far as can be.
  write_home_file(note_file(home),
                  json_of(erasure).dump(1, ' ', false, Json::error_handler_t::replace));
}

void end_erasure(const Home& home) { fs::remove(note_file(home)); }

uint64_t next_erasure(const Home& home) { return read_register(home)["erasures"].size() + 1; }

void note_erasure(const Home& home, const std::string& who, const EraseAnswer& answer) {
  Json json = read_register(home);
  Json one = {
      {"number", answer.number}, {"entity", answer.entity}, {"done", now_text()}, {"who", who}};
  one["gone"] = Json::array();
  for (const EraseLine& line : answer.goes) {
    one["gone"].push_back({{"what", line.what}, {"count", line.count}});
  }
  one["stays"] = Json::array();
  for (const EraseStay& stay : answer.stays) {
    one["stays"].push_back({{"what", stay.what}, {"reason", stay.reason}});
  }
  one["elsewhere"] = Json::array();
  for (const EraseElsewhere& release : answer.elsewhere) {
    one["elsewhere"].push_back(release.number);
  }
  if (answer.proof) {
    one["proof"] = {{"values", answer.proof->values},
                    {"files", answer.proof->files},
                    {"bytes", answer.proof->bytes},
                    {"found", answer.proof->found.size()}};
  }
  json["erasures"].push_back(std::move(one));
  write_home_file(register_file(home), json.dump(1) + "\n");
}

}  // namespace newlyn::workspace
