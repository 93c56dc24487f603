// SPDX-License-Identifier: MIT
// Goes over the log a part at a time.
#include "workspace/governance/log_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/error.h"
#include "governance/subject_access.h"
#include "workspace/governance/trace.h"
#include "workspace/verb_rules.h"

namespace newlyn::workspace {
namespace {

namespace chrono = std::chrono;

constexpr uint64_t kEntriesAtOnce = 4096;
constexpr int64_t kDayMicros = 86'400'000'000;
constexpr std::string_view kReviewMark = "entry ";

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

int64_t number_at(const std::string& text, size_t begin, size_t size) {
  int64_t number = 0;
  if (begin + size <= text.size()) {
    std::from_chars(text.data() + begin, text.data() + begin + size, number);
  }
  return number;
}

/// Queries of older logs, which lie under a key of whoever typed them.
bool is_typed_by(const std::string& subject) { return subject.starts_with("typed by "); }

/// Notes and queries that belong to no person who was looked at.
bool is_of_nobody(const std::string& subject) {
  return subject.starts_with("account:") || is_typed_by(subject);
}

}  // namespace

void check_day(const std::string& day) {
  if (day.empty() || governance::read_day(day)) return;
  throw Error(Code::request_invalid, fmt::format("{} is no day. Write it as 2026-11-28.", day));
}

int64_t micros_of_day(const std::string& day) {
  const auto read = governance::read_day(day);
  return chrono::sys_days(*read).time_since_epoch().count() * kDayMicros;
}

std::string day_of(int64_t micros) {
  const chrono::sys_days day(chrono::days(micros / kDayMicros));
  return governance::day_text(chrono::year_month_day(day));
}

std::string day_after(const std::string& day) { return day_of(micros_of_day(day) + kDayMicros); }

int64_t micros_of(const governance::AuditRecord& record) {
  const std::string& time = record.time;  // 2026-11-28T12:34:56.123456Z
  const auto day = governance::read_day(time.substr(0, std::min<size_t>(10, time.size())));
  if (!day) return 0;
  const int64_t seconds =
      number_at(time, 11, 2) * 3600 + number_at(time, 14, 2) * 60 + number_at(time, 17, 2);
  return chrono::sys_days(*day).time_since_epoch().count() * kDayMicros + seconds * 1'000'000 +
         number_at(time, 20, 6);
}

bool tells_of_a_seal(const governance::AuditRecord& record) {
  const VerbRule* rule = rule_of_entry(record.entry.verb);
  constexpr std::array<std::string_view, 3> kVerbs = {
      "rights seal-identity", "rights sealed-identities", "rights unseal-identity"};
  return rule != nullptr && std::find(kVerbs.begin(), kVerbs.end(), rule->command) != kVerbs.end();
}

void each_entry_of_all(const governance::AuditLog& log, const Period& period,
                       const std::function<void(const governance::AuditRecord&)>& take) {
  check_day(period.from);
  check_day(period.to);
  const std::string end = period.to.empty() ? "" : day_after(period.to);
  const uint64_t size = log.size();
  for (uint64_t begin = 0; begin < size; begin += kEntriesAtOnce) {
    for (const auto& record : log.read(begin, std::min(size, begin + kEntriesAtOnce))) {
      if (record.time < period.from || (!end.empty() && record.time >= end)) continue;
      take(record);
    }
  }
}

void each_entry(const governance::AuditLog& log, const Period& period,
                const std::function<void(const governance::AuditRecord&)>& take) {
  each_entry_of_all(log, period, [&](const governance::AuditRecord& record) {
    if (!tells_of_a_seal(record)) take(record);
  });
}

AuditLine audit_line(const governance::AuditRecord& record) {
  const governance::AuditEntry& entry = record.entry;
  AuditLine line;
  line.number = record.number;
  line.time = record.time;
  line.who = entry.who;
  line.role = entry.role;
  line.purpose = entry.purpose;
  line.basis = entry.basis;
  line.verb = entry.verb;
  line.subject = join(names_in(record));
  line.about = entry.typed.empty() ? entry.about : entry.typed;
  if (record.typed_erased || (record.erased && line.about.empty())) line.about = "(erased)";
  line.fields = join(entry.fields);
  line.count = entry.count;
  line.outcome = entry.outcome;
  line.rule = entry.rule;
  return line;
}

bool takes_data(const governance::AuditRecord& record) {
  const VerbRule* rule = rule_of_entry(record.entry.verb);
  if (rule == nullptr) return true;
  const bool shows = rule->effect == VerbEffect::look || rule->effect == VerbEffect::release;
  return shows && !is_oversight(record);
}

bool is_oversight(const governance::AuditRecord& record) {
  const std::string& verb = record.entry.verb;
  return verb.starts_with("audit_") || verb.starts_with("breach_") || verb == "seal_list";
}

bool is_refusal(const governance::AuditRecord& record) { return record.entry.outcome == "refused"; }

bool is_look(const governance::AuditRecord& record) {
  const std::string& outcome = record.entry.outcome;
  return !record.entry.subject.empty() && (outcome == "allowed" || outcome == "done") &&
         !is_of_nobody(record.subject_name) && takes_data(record);
}

std::vector<std::string> names_in(const governance::AuditRecord& record) {
  std::vector<std::string> names;
  if (!record.subject_name.empty() && !is_typed_by(record.subject_name)) {
    names.push_back(record.subject_name);
  }
  names.insert(names.end(), record.other_names.begin(), record.other_names.end());
  return names;
}

bool is_review(const governance::AuditRecord& record, ReviewOutcome& outcome) {
  const std::string& rule = record.entry.rule;
  if (record.entry.verb != "audit_review" || !rule.starts_with(kReviewMark)) return false;
  const size_t colon = rule.find(": ");
  if (colon == rule.npos || record.entry.outcome != "done") return false;
  const char* begin = rule.data() + kReviewMark.size();
  if (std::from_chars(begin, rule.data() + colon, outcome.entry).ec != std::errc()) return false;
  outcome.outcome = rule.substr(colon + 2);
  outcome.note = record.entry.about;
  return true;
}

}  // namespace newlyn::workspace
