// SPDX-License-Identifier: MIT
// Answers from the log for managers and for the people who were looked at. Every answer is an
// entry.
#include "workspace/oversight.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/sealed_entries.h"
#include "workspace/governance/staff_table.h"
#include "workspace/governance/trace.h"
#include "workspace/index/opened_seals.h"
#include "workspace/index/subjects.h"
#include "workspace/rights/release_entries.h"
#include "workspace/rights/request_book.h"
#include "workspace/verb_rules.h"

namespace newlyn::workspace {
namespace {

constexpr int64_t kDayMicros = 86'400'000'000;
/// Within this time something must be done about a person for a look to have led to it.
constexpr int64_t kFollowMicros = kDayMicros;
/// How far back what is usual is learnt from.
constexpr int64_t kUsualDays = 91;
constexpr int64_t kWeekDays = 7;

constexpr std::array<std::string_view, 3> kOutcomes = {"justified", "unclear", "misuse"};

std::string period_words(const Period& period) {
  return fmt::format("from {} to {}", period.from.empty() ? "the beginning" : period.from,
                     period.to.empty() ? "now" : period.to);
}

/// What the log says that unusual looks are found from.
struct LogFacts {
  std::vector<governance::Look> looks;
  std::set<std::string> subjects;
  std::map<uint64_t, std::string> outcomes;  // by entry
  uint64_t erased = 0;
};

bool is_deed(const governance::AuditRecord& record) {
  const VerbRule* rule = rule_of_entry(record.entry.verb);
  return rule != nullptr && rule->effect == VerbEffect::change &&
         !record.entry.verb.starts_with("audit_") && record.entry.verb != "seal_open";
}

LogFacts read_log(const Home& home, const Period& period) {
  LogFacts facts;
  std::map<std::pair<std::string, std::string>, std::vector<int64_t>> deeds;
  each_entry(*open_audit(home), period, [&](const governance::AuditRecord& record) {
    ReviewOutcome review;
    if (is_review(record, review)) facts.outcomes[review.entry] = review.outcome;
    if (record.erased) ++facts.erased;
    const int64_t moment = micros_of(record);
    const bool is_refused = is_refusal(record) && !is_oversight(record);
    for (const std::string& name : names_in(record)) {
      if (is_deed(record) && !is_refused) deeds[{record.entry.who, name}].push_back(moment);
      if (!is_look(record) && !is_refused) continue;
      const bool is_first = name == record.subject_name;
      facts.looks.push_back(
          {record.number, moment, record.entry.who, name, false, !is_first, is_refused});
      facts.subjects.insert(name);
    }
  });
  for (governance::Look& look : facts.looks) {
    const auto found = deeds.find({look.who, look.subject});
    if (found == deeds.end()) continue;
    const auto next = std::lower_bound(found->second.begin(), found->second.end(), look.micros);
    look.followed = next != found->second.end() && *next - look.micros <= kFollowMicros;
  }
  return facts;
}

/// The days asked about; without a word the last seven.
Period asked_period(const Period& asked) {
  Period period = asked;
  check_day(period.from);
  check_day(period.to);
  if (period.to.empty()) period.to = day_of(now_micros());
  if (period.from.empty()) {
    period.from = day_of(micros_of_day(period.to) - (kWeekDays - 1) * kDayMicros);
  }
  if (period.from > period.to) {
    throw Error(
        Code::request_invalid,
        fmt::format("{} is after {}. Name the earlier day with --from.", period.from, period.to));
  }
  return period;
}

/// What the records of the entities among the subjects say of them, one by one.
std::map<std::string, std::vector<governance::PersonFacts>> facts_of_records(
    const Home& home, const std::set<std::string>& subjects) {
  std::map<std::string, std::vector<governance::PersonFacts>> facts;
  const SubjectIndex people(home);
  for (const std::string& subject : subjects) {
    if (subject.find(':') != subject.npos) continue;
    auto records = people.facts_of_records(subject);
    if (records.size() > 1) facts.emplace(subject, std::move(records));
  }
  return facts;
}

void add_warnings(const governance::UnusualQuestion& question, const LogFacts& facts,
                  std::vector<std::string>& warnings) {
  std::set<std::string> accounts;
  for (const governance::Look& look : question.looks) accounts.insert(look.who);
  for (const auto& member : question.staff) accounts.erase(member.account);
  if (!accounts.empty()) {
    std::string names;
    for (const std::string& name : accounts) names += (names.empty() ? "" : ", ") + name;
    warnings.push_back(
        fmt::format("Not in staff.csv, so nothing ties them to anybody: {}.", names));
  }
  const size_t unknown = facts.subjects.size() - question.subjects.size();
  if (unknown != 0) {
    warnings.push_back(
        fmt::format("{} of the {} people looked at are not among the standard "
                    "records any more; ties to them are not seen.",
                    unknown, facts.subjects.size()));
  }
  if (facts.erased != 0) {
    warnings.push_back(fmt::format("{} entries are about people who were erased.", facts.erased));
  }
}

void check_outcome(const std::string& outcome) {
  if (std::find(kOutcomes.begin(), kOutcomes.end(), outcome) != kOutcomes.end()) return;
  throw Error(
      Code::request_invalid,
      fmt::format("'{}' is no outcome of a review. Take justified, unclear or misuse.", outcome));
}

/// The accounts that are meant; empty: all.
std::set<std::string> accounts_of(const Home& home, const ReviewRequest& request) {
  std::set<std::string> accounts;
  if (request.team.empty()) {
    if (!request.account.empty()) accounts.insert(request.account);
    return accounts;
  }
  for (const governance::StaffMember& member : read_staff(home)) {
    if (member.team == request.team) accounts.insert(member.account);
  }
  if (accounts.empty()) {
    throw Error(
        Code::request_invalid,
        fmt::format("staff.csv has nobody in the team '{}'. Name a team as it stands there, "
                    "or mend staff.csv.",
                    request.team));
  }
  if (request.account.empty()) return accounts;
  if (!accounts.contains(request.account)) {
    throw Error(Code::request_invalid,
                fmt::format("staff.csv has no {} in the team '{}'. Leave --team or --user out, or "
                            "mend staff.csv.",
                            request.account, request.team));
  }
  return {request.account};
}

/// Lines of the log: for somebody who is no officer those from before the last seal as they may be
/// shown.
class ShownLines {
 public:
  ShownLines(const Home& home, const SubjectIndex* people)
      : is_officer_(is_governance_officer(home, principal())), sealed_(home, people) {}

