// SPDX-License-Identifier: MIT
// newlyn judge.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/context_options.h"
#include "cli/entity_report.h"
#include "cli/file_options.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;

constexpr uint64_t kNumbersMax = 100'000;

uint64_t read_number(std::string_view text) {
  uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return number;
  throw Error(Code::request_invalid,
              fmt::format("'{}' is no number of a judgement. Write 3, 3,5 or 5-104.", text));
}

/// "3", "3,5" or "5-104" as numbers.
std::vector<uint64_t> read_numbers(const std::vector<std::string>& texts) {
  std::vector<uint64_t> numbers;
  for (std::string_view text : texts) {
    while (!text.empty()) {
      const std::string_view part = text.substr(0, text.find(','));
      text.remove_prefix(std::min(text.size(), part.size() + 1));
      const size_t dash = part.find('-');
      const uint64_t first = read_number(part.substr(0, dash));
      const uint64_t last = dash == part.npos ? first : read_number(part.substr(dash + 1));
      if (last < first || last - first >= kNumbersMax) {
        throw Error(Code::request_invalid,
                    fmt::format("{} is no range of judgements: it goes from the smaller to the "
                                "larger number, over {} at most.",
                                part, kNumbersMax));
      }
      // By their count: the number after the largest there can be is 0.
      for (uint64_t i = 0; i <= last - first; ++i) numbers.push_back(first + i);
    }
  }
  return numbers;
}

int withdraw(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Withdraw judgements; they stay in the book.", "judge withdraw");
  ContextOptions options;
  std::string kind;
  std::vector<std::string> numbers;
  app.add_option("NUMBER", numbers, "Their numbers: 3, 3,5 or 5-104.")->required();
  app.add_option("--kind", kind, "person, organisation or place. Default: person.");
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn judge withdraw 3 --reason \"was the other Joan\"\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  const auto response =
      workspace::withdraw_judgements(options.context(), kind, read_numbers(numbers), run);
  return say(terminal, options.json ? judged_json(response) : judged_text(response, "Withdrawn:"));
}

int list(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("List the judgements, also withdrawn ones.", "judge list");
  ContextOptions options;
  std::string kind;
  app.add_option("--kind", kind, "person, organisation or place. Default: person.");
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn judge list\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  const auto lines = workspace::list_judgements(options.context(), kind, run);
  return say(terminal, options.json ? judgements_json(lines) : judgements_text(lines));
}

int judge(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Say that two records are the same or different, whatever they weigh.", "judge");
  ContextOptions options;
  workspace::JudgeRequest request;
  app.add_option("ONE", request.left, "A record, SOURCE:KEY, or an entity's id.")->required();
  app.add_option("OTHER", request.right, "The other one.")->required();
  app.add_option("JUDGEMENT", request.verdict, "same, different or unsure.")->required();
  add_context_options(app, options);
  app.footer(
      "\nA judgement outranks every weight. It can be withdrawn, and stays in the book.\n"
      "\nExamples:\n  newlyn judge housing:17 council_tax:A3 same --reason \"letter seen\"\n"
      "  newlyn judge withdraw 3 --reason \"was the other Joan\"\n  newlyn judge list\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto response = workspace::judge(request, run);
  return say(terminal,
             options.json ? judged_json(response) : judged_text(response, "Kept as judgement"));
}

}  // namespace

int run_judge(const std::vector<std::string>& arguments, const Terminal& terminal) {
  const std::string verb = arguments.empty() ? "" : arguments[0];
  if (verb == "withdraw") return withdraw({arguments.begin() + 1, arguments.end()}, terminal);
  if (verb == "list") return list({arguments.begin() + 1, arguments.end()}, terminal);
  return judge(arguments, terminal);
}

}  // namespace newlyn::cli
