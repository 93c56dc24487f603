// SPDX-License-Identifier: MIT
// The command make_people: writes synthetic people with errors, gaps and the truth as CSV.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>

#include "base/error.h"
#include "synthetic/population.h"

namespace {

using newlyn::Code;
using newlyn::Error;
using newlyn::synthetic::Population;

struct Options {
  newlyn::synthetic::PopulationRequest request;
  std::string output = "-";
  std::string key_file;
  uint64_t sources = 1;
  bool quiet = false;
};

std::string footer() {
  std::string text = "What goes wrong, in per cent of the values it can befall:\n";
  for (const auto& row : newlyn::synthetic::kFaults) {
    text += fmt::format("  {:<24} {:5.2f}  {}\n", row.name, row.rate / 100.0, row.meaning);
  }
  return text +
         "\nExample: make_people --rows 100000 --seed 7 --output people.csv\n"
         "Every person, address, telephone number and e-mail address is invented.";
}

void write_file(const std::string& path, const std::function<void(std::ostream&)>& write) {
  if (path == "-") {
    write(std::cout);
    return;
  }
  std::ofstream out(path, std::ios::binary);
  if (out) write(out);
  out.close();
  if (!out) {
    throw Error(Code::output_unwritable,
                fmt::format("{} cannot be written. Choose another place with --output.", path));
  }
}

// people.csv becomes people_2.csv for the second source.
std::string source_path(const std::string& path, uint64_t source) {
  const size_t dot = path.rfind('.');
  const std::string stem = path.substr(0, dot);
  const std::string ending = dot == std::string::npos ? "" : path.substr(dot);
  return fmt::format("{}_{}{}", stem, source, ending);
}

void report(const Population& population) {
  fmt::print(stderr, "{} records of {} people in {} households.\n", population.row_count(),
             population.person_count(), population.household_count());
  const auto& counts = population.faults();
  for (size_t i = 0; i < newlyn::synthetic::kFaults.size(); ++i) {
    const auto possible = static_cast<double>(counts.possible[i]);
    const auto planted = static_cast<double>(counts.planted[i]);
    fmt::print(stderr, "  {:<24} {:>9} of {:>9} ({:.2f} %)\n", newlyn::synthetic::kFaults[i].name,
               counts.planted[i], counts.possible[i],
               possible > 0 ? 100 * planted / possible : 0.0);
  }
}

void make(const Options& options) {
  const Population population(options.request);
  const auto truth =
      options.key_file.empty() ? Population::Truth::in_last_column : Population::Truth::left_out;
  for (uint64_t source = 0; source < options.sources; ++source) {
    const std::string path =
        options.sources == 1 ? options.output : source_path(options.output, source + 1);
    write_file(path,
               [&](std::ostream& out) { population.write(out, truth, source, options.sources); });
  }
  if (!options.key_file.empty()) {
    write_file(options.key_file, [&](std::ostream& out) { population.write_key(out); });
  }
  if (!options.quiet) report(population);
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("Makes synthetic people with realistic names, households, errors and gaps.");
  Options options;
  app.add_option("--rows", options.request.rows, "Records to make")
      ->required()
      ->check(CLI::Range(uint64_t{1}, uint64_t{200'000'000}));
  app.add_option("--seed", options.request.seed, "The same seed makes the same bytes (1)");
  app.add_option("--output", options.output, "CSV file to write; - is standard output");
  app.add_option("--key-file", options.key_file,
                 "Write the truth to this CSV instead of a last column called cluster");
  app.add_option("--sources", options.sources, "Deal the records out to this many files (1)")
      ->check(CLI::Range(uint64_t{1}, uint64_t{100}));
  app.add_flag("--quiet", options.quiet, "Do not report what was planted");
  app.footer(footer());
  CLI11_PARSE(app, count, arguments);
  try {
    make(options);
  } catch (const Error& error) {
    fmt::print(stderr, "make_people: {}\n", error.what());
    return newlyn::code_row(error.code()).exit_status;
  }
  return 0;
}
