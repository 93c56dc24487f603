// SPDX-License-Identifier: MIT
// Commands of a noun and a verb.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/cli.h"

namespace newlyn::cli {

/// A verb of a command.
struct Verb {
  std::string_view name;
  std::string_view summary;
  int (*run)(const std::vector<std::string>& arguments, const Terminal& terminal);
  std::string_view example = {};  // of the first verb: what it is given, where it needs something
};

/// Runs the verb that the arguments begin with; lists the verbs where they ask for help.
int run_verb(std::string_view command, std::span<const Verb> verbs,
             const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace newlyn::cli
