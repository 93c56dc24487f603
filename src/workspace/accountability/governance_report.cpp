// SPDX-License-Identifier: MIT
// The governance report, and whom a breach exposed.
#include "workspace/governance_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/clock.h"
#include "base/error.h"
#include "governance/subject_access.h"
#include "workspace/accountability/papers.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/trace.h"
#include "workspace/index/subjects.h"
#include "workspace/rights/releases.h"

namespace newlyn::workspace {
namespace {

constexpr int64_t kClockSeconds = 72 * 3600;

/// Reads "2026-11-28T09:30Z" or "2026-11-28T09:30:00Z" as seconds since 1970.
int64_t seconds_of_moment(const std::string& text) {
  governance::AuditRecord record;
  record.time = text.size() == 17 ? text.substr(0, 16) + ":00Z" : text;
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

BreachReport find_exposed(const Home& home, const BreachRequest& request) {
  if (request.account.empty() == request.source.empty()) {
    throw Error(Code::request_invalid,
                "Name whom or what the breach is of: one of --user and --source.");
  }
  BreachReport report;
  set_clock(request, report);
  const SubjectIndex people_in_log(home);
  std::map<std::string, ExposedPerson> people;
  each_entry(*open_audit(home), request.period, [&](const governance::AuditRecord& record) {
    if (!shows(record)) return;
    const bool meant = request.source.empty() ? record.entry.who == request.account
                                              : is_of_source(record, request.source, people_in_log);
    const std::vector<std::string> names = names_in(record);
    const bool is_erased = record.erased || record.other_names.size() < record.entry.others.size();
    if (is_erased && record.entry.who == request.account) ++report.erased;
    if (!meant || (is_erased && names.empty())) return;
    if (shows_list(record)) report.lists.push_back(audit_line(record));
    if (!is_look(record)) {
      if (takes_data(record) && !shows_list(record)) report.lists.push_back(audit_line(record));
      return;
    }
    for (const std::string& name : names) {
      // Of a list that shows many sources, those of the one that was breached.
      if (!request.source.empty() && !is_of_source(name, request.source, people_in_log)) continue;
      expose(people[name], name, record);
    }
  });
  for (auto& [subject, person] : people) report.people.push_back(std::move(person));
  return report;
}

/// Refuses, before any work, an output that is no page and an expiry that is none.
void check_paper(const PaperRequest& request) {
  check_expiry(request.expires);
  if (request.output.empty()) {
    if (request.recipient.empty() && request.expires.empty()) return;
    throw Error(Code::request_invalid,
                "Name with --output the file that is handed out: --recipient and --expires are "
                "about it.");
  }
  if (request.output.ends_with(".html")) return;
  throw Error(Code::request_invalid,
              fmt::format("'{}' is no page: its name must end in .html.", request.output));
}

/// A paper that is about to be handed out.
struct Handing {
  std::string what;
  Page page;
};

/// Writes the page where that is asked for, saying on it to whom it goes and until when, and notes
/// it in the register. Returns it.
std::string handed_page(const Home& home, const PaperRequest& request, Handing handing) {
  if (!request.recipient.empty()) handing.page.foot += " For " + request.recipient + ".";
  if (!request.asked.purpose.empty()) {
    handing.page.foot += " Purpose: " + request.asked.purpose + ".";
  }
  if (!request.expires.empty()) {
    handing.page.foot += " To be kept until " + request.expires + ".";
  }
  std::string text = page_html(handing.page);
  if (request.output.empty()) return text;
  write_home_file(request.output, text);
  Release release;
  release.what = handing.what;
  release.kind = kFiguresAlone;
  release.place = request.output;
  release.recipient = request.recipient;
  release.purpose = request.asked.purpose;
  release.expires = request.expires;
  release.who = principal();
  note_release(*open_home_store(home), release);
  return text;
}

std::vector<std::pair<std::string, std::string>> open_of(const Document& document) {
  std::vector<std::pair<std::string, std::string>> open;
  for (const Document& point : document["open"]) {
    open.emplace_back(point["what"].get<std::string>(), point["remedy"].get<std::string>());
  }
  return open;
}

}  // namespace

GovernanceReport governance_report(const PaperRequest& request) {
  const Home home = find_home(request.asked.workspace);
  return answer_traced(
      home, {"governance report", "the whole workspace", request.asked.purpose}, [&](Deed& deed) {
        check_paper(request);
        const GovernanceFacts facts = gather_facts(home);
        const Document document = report_document(facts);
        GovernanceReport report;
        report.page = handed_page(home, request, {"governance report", report_page(document)});
        report.json = document.dump(2) + "\n";
        report.purposes = facts.purposes.size();
        report.sources = facts.sources.size();
        report.models = facts.models.size();
        report.entries = facts.entries;
        report.open = open_of(document);
        deed.count = report.purposes;
        return report;
      });
}

GovernancePaper privacy_notice(const PaperRequest& request) {
  const Home home = find_home(request.asked.workspace);
  return answer_traced(
      home, {"governance notice", "the privacy notice", request.asked.purpose}, [&](Deed& deed) {
        check_paper(request);
        const Document notice = privacy_notice_document(gather_facts(home));
        GovernancePaper paper;
        paper.text = privacy_notice_text(notice);
        paper.json = notice.dump(2) + "\n";
        paper.page = handed_page(home, request, {"privacy notice", privacy_notice_page(notice)});
        paper.open = open_of(notice);
        deed.count = notice["sections"].size();
        return paper;
      });
}

GovernancePaper equality_evidence(const PaperRequest& request, RunContext& run) {
  const Home home = find_home(request.asked.workspace);
  return answer_traced(
      home, {"governance equality", "groups of people", request.asked.purpose}, [&](Deed& deed) {
        check_paper(request);
        const Document evidence = equality_document(home, run);
        GovernancePaper paper;
        paper.text = equality_text(evidence);
        paper.json = evidence.dump(2, ' ', false, Document::error_handler_t::replace) + "\n";
        paper.page = handed_page(home, request, {"equality evidence", equality_page(evidence)});
        deed.count = evidence["measured"].size();
        return paper;
      });
}

BreachReport breach_report(const BreachRequest& request) {
  const Home home = find_home(request.asked.workspace);
  Deed asked_for{"breach report", "an account", request.asked.purpose};
  if (request.account.empty()) {
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
