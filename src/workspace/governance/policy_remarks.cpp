// SPDX-License-Identifier: MIT
// Holds the names in rules against the registries.
#include "workspace/governance/policy_remarks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "governance/facts.h"
#include "governance/rule_names.h"
#include "workspace/governance/purpose_state.h"
#include "workspace/sources/write_status.h"
#include "workspace/verb_rules.h"

namespace newlyn::workspace {
namespace {

using governance::EntityName;
using governance::RuleName;
using governance::RulePlace;

/// The types of what questions are about, and of what those belong to.
constexpr std::array<std::string_view, 3> kResources = {"Source", "Workspace", "Restricted"};

template <typename Names>
bool has(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whether any question is asked about an action: a verb that works on a workspace.
bool is_action(const std::string& name) {
  const VerbRule* rule = rule_of_entry(name);
  return rule != nullptr && rule->effect != VerbEffect::outside;
}

/// The action that a mistyped name is nearest to, by letters to change; empty where none is near.
std::string nearest_action(const std::string& name) {
  const auto distance = [](std::string_view left, std::string_view right) {
    std::vector<size_t> row(right.size() + 1);
    for (size_t i = 0; i <= right.size(); ++i) row[i] = i;
    for (size_t i = 1; i <= left.size(); ++i) {
      size_t before = row[0];
      row[0] = i;
      for (size_t j = 1; j <= right.size(); ++j) {
        const size_t changed = before + (left[i - 1] == right[j - 1] ? 0 : 1);
        before = row[j];
        row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
      }
    }
    return row.back();
  };
  constexpr size_t kNear = 2;
  size_t least = kNear + 1;
  std::string nearest;
  for (const VerbRule& rule : verb_rules()) {
    if (rule.effect == VerbEffect::outside) continue;
    const std::string action =
        rule.entry.empty() ? entry_name(rule.command) : std::string(rule.entry);
    const size_t letters = distance(name, action);
    if (letters >= least) continue;
    least = letters;
    nearest = action;
  }
  return nearest;
}

/// One policy held against what there is.
class Remarks {
 public:
  Remarks(const Home& home, const PolicyTexts& texts)
      : names_(governance::rule_names(texts.rules)),
        facts_(governance::read_facts(texts.facts)),
        sources_(source_names(home)),
        purposes_(purpose_names(home)) {
    for (const auto& [name, entity] : governance::read_roles(texts.roles)) add_groups(entity);
    for (const auto& [name, entity] : facts_.entities) add_groups(entity);
    for (const governance::RestrictedClass& of : facts_.restricted) {
      groups_.insert({"Restricted", of.name});
    }
  }

  std::vector<std::string> all() {
    if (names_.permits == 0) {
      remarks_.emplace_back(
          "No rule permits anything, so nobody may do anything that the policy is asked about.");
    }
    for (const RuleName& name : names_.names) look(name);
    say();
    return std::move(remarks_);
  }

 private:
  void add_groups(const governance::Entity& entity) {
    groups_.insert(entity.parents.begin(), entity.parents.end());
  }

  void look(const RuleName& of) {
    const EntityName& name = of.name;
    if (of.place == RulePlace::action) return look_at_action(of);
    if (name.id.empty()) return look_at_type(of);
    const bool is_group = name.type == "Role" || name.type == "Team" || name.type == "Group" ||
                          name.type == "Restricted";
    if (is_group && !groups_.contains(name)) note(of);
    if (name.type == "Source" && !sources_.empty() && !has(sources_, name.id)) note(of);
    if (name.type == "Purpose" && !purposes_.empty() && !has(purposes_, name.id)) note(of);
    if (name.type == "Action" && !is_action(name.id)) note(of);
    const bool is_known = is_group || name.type == "User" || name.type == "Source" ||
                          name.type == "Purpose" || name.type == "Action" ||
                          name.type == "Workspace";
    if (!is_known) look_at_type(of);
  }

  void look_at_action(const RuleName& of) {
    if (of.name.type != "Action" || !is_action(of.name.id)) note(of);
  }

  void look_at_type(const RuleName& of) {
    const std::string& type = of.name.type;
    if (of.place == RulePlace::resource && !has(kResources, type)) {
      remarks_.push_back(
          fmt::format("The rule {} is about resources of the type {}, of which there are none, so "
                      "it never applies. Types are {}.",
                      of.rule, type, fmt::join(kResources, ", ")));
    } else if (of.place == RulePlace::principal && type != "User") {
      remarks_.push_back(
          fmt::format("The rule {} is about whoever is a {}, and whoever asks is a User, so it "
                      "never applies.",
                      of.rule, type));
    }
  }

  void note(const RuleName& of) { unknown_[of.name].insert(of.rule); }

  void say() {
    struct Row {
      std::string_view type;
      std::string_view words;
      std::string_view remedy;
    };
    static constexpr std::array<Row, 6> kRows = {{
        {"Role", "Nobody has the role", "policy/roles.toml gives roles."},
        {"Team", "There is no team", "policy/facts.toml names teams."},
        {"Group", "There is no group of sources", "policy/facts.toml names groups."},
        {"Restricted", "There is no class of restricted records",
         "policy/facts.toml names classes."},
        {"Source", "There is no source", "newlyn source list shows those there are."},
        {"Purpose", "There is no purpose", "newlyn purpose list shows those there are."},
    }};
    for (const auto& [name, rules] : unknown_) {
      const std::string where = rules.size() == 1
                                    ? "the rule " + *rules.begin() + " says"
                                    : fmt::format("the rules {} say", fmt::join(rules, ", "));
      const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                     [&](const Row& one) { return one.type == name.type; });
      if (row == kRows.end()) {
        say_action(name.id, where);
      } else {
        remarks_.push_back(fmt::format("{} {}, so what {} of it never applies. {}", row->words,
                                       name.id, where, row->remedy));
      }
    }
  }

  void say_action(const std::string& name, const std::string& where) {
    const std::string nearest = nearest_action(name);
    remarks_.push_back(fmt::format(
        "There is no action {}, so what {} of it never applies. {}", name, where,
        nearest.empty() ? "Actions have the names that newlyn audit list shows for verbs."
                        : fmt::format("The nearest one is {}.", nearest)));
  }

  governance::RuleNames names_;
  governance::PolicyFacts facts_;
  std::vector<std::string> sources_;
  std::vector<std::string> purposes_;
  std::set<EntityName> groups_;
  std::map<EntityName, std::set<std::string>> unknown_;  // with the rules that name it
  std::vector<std::string> remarks_;
};

}  // namespace

std::vector<std::string> policy_remarks(const Home& home, const PolicyTexts& texts) {
  return Remarks(home, texts).all();
}

}  // namespace newlyn::workspace
