// SPDX-License-Identifier: MIT
// Entries of the workspace's verbs, with the account of the operating system.
#include "workspace/governance/trace.h"

#include <fmt/format.h>
#include <pwd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <thread>

#include "base/check.h"
#include "base/clock.h"
#include "base/error.h"
#include "governance/purpose.h"
#include "index/entity_id.h"
#include "workspace/governance/behind_account.h"
#include "workspace/governance/key_ring.h"
#include "workspace/governance/purpose_state.h"
#include "workspace/governance/read_text.h"
#include "workspace/governance/signed_in.h"
#include "workspace/verb_rules.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

/// How long a verb waits for the entry of another process.
constexpr double kWaitSeconds = 10;
constexpr auto kPause = std::chrono::milliseconds(20);
/// Longest purpose that a person may say, bytes.
constexpr size_t kPurposeBytesMax = 200;

/// Whether words can name a purpose.
bool can_name(const std::string& purpose) {
  return !purpose.empty() && purpose.find_first_of("/. ") == std::string::npos;
}

/// The lawful basis of a purpose of the workspace; empty when the words name none.
std::string basis_of(const Home& home, const std::string& purpose) {
  if (!can_name(purpose)) return "";
  const std::string folder = home.folder + "/purposes/" + purpose;
  uint64_t version = 0;
  std::error_code ignored;  // of a name that no file can have
  while (fs::exists(fmt::format("{}/{}.toml", folder, version + 1), ignored)) ++version;
  if (version == 0) return "";
  return governance::read_purpose(read_text(fmt::format("{}/{}.toml", folder, version)))
      .lawful_basis;
}

governance::AuditEntry entry_of(const Home& home, const Deed& deed) {
  const std::string verb = entry_name(deed.command);
  NEWLYN_CHECK(rule_of_entry(verb) != nullptr, "the verb has its row in verb_rules", verb);
  if (deed.purpose.size() > kPurposeBytesMax ||
      deed.purpose.find_first_of("\n\r") != std::string::npos) {
    throw Error(Code::request_invalid,
                fmt::format("The purpose is too long or has several lines. Give its name, or at "
                            "most {} letters that name nobody.",
                            kPurposeBytesMax));
  }
  governance::AuditEntry entry = own_entry(verb, deed.what);
  entry.role = role_of_asker(home);
  if (!deed.purpose.empty()) {
    entry.purpose = deed.purpose;
    entry.basis = basis_of(home, deed.purpose);
  }
  entry.count = deed.count;
  entry.fields = deed.fields;
  entry.subject = deed.subject;
  entry.about = deed.about;
  return entry;
}

}  // namespace

void expect_usable(const Home& home, const std::string& purpose, const std::string& words) {
  if (!can_name(purpose)) return;
  std::error_code ignored;  // of a name that no file can have
  if (!fs::exists(fmt::format("{}/purposes/{}/1.toml", home.folder, purpose), ignored)) return;
  const governance::PurposeState state = purpose_state(home, purpose);
  if (state.obstacles.empty()) return;
  throw Error(Code::access_refused,
              fmt::format("The purpose {} {}. {} {}", purpose, words, state.obstacles[0].what,
                          state.obstacles[0].remedy));
}

uint64_t append_entry(governance::AuditLog& log, governance::AuditEntry entry) {
  std::vector<std::string> others;
  std::set<std::string> known = {"", entry.subject};
  for (std::string& other : entry.others) {
    if (known.insert(other).second) others.push_back(std::move(other));
  }
  if (entry.subject.empty() && !others.empty()) {
    entry.subject = std::move(others.front());
    others.erase(others.begin());
  }
  const size_t first = std::min(others.size(), governance::kOthersMax);
  governance::AuditEntry further = entry;
  entry.others.assign(others.begin(), others.begin() + static_cast<ptrdiff_t>(first));
  // Where each one that is named is one that is counted, each entry counts its own.
  const bool counts_names = entry.count >= others.size();
  if (counts_names) entry.count -= others.size() - first;
  const uint64_t number = log.append(entry);
  further.about.clear();
  further.typed.clear();
  for (size_t begin = first; begin < others.size();) {
    const size_t end = std::min(others.size(), begin + governance::kOthersMax);
    further.subject = others[begin];
    further.others.assign(others.begin() + static_cast<ptrdiff_t>(begin) + 1,
                          others.begin() + static_cast<ptrdiff_t>(end));
    further.count = counts_names ? end - begin : 0;
    log.append(further);
    begin = end;
  }
  return number;
}

