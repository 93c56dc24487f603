// SPDX-License-Identifier: MIT
// Other ways to run every case: one thread, another kernel. One file cases/configs/NAME.config.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace newlyn::cases {

/// A configuration: arguments that are added to commands, and environment variables.
struct Configuration {
  std::string name = "default";
  std::vector<std::pair<std::string, std::vector<std::string>>> added;  // verb, arguments
  std::vector<std::pair<std::string, std::string>> variables;
};

/// Reads cases/configs/NAME.config. Its lines: comments with #, `add VERB ARGUMENT...` and
/// `set NAME=VALUE`.
/// Throws newlyn::Error when the file is not there or a line is not understood.
Configuration read_configuration(const std::filesystem::path& cases, const std::string& name);

/// `arguments` with those that the configuration adds to its verb (the first argument), unless the
/// first of these is there already.
std::vector<std::string> configured(std::vector<std::string> arguments,
                                    const Configuration& configuration);

}  // namespace newlyn::cases
