// SPDX-License-Identifier: MIT
// The folder notices of a workspace: N.json is notice of entry N of the audit log, N.read says who
// of those it is to has listed it first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/home.h"

namespace newlyn::workspace {

/// Writes the file of a notice and returns its place in the workspace once it is there for good,
/// whatever becomes of the machine. Throws Error(output_unwritable).
std::string write_notice_file(const Home& home, uint64_t entry, const std::string& text);

/// Whether notices to the owner that a purpose names are to an account.
enum class Told : uint8_t {
  no,
  as_owner,
  instead,  // of an owner who has no account
};

/// The owner is who is called so, has the role or is in the team that is, in small letters with _
/// for blanks as well. Where no account of this machine is or has, the information governance
/// officers are told, and where there is none of these either, the administrators. Throws as
/// reading the policy does.
Told told_for(const Home& home, const std::string& who, std::string_view owner);

/// Notes that the one who asks, to whom notice of these entries is, has listed them.
void note_notices_read(const Home& home, const std::vector<uint64_t>& entries);

}  // namespace newlyn::workspace
