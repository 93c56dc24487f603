// SPDX-License-Identifier: MIT
// newlyn governance report and newlyn breach report.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/home_options.h"
#include "cli/number_option.h"
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

void add_paper_options(CLI::App& app, HomeOptions& options, workspace::PaperRequest& request) {
  app.add_option("--output", request.output, "Write the page into this .html file.");
  app.add_option("--recipient", request.recipient, "To whom it is handed, for the register.");
  app.add_option("--expires", request.expires, "The last day on which it may be kept: 2027-01-31.");
  add_home_options(app, options);
}

int governance_report(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app(
      "Write the record of processing, the draft of the impact assessment, agreements, "
      "transparency records and evidence of secure design.",
      "governance report");
  HomeOptions options;
  workspace::PaperRequest request;
  add_paper_options(app, options, request);
  app.add_option("--transparency", request.transparency,
                 "Write the transparency records of models into this .csv file, under the field "
                 "names of the published standard.");
  app.footer(
      "\nReads purposes, sources, models, policy and audit log; organisation.toml and\n"
      "models/NAME.toml say what cannot be known from there.\n"
      "\nExamples:\n  newlyn governance report --output governance.html --recipient 'the board'\n"
      "  newlyn governance report --transparency records.csv --recipient GOV.UK\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.asked = options.asked();
  const auto report = workspace::governance_report(request);
  return say(terminal, options.json ? report.json : governance_text(report, request.output));
}

int say_paper(const Terminal& terminal, bool json, const workspace::GovernancePaper& paper) {
  if (json) return say(terminal, paper.json);
  std::string text = paper.text;
  if (!paper.open.empty()) {
    text += fmt::format("\n{} points are not said yet:\n", paper.open.size());
    for (const auto& [what, remedy] : paper.open) text += fmt::format("  {} {}\n", what, remedy);
  }
  return say(terminal, text);
}

int governance_notice(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Write the privacy notice that people are owed, in plain English.",
               "governance notice");
  HomeOptions options;
  workspace::PaperRequest request;
  add_paper_options(app, options, request);
  app.footer(
      "\nSays what UK GDPR Articles 13 and 14 ask: who, what for, on which basis, what and where\n"
      "from, who gets it, how long, rights, complaints. From approved purposes, sources, "
      "retention\n"
      "rules and the register of what was handed out; organisation.toml says who you are.\n"
      "\nExample:\n  newlyn governance notice --output notice.html\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.asked = options.asked();
  return say_paper(terminal, options.json, workspace::privacy_notice(request));
}

int governance_equality(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Write what linkage came to for groups of people, and what was not measurable.",
               "governance equality");
  HomeOptions options;
  workspace::PaperRequest request;
  add_paper_options(app, options, request);
  app.footer(
      "\nBy age, sex, and columns whose headers tell of ethnicity, disability, religion and the\n"
      "like: the share of records found in another source, with intervals and the gap behind the\n"
      "best group. Small groups are not shown.\n"
      "\nExample:\n  newlyn governance equality --output equality.html\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.asked = options.asked();
  RunContext run(nullptr, &stop_requested());
  return say_paper(terminal, options.json, workspace::equality_evidence(request, run));
}

std::string clock_text(const workspace::BreachReport& report) {
  const int64_t left = report.seconds_left;
  const int64_t minutes = (left < 0 ? -left : left) / 60;
  return fmt::format("Known since {}. The regulator must be told by {}: {} hours {} minutes {}.\n",
                     report.aware, report.due, minutes / 60, minutes % 60,
                     left < 0 ? "too late" : "left");
}

std::string release_text(const workspace::BreachReport& report) {
  const workspace::HandedOut& one = report.release;
  std::string text =
      fmt::format("Number {}: {} by {} on {}, {} records, for {}; recipient: {}; kept until: {}.\n",
                  one.number, one.what, one.who, one.made.substr(0, 10), one.records,
                  one.purpose.empty() ? "nobody said" : one.purpose, one.recipient, one.expires);
  if (report.is_everybody) text += "It held everybody. These are all there are today.\n";
  return text;
}

std::string breach_text(const workspace::BreachReport& report) {
  std::string text = clock_text(report);
  if (report.release.number != 0) text += release_text(report);
  text += fmt::format("{} people were exposed.\n", report.people.size());
  if (report.release.number != 0) {
    for (const workspace::ExposedPerson& person : report.people)
      text += "  " + person.subject + "\n";
    if (report.erased != 0) text += fmt::format("{} were erased since.\n", report.erased);
    return text;
  }
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
  if (report.release.number != 0) {
    json["export"] = {
        {"number", report.release.number},       {"made", report.release.made},
        {"what", report.release.what},           {"who", report.release.who},
        {"recipient", report.release.recipient}, {"purpose", report.release.purpose},
        {"expires", report.release.expires},     {"destroyed", report.release.destroyed},
        {"everybody", report.is_everybody}};
  }
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
  CLI::App app("List whom an account, a source or an export exposed, with the 72 hours of the law.",
               "breach report");
  HomeOptions options;
  workspace::BreachRequest request;
  app.add_option("--user", request.account, "The account whose looks were a breach.");
  app.add_option("--source", request.source, "The source whose records were exposed.");
  app.add_option("--export", request.release,
                 "What was handed out: its number in newlyn export register.")
      ->check(CLI::Range(uint64_t{1}, kNumberMax));
  app.add_option("--from", request.period.from,
                 "The first day, or moment in UTC: 2026-11-01, 2026-11-01T09:30Z.");
  app.add_option("--to", request.period.to, "The last one.");
  app.add_option("--aware", request.aware,
                 "When it was noticed, in UTC: 2026-11-28T09:30Z. Default: now.");
  add_home_options(app, options);
  app.footer(
      "\nExample:\n  newlyn breach report --user a.haddad --from 2026-11-01\n"
      "  newlyn breach report --source housing --from 2026-11-01T09:30Z --to 2026-11-01\n"
      "  newlyn breach report --export 3 --aware 2026-11-28T09:30Z\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.asked = options.asked();
  const auto report = workspace::breach_report(request);
  return say(terminal, options.json ? breach_json(report) : breach_text(report));
}

constexpr Verb kGovernanceVerbs[] = {
    {"report", "Write what is recorded of all processing, and what is open.", governance_report},
    {"notice", "Write the privacy notice that people are owed.", governance_notice},
    {"equality", "Write what linkage came to for groups of people.", governance_equality}};
constexpr Verb kBreachVerbs[] = {{"report", "List whom an account, a source or an export exposed.",
                                  breach_report, "--user a.haddad --from 2026-11-01"}};

}  // namespace

int run_governance(const Arguments& arguments, const Terminal& terminal) {
  return run_verb("governance", kGovernanceVerbs, arguments, terminal);
}

int run_breach(const Arguments& arguments, const Terminal& terminal) {
  return run_verb("breach", kBreachVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
