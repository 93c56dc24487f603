// SPDX-License-Identifier: MIT
// The table of duties, and the files that are made of it.
#include "workspace/governance/starter_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

namespace newlyn::workspace {
namespace {

constexpr std::array<StarterRole, 6> kRoles = {{
    {"viewer", "looks people up, and changes nothing"},
    {"caseworker", "works for people: looks, keeps records, corrects what is wrong"},
    {"reviewer", "decides which records are one person"},
    {"analyst", "measures and links sources, and hands lists to their owners"},
    {"information_governance_officer", "answers for what is done with people's data"},
    {"administrator", "keeps the workspace going, and sees nobody in it"},
}};

constexpr StarterDuties kViewer = 1;
constexpr StarterDuties kCaseworker = 2;
constexpr StarterDuties kReviewer = 4;
constexpr StarterDuties kAnalyst = 8;
constexpr StarterDuties kOfficer = 16;
constexpr StarterDuties kAdministrator = 32;

constexpr StarterDuties kLookers = kViewer | kCaseworker | kReviewer | kOfficer;
constexpr StarterDuties kSetters = kAnalyst | kAdministrator;
constexpr StarterDuties kReaders = kAnalyst | kOfficer | kAdministrator;
constexpr StarterDuties kAccountable = kOfficer | kAdministrator;

struct Duty {
  std::string_view command;  // a verb, or what several begin with
  StarterDuties roles;
};

// The first row that fits holds. A verb that fits none is refused by a test: say here whose it is.
constexpr Duty kDuties[] = {
    {"audit", kOfficer},
    {"backup", kAdministrator},
    {"breach report", kOfficer},
    {"catalogue", kReaders},
    {"check", kAccountable},
    {"entity correct", kCaseworker},
    {"entity export", kOfficer},
    {"entity merge", kReviewer},
    {"entity split", kReviewer},
    {"entity", kLookers},
    {"export destroyed", kOfficer},
    {"export register", kReaders},
    {"export", kAnalyst | kOfficer},
    {"find", kLookers},
    {"governance", kOfficer},
    {"household", kLookers},
    {"init", kAdministrator},
    {"judge", kReviewer},
    {"key", kAdministrator},
    {"link", kSetters},
    {"map", kSetters},
    {"network", kLookers},
    {"path", kLookers},
    {"policy put", kAdministrator},
    {"policy", kAccountable},
    {"profile", kAnalyst},
    {"purpose approve", kOfficer},
    {"purpose gateway", kOfficer},
    {"purpose key", kReaders},
    {"purpose", kReaders},
    {"quality", kAnalyst},
    {"record add", kCaseworker},
    {"record replace", kCaseworker},
    {"record delete", kOfficer},
    {"record", kLookers},
    {"retain", kOfficer},
    {"review agreement", kReviewer | kAnalyst | kOfficer},
    {"review export", kAnalyst},
    {"review", kReviewer},
    {"rights", kOfficer},
    {"rollback", kAdministrator},
    {"seal list", kOfficer},
    {"seal open", kCaseworker},
    {"search", kLookers},
    {"source limit", kOfficer | kAdministrator},
    {"source link", kCaseworker | kAnalyst},
    {"source", kReaders},
};

bool begins_with(std::string_view command, std::string_view words) {
  return command == words || (command.starts_with(words) && command[words.size()] == ' ');
}

/// Whether a verb is anybody's by a policy: it works on a workspace.
bool is_of_policy(const VerbRule& rule) {
  return rule.effect != VerbEffect::outside && rule.command != "init";
}

/// Whether a verb is asked about over sources (`of_sources`), or over the workspace.
bool is_asked_over(const VerbRule& rule, VerbLeave leave) {
  return rule.leave == leave || rule.leave == VerbLeave::of_both;
}

/// All names that entries of a verb have, which is what the policy is asked about.
std::vector<std::string> actions_of(const VerbRule& rule) {
  std::vector<std::string> actions;
  for (const VerbRule& named : verb_rules()) {
    if (named.command == rule.command) {
      actions.push_back(named.entry.empty() ? entry_name(named.command) : std::string(named.entry));
    }
  }
  for (const std::string_view further : further_entries(rule.command)) {
    actions.emplace_back(further);
  }
  return actions;
}

/// The actions of a role, over sources or over the workspace.
std::vector<std::string> actions_of(size_t role, VerbLeave leave) {
  std::set<std::string> actions;
  for (const VerbRule& rule : verb_rules()) {
    const StarterDuties duties = starter_duties(rule.command).value_or(0);
    if (!is_of_policy(rule) || !is_asked_over(rule, leave) || (duties >> role & 1) == 0) continue;
    for (std::string& action : actions_of(rule)) actions.insert(std::move(action));
  }
  return {actions.begin(), actions.end()};
}

/// "Action::"a", Action::"b"" in lines that are not too long.
std::string action_list(const std::vector<std::string>& actions) {
  std::string text = "[";
  size_t width = 0;
  for (size_t i = 0; i < actions.size(); ++i) {
    const std::string one =
        fmt::format("Action::\"{}\"{}", actions[i], i + 1 < actions.size() ? "," : "]");
    if (width + one.size() > 84) width = 0;
    text += width == 0 ? "\n    " : " ";
    text += one;
    width += one.size() + 1;
  }
  return text;
}

std::string permit(size_t role, VerbLeave leave) {
  const std::vector<std::string> actions = actions_of(role, leave);
  if (actions.empty()) return {};
  const bool over_sources = leave == VerbLeave::of_sources;
  return fmt::format(
      "\n@id(\"{0}_over_{1}\")\npermit (principal in Role::\"{0}\", action in {2},\n  resource is "
      "{3});\n",
      kRoles[role].name, over_sources ? "sources" : "workspace", action_list(actions),
      over_sources ? "Source" : "Workspace");
}

/// Somebody who has a role in the tests, and no more.
std::string account_of(size_t role) { return fmt::format("test.{}", kRoles[role].name); }

struct StarterTest {
  std::string name;
  std::string account;
  std::string action;
  bool over_sources = false;
  bool permitted = false;
};

std::string test_text(const StarterTest& test) {
  return fmt::format(
      "\n[[test]]\nname = \"{}\"\nprincipal = 'User::\"{}\"'\naction = 'Action::\"{}\"'\n"
      "resource = '{}'\nexpect = \"{}\"\n",
      test.name, test.account, test.action,
      test.over_sources ? "Source::\"any\"" : "Workspace::\"this\"",
      test.permitted ? "permit" : "deny");
}

/// The tests of a verb, for each role and for nobody's, over sources or over the workspace.
std::string tests_of(const VerbRule& rule, bool over_sources) {
  const StarterDuties duties = starter_duties(rule.command).value_or(0);
  const bool is_about_rows = over_sources && rule.leave == VerbLeave::of_both;
  const std::string words = std::string(rule.command) + (is_about_rows ? " with rows" : "");
  const auto actions = actions_of(rule);
  const std::string& action = is_about_rows ? actions.back() : actions.front();
  std::string text;
  for (size_t role = 0; role < kRoles.size(); ++role) {
    const bool permitted = (duties >> role & 1) != 0;
    text += test_text(
        {fmt::format("{} {} {}", kRoles[role].name, permitted ? "does" : "does not", words),
         account_of(role), action, over_sources, permitted});
  }
  return text + test_text({fmt::format("nobody else does {}", words), "test.nobody", action,
                           over_sources, false});
}

constexpr std::string_view kRulesHead =
    R"(// A policy to begin with, for six roles. Nothing here counts yet. To begin with it:
//
//   1. Write into roles.toml beside this file who has which role. Have somebody else read both.
//   2. newlyn policy test --starter
//   3. newlyn policy put tests.toml, rules.policy and roles.toml of this folder, in this order.
//      With the rules nobody does anything that no rule permits; with the roles those have them
//      who are named, and the administrators alone change the policy.
//
// Nothing is allowed unless a rule permits it; a rule that forbids outranks all that permit; the
// order says nothing. The names of actions are those of the audit log. A purpose narrows what a
// rule permits: it names roles as well, and the fields, rows and sources that are seen.
)";

constexpr std::string_view kRulesEnd = R"(
// Who is restricted (facts.toml) is seen by those who are cleared for the class.
@id("cleared")
permit (principal, action, resource is Restricted)
when { principal.clearance.contains(resource.class) };

// A seal can be broken open by those who may do that at all, with a reason and for a while.
@id("sealed_records_can_be_opened")
permit (principal in Role::"caseworker", action == Action::"seal_open", resource is Restricted)
when { resource.shown == "sealed" };

// Further rules, as examples. Take the marks away to have one.
//
// @id("looks_in_the_hours_of_work")
// forbid (principal in Role::"viewer", action, resource is Source)
// unless { context.hour >= 7 && context.hour < 19 };
//
// @id("officers_alone_see_sensitive_sources")
// forbid (principal, action, resource in Group::"sensitive")
// unless { principal in Role::"information_governance_officer" };
//
// @id("own_cases")
// forbid (principal in Role::"caseworker", action == Action::"show_entity", resource is Source)
// unless { context has assigned && context.assigned };
)";

