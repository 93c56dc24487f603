// SPDX-License-Identifier: MIT
// The newlyn program.
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <iostream>

#include "cli/cli.h"

namespace {

void on_signal(int) { newlyn::cli::request_stop(); }

}  // namespace

int main(int count, char** words) {
  // What is in memory is people's data, and keys: a crash must not write it down.
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  struct sigaction action {};
  action.sa_handler = on_signal;
  // A second Ctrl-C ends the program at once.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<std::string> arguments(words + 1, words + count);
  return newlyn::cli::run(arguments, {std::cin, std::cout, std::cerr, isatty(2) != 0});
}
