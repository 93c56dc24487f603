// SPDX-License-Identifier: MIT
// newlyn init and newlyn source.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <ostream>
#include <thread>

#include "base/error.h"
#include "base/threads.h"
#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/home_options.h"
#include "cli/progress.h"
#include "cli/source_report.h"
#include "workspace/home.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;

CLI::Option* add_name(CLI::App& app, HomeOptions& options) {
  return app.add_option("NAME", options.name, "The name of the source.");
}

void add_place_options(CLI::App& app, workspace::SourceAddRequest& request) {
  auto& definition = request.definition;
  app.add_option("--from", definition.from,
                 "A file, a folder, a pattern (\"drop/*.csv\"), postgres://user@host/database, "
                 "mysql://user@host/database, an SQLite file, or odbc:CONNECTION.")
      ->required();
  app.add_option("--table", definition.table, "The table or view of a database.");
  app.add_option("--query", definition.query, "A SELECT in the words of the database instead.");
  app.add_option("--sheet", definition.sheet, "One sheet of a workbook.");
  app.add_option("--layout", definition.layout,
                 "Columns of fixed width: \"id 1-8, surname 9-38\".");
  app.add_option("--records", definition.records,
                 "XML: the path of the element that is a record: people/person.");
  app.add_option("--secret", definition.secret,
                 "Where the password is: env:NAME or file:PATH (mode 0600).");
}

void add_rule_options(CLI::App& app, workspace::SourceAddRequest& request) {
  auto& definition = request.definition;
  app.add_option("--key", definition.key, "Columns that make a record's key.")->delimiter(',');
  app.add_option("--watermark", definition.watermark,
                 "A column that grows with every change: only what is newer is read.");
  app.add_option("--where", definition.where, "SQL: rows for which it is not true are left out.");
  app.add_option("--link", definition.link,
                 "Opens a record in its own system: \"https://host/{id}\".");
  app.add_option("--latency", definition.latency, "Agreed age: \"1 day\", \"12 hours\".");
  app.add_option("--gone-after", definition.gone_after,
                 "Complete clean runs without a record until it is gone. Default 3.");
  app.add_option("--fall-limit", definition.fall_limit,
                 "Per cent of rows that may be missing before a run is held. Default 10.");
  app.add_option("--leave-out", request.left_out, "A column not to copy. May be repeated.");
  app.add_flag("--with-text", definition.with_text, "Copy free text as well.");
}

int add(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Add a source: look at it, recognise its columns, write its definition.",
               "source add");
  HomeOptions options;
  workspace::SourceAddRequest request;
  std::vector<std::string> columns;
  add_name(app, options)->required();
  add_place_options(app, request);
  add_rule_options(app, request);
  app.add_option("--column", columns,
                 "Copy this column, or copy it as what it is: --column family_name=LNAME. May be "
                 "repeated.");
  add_home_options(app, options);
  app.footer(
      "\nExamples:\n  newlyn source add people --from people.csv\n"
      "  newlyn source add housing --from postgres://reader@db/housing --table tenants \\\n"
      "      --secret env:HOUSING_PASSWORD --watermark changed_at\n");
  if (!parse(app, arguments, terminal)) return 0;
  for (const std::string& column : columns) {
    const size_t equals = column.find('=');
    const bool named = equals != std::string::npos;
    request.columns.emplace_back(named ? column.substr(0, equals) : "",
                                 named ? column.substr(equals + 1) : column);
  }
  request.asked = options.asked();
  request.definition.name = options.name;
  RunContext run(nullptr, &stop_requested());
  const auto response = workspace::source_add(request, run);
  say(terminal, options.json ? source_add_json(response) : source_add_text(response));
  return 0;
}

int list(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("List the sources of the workspace.", "source list");
  HomeOptions options;
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn source list\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto definitions = workspace::source_list(options.asked());
  say(terminal, options.json ? source_list_json(definitions) : source_list_text(definitions));
  return 0;
}

int check(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Look whether a source can be read as it is defined. Stores nothing.",
               "source check");
  HomeOptions options;
  add_name(app, options)->required();
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn source check people\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  const auto response = workspace::source_check(options.asked(), options.name, run);
  say(terminal,
      options.json ? source_check_json(response) : source_check_text(options.name, response));
  return 0;
}

