// SPDX-License-Identifier: MIT
// Real database servers of a case, started by tools/test_server.sh and gone with the case.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "case_file.h"

namespace newlyn::cases {

/// The servers of one case. `<postgres>` and `<mariadb>` in a text stand for their addresses.
class Servers {
 public:
  explicit Servers(std::filesystem::path root) : root_(std::move(root)) {}
  ~Servers();
  Servers(const Servers&) = delete;
  Servers& operator=(const Servers&) = delete;

  /// Does what a server block says: `server postgres` starts it where it is not running and runs
  /// the content as SQL; `stop`, `kill`, `start` follow the kind, and `kill after 0.5` (seconds)
  /// kills while the case goes on, `after 0.5` runs the content then. `asleep` in place of seconds:
  /// when a query of the reader is in a function that sleeps. Returns false where the
  /// machine has no such server. Throws CaseFault.
  bool step(const Block& block);

  /// Waits until a query of the reader sleeps in the server of that kind. Throws CaseFault.
  void wait_until_asleep(const Block& block, const std::string& kind) const;

  /// `text` with the addresses put in for their names.
  std::string with_addresses(std::string text) const;
  /// `text` with the names put in for the addresses.
  std::string without_addresses(std::string text) const;

 private:
  struct Server {
    std::string folder;
    std::string port;
  };
  int script(const std::string& words, const std::string& input, std::string& output) const;
  std::string wait_words(const std::string& wish, const std::string& place) const;
  bool run_later(const Block& block, const std::string& place) const;
  void need(const Block& block, const std::string& words, const std::string& input) const;

  std::filesystem::path root_;
  std::map<std::string, Server> running_;
};

}  // namespace newlyn::cases
