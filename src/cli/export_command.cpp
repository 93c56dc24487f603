// SPDX-License-Identifier: MIT
// newlyn export.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/command.h"
#include "cli/context_options.h"
#include "cli/file_options.h"
#include "cli/home_options.h"
#include "cli/link_report.h"
#include "cli/number_option.h"
#include "cli/senzing_json.h"
#include "cli/verbs.h"
#include "workspace/crosswalk.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;
using Json = nlohmann::ordered_json;

/// A cell of CSV, in quotes where it needs them.
std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : ",") + csv_cell(cells[i]);
  return line + "\n";
}

std::string rows_json(const workspace::ExportResponse& response) {
  Json json = {{"rows", response.row_count}, {"entities", response.entities}};
  json[response.rows_are] = Json::array();
  for (const auto& row : response.rows) {
    Json one = Json::object();
    for (size_t i = 0; i < row.size(); ++i) one[response.columns[i]] = row[i];
    json[response.rows_are].push_back(std::move(one));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

int answer(const ContextOptions& options, const workspace::ExportRequest& request,
           const workspace::ExportResponse& response, const Terminal& terminal) {
  if (options.json) return say(terminal, rows_json(response));
  if (!request.output.empty()) {
    return say(terminal,
               fmt::format("{} {}, {} entities\nWritten: {}\n", grouped(response.row_count),
                           response.rows_are, grouped(response.entities), request.output));
  }
  std::string text = csv_line(response.columns);
  for (const auto& row : response.rows) text += csv_line(row);
  return say(terminal, text);
}

void add_export_options(CLI::App& app, ContextOptions& options, workspace::ExportRequest& request) {
  app.add_option("--kind", request.kind, "person, organisation or place. Default: all.");
  app.add_option("--output,-o", request.output,
                 "Write it here: .csv, .tsv, .parquet or .jsonl. Default: CSV on standard output.");
  add_handing_options(app, request);
  add_context_options(app, options);
}

/// What was typed, and where the answer goes.
struct Asked {
  const Arguments& arguments;
  const Terminal& terminal;
};

using Export = workspace::ExportResponse (*)(const workspace::ExportRequest&, RunContext&);

/// Reads the options that all exports have, makes one and answers with it. `request` may be filled
/// by further options of `app`.
int run_export(CLI::App& app, workspace::ExportRequest& request, Export make, const Asked& asked) {
  ContextOptions options;
  add_export_options(app, options, request);
  if (!parse(app, asked.arguments, asked.terminal)) return 0;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  return answer(options, request, make(request, run), asked.terminal);
}

int crosswalk(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Every record with the id of its entity.", "export crosswalk");
  app.footer("\nExample:\n  newlyn export crosswalk --output crosswalk.csv\n");
  workspace::ExportRequest request;
  return run_export(app, request, workspace::export_crosswalk, {arguments, terminal});
}

int entities(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Every entity as a document of Senzing's JSON, a line each.", "export entities");
  app.footer(
      "\nExample:\n  newlyn export entities --kind person --output entities.jsonl\n"
      "\nEach line is the answer that newlyn record get gives.\n");
  ContextOptions options;
  workspace::ExportRequest request;
  add_export_options(app, options, request);
  if (!parse(app, arguments, terminal)) return 0;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto response = workspace::export_entities(request, get_json, run);
  if (!request.output.empty()) return answer(options, request, response, terminal);
  for (const auto& row : response.rows) terminal.out << row.back();
  return 0;
}

int golden(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("The golden record of every entity, a row for each value.", "export golden");
  app.footer("\nExample:\n  newlyn export golden --kind person --output golden.parquet\n");
  workspace::ExportRequest request;
  return run_export(app, request, workspace::export_golden, {arguments, terminal});
}

int duplicates(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("The records of a source that are somebody twice: a worklist for its owner.",
               "export duplicates");
  app.footer("\nExample:\n  newlyn export duplicates housing --output worklist.csv\n");
  workspace::ExportRequest request;
  app.add_option("SOURCE", request.source, "The source.")->required();
  return run_export(app, request, workspace::export_duplicates, {arguments, terminal});
}

std::string register_json(const std::vector<workspace::HandedOut>& all) {
  Json json = {{"handed_out", Json::array()}};
  for (const workspace::HandedOut& one : all) {
    json["handed_out"].push_back({{"number", one.number},
                                  {"made", one.made},
                                  {"what", one.what},
                                  {"kind", one.kind},
                                  {"place", one.place},
                                  {"recipient", one.recipient},
                                  {"purpose", one.purpose},
                                  {"expires", one.expires},
                                  {"over", one.is_over},
                                  {"destroyed", one.destroyed},
                                  {"destroyed_by", one.destroyed_by},
                                  {"who", one.who},
                                  {"records", one.records}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// What became of it, or what is to be done.
std::string end_of(const workspace::HandedOut& one) {
  if (!one.destroyed.empty()) {
    return fmt::format("; destroyed on {}, says {}", one.destroyed.substr(0, 10), one.destroyed_by);
  }
  return one.is_over ? ", which is over: have it destroyed" : "";
}

std::string register_text(const std::vector<workspace::HandedOut>& all) {
  if (all.empty()) return "Nothing was handed out.\n";
  const auto said = [](const std::string& text) {
    return text.empty() ? std::string("nobody said") : text;
  };
  std::string text;
  for (const workspace::HandedOut& one : all) {
    text += fmt::format("{}  {}  {} by {}: {}, {} records\n", one.number, one.made, one.what,
                        one.who, one.place, grouped(one.records));
    text += fmt::format("   for {}; recipient: {}; kept until: {}{}\n", said(one.purpose),
                        said(one.recipient), said(one.expires), end_of(one));
  }
  return text;
}

int register_of(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("List what was handed out: exports and backups, to whom, until when.",
               "export register");
  HomeOptions options;
  bool over = false;
  app.add_flag("--over", over, "Only what may be kept no longer.");
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn export register --over\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto all = workspace::export_register(options.asked(), over);
  return say(terminal, options.json ? register_json(all) : register_text(all));
}

int destroyed(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Note that every copy of what was handed out was destroyed.", "export destroyed");
  HomeOptions options;
  uint64_t number = 0;
  app.add_option("NUMBER", number, "Its number in newlyn export register.")
      ->required()
      ->check(CLI::Range(uint64_t{1}, kNumberMax));
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn export destroyed 3\n");
  if (!parse(app, arguments, terminal)) return 0;
  workspace::export_destroyed(options.asked(), number);
  return say(terminal, options.json ? fmt::format("{{\"destroyed\": {}}}\n", number)
                                    : fmt::format("Noted: number {} was destroyed.\n", number));
}

constexpr std::array<Verb, 6> kVerbs = {
    {{"crosswalk", "Every record with the id of its entity.", crosswalk},
     {"entities", "Every entity as a document of Senzing's JSON.", entities},
     {"golden", "The golden record of every entity.", golden},
     {"duplicates", "The records of a source that are somebody twice.", duplicates},
     {"destroyed", "Note that what was handed out was destroyed.", destroyed},
     {"register", "List what was handed out, to whom, until when.", register_of}}};

}  // namespace

int run_export(const std::vector<std::string>& arguments, const Terminal& terminal) {
  return run_verb("export", kVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
