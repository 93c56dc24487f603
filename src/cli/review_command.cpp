// SPDX-License-Identifier: MIT
// newlyn review.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <istream>
#include <sstream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/context_options.h"
#include "cli/file_options.h"
#include "cli/review_report.h"
#include "cli/verbs.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;

constexpr const char* kKindHelp = "person, organisation or place. Default: person.";

int list(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("List what people are asked about, what is worth most first.", "review list");
  ContextOptions options;
  workspace::ReviewListRequest request;
  app.add_option("--kind", request.kind, kKindHelp);
  app.add_option("--topic", request.topic,
                 "\"possible match\", \"barely joined\", \"weak entity\", \"judged different\", "
                 "\"different numbers\", \"contradicted merge\" or \"merge to confirm\" alone.");
  app.add_option("--count", request.count, "So many at most. Default: 20.");
  app.add_flag("--beyond", request.beyond,
               "Also what is of less value than what is asked about in a year.");
  add_context_options(app, options);
  app.footer(
      "\nThe value of an item is how open the question is (bits), times the records it moves "
      "(log2),\n"
      "times one and the sources on one side alone.\n"
      "\nExample:\n  newlyn review list --count 5\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::review_list(request, run);
  return say(terminal, options.json ? review_list_json(answer) : review_list_text(answer));
}

int claim(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Take an item in hand, and see the two records taken apart.", "review claim");
  ContextOptions options;
  workspace::ReviewClaimRequest request;
  app.add_option("ITEM", request.item, "Its name. Default: the next one that is free.");
  app.add_option("--kind", request.kind, kKindHelp);
  add_context_options(app, options);
  app.footer(
      "\nUntil the claim runs out nobody else decides the item (claim_minutes under [review] in\n"
      "newlyn.toml).\n\nExample:\n  newlyn review claim\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::review_claim(request, run);
  return say(terminal, options.json ? review_claim_json(answer) : review_claim_text(answer));
}

int release(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Give an item back that you have claimed.", "review release");
  ContextOptions options;
  app.add_option("ITEM", options.name, "Its name.")->required();
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn review release possible-7KX3PQM-B2C4DFG\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  workspace::review_release(options.context(), options.name, run);
  return say(terminal, options.json ? fmt::format("{{\"released\": \"{}\"}}\n", options.name)
                                    : fmt::format("Given back: {}\n", options.name));
}

/// Answers from lines of an item and a verdict; what follows on a line is the reason.
std::vector<workspace::ReviewAnswer> read_answers(std::istream& in) {
  std::vector<workspace::ReviewAnswer> answers;
  std::string line;
  for (uint64_t number = 1; std::getline(in, line); ++number) {
    std::istringstream words(line);
    workspace::ReviewAnswer answer;
    answer.line = number;
    if (!(words >> answer.item)) continue;
    words >> answer.verdict;
    std::getline(words >> std::ws, answer.reason);
    answers.push_back(std::move(answer));
  }
  return answers;
}

int decide_all(const ContextOptions& options, bool keeps_others, const Terminal& terminal) {
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::review_decide_all(
      {options.context(), read_answers(terminal.in), keeps_others}, run);
  say(terminal, options.json ? review_decisions_json(answer) : review_decisions_text(answer));
  if (answer.refused.empty()) return 0;
  throw Error(Code::request_invalid,
              fmt::format("{} of {} answers were refused; the answer says which and why. Mend "
                          "these lines and give them again.",
                          answer.refused.size(), answer.refused.size() + answer.decisions.size()));
}

int decide(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Answer an item: the two are the same, different, or it cannot be said.",
               "review decide");
  ContextOptions options;
  workspace::ReviewDecideRequest request;
  bool keeps_others = false;
  app.add_option("ITEM", request.item,
                 "Its name; or - for lines from standard input: item, verdict and, where it is not "
                 "--reason, why.")
      ->required();
  app.add_option("VERDICT", request.verdict,
                 "same, different, unsure; or withdraw, which takes your own decision back.");
  app.add_flag(
      "--keep-others", keeps_others,
      "Of a list: keep all answers that nothing stands against, and tell of the others line "
      "by line. Without it one that cannot be kept refuses all.");
  add_context_options(app, options);
  app.footer(
      "\nA decision is a judgement: see newlyn judge. Some items are given to a second reviewer, "
      "who\n"
      "does not see the first answer.\n\nExamples:\n"
      "  newlyn review decide possible-7KX3PQM-B2C4DFG same --reason \"letter seen\"\n"
      "  newlyn review decide possible-7KX3PQM-B2C4DFG withdraw --reason \"was the other Joan\"\n"
      "  newlyn review decide - --reason \"files seen\" < answers.txt\n");
  if (!parse(app, arguments, terminal)) return 0;
  if (request.item == "-") return decide_all(options, keeps_others, terminal);
  if (request.verdict.empty()) {
    throw Error(Code::request_invalid, "Say what is decided: same, different, unsure or withdraw.");
  }
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::review_decide(request, run);
  return say(terminal, options.json ? review_decision_json(answer) : review_decision_text(answer));
}

int agreement(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Measure how often two reviewers of one item agree.", "review agreement");
  ContextOptions options;
  std::string kind;
  app.add_option("--kind", kind, kKindHelp);
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn review agreement\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::review_agreement(options.context(), kind, run);
  return say(terminal,
             options.json ? review_agreement_json(answer) : review_agreement_text(answer));
}

int export_labels(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Write decisions as labels that newlyn train and newlyn evaluate read.",
               "review export");
  ContextOptions options;
  workspace::ExportRequest request;
  app.add_option("--kind", request.kind, kKindHelp);
  app.add_option("--output,-o", request.output, "Into this file; its ending says the form.")
      ->required();
  add_handing_options(app, request);
  add_context_options(app, options);
  app.footer(
      "\nSources are called as in the workspace. \"unsure\" has no clerical_match_score.\n"
      "\nExample:\n  newlyn review export --output labels.csv\n"
      "  newlyn evaluate people.csv --labels labels.csv\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::review_export(request, run);
  return say(terminal, options.json ? fmt::format("{{\"labels\": {}, \"output\": \"{}\"}}\n",
                                                  answer.row_count, request.output)
                                    : fmt::format("{} labels. Written: {}\n", answer.row_count,
                                                  request.output));
}

constexpr std::array<Verb, 6> kVerbs = {
    {{"list", "What people are asked about, what is worth most first.", list},
     {"claim", "Take an item in hand.", claim},
     {"decide", "Answer it: same, different, unsure; or take the own answer back.", decide},
     {"release", "Give it back.", release},
     {"agreement", "How often two reviewers agree.", agreement},
     {"export", "Decisions as labels that train and evaluate read.", export_labels}}};

}  // namespace

int run_review(const std::vector<std::string>& arguments, const Terminal& terminal) {
  return run_verb("review", kVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
