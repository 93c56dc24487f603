// SPDX-License-Identifier: MIT
// A process that runs by another account's rights than those of the person it works for.
#include "workspace/governance/behind_account.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <optional>

#include "base/error.h"
#include "governance/decision.h"
#include "workspace/governance/closed_place.h"
#include "workspace/governance/home_policy.h"
#include "workspace/governance/signed_in.h"
#include "workspace/governance/trace.h"
#include "workspace/home/home_named.h"
#include "workspace/service_account.h"
#include "workspace/verb_rules.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

/// What this process was asked for. A process runs one command.
struct Asking {
  const VerbRule* rule = nullptr;  // null: a command that has no such verb, or help
  std::string workspace;           // as it was named
  std::string reached;             // the workspace that may be used for it
};
Asking asking;

constexpr std::string_view kWorkspace = "--workspace=";

/// Variables of a person that would count for the account: where programs, settings and what does
/// not fit into memory lie. Which workspace and which key is meant does no harm: a wrong one opens
/// nothing.
constexpr std::array<const char*, 3> kLeftOut = {"NEWLYN_EXTENSIONS", "NEWLYN_SETTINGS", "TMPDIR"};

std::string account_name(uid_t number) {
  const passwd* account = getpwuid(number);
  return account != nullptr ? account->pw_name : fmt::format("uid {}", number);
}

std::string own_name() { return account_name(geteuid()); }

const VerbRule* rule_of(const std::vector<std::string>& arguments) {
  const auto named = [](const std::string& command) -> const VerbRule* {
    const auto rules = verb_rules();
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const VerbRule& rule) { return rule.command == command; });
    return found == rules.end() ? nullptr : &*found;
  };
  if (arguments.empty()) return nullptr;
  const VerbRule* whole = named(arguments[0]);
  if (whole != nullptr || arguments.size() < 2) return whole;
  return named(arguments[0] + " " + arguments[1]);
}

/// Whether an argument is the workspace after --workspace: the folder itself, not what lies in it.
bool names_workspace(const std::vector<std::string>& arguments, size_t i) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  if (static_cast<size_t>(end - arguments.begin()) <= i) return false;
  return arguments[i].starts_with(kWorkspace) || (i > 0 && arguments[i - 1] == "--workspace");
}

std::string workspace_in(const std::vector<std::string>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (!names_workspace(arguments, i)) continue;
    return arguments[i].starts_with(kWorkspace) ? arguments[i].substr(kWorkspace.size())
                                                : arguments[i];
  }
  return "";
}

bool asks_for_help(const std::vector<std::string>& arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
    return argument == "--help" || argument == "-h";
  });
}

/// Why a workspace is not used for somebody else; empty where it may be.
std::string unfit(const Home& home) {
  struct stat found {};
  const std::string folder = resolved_place(home.folder);
  if (folder.empty() || ::stat(folder.c_str(), &found) != 0 || found.st_uid != geteuid()) {
    return fmt::format("it does not belong to the account {}", own_name());
  }
  if ((found.st_mode & 077) != 0) {
    return "others than its account may look into it. Run chmod 700 on it as that account";
  }
  const std::string changeable = changeable_folder(folder, geteuid());
  if (!changeable.empty()) {
    return fmt::format("others than {} and root may change the folder {}", own_name(), changeable);
  }
  return "";
}

/// The workspace that was meant, where it is one whose log can be trusted.
std::optional<Home> meant_home() {
  try {
    const Home home = home_named(asking.workspace);
    if (unfit(home).empty()) return home;
  } catch (const Error& error) {
    if (error.code() != Code::request_invalid && error.code() != Code::access_refused) throw;
  }
  return std::nullopt;
}

std::string verb_of(const VerbRule& rule) {
  return rule.entry.empty() ? entry_name(rule.command) : std::string(rule.entry);
}

/// Refuses, after an entry where there is a log. A log that cannot be written gives no answer
/// either.
[[noreturn]] void refuse(const std::optional<Home>& home, const std::string& rule,
                         const std::string& why) {
  if (home && asking.rule != nullptr) {
    governance::AuditEntry refusal = own_entry(verb_of(*asking.rule), rule);
    refusal.role = role_of_asker(*home);
    refusal.outcome = "refused";
    open_audit(*home)->append(refusal);
  }
  throw Error(Code::access_refused, why);
}

