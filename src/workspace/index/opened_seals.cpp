// SPDX-License-Identifier: MIT
// The table only says which entries to read. A row that somebody wrote by hand opens nothing.
#include "workspace/index/opened_seals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/clock.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/trace.h"

namespace newlyn::workspace {
namespace {

using store::Parameter;

constexpr std::string_view kVerb = "seal_open";
constexpr std::string_view kBegin = "seal broken open for ";
constexpr std::string_view kOwner = " minutes, notice to ";
constexpr std::string_view kMark = "; seal broken open by entry ";
constexpr int64_t kSecondMicros = 1'000'000;
constexpr int64_t kMinuteSeconds = 60;
constexpr int64_t kDaySeconds = 86'400;

Parameter text(const std::string& value) { return Parameter::of(std::string_view(value)); }

void prepare(store::Store& store) {
  store.run(
      "CREATE TABLE IF NOT EXISTS newlyn_seal_opening (entry BIGINT, who VARCHAR, purpose VARCHAR, "
      "until VARCHAR)");
}

/// The number that a text begins with after `at`.
std::optional<uint64_t> number_at(std::string_view text, size_t at) {
  uint64_t number = 0;
  const auto read = std::from_chars(text.data() + at, text.data() + text.size(), number);
  if (read.ec != std::errc()) return std::nullopt;
  return number;
}

}  // namespace

std::string moment_text(int64_t micros) {
  const int64_t second = micros / kSecondMicros % kDaySeconds;
  return fmt::format("{}T{:02}:{:02}:{:02}Z", day_of(micros), second / (60 * kMinuteSeconds),
                     second / kMinuteSeconds % 60, second % kMinuteSeconds);
}

std::string opening_rule(uint64_t minutes, const std::string& owner) {
  return fmt::format("{}{}{}{}", kBegin, minutes, kOwner, owner);
}

std::optional<SealOpening> read_opening(const governance::AuditRecord& record, int64_t now) {
  const std::string& rule = record.entry.rule;
  const size_t begin = rule.find(kBegin);
  const size_t owner = rule.find(kOwner);
  if (record.entry.verb != kVerb || record.entry.outcome != "done") return std::nullopt;
  if (begin == rule.npos || owner == rule.npos) return std::nullopt;
  const auto minutes = number_at(rule, begin + kBegin.size());
  if (!minutes || *minutes > kSealMinutesMax) return std::nullopt;
  const int64_t opened = micros_of(record);
  const int64_t until = opened + static_cast<int64_t>(*minutes) * kMinuteSeconds * kSecondMicros;
  SealOpening opening;
  opening.entry = record.number;
  opening.entity = record.subject_name;
  opening.who = record.entry.who;
  opening.purpose = record.entry.purpose;
  opening.owner = rule.substr(owner + kOwner.size());
  opening.reason = record.erased ? "(erased)" : record.entry.about;
  opening.opened = moment_text(opened);
  opening.until = moment_text(until);
  opening.is_open = moment_text(now) < opening.until;
  return opening;
}

int64_t latest_moment(const governance::AuditLog& log, uint64_t first) {
  constexpr uint64_t kEntriesAtOnce = 4096;
  int64_t latest = now_micros();
  for (uint64_t at = first; at < log.size(); at += kEntriesAtOnce) {
    for (const auto& record : log.read(at, std::min(at + kEntriesAtOnce, log.size()))) {
      latest = std::max(latest, micros_of(record));
    }
  }
  return latest;
}

std::string look_mark(uint64_t entry) { return fmt::format("{}{}", kMark, entry); }

std::optional<uint64_t> opening_of_look(const std::string& rule) {
  const size_t mark = rule.find(kMark);
  if (mark == rule.npos) return std::nullopt;
  return number_at(rule, mark + kMark.size());
}

void note_opening(store::Store& store, const SealOpening& opening) {
  prepare(store);
  store.run("INSERT INTO newlyn_seal_opening VALUES ($1, $2, $3, $4)",
            std::array{Parameter::of(static_cast<int64_t>(opening.entry)), text(opening.who),
                       text(opening.purpose), text(opening.until)});
}

void UnreviewedSeals::take(const governance::AuditRecord& record) {
  ReviewOutcome review;
  if (is_review(record, review)) open_.erase(review.entry);
  if (read_opening(record, 0)) open_.insert(record.number);
}

std::map<std::string, uint64_t> opened_seals(const Home& home, store::Store& store,
                                             const SealReader& reader) {
  prepare(store);
  const auto noted = store.rows(
      "SELECT entry FROM newlyn_seal_opening WHERE who = $1 AND purpose = $2 AND until >= $3 "
      "ORDER BY entry",
      std::array{text(reader.who), text(reader.purpose), text(now_text())});
  std::map<std::string, uint64_t> opened;
  if (noted.rows.empty()) return opened;
  const auto log = open_audit(home);
  for (const auto& row : noted.rows) {
    const uint64_t entry = std::stoull(row[0].value_or("0"));
    if (entry >= log->size()) continue;
    const auto opening =
        read_opening(log->read(entry, entry + 1).at(0), latest_moment(*log, entry));
    const bool is_theirs = opening && opening->is_open && opening->who == reader.who &&
                           opening->purpose == reader.purpose && !opening->entity.empty();
    if (is_theirs) opened[opening->entity] = entry;
  }
  return opened;
}

}  // namespace newlyn::workspace
