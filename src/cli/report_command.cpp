// SPDX-License-Identifier: MIT
// newlyn report.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/link_report.h"
#include "cli/progress.h"
#include "workspace/report_files.h"

namespace newlyn::cli {
namespace {

std::string report_text(const workspace::ReportFilesRequest& request,
                        const workspace::ReportFilesResponse& response) {
  std::string text = fmt::format("{}, {} compared, {}, {}, {}.\n",
                                 counted(response.files.records, "record", "records"),
                                 counted(response.files.pairs, "pair", "pairs"),
                                 counted(response.files.edges, "link", "links"),
                                 counted(response.files.entities, "entity", "entities"),
                                 counted(response.files.duplicates, "duplicate", "duplicates"));
  for (const std::string& warning : response.files.warnings) text += "Note: " + warning + "\n";
  return text + fmt::format("Written: {}. Open it in a browser.\n", request.page);
}

std::string report_json(const workspace::ReportFilesRequest& request,
                        const workspace::ReportFilesResponse& response) {
  nlohmann::ordered_json json;
  json["page"] = request.page;
  json["records"] = response.files.records;
  json["pairs"] = response.files.pairs;
  json["edges"] = response.files.edges;
  json["entities"] = response.files.entities;
  json["duplicates"] = response.files.duplicates;
  if (response.files.accuracy) {
    json["precision"] = response.files.accuracy->precision;
    json["recall"] = response.files.accuracy->recall;
    json["f1"] = response.files.accuracy->f1;
  }
  json["notes"] = response.files.notes;
  json["warnings"] = response.files.warnings;
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

int run_report(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app(
      "Link files and write one page about it: what was read and compared, what weighs how much, "
      "what was found, how right it is. The page holds no value of any record.",
      "report");
  FileOptions options;
  workspace::ReportFilesRequest request;
  app.add_option("OUT", request.page, "The page to write, an .html file.")->required();
  app.add_option("FILE", options.request.files, std::string(kFileWords))->required();
  app.add_flag("--with-examples", request.with_examples,
               "Show a few entities with their values. The page then holds personal data.");
  add_match_option(app, options);
  add_file_options(app, options);
  add_entity_options(app, options);
  app.footer("\nExample:\n  newlyn report report.html people.csv\n");
  if (!parse(app, arguments, terminal)) return 0;
  finish_file_options(app, options);
  request.files = options.request;
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const workspace::ReportFilesResponse response = workspace::report_files(request, run);
  terminal.out << (options.json ? report_json(request, response) : report_text(request, response));
  terminal.out.flush();
  return 0;
}

}  // namespace newlyn::cli
