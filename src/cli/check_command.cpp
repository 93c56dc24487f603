// SPDX-License-Identifier: MIT
// newlyn check.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/home_options.h"
#include "cli/link_report.h"
#include "workspace/asked_check.h"

namespace newlyn::cli {
namespace {

std::string json_of(const workspace::CheckAnswer& answer) {
  nlohmann::ordered_json json;
  json["findings"] = answer.findings;
  json["put_right"] = answer.put_right;
  json["parts"] = nlohmann::ordered_json::array();
  for (const workspace::CheckedPart& part : answer.parts) {
    json["parts"].push_back({{"part", part.part},
                             {"count", part.count},
                             {"findings", part.findings},
                             {"notes", part.notes}});
  }
  return json.dump(2) + "\n";
}

std::string text_of(const workspace::CheckAnswer& answer) {
  std::string text;
  for (const workspace::CheckedPart& part : answer.parts) {
    text += fmt::format("{:<14}{:>10}  {}\n", part.part, part.count,
                        part.findings.empty() ? "all is well" : "not well:");
    for (const std::string& finding : part.findings) text += fmt::format("  {}\n", finding);
    for (const std::string& note : part.notes) text += fmt::format("  Note: {}\n", note);
  }
  return text;
}

/// What is to be done about what was found.
std::string conclusion(const workspace::CheckAnswer& answer) {
  const std::string things =
      answer.findings == 1 ? "1 thing" : grouped(answer.findings) + " things";
  if (answer.put_right == answer.findings) {
    return fmt::format(
        "{} did not hold and {} put right as the workspace was opened. Nothing is "
        "lost, and nothing is to be restored.",
        things, answer.findings == 1 ? "was" : "were");
  }
  return fmt::format(
      "{} {} not hold. Keep the workspace as it is and restore the last backup beside "
      "it.",
      things, answer.findings == 1 ? "does" : "do");
}

}  // namespace

int run_check(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Hold a workspace against what must be true of it. Repairs nothing.", "check");
  HomeOptions options;
  bool full = false;
  app.add_flag("--full", full,
               "Also do every step of the index again and put all records together anew.");
  add_home_options(app, options);
  app.footer(
      "\nEvery record is in one entity, old ids lead to an end, judgements are followed, shown\n"
      "values stand in a record, search knows all, the index has the records that were linked and\n"
      "all steps that were kept in it, the audit log is whole. The exit status is 8 when "
      "something\n"
      "is found. A link that was cut off is put back and files of an earlier version are brought\n"
      "up to date, as whenever a workspace is opened.\n"
      "\nExample:\n  newlyn check --full\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::check_for(options.asked(), full, run);
  say(terminal, options.json ? json_of(answer) : text_of(answer));
  if (answer.findings == 0) return 0;
  throw Error(Code::store_failed, conclusion(answer));
}

}  // namespace newlyn::cli