bool holds(const std::string& folder, const std::string& place) {
  return place == folder || place.starts_with(folder.ends_with('/') ? folder : folder + "/");
}

constexpr const char* kOpenPaths = "only open places are read and written for somebody else";

std::string closed_words(const std::string& path) {
  return fmt::format(
      "'{}' leads into a workspace, or to what the account {} keeps to itself. Name "
      "another place, or hand it over by standard input or output.",
      path, own_name());
}

/// Whether a path is closed to who asks: see closed_place.h. So is a folder that holds the
/// workspace.
bool is_closed(const std::string& path, const std::optional<Home>& home) {
  if (is_closed_place(path, geteuid())) return true;
  const std::string place = resolved_place(path);
  std::error_code ignored;
  return home && !place.empty() && fs::is_directory(place, ignored) &&
         holds(place, resolved_place(home->folder));
}

/// Whether an argument is a path that is closed to who asks.
bool is_closed_argument(const std::string& argument, const std::optional<Home>& home) {
  const std::vector<std::string> paths = paths_in(argument);
  return std::any_of(paths.begin(), paths.end(),
                     [&](const std::string& path) { return is_closed(path, home); });
}

void expect_open_paths(const std::vector<std::string>& arguments) {
  const std::optional<Home> home = meant_home();
  for (size_t i = 0; i < arguments.size(); ++i) {
    const bool is_home =
        names_workspace(arguments, i) && fs::exists(fs::path(asking.workspace) / "newlyn.toml");
    if (is_home || !is_closed_argument(arguments[i], home)) continue;
    refuse(home, kOpenPaths, closed_words(arguments[i]));
  }
}

/// Asks the policy of the workspace.
void expect_permitted(const Home& home) {
  const std::string who = principal();
  HomePolicy policy;
  try {
    policy = read_home_policy(home, who, {});
  } catch (const Error& error) {
    if (error.code() != Code::request_invalid && error.code() != Code::source_unreadable) throw;
    refuse(
        home, "policy",
        fmt::format("Everything is refused, because the policy cannot be read. {}", error.what()));
  }
  if (!policy.is_written) {
    refuse(home, "policy",
           fmt::format("The workspace has no policy yet, so nobody but the account {} may use it. "
                       "Ask whoever keeps it for policy/rules.policy and policy/roles.toml.",
                       own_name()));
  }
  // Over sources the verb itself asks, source by source.
  if (asking.rule->leave == VerbLeave::of_sources) return;
  const governance::PolicyDecision decision = policy.policy.decide(
      {{"User", who}, {"Action", verb_of(*asking.rule)}, {"Workspace", "this"}, sign_in_facts()});
  if (decision.allowed) return;
  refuse(home,
         decision.rules.empty() ? "policy" : fmt::format("{}", fmt::join(decision.rules, ", ")),
         fmt::format("{} may not do {} with this workspace. {}", who, verb_of(*asking.rule),
                     governance::refusal_words(policy.policy, decision, verb_of(*asking.rule))));
}

/// What a source reads of a place: itself, what a pattern stands for, and all below a folder.
std::vector<std::string> all_in(const std::string& place) {
  std::vector<std::string> all = paths_in(place);
  const size_t count = all.size();
  for (size_t i = 0; i < count; ++i) {
    std::error_code failed;
    const std::string folder = all[i];
    if (!fs::is_directory(folder, failed)) continue;
    for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end;
         at.increment(failed)) {
      all.push_back(at->path().string());
    }
  }
  return all;
}

bool is_word_letter(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

/// Whether SQL has one of these words, in a text or a name as well.
bool has_word(std::string sql, std::initializer_list<std::string_view> words) {
  for (char& letter : sql) letter = static_cast<char>(std::tolower(letter));
  for (const std::string_view word : words) {
    for (size_t at = sql.find(word); at != sql.npos; at = sql.find(word, at + 1)) {
      const bool begins = at == 0 || !is_word_letter(sql[at - 1]);
      const size_t after = at + word.size();
      if (begins && (after == sql.size() || !is_word_letter(sql[after]))) return true;
    }
  }
  return false;
}

}  // namespace

