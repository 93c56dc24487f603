// SPDX-License-Identifier: MIT
// Part by part: the store, the index of each kind, the audit log.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/asked_check.h"
#include "workspace/audit.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/trace.h"
#include "workspace/home.h"
#include "workspace/home/store_version.h"
#include "workspace/index/kind_index.h"
#include "workspace/keep_workspace.h"
#include "workspace/keeping/check_linked.h"
#include "workspace/rights/releases.h"

namespace newlyn::workspace {
namespace {

constexpr const char* kLogPart = "audit log";

std::string kept_note(const std::string& file, std::string_view part) {
  return fmt::format("{} is the one of an earlier version. newlyn rollback --part {} puts it back.",
                     file, part);
}

CheckedPart check_store(const Home& home, store::Store& store) {
  CheckedPart part{"store", 0, {}, {}};
  for (const KeptVersion& kept : kept_stores(home)) {
    if (kept.version < kStoreVersion) part.notes.push_back(kept_note(kept.file, "store"));
  }
  const auto tables = store.rows("SELECT table_name FROM duckdb_tables() ORDER BY 1");
  for (const auto& row : tables.rows) {
    const std::string name = row[0].value_or("");
    ++part.count;
    try {
      store.number(
          fmt::format("SELECT count(*) FROM (SELECT * FROM {}) t", store::quote_name(name)));
    } catch (const Error& error) {
      part.findings.push_back(fmt::format("The table {} cannot be read: {}", name, error.what()));
    }
  }
  return part;
}

struct Checking {
  const Home& home;
  store::Store& store;
  bool full = false;
};

CheckedPart check_kind(const Checking& of, const EntityKind& kind, RunContext& run) {
  CheckedPart part{std::string(kind.plural), 0, {}, {}};
  const OpenedKind opened = open_if_whole(of.home, of.store, kind, run);
  if (!opened.lost.empty()) part.findings.push_back(opened.lost);
  const KindIndex& open = opened.index;
  if (open.entities == nullptr) return part;
  if (const auto kept = index::kept_journal(journal_path(of.home, kind))) {
    part.notes.push_back(kept_note(kept->kept, kind.plural));
  }
  open.entities->read([&](const index::EntityIndex& entities) {
    // As many as anybody is shown; all are checked.
    entities.each_key([&](const index::RecordKey&, const std::string&) { ++part.count; });
    part.findings = entities.check(of.full, run);
  });
  for (const std::string& note : open.entities->state().notes) {
    part.findings.push_back(note);
    ++part.put_right;
  }
  for (std::string& finding : check_linked(of.home, of.store, open)) {
    part.findings.push_back(std::move(finding));
  }
  if (!of.full) return part;
  for (std::string& finding : open.entities->check_journal(run)) {
    part.findings.push_back(std::move(finding));
  }
  return part;
}

CheckedPart check_audit(const Home& home) {
  try {
    // As any command does first: what a write that was cut off has left of entries that nobody was
    // told of goes.
    open_audit(home);
  } catch (const Error&) {
    // What is wrong with it is said below.
  }
  AuditVerifyRequest request;
  request.workspace = home.folder;
  const AuditVerifyResponse verified = audit_verify(request);
  return {kLogPart, verified.entries, verified.problems, {}};
}

/// What may be kept no longer and is not known to be destroyed; nothing where there is none.
std::optional<CheckedPart> check_handed_out(store::Store& store) {
  const std::string today = day_of(now_micros());
  CheckedPart part{"handed out", 0, {}, {}};
  uint64_t over = 0;
  for (const Release& release : all_releases(store)) {
    ++part.count;
    over += is_over(release, today) ? 1 : 0;
  }
  if (over == 0) return std::nullopt;
  part.notes.push_back(fmt::format(
      "{} of them may be kept no longer. newlyn export register --over lists them; have them "
      "destroyed, and say so with newlyn export destroyed NUMBER.",
      over));
  return part;
}

/// Whether the log was found damaged: no entry can say so.
bool is_log_damaged(const CheckAnswer& answer) {
  return std::any_of(answer.parts.begin(), answer.parts.end(), [](const CheckedPart& part) {
    return part.part == kLogPart && !part.findings.empty();
  });
}

}  // namespace

CheckAnswer check_workspace(const CheckRequest& request, RunContext& run) {
  const Home home = find_home(request.workspace);
  CheckAnswer answer;
  const auto store = open_home_store(home);
  roll_back_link(home);
  answer.parts.push_back(check_store(home, *store));
  for (const EntityKind& kind : kEntityKinds) {
    answer.parts.push_back(check_kind({home, *store, request.full}, kind, run));
  }
  if (std::filesystem::exists(home.folder + "/audit")) answer.parts.push_back(check_audit(home));
  if (auto part = check_handed_out(*store)) answer.parts.push_back(std::move(*part));
  for (const CheckedPart& part : answer.parts) {
    answer.findings += part.findings.size();
    answer.put_right += part.put_right;
  }
  return answer;
}

CheckAnswer check_for(const Asked& asked, bool full, RunContext& run) {
  const Home home = find_home(asked.workspace);
  Deed deed{"check", "the workspace", asked.purpose};
  const CheckAnswer answer = attempt(home, deed, [&] {
    return check_workspace({asked.workspace, full}, run);
  });
  deed.count = answer.findings;
  if (!is_log_damaged(answer)) leave_look(home, deed);
  return answer;
}

}  // namespace newlyn::workspace
