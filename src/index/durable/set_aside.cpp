// SPDX-License-Identifier: MIT
// A name with a number for each journal that was set aside.
#include <filesystem>

#include "index/durable_index.h"
#include "index/journal/durable_file.h"

namespace newlyn::index {
namespace {

std::string aside_name(const std::string& path, size_t number) {
  return path + ".set_aside_" + std::to_string(number);
}

}  // namespace

std::string set_journal_aside(const std::string& path) {
  size_t number = 1;
  while (std::filesystem::exists(aside_name(path, number))) ++number;
  // The snapshot holds nothing that the journal does not.
  std::filesystem::remove(snapshot_path(path));
  rename_durably(path, aside_name(path, number));
  return aside_name(path, number);
}

std::vector<std::string> journals_set_aside(const std::string& path) {
  std::vector<std::string> aside;
  for (size_t number = 1; std::filesystem::exists(aside_name(path, number)); ++number) {
    aside.push_back(aside_name(path, number));
  }
  return aside;
}

}  // namespace newlyn::index