// Reads the named sources; all are tried before the first trouble is told. As JSON several are one
// object, told at the end.
void read_sources(const HomeOptions& options, const std::vector<std::string>& names,
                  const source::CrawlWishes& wishes, const Terminal& terminal) {
  std::vector<Error> troubles;
  std::vector<source::CrawlReport> reports;
  const bool at_the_end = options.json && names.size() > 1;
  for (const std::string& name : names) {
    try {
      TerminalProgress progress(terminal.err);
      RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
      const auto report = workspace::source_read(options.asked(), name, wishes, run);
      reports.push_back(report);
      if (!at_the_end) {
        say(terminal, options.json ? source_read_json(report) : source_read_text(report));
      }
      if (report.run.state != "held") continue;
      troubles.emplace_back(Code::source_held,
                            fmt::format("The delivery of source '{}' is held. {} Nothing of it is "
                                        "stored. When it is right all the same, take it with "
                                        "newlyn source read {} --accept.",
                                        name, report.run.message, name));
    } catch (const Error& error) {
      if (error.code() == Code::interrupted) throw;
      troubles.push_back(error);
    }
  }
  if (at_the_end) say(terminal, source_reads_json(reports));
  for (size_t i = 1; i < troubles.size(); ++i) {
    terminal.err << fmt::format("newlyn: {}\n", troubles[i].what());
  }
  if (!troubles.empty()) throw troubles.front();
}

int read(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Read sources and store what changed since the last time.", "source read");
  HomeOptions options;
  source::CrawlWishes wishes;
  std::vector<std::string> names;
  bool all = false;
  size_t threads = std::max(1U, std::thread::hardware_concurrency());
  app.add_option("NAME", names, "The sources to read.");
  app.add_flag("--all", all, "Read every source of the workspace.");
  app.add_flag("--full", wishes.full, "Read everything, though only newer rows would do.");
  app.add_flag("--accept", wishes.accept,
               "Take the delivery and its columns as they are, though they are not as agreed.");
  app.add_option("--threads", threads, "Threads to use. Default: all cores.")
      ->check(CLI::Range(1, 512));
  add_home_options(app, options);
  app.footer("\nExamples:\n  newlyn source read people\n  newlyn source read --all\n");
  if (!parse(app, arguments, terminal)) return 0;
  set_thread_count(threads);
  if (all) {
    for (const auto& definition : workspace::source_list(options.asked())) {
      names.push_back(definition.name);
    }
  }
  if (names.empty()) {
    throw Error(Code::request_invalid,
                "Name the sources to read, or --all. newlyn source list shows those there are.");
  }
  read_sources(options, names, wishes, terminal);
  return 0;
}

