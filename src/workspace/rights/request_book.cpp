// SPDX-License-Identifier: MIT
// The book as JSON, for its owner alone; officers from newlyn.toml.
#include "workspace/rights/request_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "workspace/governance/named_roles.h"
#include "workspace/governance/read_text.h"
#include "workspace/home/settings.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string book_file(const Home& home) { return home.rights() + "/requests.json"; }

PersonRequest request_of(const Json& json) {
  PersonRequest request;
  request.number = json.at("number").get<uint64_t>();
  request.kind = json.at("kind").get<std::string>();
  request.entity = json.at("entity").get<std::string>();
  request.made = json.at("made").get<std::string>();
  request.who = json.at("who").get<std::string>();
  request.reason = json.at("reason").get<std::string>();
  request.concerns = json.at("concerns").get<std::string>();
  request.state = json.at("state").get<std::string>();
  request.settled = json.at("settled").get<std::string>();
  request.ticket = json.at("ticket").get<std::string>();
  request.correction = json.at("correction").get<uint64_t>();
  return request;
}

/// Whether a list under [rights] in newlyn.toml names an account.
bool is_named(const Home& home, std::string_view list, const std::string& who) {
  const toml::table settings = read_settings(home);
  const toml::array* officers = settings["rights"][list].as_array();
  if (officers == nullptr) return false;
  return std::any_of(officers->begin(), officers->end(), [&](const toml::node& officer) {
    return officer.value_or(std::string()) == who;
  });
}

/// Who may see what is restricted.
bool is_officer(const Home& home, const std::string& who) {
  return is_named(home, "officers", who);
}

}  // namespace

bool is_governance_officer(const Home& home, const std::string& who) {
  if (is_named(home, "information_governance_officers", who)) return true;
  try {
    return has_role(home, who, kInformationOfficer);
  } catch (const Error& error) {
    if (error.code() != Code::request_invalid) throw;
    return false;
  }
}

std::set<std::string> named_governance_officers(const Home& home) {
  std::set<std::string> named;
  const toml::table settings = read_settings(home);
  const toml::array* officers = settings["rights"]["information_governance_officers"].as_array();
  if (officers == nullptr) return named;
  for (const toml::node& officer : *officers) named.insert(officer.value_or(std::string()));
  return named;
}

std::vector<PersonRequest> read_requests(const Home& home) {
  std::vector<PersonRequest> requests;
  if (!fs::exists(book_file(home))) return requests;
  try {
    const Json json = Json::parse(read_text(book_file(home)));
    for (const Json& one : json.at("requests")) requests.push_back(request_of(one));
  } catch (const Json::exception&) {
    throw Error(Code::source_unreadable,
                fmt::format("{} is damaged, so nobody can tell who is restricted. Put it back from "
                            "a copy of the workspace.",
                            book_file(home)));
  }
  return requests;
}

void write_requests(const Home& home, const std::vector<PersonRequest>& requests) {
  make_home_folder(home.rights());
  Json json = {{"format", "newlyn requests 1"}, {"requests", Json::array()}};
  for (const PersonRequest& request : requests) {
    json["requests"].push_back({{"number", request.number},
                                {"kind", request.kind},
                                {"entity", request.entity},
                                {"made", request.made},
                                {"who", request.who},
                                {"reason", request.reason},
                                {"concerns", request.concerns},
                                {"state", request.state},
                                {"settled", request.settled},
                                {"ticket", request.ticket},
                                {"correction", request.correction}});
  }
  write_home_file(book_file(home), json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::vector<std::string> restricted_for(const Home& home, const std::string& who) {
  std::vector<std::string> entities;
  for (const PersonRequest& request : read_requests(home)) {
    if (request.kind == "restriction" && request.state == "open") {
      entities.push_back(request.entity);
    }
  }
  if (!entities.empty() && is_officer(home, who)) entities.clear();
  return entities;
}

std::vector<PersonRequest> objections_to(const Home& home, const std::string& purpose) {
  std::vector<PersonRequest> objections;
  if (purpose.empty()) return objections;
  for (PersonRequest& request : read_requests(home)) {
    if (request.kind != "objection" || request.concerns != purpose) continue;
    if (request.state == "open" || request.state == "upheld") {
      objections.push_back(std::move(request));
    }
  }
  return objections;
}

void hand_on_requests(const Home& home, const std::string& from, const std::string& to) {
  std::vector<PersonRequest> requests = read_requests(home);
  bool is_other = false;
  for (PersonRequest& request : requests) {
    if (request.entity != from) continue;
    is_other = true;
    request.entity = to;
  }
  if (is_other) write_requests(home, requests);
}

void forget_requests(const Home& home, const std::string& entity) {
  std::vector<PersonRequest> requests = read_requests(home);
  bool is_other = false;
  for (PersonRequest& request : requests) {
    if (request.entity != entity) continue;
    is_other = true;
    request.reason.clear();
    if (!request.ticket.empty()) fs::remove(home.folder + "/" + request.ticket);
    request.ticket.clear();
    if (request.state == "open") request.state = "erased";
  }
  if (is_other) write_requests(home, requests);
}

}  // namespace newlyn::workspace
