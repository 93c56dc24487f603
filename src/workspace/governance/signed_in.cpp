// SPDX-License-Identifier: MIT
// The rule, and the files of the kernel that it rests on.
#include "workspace/governance/signed_in.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace newlyn::workspace {
namespace {

constexpr uint32_t kRoot = 0;
constexpr uint32_t kUnset = 0xFFFFFFFF;

std::optional<uint32_t> account_number(const std::string& text) {
  uint32_t number = kUnset;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = failed == std::errc() && end == text.data() + text.size();
  if (!is_whole || number == kUnset) return std::nullopt;
  return number;
}

bool is_sudo(const ParentProcess& parent) {
  return parent.name == "sudo" && parent.account == kRoot && parent.acting_as == kRoot;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What a parent that ends takes with it.
struct Beginning {
  std::optional<ParentProcess> parent;
  std::string sudo_uid;
};

Beginning read_beginning() {
  const char* claimed = std::getenv("SUDO_UID");
  return {read_process_status(text_of(fmt::format("/proc/{}/status", getppid()))),
          claimed != nullptr ? claimed : ""};
}

}  // namespace

SignedIn who_signed_in(const ProcessFacts& facts) {
  if (facts.login) return {*facts.login, true, false};
  const std::optional<uint32_t> claimed = account_number(facts.sudo_uid);
  const bool is_other_claimed = claimed && *claimed != facts.account;
  if (!facts.parent) return {facts.account, false, is_other_claimed};
  const ParentProcess& parent = *facts.parent;
  if (is_sudo(parent) && claimed) return {*claimed, true, false};
  if (parent.account == facts.account) return {facts.account, false, false};
  if (parent.account != kRoot) return {parent.account, true, false};
  return {facts.account, false, is_other_claimed};
}

std::optional<ParentProcess> read_process_status(const std::string& status) {
  ParentProcess process;
  bool has_name = false;
  std::istringstream lines(status);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("Name:\t")) {
      process.name = line.substr(6);
      has_name = true;
    }
    if (!line.starts_with("Uid:\t")) continue;
    std::istringstream numbers(line.substr(5));
    if (!has_name || !(numbers >> process.account >> process.acting_as)) return std::nullopt;
    return process;
  }
  return std::nullopt;
}

ProcessFacts facts_of_process() {
  static const Beginning beginning = read_beginning();
  std::string login = text_of("/proc/self/loginuid");
  while (login.ends_with('\n')) login.pop_back();
  return {account_number(login), geteuid(), beginning.parent, beginning.sudo_uid};
}

}  // namespace newlyn::workspace
