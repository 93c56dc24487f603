// SPDX-License-Identifier: MIT
// newlyn governance report and newlyn breach report.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/home_options.h"
#include "cli/verbs.h"
#include "workspace/governance_report.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;
using Json = nlohmann::ordered_json;

std::string governance_text(const workspace::GovernanceReport& report, const std::string& output) {
  std::string text = fmt::format("{} purposes, {} sources, {} models, {} audit entries.\n",
                                 report.purposes, report.sources, report.models, report.entries);
  if (!output.empty()) text += fmt::format("The report is {}.\n", output);
  if (report.open.empty()) return text + "Nothing is open.\n";
  text += fmt::format("\n{} points are open:\n", report.open.size());
  for (const auto& [what, remedy] : report.open) text += fmt::format("  {} {}\n", what, remedy);
  return text;
}

int governance_report(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app(
      "Write the record of processing, the draft of the impact assessment, agreements, "
      "transparency records and evidence of secure design.",
      "governance report");
  HomeOptions options;
  std::string output;
  app.add_option("--output", output, "Write the page into this .html file.");
  add_home_options(app, options);
  app.footer(
      "\nReads purposes, sources, models, policy and audit log; organisation.toml and\n"
      "models/NAME.toml say what cannot be known from there.\n"
      "\nExample:\n  newlyn governance report --output governance.html\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto report = workspace::governance_report(options.asked());
  if (!output.empty()) workspace::write_home_file(output, report.page);
  return say(terminal, options.json ? report.json : governance_text(report, output));
}

std::string clock_text(const workspace::BreachReport& report) {
  const int64_t left = report.seconds_left;
  const int64_t minutes = (left < 0 ? -left : left) / 60;
  return fmt::format("Known since {}. The regulator must be told by {}: {} hours {} minutes {}.\n",
                     report.aware, report.due, minutes / 60, minutes % 60,
                     left < 0 ? "too late" : "left");
}

std::string breach_text(const workspace::BreachReport& report) {
  std::string text = clock_text(report);
  text += fmt::format("{} people were exposed.\n", report.people.size());
  for (const workspace::ExposedPerson& person : report.people) {
    text += fmt::format("  {}  {} entries, {} to {}, seen by {}", person.subject, person.entries,
                        person.first.substr(0, 16), person.last.substr(0, 16),
                        fmt::join(person.accounts, ", "));
    if (!person.fields.empty()) text += fmt::format(": {}", fmt::join(person.fields, ", "));
    text += "\n";
  }
  if (!report.lists.empty()) {
    text += fmt::format("\n{} entries showed several records without naming them:\n",
                        report.lists.size());
    for (const workspace::AuditLine& line : report.lists) {
      text += fmt::format("  {}  {}  {}  {}  {} records  {}\n", line.number, line.time, line.who,
                          line.verb, line.count, line.rule);
    }
  }
  if (report.erased != 0) {
    text += fmt::format("\n{} entries are about people who were erased since.\n", report.erased);
  }
  return text;
}

std::string breach_json(const workspace::BreachReport& report) {
  Json json = {
      {"aware", report.aware},   {"due", report.due},      {"seconds_left", report.seconds_left},
      {"people", Json::array()}, {"lists", Json::array()}, {"erased", report.erased}};
  for (const workspace::ExposedPerson& person : report.people) {
    json["people"].push_back({{"subject", person.subject},
                              {"entries", person.entries},
                              {"first", person.first},
                              {"last", person.last},
                              {"accounts", person.accounts},
                              {"fields", person.fields}});
  }
  for (const workspace::AuditLine& line : report.lists) {
    json["lists"].push_back({{"number", line.number},
                             {"time", line.time},
                             {"who", line.who},
                             {"verb", line.verb},
                             {"count", line.count},
                             {"what", line.rule}});
  }
  return json.dump(2) + "\n";
}

int breach_report(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("List whom an account or a source exposed, with the 72 hours of the law.",
               "breach report");
  HomeOptions options;
  workspace::BreachRequest request;
  app.add_option("--user", request.account, "The account whose looks were a breach.");
  app.add_option("--source", request.source, "The source whose records were exposed.");
  app.add_option("--from", request.period.from, "The first day: 2026-11-01.");
  app.add_option("--to", request.period.to, "The last day.");
  app.add_option("--aware", request.aware,
                 "When it was noticed, in UTC: 2026-11-28T09:30Z. Default: now.");
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn breach report --user a.haddad --from 2026-11-01\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.asked = options.asked();
  const auto report = workspace::breach_report(request);
  return say(terminal, options.json ? breach_json(report) : breach_text(report));
}

constexpr Verb kGovernanceVerbs[] = {
    {"report", "Write what is recorded of all processing, and what is open.", governance_report}};
constexpr Verb kBreachVerbs[] = {
    {"report", "List whom an account or a source exposed.", breach_report}};

}  // namespace

int run_governance(const Arguments& arguments, const Terminal& terminal) {
  return run_verb("governance", kGovernanceVerbs, arguments, terminal);
}

int run_breach(const Arguments& arguments, const Terminal& terminal) {
  return run_verb("breach", kBreachVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
