// SPDX-License-Identifier: MIT
// What the verbs of governance leave in the audit log.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "governance/audit_log.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// Opens the workspace's audit log; the first use makes it.
std::unique_ptr<governance::AuditLog> open_audit(const Home& home);

/// An entry of the account that runs the program.
governance::AuditEntry own_entry(const std::string& verb, const std::string& rule);

/// Makes a change between two entries: "intended", durable before it, and "done" after it.
void make_change(const Home& home, const std::string& verb, const std::string& what,
                 const std::function<void()>& change);

}  // namespace newlyn::workspace
