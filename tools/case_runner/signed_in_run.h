// SPDX-License-Identifier: MIT
// Runs a command as if another account of the machine had signed in and become this one.
//
// The kernel keeps who signed in (loginuid) where it lets a program say so. Where it does not, as
// in most containers, the command is started by a process of that account, as by sudo, which is the
// other thing that who_signed_in of workspace/governance goes by.
#pragma once

#include <sys/types.h>

#include <functional>
#include <ostream>
#include <string>

namespace newlyn::cases {

/// How a case can be run of which somebody else signs in.
enum class SignIn : uint8_t {
  kept_by_kernel,  // loginuid can be set
  by_parent,       // the commands are started by processes of the account
  impossible,      // this is not root, or a sign-in is kept that cannot be changed
};

/// What this machine allows.
SignIn sign_in_allowed();

/// Notes with the kernel that an account signed in. False where it does not allow it.
bool keep_sign_in(uid_t account);

/// What a command came to.
struct CommandEnd {
  int status = 0;  // 128 and the signal where one ended it
  std::string output;
  std::string errors;
};

/// Runs a command in a process of this account that a process of `account` starts.
CommandEnd run_started_by(uid_t account,
                          const std::function<int(std::ostream&, std::ostream&)>& command);

}  // namespace newlyn::cases
