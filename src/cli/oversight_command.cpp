// SPDX-License-Identifier: MIT
// newlyn audit who-saw, what-did, unusual and review.
#include "cli/oversight_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/file_options.h"
#include "cli/governance_report.h"
#include "cli/home_options.h"
#include "cli/oversight_report.h"
#include "workspace/oversight.h"

namespace newlyn::cli {
namespace {

void add_period(CLI::App& app, workspace::Period& period) {
  app.add_option("--from", period.from, "The first day: 2026-11-01.");
  app.add_option("--to", period.to, "The last day: 2026-11-30.");
}

int say_lines(const Terminal& terminal, const HomeOptions& options,
              const std::vector<workspace::AuditLine>& lines, const std::string& none) {
  if (options.json) return say(terminal, entries_json(lines));
  return say(terminal, lines.empty() ? none : entries_text(lines));
}

}  // namespace

int audit_who_saw(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("List every entry about a person: who looked, when, for what.", "audit who-saw");
  HomeOptions options;
  app.add_option("WHOM", options.name, "An entity id, or a record as source:key.")->required();
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn audit who-saw people:17\n");
  if (!parse(app, arguments, terminal)) return 0;
  return say_lines(terminal, options, workspace::audit_who_saw(options.asked(), options.name),
                   fmt::format("The log has no entry about {}: nobody looked, or the person was "
                               "erased.\n",
                               options.name));
}

int audit_what_did(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("List everything an account did.", "audit what-did");
  HomeOptions options;
  workspace::Period period;
  app.add_option("USER", options.name, "The account.")->required();
  add_period(app, period);
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn audit what-did a.haddad --from 2026-11-01 --to 2026-11-07\n");
  if (!parse(app, arguments, terminal)) return 0;
  return say_lines(terminal, options,
                   workspace::audit_what_did(options.asked(), options.name, period),
                   fmt::format("{} did nothing in this time.\n", options.name));
}

int audit_unusual(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app(
      "List looks that a manager should ask about, most unusual first. They accuse nobody.",
      "audit unusual");
  HomeOptions options;
  workspace::UnusualRequest request;
  add_period(app, request.period);
  app.add_option("--budget", request.budget, "Items a week. Default 20.")
      ->check(CLI::Range(1, 10'000));
  add_home_options(app, options);
  app.footer(
      "\nReads staff.csv of the workspace (account, name, birth_date, address, postcode, team,\n"
      "hours) and, where it is there, well_known.csv. Without days: the last seven.\n"
      "\nExample:\n  newlyn audit unusual --budget 10\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.asked = options.asked();
  const auto response = workspace::audit_unusual(request);
  return say(terminal, options.json ? unusual_json(response) : unusual_text(response));
}

int audit_review(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Draw looks by chance for a manager to ask about, or note what came of one.",
               "audit review");
  HomeOptions options;
  workspace::ReviewRequest request;
  workspace::ReviewOutcome outcome;
  bool counts = false;
  add_period(app, request.period);
  app.add_option("--user", request.account, "Only looks of this account.");
  app.add_option("--team", request.team, "Only looks of this team of staff.csv.");
  app.add_option("--count", request.count, "How many. Default 10.")->check(CLI::Range(1, 10'000));
  auto* entry = app.add_option("--entry", outcome.entry, "Note the outcome of this entry.");
  auto* word = app.add_option("--outcome", outcome.outcome, "justified, unclear or misuse.");
  app.add_option("--note", outcome.note, "Why; sealed in the log.")->needs(entry);
  entry->needs(word);
  word->needs(entry);
  app.add_flag("--counts", counts, "Count outcomes by account instead.");
  add_home_options(app, options);
  app.footer(
      "\nExamples:\n  newlyn audit review --team revenues --count 20\n"
      "  newlyn audit review --entry 41 --outcome justified --note 'on a visit list'\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.asked = options.asked();
  if (entry->count() != 0) {
    workspace::audit_review_note(request.asked, outcome);
    return say(terminal, options.json ? review_json(outcome)
                                      : fmt::format("Entry {} is noted as {}.\n", outcome.entry,
                                                    outcome.outcome));
  }
  if (counts) {
    const auto lines = workspace::audit_review_counts(request);
    return say(terminal, options.json ? counts_json(lines) : counts_text(lines));
  }
  const auto sample = workspace::audit_review_sample(request);
  const std::string seals =
      sample.broken_seals == 0
          ? std::string()
          : fmt::format("{} seals were broken open and nobody reviewed that: newlyn seal list.\n",
                        sample.broken_seals);
  if (options.json) return say(terminal, entries_json(sample.lines));
  if (sample.lines.empty()) return say(terminal, seals + "There is no look left to review.\n");
  return say(terminal,
             fmt::format("{}{} of {} looks that nobody reviewed, drawn by chance:\n{}", seals,
                         sample.lines.size(), sample.of, entries_text(sample.lines)));
}

}  // namespace newlyn::cli