void name_subjects(const Home& home, const std::vector<std::string>& named,
                   governance::AuditEntry& entry) {
  for (const std::string& text : named) {
    const std::string place = text.substr(0, text.find(':'));
    const bool is_record = place.size() < text.size() && can_name(place.substr(0, place.find('/')));
    std::error_code ignored;  // of a name that no file can have
    const bool is_known =
        is_record ? fs::exists(home.mapping_of(place.substr(0, place.find('/'))), ignored)
                  : index::entity_number(text).has_value();
    if (is_known) {
      entry.others.push_back(text);
    } else if (!text.empty()) {
      entry.typed += (entry.typed.empty() ? "" : " and ") + text;
    }
  }
}

std::string outcome_of(const Error& error) {
  return error.code() == Code::access_refused
             ? std::string("refused")
             : fmt::format("failed: {}", code_row(error.code()).name);
}

std::unique_ptr<governance::AuditLog> open_audit(const Home& home) {
  const std::string folder = home.folder + "/audit";
  if (!fs::exists(folder + "/log.key")) {
    if (fs::exists(folder + "/journal")) {
      throw Error(Code::source_unreadable,
                  fmt::format("The signing key of the audit log, {}/log.key, is not there, so "
                              "nothing can be noted and nothing is answered. Put that file back "
                              "from a backup.",
                              folder));
    }
    throw Error(Code::source_unreadable,
                fmt::format("The audit log of {} is not there, so nothing is answered. Put the "
                            "folder audit back from a backup.",
                            home.folder));
  }
  const HomeKeys keys = home_keys(home);
  const double until = monotonic_seconds() + kWaitSeconds;
  while (true) {
    try {
      return governance::AuditLog::open(folder, keys.ring);
    } catch (const Error& error) {
      if (error.code() != Code::request_invalid || monotonic_seconds() > until) throw;
    }
    std::this_thread::sleep_for(kPause);
  }
}

bool is_signed_in() { return who_signed_in(facts_of_process()).known; }

std::string principal() {
  const uid_t number = who_signed_in(facts_of_process()).account;
  const passwd* account = getpwuid(number);
  return account != nullptr ? account->pw_name : fmt::format("uid {}", number);
}

governance::AuditEntry own_entry(const std::string& verb, const std::string& rule) {
  governance::AuditEntry entry;
  entry.who = principal();
  entry.role = "account of the workspace";
  entry.verb = verb;
  entry.outcome = "allowed";
  entry.rule = rule;
  return entry;
}

void leave_look(const Home& home, const Deed& deed) {
  open_audit(home)->append(entry_of(home, deed));
}

void leave_unanswered(const RequestContext& context, const AskedOf& asked, const Error& error) {
  const Home home = find_home(context.workspace);
  governance::AuditEntry entry =
      entry_of(home, {asked.verb, "nothing was answered", context.purpose});
  entry.outcome = outcome_of(error);
  name_subjects(home, asked.named, entry);
  append_entry(*open_audit(home), std::move(entry));
}

void leave_failure(const Home& home, const Deed& deed, const Error& error) {
  governance::AuditEntry entry = entry_of(home, deed);
  entry.outcome = outcome_of(error);
  open_audit(home)->append(entry);
}

void make_change(const Home& home, const Deed& deed, const std::function<uint64_t()>& change) {
  governance::AuditEntry entry = entry_of(home, deed);
  entry.outcome = "intended";
  // The log is let go of meanwhile, so that a long change keeps nobody from being watched.
  open_audit(home)->append(entry);
  try {
    expect_usable(home, deed.purpose);
    entry.count = change();
    entry.outcome = "done";
  } catch (const Error& error) {
    entry.outcome = outcome_of(error);
    open_audit(home)->append(entry);
    throw NotedError(error.code(), error.what());
  }
  open_audit(home)->append(entry);
}

}  // namespace newlyn::workspace
