// SPDX-License-Identifier: MIT
// Finds the verb, or lists those there are.
#include "cli/verbs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "cli/home_options.h"

namespace newlyn::cli {
namespace {

constexpr size_t kNameWidth = 12;

}  // namespace

int run_verb(std::string_view command, std::span<const Verb> verbs,
             const std::vector<std::string>& arguments, const Terminal& terminal) {
  size_t width = kNameWidth;
  for (const Verb& verb : verbs) width = std::max(width, verb.name.size() + 2);
  std::string names;
  std::string help = fmt::format("Usage: newlyn {} VERB ...\n\n", command);
  for (const Verb& verb : verbs) {
    if (!arguments.empty() && verb.name == arguments[0]) {
      return verb.run({arguments.begin() + 1, arguments.end()}, terminal);
    }
    names += fmt::format("{}{}", names.empty() ? "" : ", ", verb.name);
    help += fmt::format("  {:<{}}{}\n", verb.name, width, verb.summary);
  }
  const std::string_view example = verbs[0].example;
  help +=
      fmt::format("\nExample:\n  newlyn {} {}{}{}\n\nHelp on one:  newlyn {} {} --help\n", command,
                  verbs[0].name, example.empty() ? "" : " ", example, command, verbs[0].name);
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
    return say(terminal, help);
  }
  throw Error(Code::request_invalid,
              fmt::format("There is no newlyn {} {}. There are {}.", command, arguments[0], names));
}

}  // namespace newlyn::cli
