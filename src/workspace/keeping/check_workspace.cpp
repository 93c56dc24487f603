// SPDX-License-Identifier: MIT
// Part by part: the store, the index of each kind, the audit log.
#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "workspace/audit.h"
#include "workspace/home.h"
#include "workspace/index/kind_index.h"
#include "workspace/keep_workspace.h"

namespace newlyn::workspace {
namespace {

CheckedPart check_store(const Home& home) {
  CheckedPart part{"store", 0, {}};
  const auto store = open_home_store(home);
  const auto tables = store->rows("SELECT table_name FROM duckdb_tables() ORDER BY 1");
  for (const auto& row : tables.rows) {
    const std::string name = row[0].value_or("");
    ++part.count;
    try {
      store->number(
          fmt::format("SELECT count(*) FROM (SELECT * FROM {}) t", store::quote_name(name)));
    } catch (const Error& error) {
      part.findings.push_back(fmt::format("The table {} cannot be read: {}", name, error.what()));
    }
  }
  return part;
}

CheckedPart check_kind(const Home& home, const EntityKind& kind, bool full, RunContext& run) {
  CheckedPart part{std::string(kind.plural), 0, {}};
  const KindIndex open = open_kind_index(home, kind, run);
  if (open.entities == nullptr) return part;
  open.entities->read([&](const index::EntityIndex& entities) {
    // As many as anybody is shown; all are checked.
    entities.each_key([&](const index::RecordKey&, const std::string&) { ++part.count; });
    part.findings = entities.check(full, run);
  });
  for (const std::string& note : open.entities->state().notes) part.findings.push_back(note);
  if (!full) return part;
  for (std::string& finding : open.entities->check_journal(run)) {
    part.findings.push_back(std::move(finding));
  }
  return part;
}

CheckedPart check_audit(const Home& home) {
  AuditVerifyRequest request;
  request.workspace = home.folder;
  const AuditVerifyResponse verified = audit_verify(request);
  return {"audit log", verified.entries, verified.problems};
}

}  // namespace

CheckAnswer check_workspace(const CheckRequest& request, RunContext& run) {
  const Home home = find_home(request.workspace);
  CheckAnswer answer;
  answer.parts.push_back(check_store(home));
  const auto store = open_home_store(home);
  roll_back_link(home);
  for (const EntityKind& kind : kEntityKinds) {
    answer.parts.push_back(check_kind(home, kind, request.full, run));
  }
  if (std::filesystem::exists(home.folder + "/audit")) answer.parts.push_back(check_audit(home));
  for (const CheckedPart& part : answer.parts) answer.findings += part.findings.size();
  return answer;
}

}  // namespace newlyn::workspace
