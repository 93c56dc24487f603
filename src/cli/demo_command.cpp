// SPDX-License-Identifier: MIT
// newlyn demo: links the sample and tells the story.
#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/link_report.h"
#include "cli/progress.h"
#include "workspace/link_files.h"

namespace newlyn::cli {
namespace {

namespace fs = std::filesystem;

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
  return program.has_parent_path() ? program.string() : "./" + program.string();
}

std::string story(const workspace::LinkFilesRequest& request,
                  const workspace::LinkFilesResponse& response) {
  std::string text = fmt::format(
      "\nNewlyn read {} records of synthetic people from {}.\n"
      "It recognised the columns by itself, looked at {} pairs that could be one person\n"
      "(of {} possible ones) and found {} people: {} records are duplicates.\n",
      grouped(response.records), request.files[0], grouped(response.pairs),
      grouped(response.records * (response.records - 1) / 2), grouped(response.entities),
      grouped(response.duplicates));
  for (size_t i = 0; i < response.examples.size(); ++i) {
    text += fmt::format("\n  Person {}, as {} records spell them:\n", i + 1,
                        response.examples[i].records.size());
    text += entity_text(response.examples[i]);
  }
  text += "\n  How long each step took:\n";
  for (const StepTime& step : response.steps) {
    text += fmt::format("    {:<20} {:>6.2f} s\n", step.name, step.seconds);
  }
  text += fmt::format("\n  The rows with their cluster_id: {}\n  What was done, for the file: {}\n",
                      request.output, response.receipt);
  const std::string program = program_path();
  text += fmt::format(
      "\n  What to try next:\n"
      "    {0} dedupe your_file.csv --output linked.csv     your own records\n"
      "    {0} match left.csv right.csv --output out.csv    one file against another\n"
      "    {0} dedupe your_file.csv --explain 5             see the evidence of pairs\n"
      "    {0} dedupe --help                                everything else\n\n",
      program);
  return text;
}

}  // namespace

int run_demo(const std::vector<std::string>& arguments, const Terminal& terminal) {
  if (!arguments.empty()) {
    terminal.out << "newlyn demo links the sample that comes with Newlyn and tells what happened.\n"
                    "It writes people_linked.csv into the present folder.\n\n"
                    "Example:\n  newlyn demo\n";
    const bool help = arguments[0] == "--help" || arguments[0] == "-h";
    return help ? 0 : code_row(Code::request_invalid).exit_status;
  }
  workspace::LinkFilesRequest request;
  request.files = {find_sample().string()};
  request.output = (fs::current_path() / "people_linked.csv").string();
  request.example_entities = 3;
  request.purpose = "demonstration with synthetic people";
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const workspace::LinkFilesResponse response = workspace::link_files(request, run);
  terminal.out << story(request, response);
  terminal.out.flush();
  return 0;
}

}  // namespace newlyn::cli