int status(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Show how the sources are, or all about one of them.", "source status");
  HomeOptions options;
  add_name(app, options);
  add_home_options(app, options);
  app.footer("\nExamples:\n  newlyn source status\n  newlyn source status people\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto all = workspace::source_status(options.asked(), options.name);
  say(terminal, options.json           ? source_status_json(all)
                : options.name.empty() ? source_status_text(all)
                                       : source_details_text(all.at(0)));
  std::string troubled;
  bool held = false;
  for (const auto& health : all) {
    if (health.health == "ok") continue;
    held = held || health.health == "held";
    troubled += fmt::format("{}{} ({})", troubled.empty() ? "" : ", ", health.name, health.health);
  }
  if (troubled.empty()) return 0;
  throw Error(held ? Code::source_held : Code::source_stale,
              fmt::format("Needs attention: {}.", troubled));
}

int remove(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Take a source out of the workspace. Its records stay.", "source remove");
  HomeOptions options;
  bool with_records = false;
  add_name(app, options)->required();
  app.add_flag("--with-records", with_records, "Erase its records and their history as well.");
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn source remove people\n");
  if (!parse(app, arguments, terminal)) return 0;
  const uint64_t records = workspace::source_remove(options.asked(), options.name, with_records);
  say(terminal, with_records
                    ? fmt::format("{} is removed, with its {} records and their history.\n",
                                  options.name, records)
                    : fmt::format("{} is removed. Its {} records stay in the store.\n",
                                  options.name, records));
  return 0;
}

int link(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Print where a record is in its own system.", "source link");
  HomeOptions options;
  std::string native_id;
  add_name(app, options)->required();
  app.add_option("KEY", native_id, "The record's key in its source.")->required();
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn source link people 17\n");
  if (!parse(app, arguments, terminal)) return 0;
  say(terminal, workspace::source_link(options.asked(), options.name, native_id) + "\n");
  return 0;
}

int schedule(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Print what starts the runs that newlyn.toml schedules.", "source schedule");
  HomeOptions options;
  bool cron = false;
  std::string program = "/usr/bin/newlyn";
  app.add_flag("--cron", cron, "Lines for cron instead of units for systemd.");
  app.add_option("--program", program, "The newlyn to start. Default /usr/bin/newlyn.");
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn source schedule --cron\n");
  if (!parse(app, arguments, terminal)) return 0;
  say(terminal, workspace::schedule_text(options.asked(), program, cron));
  return 0;
}

int limit(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app(
      "Set the statutory limit on what a source is used for. Once set, an "
      "information-governance officer alone changes it.",
      "source limit");
  HomeOptions options;
  workspace::SourceLimitRequest request;
  add_name(app, options)->required();
  auto* name = app.add_option("LIMIT", request.limit, "The limit: see newlyn purpose law.");
  app.add_flag("--none", request.none, "Take the limit away.")->excludes(name);
  app.add_option("--reason", request.reason, "Why, for the officer after you.");
  add_home_options(app, options);
  app.footer(
      "\nExample:\n  newlyn source limit revenues council_tax --reason \"billing system\"\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.asked = options.asked();
  request.source = options.name;
  const auto response = workspace::source_limit(request);
  say(terminal, options.json ? source_limit_json(response) : source_limit_text(response));
  return 0;
}

struct Verb {
  std::string_view name;
  std::string_view summary;
  int (*run)(const Arguments& arguments, const Terminal& terminal);
};

constexpr std::array<Verb, 9> kVerbs = {{
    {"add", "Look at a source and write its definition.", add},
    {"list", "List the sources.", list},
    {"check", "Look whether a source can be read. Stores nothing.", check},
    {"read", "Read sources and store what changed.", read},
    {"status", "Show how the sources are.", status},
    {"remove", "Take a source out. Its records stay.", remove},
    {"link", "Print where a record is in its own system.", link},
    {"limit", "Set the statutory limit on its use.", limit},
    {"schedule", "Print the systemd timer or cron line.", schedule},
}};

}  // namespace

int run_source(const std::vector<std::string>& arguments, const Terminal& terminal) {
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
    std::string text =
        "Read the systems a body already runs, in place.\n\nUsage: newlyn source "
        "VERB ...\n\n";
    for (const Verb& verb : kVerbs) text += fmt::format("  {:<10}{}\n", verb.name, verb.summary);
    text += "\nExample:\n  newlyn source list\n\nHelp on one:  newlyn source add --help\n";
    say(terminal, text);
    return 0;
  }
  std::string names;
  for (const Verb& verb : kVerbs) {
    if (verb.name == arguments[0]) {
      return verb.run({arguments.begin() + 1, arguments.end()}, terminal);
    }
    names += fmt::format("{}{}", names.empty() ? "" : ", ", verb.name);
  }
  throw Error(Code::request_invalid,
              fmt::format("There is no newlyn source {}. There are {}.", arguments[0], names));
}

int run_init(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Make a workspace: one folder that holds everything Newlyn keeps.", "init");
  std::string folder;
  app.add_option("DIR", folder, "The folder to make.")->required();
  app.footer("\nExample:\n  newlyn init council\n");
  if (!parse(app, arguments, terminal)) return 0;
  const workspace::Home home = workspace::make_home(folder);
  say(terminal, fmt::format("The workspace {} is made. Only this account can read it.\n\nNext:  cd "
                            "{} && newlyn source add NAME --from FILE\n",
                            home.folder, folder));
  return 0;
}

}  // namespace newlyn::cli
