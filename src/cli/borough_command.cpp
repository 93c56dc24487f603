// SPDX-License-Identifier: MIT
// newlyn borough create and newlyn borough load.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/threads.h"
#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/link_report.h"
#include "cli/progress.h"
#include "workspace/create_borough.h"
#include "workspace/load_borough.h"

namespace newlyn::cli {
namespace {

double share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

struct Sums {
  uint64_t records = 0;
  uint64_t mistaken = 0;
  uint64_t stale = 0;
  uint64_t without_birth = 0;
};

Sums sums_of(const synthetic::BoroughSummary& summary) {
  Sums sums;
  for (const auto& source : summary.sources) {
    sums.records += source.person_records;
    sums.mistaken += source.mistaken;
    sums.stale += source.stale;
    sums.without_birth += source.without_birth;
  }
  return sums;
}

std::string create_text(const workspace::CreateBoroughRequest& request,
                        const workspace::CreateBoroughResponse& response) {
  const auto& summary = response.summary;
  const Sums sums = sums_of(summary);
  std::string text = fmt::format(
      "The borough of {}: {} people live in it, {} ever did or were born to them, {} "
      "properties.\n\n"
      "{:<36} {:>9} {:>9} {:>8} {:>8} {:>9}\n",
      summary.borough, grouped(summary.residents), grouped(summary.people),
      grouped(summary.properties), "source", "rows", "persons", "mistaken", "stale", "no birth");
  for (const auto& source : summary.sources) {
    const uint64_t persons = source.person_records;
    text +=
        fmt::format("{:<36} {:>9} {:>9} {:>7.1f}% {:>7.1f}% {:>8.1f}%\n", source.file,
                    grouped(source.rows), grouped(persons), 100 * share(source.mistaken, persons),
                    100 * share(source.stale, persons), 100 * share(source.without_birth, persons));
  }
  text += fmt::format(
      "{:<36} {:>9} {:>9} {:>7.1f}% {:>7.1f}% {:>8.1f}%\n\n", "all", grouped(summary.rows),
      grouped(sums.records), 100 * share(sums.mistaken, sums.records),
      100 * share(sums.stale, sums.records), 100 * share(sums.without_birth, sums.records));
  for (const auto& planted : summary.planted) {
    text += fmt::format("planted {:<28} {:>9}\n", planted.kind, grouped(planted.count));
  }
  return text +
         fmt::format("\nNobody in it exists. Written to {} in {:.1f} s; truth/ is for scoring.\n",
                     request.folder, response.seconds);
}

std::string create_json(const workspace::CreateBoroughResponse& response) {
  const auto& summary = response.summary;
  const Sums sums = sums_of(summary);
  nlohmann::ordered_json json = {{"borough", summary.borough},
                                 {"residents", summary.residents},
                                 {"people", summary.people},
                                 {"properties", summary.properties},
                                 {"rows", summary.rows},
                                 {"person_records", sums.records},
                                 {"mistaken_share", share(sums.mistaken, sums.records)},
                                 {"stale_share", share(sums.stale, sums.records)},
                                 {"no_birth_date_share", share(sums.without_birth, sums.records)},
                                 {"seconds", response.seconds}};
  for (const auto& source : summary.sources) {
    json["sources"].push_back({{"name", source.name},
                               {"file", source.file},
                               {"delivery", source.delivery},
                               {"rows", source.rows},
                               {"person_records", source.person_records}});
  }
  for (const auto& planted : summary.planted) json["planted"][planted.kind] = planted.count;
  return json.dump(2) + "\n";
}

std::string load_text(const workspace::LoadBoroughResponse& response) {
  std::string text;
  for (const auto& table : response.tables) {
    text +=
        fmt::format("{:<12} {:<24} {:>9} rows\n", table.server, table.table, grouped(table.rows));
  }
  return text;
}

std::string load_json(const workspace::LoadBoroughResponse& response) {
  nlohmann::ordered_json json = {{"tables", nlohmann::ordered_json::array()}};
  for (const auto& table : response.tables) {
    json["tables"].push_back({{"server", table.server},
                              {"source", table.source},
                              {"table", table.table},
                              {"rows", table.rows}});
  }
  return json.dump(2) + "\n";
}

// What both say on the command line.
struct BoroughOptions {
  workspace::CreateBoroughRequest create;
  workspace::LoadBoroughRequest load;
  size_t threads = 0;
  bool json = false;
};

CLI::App* add_create(CLI::App& app, BoroughOptions& options) {
  CLI::App* create = app.add_subcommand("create", "Make a borough of people whom nobody is.");
  create->add_option("DIR", options.create.folder, "A new folder for it.")->required();
  create->add_option("--people", options.create.people,
                     "People who live there at the end. Default 20000; a full borough has 300000.");
  create->add_option("--seed", options.create.seed,
                     "The same seed makes the same borough. Default 1.");
  create->add_flag("--without-servers", options.create.server_files,
                   "Write what servers would hold as SQLite files, which need no server.");
  create->add_option("--as-of", options.create.as_of,
                     "As it stood on this day of the last year of its story, 2025-03-31. Default: "
                     "2025-12-31.");
  create->add_option("--threads", options.threads, "Threads to use. Default: the machine's cores.");
  create->add_flag("--json", options.json, "Print one JSON object.");
  create->footer(
      "\nOn all days people, properties and records have the same ids.\n"
      "\nExamples:\n  newlyn borough create town --people 500\n"
      "  newlyn borough create march --people 500 --as-of 2025-03-31\n");
  return create;
}

CLI::App* add_load(CLI::App& app, BoroughOptions& options) {
  CLI::App* load = app.add_subcommand("load", "Fill real servers with its databases.");
  load->add_option("DIR", options.load.folder, "A folder that create made.")->required();
  load->add_option("--postgres", options.load.postgres,
                   "A PostgreSQL database: \"host=... port=... dbname=... user=...\".");
  load->add_option("--mariadb", options.load.mariadb, "A MariaDB database, in the same words.");
  load->add_flag("--json", options.json, "Print one JSON object.");
  load->footer(
      "\nTables of the same name are replaced. Passwords go into PGPASSWORD and MYSQL_PWD.\n"
      "\nExample:\n  newlyn borough load town --postgres \"host=localhost dbname=town\"\n");
  return load;
}

}  // namespace

int run_borough(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Make a synthetic borough with its truth, and load it into servers.", "borough");
  BoroughOptions options;
  const CLI::App* create = add_create(app, options);
  const CLI::App* load = add_load(app, options);
  app.require_subcommand(1);
  app.footer("\nExample:\n  newlyn borough create town --people 500\n");
  if (!parse(app, arguments, terminal)) return 0;
  if (options.threads > 0) set_thread_count(options.threads);
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  if (create->parsed()) {
    const auto response = workspace::create_borough(options.create, run);
    terminal.out << (options.json ? create_json(response) : create_text(options.create, response));
  } else if (load->parsed()) {
    const auto response = workspace::load_borough(options.load, run);
    terminal.out << (options.json ? load_json(response) : load_text(response));
  }
  terminal.out.flush();
  return 0;
}

}  // namespace newlyn::cli
