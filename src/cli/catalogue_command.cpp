// SPDX-License-Identifier: MIT
// newlyn catalogue.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/catalogue_report.h"
#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/home_options.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;
using Json = nlohmann::ordered_json;

struct Options : HomeOptions {
  std::vector<std::string> sources;
};

void add_options(CLI::App& app, Options& options) {
  app.add_option("SOURCE", options.sources, "Sources. Default: all of the workspace.");
  add_home_options(app, options);
}

int begin(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Write a file to fill in for each source that has none. Nothing is written over.",
               "catalogue begin");
  Options options;
  add_options(app, options);
  app.footer("\nExample:\n  newlyn catalogue begin\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto begun = workspace::catalogue_begin(options.asked(), options.sources);
  if (options.json) {
    return say(terminal, Json{{"written", begun.written}, {"kept", begun.kept}}.dump(2) + "\n");
  }
  std::string text;
  for (const std::string& path : begun.written) text += fmt::format("Written: {}\n", path);
  for (const std::string& path : begun.kept) text += fmt::format("Stays as it is: {}\n", path);
  return say(terminal, text + "\nNext:  fill them in, then newlyn catalogue check\n");
}

int check(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Name what descriptions lack, and where to write it; ends with 2 when there is any.",
               "catalogue check");
  Options options;
  add_options(app, options);
  app.footer("\nExample:\n  newlyn catalogue check\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto answer = workspace::catalogue_check(options.asked(), options.sources);
  say(terminal, options.json ? catalogue_check_json(answer) : catalogue_check_text(answer));
  if (answer.gaps.empty()) return 0;
  throw Error(
      Code::request_invalid,
      fmt::format("The catalogue is not complete: {} to write.",
                  answer.gaps.size() == 1 ? std::string("one thing is")
                                          : fmt::format("{} things are", answer.gaps.size())));
}

int show(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Show what is written of sources and what is known of them.", "catalogue show");
  Options options;
  add_options(app, options);
  app.footer("\nExample:\n  newlyn catalogue show people\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto sources = workspace::catalogue_show(options.asked(), options.sources);
  return say(terminal, options.json ? catalogue_json(sources) : catalogue_text(sources));
}

int hand_out(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Write sources as DCAT in JSON-LD, once their descriptions are complete.",
               "catalogue export");
  Options options;
  std::string output;
  add_options(app, options);
  app.add_option("--output", output, "The file to write, such as catalogue.jsonld.")->required();
  app.footer("\nExample:\n  newlyn catalogue export --output catalogue.jsonld\n");
  if (!parse(app, arguments, terminal)) return 0;
  const uint64_t count = workspace::catalogue_export(options.asked(), options.sources, output);
  if (options.json) {
    return say(terminal, Json{{"output", output}, {"sources", count}}.dump(2) + "\n");
  }
  return say(terminal, fmt::format("Written: {} with {} {}\n", output, count,
                                   count == 1 ? "source" : "sources"));
}

struct Verb {
  std::string_view name;
  std::string_view summary;
  int (*run)(const Arguments& arguments, const Terminal& terminal);
};

constexpr std::array<Verb, 4> kVerbs = {{
    {"begin", "Write files to fill in for sources that have none.", begin},
    {"check", "Name what is lacking and where to write it.", check},
    {"show", "Show what is known of sources.", show},
    {"export", "Write the catalogue as DCAT in JSON-LD.", hand_out},
}};

}  // namespace

int run_catalogue(const std::vector<std::string>& arguments, const Terminal& terminal) {
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
    std::string text =
        "Describe sources for those who look for data, and hand it out as DCAT.\n\nUsage: newlyn "
        "catalogue VERB ...\n\n";
    for (const Verb& verb : kVerbs) text += fmt::format("  {:<10}{}\n", verb.name, verb.summary);
    text +=
        "\nExample:\n  newlyn catalogue check\n\nHelp on one:  newlyn catalogue export --help\n";
    return say(terminal, text);
  }
  std::string names;
  for (const Verb& verb : kVerbs) {
    if (verb.name == arguments[0]) {
      return verb.run({arguments.begin() + 1, arguments.end()}, terminal);
    }
    names += fmt::format("{}{}", names.empty() ? "" : ", ", verb.name);
  }
  throw Error(Code::request_invalid,
              fmt::format("There is no newlyn catalogue {}. There are {}.", arguments[0], names));
}

}  // namespace newlyn::cli
