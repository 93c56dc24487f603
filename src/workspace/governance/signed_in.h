// SPDX-License-Identifier: MIT
// Who asks, told by what the kernel knows of a process and of the one that started it. The rule
// takes plain values, so that it can be tried without making accounts.
//
//   the kernel keeps who signed in (loginuid)           that account
//   the parent is sudo, as nobody but root can start it SUDO_UID
//   the parent is another account's                     that account: sudo keeps the person's real
//                                                       account, or became the program
//   else                                                the process's own account
//
// SUDO_UID is a variable that everybody can set, so it counts under the second alone. Where it
// names somebody else and the parent is neither sudo nor the account's own, nobody can tell who
// asks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace newlyn::workspace {

/// The process that started one.
struct ParentProcess {
  std::string name;        // as the kernel has it: "sudo"
  uint32_t account = 0;    // whose it is
  uint32_t acting_as = 0;  // whose rights it has
};

/// What is known of a process.
struct ProcessFacts {
  std::optional<uint32_t> login;  // who signed in, where the kernel keeps it
  uint32_t account = 0;           // whose rights it has
  std::optional<ParentProcess> parent;
  std::string sudo_uid;  // the variable SUDO_UID
};

/// Who asks.
struct SignedIn {
  uint32_t account = 0;
  bool known = false;     // the system says who it is; false: the process's own account, a service
  bool in_doubt = false;  // somebody else may have started it, and nobody can tell who
};

/// Tells who asks.
SignedIn who_signed_in(const ProcessFacts& facts);

/// What the kernel says of this process. Its parent is the one it had when this was asked first:
/// whoever ends that one later on changes nobody's name.
ProcessFacts facts_of_process();

/// The process's name and accounts as the text of /proc/PID/status has them; nothing for another
/// text.
std::optional<ParentProcess> read_process_status(const std::string& status);

}  // namespace newlyn::workspace