  /// Whether an entry may be shown at all; of one that is a seal nothing more is needed.
  bool take(const governance::AuditRecord& record) {
    if (SealedEntries::is_seal(record)) before_ = taken_.size();
    return is_officer_ || !tells_of_a_seal(record);
  }
  void add(const governance::AuditRecord& record) { taken_.push_back(record); }
  /// They are asked of somebody who is sealed: there is nothing from before.
  void leave_those_before() { has_before_ = is_officer_; }

  std::vector<AuditLine> lines() {
    std::vector<AuditLine> lines;
    for (size_t i = 0; i < taken_.size(); ++i) {
      if (is_officer_ || i >= before_) {
        lines.push_back(audit_line(taken_[i]));
      } else if (has_before_) {
        const auto shown = sealed_.shown(std::move(taken_[i]));
        if (shown) lines.push_back(audit_line(*shown));
      }
    }
    return lines;
  }

 private:
  bool is_officer_;
  bool has_before_ = true;
  SealedEntries sealed_;
  std::vector<governance::AuditRecord> taken_;
  size_t before_ = 0;  // those taken before the last seal
};

}  // namespace

std::vector<AuditLine> audit_who_saw(const Asked& asked, const std::string& subject) {
  const Home home = find_home(asked.workspace);
  std::vector<AuditLine> lines;
  const SubjectIndex people(home);
  if (people.is_linked()) {
    const std::string person = people.person_of(subject);
    const std::set<uint64_t> releases = releases_naming(
        people.store(), [&](const std::string& id) { return people.person_of(id) == person; });
    ShownLines shown(home, &people);
    const bool is_hidden = people.is_sealed(subject) && !is_governance_officer(home, principal());
    if (is_hidden) shown.leave_those_before();
    each_entry_of_all(*open_audit(home), {}, [&](const governance::AuditRecord& record) {
      if (!shown.take(record) || tells_of_a_seal(record)) return;
      const std::vector<std::string> names = names_in(record);
      const bool is_about = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return name == subject || people.person_of(name) == person;
      });
      const auto release = release_of(record);
      const bool is_in_release = release && !is_hidden && releases.contains(*release);
      if (is_about || is_in_release) shown.add(record);
    });
    lines = shown.lines();
  } else {
    for (const auto& record : open_audit(home)->read_subject(subject)) {
      if (tells_of_a_seal(record)) continue;
      lines.push_back(audit_line(record));
    }
  }
  Deed deed{"audit who-saw", "the account of the workspace", asked.purpose, lines.size()};
  deed.subject = subject;
  leave_look(home, deed);
  return lines;
}