bool acts_for_another() {
  const ProcessFacts facts = facts_of_process();
  return facts.account != 0 && who_signed_in(facts).account != facts.account;
}

void enter(const std::vector<std::string>& arguments) {
  asking = {};
  const ProcessFacts facts = facts_of_process();
  if (facts.account != 0 && who_signed_in(facts).in_doubt) {
    throw Error(Code::access_refused,
                "Nobody can tell who asks: SUDO_UID is set, and sudo did not start this. Use sudo "
                "-u, or take SUDO_UID out of the environment.");
  }
  if (!acts_for_another()) return;
  for (const char* variable : kLeftOut) ::unsetenv(variable);
  asking.rule = rule_of(arguments);
  asking.workspace = workspace_in(arguments);
  if (asking.rule == nullptr || asking.rule->leave == VerbLeave::of_nobody) return;
  const bool is_own = asking.rule->effect == VerbEffect::outside || asking.rule->command == "init";
  if (is_own) expect_own_account(fmt::format("newlyn {}", asking.rule->command));
  // Whoever asks for help is told; a verb that runs all the same comes to find_home by itself.
  if (asks_for_help(arguments)) return;
  find_home(asking.workspace);
  expect_open_paths(arguments);
}

void expect_own_account(const std::string& what) {
  if (!acts_for_another()) return;
  refuse(meant_home(), "done as oneself",
         fmt::format("{} is not done by the rights of the account {}: run it as yourself, without "
                     "sudo.",
                     what, own_name()));
}

std::string role_of_asker(const Home& home) {
  if (!acts_for_another()) return "account of the workspace";
  std::string roles;
  try {
    const auto entities = governance::read_roles(policy_file_text(home, "roles.toml"));
    const auto of = entities.find({"User", principal()});
    if (of == entities.end()) return "none";
    for (const governance::EntityName& parent : of->second.parents) {
      roles += (roles.empty() ? "" : ", ") + parent.id;
    }
  } catch (const Error& error) {
    if (error.code() != Code::request_invalid) throw;
    return "unknown";
  }
  return roles;
}

Home reachable(Home home, const std::string& named) {
  if (!acts_for_another()) return home;
  const bool is_meant = named == asking.workspace || (!named.empty() && named == asking.reached);
  if (asking.rule == nullptr || !is_meant) {
    throw Error(Code::access_refused,
                "It is not clear which verb is meant, or of which workspace. Write the verb first, "
                "and --workspace FOLDER once.");
  }
  const std::string problem = unfit(home);
  if (!problem.empty()) {
    throw Error(Code::access_refused, fmt::format("The workspace '{}' is not used for {}: {}.",
                                                  home.folder, principal(), problem));
  }
  // Nobody can lead this path elsewhere any more.
  home.folder = resolved_place(home.folder);
  if (asking.reached == home.folder) return home;
  expect_permitted(home);
  asking.reached = home.folder;
  return home;
}

std::optional<Home> home_in_use(const std::vector<std::string>& arguments) {
  if (acts_for_another()) {
    return asking.reached.empty() ? std::nullopt : std::optional(Home{asking.reached});
  }
  try {
    return home_named(workspace_in(arguments));
  } catch (const Error&) {
    return std::nullopt;
  }
}

void expect_open_place(const Home& home, const std::string& place) {
  const std::string inside = resolved_place(home.folder);
  for (const std::string& path : all_in(place)) {
    const std::string written = fs::absolute(path).lexically_normal().string();
    const bool is_led_in = holds(inside, resolved_place(path)) && !holds(inside, written) &&
                           !holds(home.folder, written);
    if (is_led_in || (acts_for_another() && is_closed(path, home))) {
      throw Error(Code::access_refused, closed_words(path));
    }
  }
}

void expect_row_condition(const std::string& sql) {
  if (!acts_for_another() ||
      !has_word(sql, {"select", "from", "table", "pivot", "unpivot", "pivot_wider", "pivot_longer",
                      "describe", "show", "summarize"})) {
    return;
  }
  throw Error(Code::access_refused,
              "A condition of a source is about one row, so it has neither SELECT nor FROM nor "
              "another word that reads tables. Leave the rows out in the source itself, or ask "
              "whoever keeps the workspace.");
}

}  // namespace newlyn::workspace
