// SPDX-License-Identifier: MIT
// A command that is a list of verbs: help and dispatch.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/cli.h"

namespace newlyn::cli {

/// The verbs of one command.
struct Verb {
  std::string_view name;
  std::string_view summary;
  int (*run)(const std::vector<std::string>& arguments, const Terminal& terminal);
};

/// Runs the verb that the arguments begin with, or says which there are.
int run_verb(std::string_view command, std::span<const Verb> verbs,
             const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace newlyn::cli