std::vector<AuditLine> audit_what_did(const Asked& asked, const std::string& account,
                                      const Period& period) {
  const Home home = find_home(asked.workspace);
  check_day(period.from);
  check_day(period.to);
  const std::string end = period.to.empty() ? "" : day_after(period.to);
  ShownLines shown(home, nullptr);
  // Also over what came after the period: a seal may be later.
  each_entry_of_all(*open_audit(home), {}, [&](const governance::AuditRecord& record) {
    const bool is_in = record.time >= period.from && (end.empty() || record.time < end);
    if (shown.take(record) && is_in && record.entry.who == account) shown.add(record);
  });
  const std::vector<AuditLine> lines = shown.lines();
  // Whom it is about is sealed: what a person typed may be anybody's name.
  Deed deed{"audit what-did", "an account " + period_words(period), asked.purpose, lines.size()};
  deed.subject = "account:" + account;
  leave_look(home, deed);
  return lines;
}

UnusualResponse audit_unusual(const UnusualRequest& request) {
  const Home home = find_home(request.asked.workspace);
  const Period period = asked_period(request.period);
  governance::UnusualQuestion question;
  question.staff = read_staff(home);
  question.well_known = read_well_known(home);
  question.budget = request.budget;
  question.from = micros_of_day(period.from);
  question.to = micros_of_day(period.to) + kDayMicros;
  LogFacts facts = read_log(home, {day_of(question.from - kUsualDays * kDayMicros), ""});
  question.subjects = subject_facts(home, facts.subjects);
  question.otherwise = facts_of_records(home, facts.subjects);
  question.looks = std::move(facts.looks);
  UnusualResponse response{period.from, period.to, 0, {}, {}};
  for (const governance::Look& look : question.looks) {
    const bool is_seen = !look.listed && !look.refused;
    response.looks += is_seen && look.micros >= question.from && look.micros < question.to ? 1 : 0;
  }
  for (governance::UnusualItem& item : governance::find_unusual(question)) {
    UnusualLine line{std::move(item), ""};
    for (const uint64_t entry : line.item.entries) {
      const auto found = facts.outcomes.find(entry);
      if (found != facts.outcomes.end()) line.outcome = found->second;
    }
    response.items.push_back(std::move(line));
  }
  add_warnings(question, facts, response.warnings);
  leave_look(home,
             {"audit unusual", period_words(period), request.asked.purpose, response.items.size()});
  return response;
}

