// SPDX-License-Identifier: MIT
// Networks, paths and households as lines and as JSON.
#include "cli/network_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace newlyn::cli {
namespace {

using nlohmann::ordered_json;

/// Over which time something is said to be so.
std::string time_words(const std::string& from, const std::string& until) {
  return fmt::format("{} to {}", from.empty() ? "not said" : from,
                     until.empty() ? "not said" : until);
}

std::string period(const std::string& from, const std::string& until) {
  return from.empty() && until.empty() ? "" : ", " + time_words(from, until);
}

/// When two had what they share, as far as their sources say it.
std::string shared_time(const workspace::SharedLink& link) {
  if (!link.is_elsewhen) return period(link.from, link.until);
  return fmt::format(", not at one time: {}; {}", time_words(link.left_from, link.left_until),
                     time_words(link.right_from, link.right_until));
}

std::string link_text(const workspace::SharedLink& link) {
  if (link.relation == "declared") {
    const std::string role = link.role.empty() ? "" : fmt::format("{} of ", link.role);
    return fmt::format("declared: {}{} (of {}{})", role, link.value, link.entities,
                       period(link.from, link.until));
  }
  return fmt::format("{} {} (of {}{})", link.relation, link.value, link.entities,
                     shared_time(link));
}

ordered_json link_json(const workspace::SharedLink& link) {
  ordered_json json = {{"left", link.left},          {"right", link.right},
                       {"relation", link.relation},  {"value", link.value},
                       {"entities", link.entities},  {"first_date", link.first_date},
                       {"last_date", link.last_date}};
  if (link.relation == "declared") json["role"] = link.role;
  json.update({{"from", link.from}, {"until", link.until}});
  if (link.relation != "declared") {
    json.update({{"left_from", link.left_from},
                 {"left_until", link.left_until},
                 {"right_from", link.right_from},
                 {"right_until", link.right_until},
                 {"at_one_time", !link.is_elsewhen}});
  }
  return json;
}

ordered_json entity_json(const workspace::NamedEntity& entity) {
  return {{"entity", entity.entity}, {"summary", entity.summary}, {"hops", entity.hops}};
}

}  // namespace

std::string network_text(const workspace::NetworkAnswer& answer) {
  std::string text;
  for (const workspace::NamedEntity& entity : answer.entities) {
    text += fmt::format("{:>{}}{}  {}\n", "", entity.hops * 2, entity.entity, entity.summary);
  }
  if (!answer.links.empty()) text += "\nWhat joins them:\n";
  for (const workspace::SharedLink& link : answer.links) {
    text += fmt::format("  {} - {}  {}\n", link.left, link.right, link_text(link));
  }
  if (!answer.hubs.empty()) text += "\nShared by very many, not followed:\n";
  for (const workspace::SharedHub& hub : answer.hubs) {
    text += fmt::format("  {}  {} {}: {} entities{}\n", hub.entity, hub.relation, hub.value,
                        hub.entities, hub.or_more ? " or more" : "");
  }
  if (answer.left_out > 0) {
    text +=
        fmt::format("\n{} further entities are not shown. --count shows more.\n", answer.left_out);
  }
  return text;
}

std::string network_json(const workspace::NetworkAnswer& answer) {
  ordered_json json;
  json["entity"] = answer.entity;
  json["entities"] = ordered_json::array();
  for (const auto& entity : answer.entities) json["entities"].push_back(entity_json(entity));
  json["links"] = ordered_json::array();
  for (const auto& link : answer.links) json["links"].push_back(link_json(link));
  json["hubs"] = ordered_json::array();
  for (const auto& hub : answer.hubs) {
    json["hubs"].push_back({{"entity", hub.entity},
                            {"relation", hub.relation},
                            {"value", hub.value},
                            {"entities", hub.entities},
                            {"or_more", hub.or_more}});
  }
  json["left_out"] = answer.left_out;
  return json.dump(2) + "\n";
}

std::string path_text(const workspace::PathAnswer& answer) {
  std::string text;
  for (const workspace::PathLine& path : answer.paths) {
    text +=
        fmt::format("Path of {} steps, {:.1f} bits of commonness:\n", path.steps.size(), path.cost);
    for (size_t i = 0; i < path.entities.size(); ++i) {
      if (i > 0) {
        for (const auto& link : path.steps[i - 1]) text += "    " + link_text(link) + "\n";
      }
      text += fmt::format("  {}  {}\n", path.entities[i].entity, path.entities[i].summary);
    }
  }
  if (answer.paths.empty()) text += "Nothing that few share leads from one to the other.\n";
  if (answer.is_cut) text += "The search was cut off: there may be further paths.\n";
  return text;
}

std::string path_json(const workspace::PathAnswer& answer) {
  ordered_json json = {{"from", answer.from}, {"to", answer.to}};
  json["paths"] = ordered_json::array();
  for (const workspace::PathLine& path : answer.paths) {
    ordered_json line;
    line["cost"] = path.cost;
    line["entities"] = ordered_json::array();
    for (const auto& entity : path.entities) line["entities"].push_back(entity_json(entity));
    line["steps"] = ordered_json::array();
    for (const auto& step : path.steps) {
      ordered_json links = ordered_json::array();
      for (const auto& link : step) links.push_back(link_json(link));
      line["steps"].push_back(std::move(links));
    }
    json["paths"].push_back(std::move(line));
  }
  json["is_cut"] = answer.is_cut;
  return json.dump(2) + "\n";
}

std::string households_text(const workspace::HouseholdAnswer& answer) {
  std::string text;
  for (const workspace::HouseholdLine& line : answer.households) {
    text += fmt::format("{} {}{}\n", line.relation, line.value,
                        line.or_more ? ": more than a household" : ", household " + line.id);
    for (const workspace::HouseholdPerson& person : line.people) {
      text += fmt::format("  {}  {}{}\n", person.entity, person.summary,
                          period(person.from, person.until));
    }
    if (line.left > 0) text += fmt::format("  {} had died or left by then\n", line.left);
    if (line.elsewhen > 0) text += fmt::format("  {} were there at another time\n", line.elsewhen);
  }
  return text.empty() ? "Nobody shares a place with them.\n" : text;
}

std::string households_json(const workspace::HouseholdAnswer& answer) {
  ordered_json json = ordered_json::array();
  for (const workspace::HouseholdLine& line : answer.households) {
    ordered_json people = ordered_json::array();
    for (const workspace::HouseholdPerson& person : line.people) {
      people.push_back({{"entity", person.entity},
                        {"summary", person.summary},
                        {"from", person.from},
                        {"until", person.until}});
    }
    json.push_back({{"household", line.id},
                    {"relation", line.relation},
                    {"value", line.value},
                    {"people", std::move(people)},
                    {"left", line.left},
                    {"elsewhen", line.elsewhen},
                    {"or_more", line.or_more}});
  }
  return ordered_json{{"entity", answer.entity}, {"households", std::move(json)}}.dump(2) + "\n";
}

}  // namespace newlyn::cli
