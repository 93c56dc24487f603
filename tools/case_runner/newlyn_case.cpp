// SPDX-License-Identifier: MIT
// The command newlyn_case: finds cases, runs them against the command line, tells what failed.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "cli/cli.h"
#include "fleet.h"
#include "store/store.h"
#include "workspace/home.h"

namespace {

using newlyn::Code;
using newlyn::Error;
using newlyn::cases::CaseState;
using newlyn::cases::FleetResult;
using newlyn::cases::FleetSettings;
using newlyn::cases::RunSettings;

constexpr int64_t kFixedMicros = 1'767'268'800'000'000;  // 2026-01-01T12:00:00Z

struct Options {
  std::vector<std::string> patterns;
  std::string configuration;
  std::string cases = "cases";
  size_t jobs = std::max(1U, std::thread::hardware_concurrency()) + 1;  // one waits for the disk
  unsigned seconds = FleetSettings{}.fast_seconds_max;
  bool update = false;
  bool slow = false;
  bool keep = false;
  bool list = false;
};

int run_command(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out,
                std::ostream& err) {
  return newlyn::cli::run(arguments, newlyn::cli::Terminal{in, out, err, false});
}

std::vector<std::vector<std::string>> query_store(const std::string& path, const std::string& sql) {
  const auto store =
      newlyn::workspace::open_home_store({std::filesystem::path(path).parent_path().string()});
  const newlyn::store::TextRows answer = store->rows(sql);
  std::vector<std::vector<std::string>> rows{answer.columns};
  for (const auto& row : answer.rows) {
    rows.emplace_back();
    for (const auto& value : row) rows.back().push_back(value.value_or("NULL"));
  }
  return rows;
}

// Begins again with every symbol bound at once: the processes of cases are copies of this one, and
// each would bind the thousands that opening a store needs.
void bind_symbols_first(char** arguments) {
  constexpr const char* kWish = "LD_BIND_NOW";
  if (std::getenv(kWish) != nullptr) return;
  setenv(kWish, "1", 1);
  execv("/proc/self/exe", arguments);  // where it fails, cases are only slower
}

// The nearest folder upwards that holds `name`.
std::filesystem::path find_folder(const std::string& name) {
  if (std::filesystem::path(name).is_absolute()) return name;
  for (std::filesystem::path at = std::filesystem::current_path();; at = at.parent_path()) {
    if (std::filesystem::is_directory(at / name)) return at / name;
    if (at == at.parent_path()) break;
  }
  throw Error(Code::source_missing,
              fmt::format("There is no folder {} here or above. Name it with --cases.", name));
}

// How the case is run again alone.
std::string rerun_line(const std::filesystem::path& path, const Options& options,
                       const std::string& program) {
  return fmt::format("  again: {} {}{}{}\n", program,
                     options.configuration.empty() ? "" : "--config " + options.configuration + " ",
                     path.extension() == ".case_slow" ? "--slow " : "", path.stem().string());
}

int run_all(const Options& options, const std::string& program) {
  const std::filesystem::path folder = std::filesystem::absolute(find_folder(options.cases));
  const auto paths = newlyn::cases::find_cases(folder, options.patterns, options.slow);
  if (paths.empty()) throw Error(Code::request_invalid, "No case matches.");
  if (options.list) {
    for (const auto& path : paths) fmt::print("{}\n", path.string());
    return 0;
  }
  RunSettings settings;
  settings.command = run_command;
  settings.query = query_store;
  settings.set_clock = newlyn::fix_clock;
  newlyn::fix_clock(kFixedMicros);
  settings.root = folder.parent_path();
  settings.update = options.update;
  settings.keep = options.keep;
  if (!options.configuration.empty()) {
    settings.configuration = newlyn::cases::read_configuration(folder, options.configuration);
  }
  newlyn::store::Store::open({})->rows("SELECT 1");  // its tables are then in memory, too
  FleetSettings fleet;
  fleet.jobs = options.jobs;
  fleet.fast_seconds_max = options.seconds;
  size_t counts[4] = {};
  const double began = newlyn::monotonic_seconds();
  newlyn::cases::run_fleet(paths, settings, fleet, [&](const FleetResult& ended) {
    ++counts[static_cast<size_t>(ended.result.state)];
    const bool failed = ended.result.state == CaseState::failed;
    if (failed) {
      fmt::print("{}{}\n", ended.result.report, rerun_line(ended.path, options, program));
    } else if (ended.result.state == CaseState::updated) {
      fmt::print("{} was rewritten. Read the difference before you keep it.\n",
                 ended.path.string());
    }
  });
  if (counts[3] > 0) fmt::print("{} skipped under {}\n", counts[3], options.configuration);
  fmt::print("{} cases in {:.1f} s\n", paths.size(), newlyn::monotonic_seconds() - began);
  fmt::print("{} passed, {} failed\n", counts[0] + counts[2], counts[1]);
  return counts[1] == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  bind_symbols_first(arguments);
  CLI::App app("Runs the text cases of cases/ against newlyn, each in a process of its own.");
  Options options;
  app.add_option("pattern", options.patterns, "Only cases whose path holds one of these");
  app.add_option("--config", options.configuration, "Run under cases/configs/NAME.config");
  app.add_option("--cases", options.cases, "The folder of cases (cases, here or above)");
  app.add_option("--jobs", options.jobs, "Cases at a time (one more than cores)");
  app.add_option("--seconds", options.seconds, "Time a case that is not slow may take (60)");
  app.add_flag("--slow", options.slow, "Run those that end in .case_slow too");
  app.add_flag("--update", options.update, "Rewrite what was expected to what came out");
  app.add_flag("--keep", options.keep, "Keep the folder of a case that fails");
  app.add_flag("--list", options.list, "Only list the cases");
  CLI11_PARSE(app, count, arguments);
  if (options.update && !options.configuration.empty()) {
    fmt::print(stderr, "newlyn_case: --update works under the default configuration only.\n");
    return newlyn::code_row(Code::request_invalid).exit_status;
  }
  try {
    return run_all(options, arguments[0]);
  } catch (const Error& error) {
    fmt::print(stderr, "newlyn_case: {}\n", error.what());
    return newlyn::code_row(error.code()).exit_status;
  }
}