ReviewSample audit_review_sample(const ReviewRequest& request) {
  const Home home = find_home(request.asked.workspace);
  const std::set<std::string> accounts = accounts_of(home, request);
  const std::string own = principal();
  std::map<uint64_t, AuditLine> open;
  std::string head;
  UnreviewedSeals seals;
  {
    const auto log = open_audit(home);
    head = log->checkpoint();
    each_entry(*log, {request.period.from, ""}, [&](const governance::AuditRecord& record) {
      seals.take(record);
      ReviewOutcome review;
      if (is_review(record, review)) open.erase(review.entry);
      if (!is_look(record) || record.entry.who == own) return;
      if (!accounts.empty() && !accounts.contains(record.entry.who)) return;
      if (!request.period.to.empty() && record.time >= day_after(request.period.to)) return;
      open[record.number] = audit_line(record);
    });
  }
  ReviewSample sample{open.size(), {}, seals.count()};
  // The head of the log chooses: it cannot be known before, and whoever has it can draw again.
  Random random(hash_bytes(head));
  std::vector<uint64_t> numbers;
  for (const auto& [number, line] : open) numbers.push_back(number);
  while (sample.lines.size() < request.count && !numbers.empty()) {
    const size_t place = random.below(numbers.size());
    sample.lines.push_back(std::move(open.at(numbers[place])));
    numbers.erase(numbers.begin() + static_cast<ptrdiff_t>(place));
  }
  std::sort(sample.lines.begin(), sample.lines.end(),
            [](const AuditLine& a, const AuditLine& b) { return a.number < b.number; });
  leave_look(home, {"audit review", "a sample " + period_words(request.period),
                    request.asked.purpose, sample.lines.size()});
  return sample;
}

void audit_review_note(const Asked& asked, const ReviewOutcome& outcome) {
  check_outcome(outcome.outcome);
  const Home home = find_home(asked.workspace);
  governance::AuditRecord reviewed;
  {
    const auto log = open_audit(home);
    if (outcome.entry >= log->size()) {
      throw Error(
          Code::request_invalid,
          fmt::format("There is no entry {}: the log has {} entries, numbered from 0. Name one of "
                      "them.",
                      outcome.entry, log->size()));
    }
    reviewed = log->read(outcome.entry, outcome.entry + 1).at(0);
  }
  const std::string& who = reviewed.entry.who;
  if (who == principal()) {
    throw Error(Code::access_refused,
                fmt::format("Entry {} is your own. Somebody else must review it.", outcome.entry));
  }
  if (!takes_data(reviewed) && names_in(reviewed).empty()) {
    throw Error(Code::request_invalid,
                fmt::format("Entry {} ({}) is about nobody, so there is no look to review. newlyn "
                            "audit review draws some that are.",
                            outcome.entry, reviewed.entry.verb));
  }
  Deed deed{"audit review", fmt::format("entry {}: {}", outcome.entry, outcome.outcome),
            asked.purpose, 1};
  if (!outcome.note.empty()) {
    deed.subject = "account:" + who;
    deed.about = outcome.note;
  }
  make_change(home, deed, [] { return uint64_t{1}; });
}

std::vector<ReviewCount> audit_review_counts(const ReviewRequest& request) {
  const Home home = find_home(request.asked.workspace);
  const std::set<std::string> accounts = accounts_of(home, request);
  std::map<std::string, ReviewCount> counts;
  std::map<uint64_t, std::string> who;
  std::map<uint64_t, std::string> outcomes;
  each_entry(*open_audit(home), {request.period.from, ""},
             [&](const governance::AuditRecord& record) {
               ReviewOutcome review;
               if (is_review(record, review)) outcomes[review.entry] = review.outcome;
               if (!is_look(record)) return;
               if (!accounts.empty() && !accounts.contains(record.entry.who)) return;
               const std::string& to = request.period.to;
               if (!to.empty() && record.time >= day_after(to)) return;
               who[record.number] = record.entry.who;
             });
  for (const auto& [number, account] : who) {
    ReviewCount& count = counts[account];
    count.account = account;
    ++count.looks;
    const auto outcome = outcomes.find(number);
    if (outcome == outcomes.end()) continue;
    count.justified += outcome->second == "justified" ? 1 : 0;
    count.unclear += outcome->second == "unclear" ? 1 : 0;
    count.misuse += outcome->second == "misuse" ? 1 : 0;
  }
  leave_look(home, {"audit review", "outcomes " + period_words(request.period),
                    request.asked.purpose, counts.size()});
  std::vector<ReviewCount> lines;
  for (const auto& [account, count] : counts) lines.push_back(count);
  return lines;
}

}  // namespace newlyn::workspace
