// SPDX-License-Identifier: MIT
// Calls the script and keeps where each server lives.
#include "server.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace newlyn::cases {
namespace {

constexpr int kNotInstalled = 77;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string joined(const std::vector<std::string>& lines) {
  return fmt::format("{}\n", fmt::join(lines, "\n"));
}

}  // namespace

Servers::~Servers() {
  std::string output;
  for (const auto& [kind, server] : running_) {
    script(fmt::format("remove {} {}", kind, server.folder), "", output);
  }
}

// Input and output go through files: a server that stays alive must not hold a pipe of ours open.
int Servers::script(const std::string& words, const std::string& input, std::string& output) const {
  char scratch[] = "/tmp/newlyn_script_XXXXXX";
  if (mkdtemp(scratch) == nullptr) return -1;
  const std::filesystem::path folder = scratch;
  std::ofstream(folder / "in", std::ios::binary) << input;
  const int status = std::system(fmt::format("bash '{}/tools/test_server.sh' {} < {}/in > {}/out "
                                             "2> {}/err",
                                             root_.string(), words, scratch, scratch, scratch)
                                     .c_str());
  const int exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  std::ostringstream text;
  text << std::ifstream(folder / (exit_status == 0 ? "out" : "err"), std::ios::binary).rdbuf();
  output = text.str();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return exit_status;
}

void Servers::need(const Block& block, const std::string& words, const std::string& input) const {
  std::string output;
  if (script(words, input, output) != 0) throw CaseFault{block.line, output};
}

bool Servers::step(const Block& block) {
  const std::string& kind = block.words.at(0);
  const std::string verb = block.words.size() > 1 ? block.words[1] : "";
  if (!running_.contains(kind)) {
    std::string output;
    const int status = script(fmt::format("start {} {}", kind, getpid()), "", output);
    if (status == kNotInstalled) return false;
    Server server;
    if (status != 0 || !(std::istringstream(output) >> server.folder >> server.port)) {
      throw CaseFault{block.line, output};
    }
    running_[kind] = server;
  }
  const Server& server = running_.at(kind);
  const std::string place = fmt::format("{} {}", kind, server.folder);
  if (verb == "start") {
    need(block, fmt::format("restart {} {} {}", place, server.port, getpid()), "");
  } else if (verb == "kill" && block.words.size() == 4) {
    const std::string later =
        fmt::format("({}; bash '{}/tools/test_server.sh' kill {}) > /dev/null 2>&1 < /dev/null &",
                    wait_words(block.words[3], place), root_.string(), place);
    if (std::system(later.c_str()) != 0) throw CaseFault{block.line, "No shell can be started."};
  } else if (verb == "after" && block.words.size() == 3) {
    return run_later(block, place);
  } else if (!verb.empty()) {
    need(block, fmt::format("{} {}", verb, place), "");
  }
  if (!block.lines.empty()) need(block, "sql " + place, joined(block.lines));
  return true;
}

// What waits in a shell: some seconds, or until a query of the reader sleeps.
std::string Servers::wait_words(const std::string& wish, const std::string& place) const {
  if (wish != "asleep") return "sleep " + wish;
  return fmt::format("bash '{}/tools/test_server.sh' asleep {}", root_.string(), place);
}

void Servers::wait_until_asleep(const Block& block, const std::string& kind) const {
  if (!running_.contains(kind)) throw CaseFault{block.line, "There is no such server."};
  need(block, fmt::format("asleep {} {}", kind, running_.at(kind).folder), "");
}

// Runs the content as SQL after some seconds, while the case goes on.
bool Servers::run_later(const Block& block, const std::string& place) const {
  const std::string script = running_.at(block.words[0]).folder + "/later.sql";
  std::ofstream(script, std::ios::binary) << joined(block.lines);
  const std::string later = fmt::format(
      "({} < /dev/null; bash '{}/tools/test_server.sh' sql {}) > /dev/null 2>&1 < '{}' &",
      wait_words(block.words[2], place), root_.string(), place, script);
  if (std::system(later.c_str()) != 0) throw CaseFault{block.line, "No shell can be started."};
  return true;
}

std::string Servers::with_addresses(std::string text) const {
  for (const auto& [kind, server] : running_) {
    replace_all(text, "<" + kind + ">", "127.0.0.1:" + server.port);
    replace_all(text, "<" + kind + "_port>", server.port);
  }
  return text;
}

std::string Servers::without_addresses(std::string text) const {
  for (const auto& [kind, server] : running_) {
    replace_all(text, "127.0.0.1:" + server.port, "<" + kind + ">");
    replace_all(text, server.port, "<" + kind + "_port>");
  }
  return text;
}

}  // namespace newlyn::cases
