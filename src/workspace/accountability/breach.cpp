// SPDX-License-Identifier: MIT
// Whom an account, a source or an export exposed, and the 72 hours of the law.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "governance/subject_access.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/trace.h"
#include "workspace/governance_report.h"
#include "workspace/index/subjects.h"
#include "workspace/rights/release_entries.h"

namespace newlyn::workspace {
namespace {

constexpr int64_t kClockSeconds = 72 * 3600;
constexpr size_t kDayLetters = 10;     // 2026-11-28
constexpr size_t kMinuteLetters = 17;  // 2026-11-28T09:30Z

/// Reads "2026-11-28T09:30Z" or "2026-11-28T09:30:00Z" as seconds since 1970.
int64_t seconds_of_moment(const std::string& text) {
  governance::AuditRecord record;
  record.time = text.size() == kMinuteLetters ? text.substr(0, 16) + ":00Z" : text;
  const bool shaped = record.time.size() == 20 && record.time[10] == 'T' &&
                      record.time[13] == ':' && record.time[16] == ':' && record.time[19] == 'Z';
  if (!shaped || !governance::read_day(text.substr(0, 10))) {
    throw Error(Code::request_invalid,
                fmt::format("{} is no moment. Write it as 2026-11-28T09:30Z, in UTC.", text));
  }
  return micros_of(record) / 1'000'000;
}

std::string moment_text(int64_t seconds) {
  const int64_t minute = seconds / 60;
  return fmt::format("{}T{:02}:{:02}Z", day_of(seconds * 1'000'000), minute / 60 % 24, minute % 60);
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

/// Whether an entry showed others beside those it names: lists of logs in which entries named one
/// person alone.
bool shows_list(const governance::AuditRecord& record) {
  constexpr std::array<std::string_view, 4> kLists = {"search", "find", "record_search",
                                                      "review_list"};
  const bool is_list = std::find(kLists.begin(), kLists.end(), record.entry.verb) != kLists.end();
  return is_list && record.entry.count > 1 && record.entry.others.empty();
}

/// Whether a subject is a record of a source, or an entity that holds one today.
bool is_of_source(const std::string& subject, const std::string& source,
                  const SubjectIndex& people) {
  return subject.starts_with(source + ":") || subject.starts_with(source + "/") ||
         people.has_source(subject, source);
}

/// Whether an entry showed something of a source: a record of it, an entity that holds one today,
/// or a list of its records.
bool is_of_source(const governance::AuditRecord& record, const std::string& source,
                  const SubjectIndex& people) {
  if (shows_list(record)) return true;
  const std::vector<std::string> names = names_in(record);
  if (!names.empty()) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return is_of_source(name, source, people); });
  }
  const std::string& rule = record.entry.rule;
  if (!rule.starts_with("source ")) return takes_data(record);
  return rule == "source " + source || rule.ends_with(" source " + source) ||
         rule.find("source " + source + ",") != rule.npos;
}

/// Whether an entry showed anything to anybody.
bool shows(const governance::AuditRecord& record) {
  const std::string& outcome = record.entry.outcome;
  return (outcome == "allowed" || outcome == "done") && record.entry.count > 0;
}

void set_clock(const BreachRequest& request, BreachReport& report) {
  const int64_t now = now_micros() / 1'000'000;
  const int64_t aware = request.aware.empty() ? now : seconds_of_moment(request.aware);
  if (aware > now) {
    throw Error(
        Code::request_invalid,
        fmt::format("--aware {} is still to come, and the 72 hours run from when the breach "
                    "was noticed. Leave it out where that is now.",
                    request.aware));
  }
  report.aware = moment_text(aware);
  report.due = moment_text(aware + kClockSeconds);
  report.seconds_left = aware + kClockSeconds - now;
}

/// Notes one more entry that showed a person.
void expose(ExposedPerson& person, const std::string& name, const governance::AuditRecord& record) {
  person.subject = name;
  if (person.first.empty()) person.first = record.time;
  person.last = record.time;
  ++person.entries;
  for (const std::string& field : record.entry.fields) add_once(person.fields, field);
  add_once(person.accounts, record.entry.who);
}

/// Between which moments; `to` is the first that is too late.
struct Span {
  int64_t from = INT64_MIN;
  int64_t to = INT64_MAX;

  bool holds(int64_t micros) const { return micros >= from && micros < to; }
};

/// Reads days ("2026-11-01") and moments ("2026-11-01T09:30Z", to the minute or the second). The
/// last day, minute or second counts too.
Span span_of(const Period& period) {
  Span span;
  const auto is_day = [](const std::string& text) { return text.size() == kDayLetters; };
  if (!period.from.empty()) {
    if (is_day(period.from)) check_day(period.from);
    span.from = is_day(period.from) ? micros_of_day(period.from)
                                    : seconds_of_moment(period.from) * 1'000'000;
  }
  if (period.to.empty()) return span;
  if (is_day(period.to)) {
    check_day(period.to);
    span.to = micros_of_day(day_after(period.to));
  } else {
    const int64_t length = period.to.size() == kMinuteLetters ? 60 : 1;
    span.to = (seconds_of_moment(period.to) + length) * 1'000'000;
  }
  if (span.from < span.to) return span;
  throw Error(
      Code::request_invalid,
      fmt::format("{} is after {}. Name the earlier one with --from.", period.from, period.to));
}

