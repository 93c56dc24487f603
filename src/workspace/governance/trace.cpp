// SPDX-License-Identifier: MIT
// Entries about the workspace's own governance.
#include "workspace/governance/trace.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <filesystem>

namespace newlyn::workspace {

std::unique_ptr<governance::AuditLog> open_audit(const Home& home) {
  const std::string folder = home.folder + "/audit";
  if (!std::filesystem::exists(folder + "/log.key")) {
    governance::AuditLog::create(folder, "newlyn/audit");
  }
  return governance::AuditLog::open(folder);
}

governance::AuditEntry own_entry(const std::string& verb, const std::string& rule) {
  const passwd* account = getpwuid(getuid());
  governance::AuditEntry entry;
  entry.who = account != nullptr ? account->pw_name : fmt::format("uid {}", getuid());
  entry.role = "account of the workspace";
  entry.purpose = "accountability";
  entry.basis = "legal_obligation";
  entry.verb = verb;
  entry.outcome = "allowed";
  entry.rule = rule;
  return entry;
}

void make_change(const Home& home, const std::string& verb, const std::string& what,
                 const std::function<void()>& change) {
  const auto log = open_audit(home);
  governance::AuditEntry entry = own_entry(verb, what);
  entry.outcome = "intended";
  log->append(entry);
  change();
  entry.outcome = "done";
  log->append(entry);
}

}  // namespace newlyn::workspace
