// SPDX-License-Identifier: MIT
// newlyn policy.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/governance_report.h"
#include "cli/home_options.h"
#include "cli/verbs.h"
#include "workspace/policy.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;
using Json = nlohmann::ordered_json;

Json value_of(const workspace::PolicyFileLine& line) {
  return {{"name", line.name},
          {"version", line.version},
          {"kept", line.kept},
          {"who", line.who},
          {"when", line.when}};
}

std::string text_of(const workspace::PolicyFileLine& line) {
  if (line.version.empty()) return fmt::format("  {:<14}not there\n", line.name);
  const std::string by =
      line.who.empty() ? "changed by hand" : fmt::format("by {} on {}", line.who, line.when);
  return fmt::format("  {:<14}version {}, {}, {} kept\n", line.name, line.version, by, line.kept);
}

std::string text_of(const std::vector<std::string>& remarks) {
  std::string text;
  for (const std::string& remark : remarks) text += fmt::format("  Note: {}\n", remark);
  return text;
}

int policy_test(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Run the tests that lie beside the policy: policy/tests.toml.", "policy test");
  HomeOptions options;
  bool starter = false;
  app.add_flag("--starter", starter,
               "Those of policy/starter, the policy to begin with that newlyn init wrote.");
  add_home_options(app, options);
  app.footer("\nExamples:\n  newlyn policy test\n  newlyn policy test --starter\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto response = workspace::policy_test(options.asked(), starter);
  const auto remarks = workspace::remarks_of_policy(options.workspace, starter);
  if (options.json) {
    Json json = Json::parse(policy_json(response));
    json["remarks"] = remarks;
    say(terminal, json.dump(2) + "\n");
  } else {
    say(terminal, policy_text(response) + text_of(remarks));
  }
  const size_t failed = failed_tests(response);
  if (failed == 0) return 0;
  throw Error(Code::access_refused,
              fmt::format("{} of {} tests of the policy failed. Mend the policy or the test.",
                          failed, response.tests.size()));
}

int policy_list(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("List the files of the policy with their versions.", "policy list");
  HomeOptions options;
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn policy list\n");
  if (!parse(app, arguments, terminal)) return 0;
  Json json = {{"files", Json::array()}};
  std::string text;
  for (const auto& line : workspace::policy_list(options.asked())) {
    json["files"].push_back(value_of(line));
    text += text_of(line) + text_of(line.remarks);
    if (line.name == "rules.policy") json["files"].back()["remarks"] = line.remarks;
  }
  return say(terminal, options.json ? json.dump(2) + "\n" : text);
}

int policy_show(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Show a file of the policy as it stands.", "policy show");
  HomeOptions options;
  app.add_option("NAME", options.name,
                 "rules.policy, roles.toml, facts.toml, assigned.csv or tests.toml.")
      ->required();
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn policy show facts.toml\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto shown = workspace::policy_show(options.asked(), options.name);
  if (!options.json) return say(terminal, text_of(shown.line) + "\n" + shown.text);
  Json json = value_of(shown.line);
  json["text"] = shown.text;
  return say(terminal, json.dump(2) + "\n");
}

int policy_put(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app(
      "Put a file of the policy in place. The one before it is kept; who has not seen it is told.",
      "policy put");
  HomeOptions options;
  workspace::PolicyPutRequest request;
  app.add_option("FILE", request.file, "The file.")->required();
  app.add_option("--as", request.name,
                 "rules.policy, roles.toml, facts.toml, assigned.csv or tests.toml. Default: the "
                 "name of the file.");
  app.add_option("--after", request.after,
                 "The version that it comes after: see newlyn policy show. None for the first.");
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn policy put facts.toml --after 3f9a20c1b7de\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.asked = options.asked();
  const auto answer = workspace::policy_put(request);
  if (options.json) {
    Json json = value_of(answer.line);
    json["failed_tests"] = answer.failed_tests;
    json["remarks"] = answer.remarks;
    return say(terminal, json.dump(2) + "\n");
  }
  std::string text = text_of(answer.line);
  if (answer.failed_tests > 0) {
    text += fmt::format("  {} tests beside the policy fail now: newlyn policy test says which.\n",
                        answer.failed_tests);
  }
  return say(terminal, text + text_of(answer.remarks));
}

constexpr Verb kPolicyVerbs[] = {
    {"test", "Run the tests beside the policy.", policy_test},
    {"list", "List the files of the policy.", policy_list},
    {"show", "Show one as it stands.", policy_show},
    {"put", "Put one in place, and keep the one before.", policy_put},
};

}  // namespace

int run_policy(const Arguments& arguments, const Terminal& terminal) {
  return run_verb("policy", kPolicyVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