/// The days of a span, for reading no more of the log than is needed.
Period days_of(const Period& period) {
  return {period.from.substr(0, kDayLetters), period.to.substr(0, kDayLetters)};
}

/// Those whom something that was handed out holds, by their ids of today.
std::set<std::string> held_in(const Release& release, const SubjectIndex& index) {
  const std::string kind = release.kind.empty() ? "person" : release.kind;
  if (holds_everybody(release)) return index.entities_of(kind);
  std::set<std::string> held;
  for (const std::string& entity : release.entities) {
    const std::string today = index.person_of(entity);
    if (index.is_of_kind(today, kind)) held.insert(today);
  }
  return held;
}

/// Those of them that hold a record of a source today; empty: of any.
std::set<std::string> held_of_source(const Release& release, const std::string& source,
                                     const SubjectIndex& index) {
  std::set<std::string> held = held_in(release, index);
  std::erase_if(held, [&](const std::string& entity) {
    return !source.empty() && !index.has_source(entity, source);
  });
  return held;
}

/// Whom something that was handed out exposed: who stands in it, by their ids of today.
void expose_released(const Home& home, const BreachRequest& request, BreachReport& report) {
  Release release;
  {
    const auto store = open_home_store(home);
    release = release_numbered(*store, request.release);
  }
  governance::AuditRecord moment;
  moment.time = release.made;
  if (!span_of(request.period).holds(micros_of(moment))) {
    throw Error(Code::request_invalid,
                fmt::format("Number {} of the register was handed out at {}, which is not between "
                            "these. Leave --from and --to out.",
                            release.number, release.made));
  }
  const SubjectIndex index(home);
  report.is_everybody = holds_everybody(release);
  for (const std::string& entity : release.entities) {
    if (!index.is_in_use(index.person_of(entity))) ++report.erased;
  }
  for (const std::string& entity : held_in(release, index)) {
    report.people.push_back({entity, release.made, release.made, 1, {}, {release.who}});
  }
  report.release = {release.number,      release.made,      release.what,    release.kind,
                    release.place,       release.recipient, release.purpose, release.expires,
                    release.who,         release.records,   false,           release.destroyed,
                    release.destroyed_by};
}

BreachReport find_exposed(const Home& home, const BreachRequest& request) {
  const int named = (request.account.empty() ? 0 : 1) + (request.source.empty() ? 0 : 1) +
                    (request.release == 0 ? 0 : 1);
  if (named != 1) {
    throw Error(Code::request_invalid,
                "Name whom or what the breach is of: one of --user, --source and --export.");
  }
  BreachReport report;
  set_clock(request, report);
  if (request.release != 0) {
    expose_released(home, request, report);
    return report;
  }
  const Span span = span_of(request.period);
  const SubjectIndex people_in_log(home);
  std::map<std::string, ExposedPerson> people;
  each_entry(
      *open_audit(home), days_of(request.period), [&](const governance::AuditRecord& record) {
        if (!shows(record) || !span.holds(micros_of(record))) return;
        const bool meant = request.source.empty()
                               ? record.entry.who == request.account
                               : is_of_source(record, request.source, people_in_log);
        const std::vector<std::string> names = names_in(record);
        const bool is_erased =
            record.erased || record.other_names.size() < record.entry.others.size();
        if (is_erased && record.entry.who == request.account) ++report.erased;
        if (!meant || (is_erased && names.empty())) return;
        if (const auto release = released_by(people_in_log.store(), record)) {
          for (const std::string& held : held_of_source(*release, request.source, people_in_log)) {
            expose(people[held], held, record);
          }
          return;
        }
        if (shows_list(record)) report.lists.push_back(audit_line(record));
        if (!is_look(record)) {
          if (takes_data(record) && !shows_list(record)) report.lists.push_back(audit_line(record));
          return;
        }
        for (const std::string& name : names) {
          // Of a list that shows many sources, those of the one that was breached.
          if (!request.source.empty() && !is_of_source(name, request.source, people_in_log))
            continue;
          expose(people[name], name, record);
        }
      });
  for (auto& [subject, person] : people) report.people.push_back(std::move(person));
  return report;
}

}  // namespace

BreachReport breach_report(const BreachRequest& request) {
  const Home home = find_home(request.asked.workspace);
  Deed asked_for{"breach report", "an account", request.asked.purpose};
  if (request.release != 0) {
    asked_for.what = fmt::format("number {} of the register", request.release);
  } else if (request.account.empty()) {
    asked_for.what = "source " + request.source;
  } else {
    asked_for.subject = "account:" + request.account;
  }
  return answer_traced(home, asked_for, [&](Deed& deed) {
    BreachReport report = find_exposed(home, request);
    deed.count = report.people.size();
    return report;
  });
}

}  // namespace newlyn::workspace
