// SPDX-License-Identifier: MIT
// newlyn evaluate.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/evaluate_report.h"
#include "cli/file_options.h"
#include "cli/progress.h"
#include "workspace/evaluate_files.h"

namespace newlyn::cli {
namespace {

constexpr int kErrorsMax = 1000;
constexpr int kSampleMax = 100'000;

void add_answer_options(CLI::App& app, workspace::EvaluateRequest& request) {
  app.add_option("--labels", request.labels,
                 "Judged pairs in the form of Splink's labels: unique_id_l, unique_id_r, "
                 "clerical_match_score, and source_dataset_l, source_dataset_r.");
  app.add_option("--by", request.by,
                 "Tell errors apart by this column (sex, age band, ethnicity). It is never "
                 "compared. May be repeated.");
  app.add_option("--errors", request.errors, "Show N errors of each kind. Default 5.")
      ->check(CLI::Range(0, kErrorsMax));
  app.add_option(
         "--thresholds", request.thresholds,
         "Thresholds to give figures at, such as 0.5,0.9,0.99; entities are formed at each.")
      ->delimiter(',');
}

void add_sheet_options(CLI::App& app, FileOptions& options, workspace::EvaluateRequest& request) {
  // Here a sheet is one for people to judge; a workbook's sheet is named in full.
  app.remove_option(app.get_option("--sheet"));
  app.add_option("--workbook-sheet", options.request.sheet,
                 "Read one sheet of a workbook instead of all.");
  app.add_option("--sample", request.sample,
                 "Draw N pairs for people to judge, over all bands of match weight.")
      ->check(CLI::Range(0, kSampleMax));
  app.add_option("--sample-unblocked", request.sample_unblocked,
                 "Draw M further pairs from those that no blocking rule brought together.")
      ->check(CLI::Range(0, kSampleMax));
  app.add_option("--sheet", request.sheet,
                 "Where the drawn pairs go, as CSV. Its key is written beside it; keep the key "
                 "from those who judge.");
  app.add_option("--html", request.page, "Write the sheet as one HTML page too.");
  app.add_option("--judged", request.judged, "Read a judged sheet back; no FILE is needed then.");
  app.add_option("--key", request.key, "The key of the judged sheet, where it is not beside it.");
}

}  // namespace

int run_evaluate(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app(
      "Say how right a linkage is: by a known answer, by labelled pairs, by pairs that people "
      "judge, or, without any of these, what the model expects of itself.",
      "evaluate");
  FileOptions options;
  workspace::EvaluateRequest request;
  app.add_option("FILE", options.request.files, std::string(kFileWords));
  add_answer_options(app, request);
  add_match_option(app, options);
  add_file_options(app, options);
  add_entity_options(app, options);
  add_sheet_options(app, options, request);
  app.footer(
      "\nExamples:\n  newlyn evaluate people.csv\n"
      "  newlyn evaluate people.csv --truth person --by sex\n"
      "  newlyn evaluate people.csv --sample 200 --sheet sheet.csv --html sheet.html\n"
      "  newlyn evaluate --judged sheet.csv\n");
  if (!parse(app, arguments, terminal)) return 0;
  finish_file_options(app, options);
  request.link = options.request;
  if (!request.judged.empty() && !request.link.files.empty()) {
    throw Error(Code::request_invalid,
                "--judged reads a sheet back and links nothing, so no FILE can be named with it. "
                "Leave the one or the other out.");
  }
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const workspace::EvaluateResponse response = workspace::evaluate_files(request, run);
  terminal.out << (options.json ? evaluate_json(request, response)
                                : evaluate_text(request, response));
  terminal.out.flush();
  return 0;
}

}  // namespace newlyn::cli
