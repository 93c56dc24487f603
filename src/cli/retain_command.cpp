// SPDX-License-Identifier: MIT
// newlyn retain.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/home_options.h"
#include "cli/link_report.h"
#include "cli/progress.h"
#include "cli/rights_report.h"
#include "workspace/retain.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string hold_text(const workspace::RetainHold& hold) {
  return fmt::format("{}: {}{}{}: keeps {} rows", hold.name, hold.reason,
                     hold.who.empty() ? "" : ", set by " + hold.who,
                     hold.until.empty() ? "" : ", until " + hold.until, grouped(hold.rows));
}

std::string line_text(const workspace::RetainLine& line) {
  std::string text = fmt::format("Rule {}: {} of {}, {}: {}\n", line.rule, line.what, line.source,
                                 line.trigger, line.reason);
  text += fmt::format("  {} of {} rows go", grouped(line.due), grouped(line.rows));
  if (line.due > 0) text += fmt::format(", of {} to {}", line.first, line.last);
  text += fmt::format(
      "; {} are held, {} have no date, the time of {} is not over{}, {} go by an earlier rule\n",
      grouped(line.held), grouped(line.undated), grouped(line.waiting),
      line.next.empty() ? "" : fmt::format(" (next {})", line.next), grouped(line.earlier));
  if (!line.remark.empty()) text += fmt::format("  Note: {}\n", line.remark);
  for (const workspace::RetainHold& hold : line.holds) {
    text += fmt::format("  held by {}\n", hold_text(hold));
  }
  return text;
}

std::string retain_text(const workspace::RetainAnswer& answer) {
  const bool is_done = answer.number != 0;
  std::string text = is_done
                         ? fmt::format("Deletion {}: {} rows went by retention/{}.toml.\n",
                                       answer.number, grouped(answer.rows), answer.rules_version)
                         : fmt::format(
                               "Plan: {} rows would go by retention/{}.toml. Nothing was "
                               "deleted.\n",
                               grouped(answer.rows), answer.rules_version);
  for (const workspace::RetainLine& line : answer.lines) text += line_text(line);
  for (const workspace::RetainHold& hold : answer.holds) {
    if (hold.rows == 0) text += fmt::format("Hold {} of what is due\n", hold_text(hold));
  }
  for (const std::string& source : answer.without_rule) {
    text += fmt::format("No rule: {}, which is kept without end\n", source);
  }
  for (const workspace::EraseLine& line : answer.goes) {
    text += fmt::format("  {} {}: {}\n", grouped(line.count), line.what, line.words);
  }
  if (!answer.elsewhere.empty()) {
    text += "Left the workspace before, and may hold what goes:\n";
    for (const auto& release : answer.elsewhere) text += elsewhere_text(release);
  }
  if (answer.proof) text += proof_text(*answer.proof);
  if (is_done) {
    return text + fmt::format("Certificate: {0}.txt and {0}.json, SHA-256 {1}\n",
                              answer.certificate, answer.hash);
  }
  return text + (answer.rows == 0 ? "Nothing is due.\n" : "Do it with newlyn retain --execute.\n");
}

Json holds_json(const std::vector<workspace::RetainHold>& holds) {
  Json json = Json::array();
  for (const workspace::RetainHold& hold : holds) {
    json.push_back({{"name", hold.name},
                    {"reason", hold.reason},
                    {"who", hold.who},
                    {"until", hold.until},
                    {"rows", hold.rows}});
  }
  return json;
}

std::string retain_json(const workspace::RetainAnswer& answer) {
  Json json = {{"done", answer.number != 0},
               {"number", answer.number},
               {"rules", fmt::format("retention/{}.toml", answer.rules_version)},
               {"rows", answer.rows},
               {"by_rule", Json::array()},
               {"holds", holds_json(answer.holds)},
               {"sources_without_rule", answer.without_rule},
               {"goes", Json::array()},
               {"elsewhere", elsewhere_json(answer.elsewhere)}};
  for (const workspace::RetainLine& line : answer.lines) {
    json["by_rule"].push_back({{"rule", line.rule},
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
                               {"first", line.first},
                               {"last", line.last},
                               {"next", line.next},
                               {"remark", line.remark},
                               {"holds", holds_json(line.holds)}});
  }
  for (const workspace::EraseLine& line : answer.goes) {
    json["goes"].push_back({{"what", line.what}, {"count", line.count}, {"words", line.words}});
  }
  json["certificate"] = answer.certificate;
  json["sha256"] = answer.hash;
  if (answer.proof) {
    json["search"] = {{"values_drawn", answer.proof->values},
                      {"files", answer.proof->files},
                      {"found_in", answer.proof->found.size()}};
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

int run_retain(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Delete what was kept for long enough: first the plan, with --execute the deletion.",
               "retain");
  HomeOptions options;
  workspace::RetainRequest request;
  app.add_flag("--execute", request.execute, "Do it. It cannot be undone.");
  app.add_flag("--finish", request.finish, "Finish a deletion that was cut off.");
  add_home_options(app, options);
  app.footer(
      "\nRules and holds stand in retention/N.toml of the workspace, of which the last counts. "
      "The\n"
      "plan says by rule what would go, since when and why, and what keeps it. --execute takes it\n"
      "out of the store, the index and fitted models, keeps it away as long as its source shows "
      "it\n"
      "unchanged, and writes a certificate without any value of a record.\n"
      "\nExamples:\n  newlyn retain\n  newlyn retain --execute\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.asked = options.asked();
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const auto answer = workspace::retain(request, run);
  return say(terminal, options.json ? retain_json(answer) : retain_text(answer));
}

}  // namespace newlyn::cli
