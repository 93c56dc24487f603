// SPDX-License-Identifier: MIT
// newlyn demo: links a sample file, then a whole borough, and tells the story.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/demo_report.h"
#include "cli/file_options.h"
#include "cli/home_options.h"
#include "cli/progress.h"
#include "workspace/demo_borough.h"
#include "workspace/link_files.h"

namespace newlyn::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  workspace::DemoBoroughRequest borough;
  bool sample_only = false;
  bool json = false;
};

/// The sample stands beside the program, or in a folder above it.
fs::path find_sample() {
  std::error_code problem;
  fs::path folder = fs::read_symlink("/proc/self/exe", problem).parent_path();
  for (; !folder.empty(); folder = folder.parent_path()) {
    const fs::path sample = folder / "sample" / "people.csv";
    if (fs::exists(sample)) return sample;
    if (folder == folder.parent_path()) break;
  }
  throw Error(Code::source_missing,
              "The sample is not there: a folder called sample with people.csv should stand beside "
              "the program. Unpack the archive again.");
}

/// The program as one would call it from here.
std::string program_path() {
  std::error_code problem;
  const fs::path program = fs::proximate(fs::read_symlink("/proc/self/exe", problem), problem);
  const std::string near = program.has_parent_path() ? program.string() : "./" + program.string();
  return near.starts_with("../../..") ? fs::read_symlink("/proc/self/exe", problem).string() : near;
}

void add_options(CLI::App& app, Options& options) {
  workspace::DemoBoroughRequest& borough = options.borough;
  borough.folder = "demo_borough";
  app.add_option("--output", borough.folder, "A new folder for the borough. Default demo_borough.");
  app.add_option("--people", borough.people, "People who live in it. Default 20000.");
  app.add_option("--seed", borough.seed, "The same seed makes the same borough. Default 1.");
  app.add_option("--question", borough.question,
                 "Read and link only what one question needs (see below).");
  app.add_flag("--sample", options.sample_only, "Only link the sample file, in seconds.");
  app.add_option("--town", borough.town, "Take a borough that newlyn borough create made.");
  app.add_option("--postgres", borough.postgres,
                 "Where that one was loaded: postgres://user@host/database.");
  app.add_option("--mariadb", borough.mariadb, "The same for MariaDB: mysql://user@host/database.");
  app.add_option("--secret", borough.secret, "Where their password is: env:NAME or file:PATH.");
  app.add_flag("--json", options.json, "Print one JSON object about the borough.");
  app.footer("\n" + questions_text() +
             "\nWrites people_linked.csv and the folder of the borough into the present folder.\n"
             "\nExamples:\n  newlyn demo\n  newlyn demo --question permits_after_death\n");
}

void link_sample(const Terminal& terminal) {
  workspace::LinkFilesRequest request;
  request.files = {find_sample().string()};
  request.output = (fs::current_path() / "people_linked.csv").string();
  request.example_entities = 3;
  request.purpose = "demonstration with synthetic people";
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const workspace::LinkFilesResponse response = workspace::link_files(request, run);
  say(terminal, sample_story(request, response));
  terminal.out.flush();
}

void show_borough(const Options& options, const Terminal& terminal) {
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const auto response = workspace::demo_borough(options.borough, run);
  if (options.json) {
    say(terminal, borough_json(response));
    return;
  }
  say(terminal, borough_story(options.borough, response) + next_words(response, program_path()));
}

}  // namespace

int run_demo(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Link a sample file, then all systems of a borough in which nobody lives.", "demo");
  Options options;
  add_options(app, options);
  if (!parse(app, arguments, terminal)) return 0;
  const bool sample = options.borough.question.empty() && !options.json;
  if (sample || options.sample_only) link_sample(terminal);
  if (!options.sample_only) show_borough(options, terminal);
  return 0;
}

}  // namespace newlyn::cli
