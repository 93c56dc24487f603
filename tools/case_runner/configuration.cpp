// SPDX-License-Identifier: MIT
// Reading and applying configurations.
#include "configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "case_file.h"

namespace newlyn::cases {

Configuration read_configuration(const std::filesystem::path& cases, const std::string& name) {
  const std::filesystem::path path = cases / "configs" / (name + ".config");
  std::ifstream in(path);
  if (!in) {
    throw Error(Code::source_missing, fmt::format("There is no configuration {}.", path.string()));
  }
  Configuration configuration;
  configuration.name = name;
  size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> words = split_words(line);
    const size_t equals = words.size() == 2 ? words[1].find('=') : std::string::npos;
    if (words.size() > 2 && words[0] == "add") {
      const std::string verb = words[1];
      words.erase(words.begin(), words.begin() + 2);
      configuration.added.emplace_back(verb, std::move(words));
    } else if (words[0] == "set" && equals != std::string::npos) {
      configuration.variables.emplace_back(words[1].substr(0, equals), words[1].substr(equals + 1));
    } else {
      throw Error(Code::request_invalid,
                  fmt::format("{}:{}: a line is 'add VERB ARGUMENT...' or 'set NAME=VALUE'.",
                              path.string(), number));
    }
  }
  return configuration;
}

std::vector<std::string> configured(std::vector<std::string> arguments,
                                    const Configuration& configuration) {
  for (const auto& [verb, added] : configuration.added) {
    const bool meant = !arguments.empty() && arguments[0] == verb;
    const bool there =
        std::find(arguments.begin(), arguments.end(), added.front()) != arguments.end();
    const bool asks_help =
        std::find(arguments.begin(), arguments.end(), "--help") != arguments.end();
    if (meant && !there && !asks_help) {
      arguments.insert(arguments.end(), added.begin(), added.end());
    }
  }
  return arguments;
}

}  // namespace newlyn::cases
