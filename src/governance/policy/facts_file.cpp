// SPDX-License-Identifier: MIT
// Reads the facts beside a policy, and gives each user what they are cleared for.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <unordered_set>

#include "base/error.h"
#include "base/toml.h"
#include "governance/facts.h"
#include "governance/policy/conditions.h"
#include "governance/policy/policy_toml.h"

namespace newlyn::governance {
namespace {

constexpr std::array<std::string_view, 2> kTeamMembers = {"members", "teams"};
constexpr std::array<std::string_view, 2> kGroupMembers = {"sources", "groups"};
constexpr std::array<std::string_view, 7> kClassMembers = {"cleared",  "teams",   "roles", "shown",
                                                           "entities", "markers", "over"};

[[noreturn]] void refuse(const std::string& where, std::string_view must) {
  throw Error(Code::request_invalid,
              fmt::format("{} in the facts must be {}. Mend the file.", where, must));
}

/// One table of the file: [team.housing].
struct Part {
  std::string where;  // "team.housing"
  const toml::table& table;

  std::vector<std::string> list(const char* member) const {
    std::vector<std::string> texts;
    const auto node = table[member];
    if (!node) return texts;
    const std::string place = fmt::format("{} of {}", member, where);
    const toml::array* array = node.as_array();
    if (array == nullptr) refuse(place, "a list in brackets");
    for (const toml::node& item : *array) {
      const auto text = item.value_exact<std::string>();
      if (!text || text->empty()) refuse(place, "a list of texts in quotes");
      texts.push_back(*text);
    }
    return texts;
  }
};

void check_members(const Part& part, std::span<const std::string_view> known) {
  for (const auto& [member, ignored] : part.table) {
    if (std::find(known.begin(), known.end(), member.str()) != known.end()) continue;
    throw Error(
        Code::request_invalid,
        fmt::format("{} in the facts has no {}. It has: {}.", part.where, member.str(), [&] {
          std::string names;
          for (const std::string_view name : known) {
            names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
          }
          return names;
        }()));
  }
}

void add_parents(Entities& entities, const char* type, const std::vector<std::string>& ids,
                 const EntityName& parent) {
  for (const std::string& id : ids) entities[{type, id}].parents.push_back(parent);
}

RestrictedClass read_class(const Part& part, const std::string& name) {
  RestrictedClass restricted;
  restricted.name = name;
  const auto shown = part.table["shown"];
  const std::string word = shown ? shown.value_or(std::string("?")) : "absent";
  if (word != "absent" && word != "sealed") {
    refuse("shown of " + part.where, "\"absent\" or \"sealed\"");
  }
  restricted.sealed = word == "sealed";
  restricted.entities = part.list("entities");
  restricted.markers = part.list("markers");
  restricted.over = part.list("over");
  restricted.cleared = part.list("cleared");
  restricted.teams = part.list("teams");
  restricted.roles = part.list("roles");
  return restricted;
}

void read_part(const std::string& kind, const std::string& name, const Part& part,
               PolicyFacts& facts) {
  if (kind == "team") {
    check_members(part, kTeamMembers);
    add_parents(facts.entities, "User", part.list("members"), {"Team", name});
    add_parents(facts.entities, "Team", part.list("teams"), {"Team", name});
  } else if (kind == "group") {
    check_members(part, kGroupMembers);
    add_parents(facts.entities, "Source", part.list("sources"), {"Group", name});
    add_parents(facts.entities, "Group", part.list("groups"), {"Group", name});
  } else {
    check_members(part, kClassMembers);
    facts.restricted.push_back(read_class(part, name));
  }
}

/// Who is cleared for a class.
class Clearing {
 public:
  Clearing(const EntityTable& table, const RestrictedClass& of)
      : table_(table), of_(of), accounts_(of.cleared.begin(), of.cleared.end()) {}

  bool clears(const EntityName& user) const {
    return accounts_.contains(user.id) || in_any(user, "Team", of_.teams) ||
           in_any(user, "Role", of_.roles);
  }

 private:
  bool in_any(const EntityName& user, const char* type, const std::vector<std::string>& ids) const {
    return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
      return table_.belongs(user, {type, id});
    });
  }

  const EntityTable& table_;
  const RestrictedClass& of_;
  std::unordered_set<std::string> accounts_;
};

}  // namespace

PolicyFacts read_facts(std::string_view text) {
  const toml::table file = parse_policy_toml(text, "facts");
  PolicyFacts facts;
  for (const auto& [key, node] : file) {
    const std::string kind(key.str());
    const bool is_known = kind == "team" || kind == "group" || kind == "restricted";
    const toml::table* parts = node.as_table();
    if (!is_known || parts == nullptr) {
      throw Error(Code::request_invalid,
                  fmt::format("{} is none of the facts. Write [team.NAME], [group.NAME] or "
                              "[restricted.NAME].",
                              kind));
    }
    for (const auto& [name, part] : *parts) {
      const std::string where = fmt::format("{}.{}", kind, name.str());
      if (part.as_table() == nullptr) refuse(where, fmt::format("a table: [{}]", where));
      read_part(kind, std::string(name.str()), {where, *part.as_table()}, facts);
    }
  }
  return facts;
}

Entities policy_entities(Entities roles, const PolicyFacts& facts,
                         const std::vector<std::string>& users) {
  Entities entities = std::move(roles);
  for (const auto& [name, entity] : facts.entities) {
    auto& parents = entities[name].parents;
    parents.insert(parents.end(), entity.parents.begin(), entity.parents.end());
  }
  for (const RestrictedClass& of : facts.restricted) {
    for (const std::string& user : of.cleared) entities[{"User", user}];
    Attributes& attributes = entities[{"Restricted", of.name}].attributes;
    attributes["class"] = {of.name};
    attributes["shown"] = {std::string(of.sealed ? "sealed" : "absent")};
  }
  for (const std::string& user : users) entities[{"User", user}];
  const EntityTable table(entities);
  std::vector<Clearing> clearings;
  for (const RestrictedClass& of : facts.restricted) clearings.emplace_back(table, of);
  for (auto& [name, entity] : entities) {
    if (name.type != "User") continue;
    ValueSet clearance;
    for (size_t i = 0; i < clearings.size(); ++i) {
      if (clearings[i].clears(name)) clearance.push_back({facts.restricted[i].name});
    }
    entity.attributes["clearance"] = {std::move(clearance)};
  }
  return entities;
}

std::vector<Assignment> assignments_of(const Policy& policy, const std::string& user,
                                       const std::vector<Assignment>& all,
                                       const std::string& today) {
  std::vector<Assignment> own;
  for (const Assignment& one : all) {
    if (!one.from.empty() && today < one.from) continue;
    if (!one.until.empty() && today > one.until) continue;
    const bool is_own = one.account.empty() ? policy.belongs({"User", user}, {"Team", one.team})
                                            : one.account == user;
    if (is_own) own.push_back(one);
  }
  return own;
}

}  // namespace newlyn::governance