constexpr std::string_view kRolesHead =
    R"(# Who has which role: the names of accounts as people sign in. Those that begin with "test."
# are nobody's: the tests beside this file ask about them.
)";

constexpr std::string_view kTestsHead =
    R"(# What the rules must permit and deny: newlyn policy test --starter. Each verb is asked for
# each role. Write further ones for your own rules.
)";

}  // namespace

const std::array<StarterRole, 6>& starter_roles() noexcept { return kRoles; }

std::optional<StarterDuties> starter_duties(std::string_view command) noexcept {
  const auto* row = std::find_if(std::begin(kDuties), std::end(kDuties), [&](const Duty& duty) {
    return begins_with(command, duty.command);
  });
  if (row == std::end(kDuties)) return std::nullopt;
  return row->roles;
}

std::string starter_rules() {
  std::string text(kRulesHead);
  for (size_t role = 0; role < kRoles.size(); ++role) {
    text += fmt::format("\n// {}: {}.", kRoles[role].name, kRoles[role].words);
    text += permit(role, VerbLeave::of_sources);
    text += permit(role, VerbLeave::of_workspace);
  }
  return text + std::string(kRulesEnd);
}

std::string starter_role_file() {
  std::string text(kRolesHead);
  for (size_t role = 0; role < kRoles.size(); ++role) {
    text += fmt::format("\n# {}.\n[{}]\nmembers = [\"{}\"]\n", kRoles[role].words,
                        kRoles[role].name, account_of(role));
  }
  return text;
}

std::string starter_tests() {
  std::string text(kTestsHead);
  for (const VerbRule& rule : verb_rules()) {
    if (!is_of_policy(rule)) continue;
    if (is_asked_over(rule, VerbLeave::of_workspace)) text += tests_of(rule, false);
    if (is_asked_over(rule, VerbLeave::of_sources)) text += tests_of(rule, true);
  }
  return text;
}

void write_starter_policy(const Home& home) {
  make_home_folder(home.folder + "/policy");
  make_home_folder(home.folder + "/policy/starter");
  write_home_file(home.folder + "/policy/starter/rules.policy", starter_rules());
  write_home_file(home.folder + "/policy/starter/roles.toml", starter_role_file());
  write_home_file(home.folder + "/policy/starter/tests.toml", starter_tests());
}

}  // namespace newlyn::workspace
