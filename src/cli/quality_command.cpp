// SPDX-License-Identifier: MIT
// newlyn quality.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/error.h"
#include "base/threads.h"
#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/home_options.h"
#include "cli/progress.h"
#include "cli/quality_report.h"

namespace newlyn::cli {
namespace {

struct Options : HomeOptions {
  workspace::QualityRequest request;
  bool history = false;
  bool begin = false;
  bool check = false;
  size_t threads = std::max(1U, std::thread::hardware_concurrency());
};

void add_options(CLI::App& app, Options& options) {
  workspace::QualityRequest& request = options.request;
  app.add_option("SOURCE", request.sources, "Sources to measure. Default: all that were read.");
  app.add_option("--output", request.page, "Write a page with charts, an .html file.");
  auto* failing =
      app.add_option("--failing", request.rule, "Show the rows of one source that fail this rule.");
  app.add_option("--limit", request.rows_shown, "Rows to show of those that fail. Default: 20.")
      ->check(CLI::Range(1, 1'000'000))
      ->needs(failing);
  app.add_flag("--with-values", request.with_values,
               "Show the columns that the rule looks at as well.")
      ->needs(failing);
  app.add_flag("--history", options.history, "Show the scores of earlier runs; measure nothing.");
  app.add_flag("--begin", options.begin, "Write a file for rules of your own about one source.");
  app.add_flag("--check", options.check, "End with 10 when a need is missed, for monitoring.");
  app.add_option("--link-at-most", request.linked_at_most,
                 "Records of people to link for uniqueness; of more, a drawn part. 0: link none. "
                 "Default: 100000.")
      ->check(CLI::Range(0, 1'000'000'000));
  app.add_option("--threads", options.threads, "Threads to use. Default: all cores.")
      ->check(CLI::Range(1, 512));
  add_home_options(app, options);
  app.footer(
      "\nExamples:\n  newlyn quality\n  newlyn quality tenancies --output quality.html\n"
      "  newlyn quality tenancies --failing tenant_1.birth_date.valid\n"
      "  newlyn quality --history\n");
}

const std::string& only_source(const Options& options) {
  const auto& sources = options.request.sources;
  if (sources.size() == 1) return sources[0];
  throw Error(Code::request_invalid, "Name one source: newlyn quality SOURCE --begin.");
}

std::string begin(const Options& options) {
  const std::string path = workspace::begin_quality_file(options.asked(), only_source(options));
  if (options.json) return nlohmann::ordered_json{{"file", path}}.dump(2) + "\n";
  return fmt::format("Rules are written in {}\n", path);
}

void check_needs(const workspace::QualityResponse& response) {
  size_t missed = 0;
  for (const auto& source : response.sources) {
    for (const auto& need : source.needs) missed += need.outcome() == "missed" ? 1 : 0;
  }
  if (missed == 0) return;
  throw Error(
      Code::source_stale,
      fmt::format("{} missed. See the rows that fail: newlyn quality SOURCE --failing RULE.",
                  missed == 1 ? std::string("One need of quality is")
                              : fmt::format("{} needs of quality are", missed)));
}

}  // namespace

int run_quality(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app(
      "Say how good the stored records of sources are, in six dimensions: by rules that follow "
      "from "
      "the schema, mappings and definitions, and by rules of your own under quality/.",
      "quality");
  Options options;
  add_options(app, options);
  if (!parse(app, arguments, terminal)) return 0;
  workspace::QualityRequest& request = options.request;
  request.workspace = options.workspace;
  request.purpose = options.purpose;
  set_thread_count(options.threads);
  if (options.begin) return say(terminal, begin(options));
  if (options.history) {
    const auto history = workspace::quality_history(options.asked(), request.sources);
    return say(terminal, options.json ? history_json(history) : history_text(history));
  }
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  if (!request.rule.empty()) {
    const auto failing = workspace::failing_rows(request, run);
    return say(terminal, options.json ? failing_json(failing) : failing_text(failing));
  }
  const auto response = workspace::measure_quality(request, run);
  say(terminal, options.json ? quality_json(response) : quality_text(request, response));
  if (options.check) check_needs(response);
  return 0;
}

}  // namespace newlyn::cli
