// SPDX-License-Identifier: MIT
// Curiosity planted in the log of an office that nobody works in is found within a week's budget.
#include "workspace/oversight.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "governance/audit_log.h"
#include "synthetic/office.h"
#include "workspace/governance/trace.h"
#include "workspace/sources.h"

namespace newlyn::workspace {
namespace {

using synthetic::Office;
using synthetic::OfficeLook;

constexpr int64_t kMinuteMicros = 60'000'000;
constexpr int64_t kDayMicros = 86'400'000'000;
// Midnight of Monday, 7 September 2026, by the clocks of the United Kingdom.
constexpr int64_t kBeginWall = 20703 * kDayMicros;
// They go back an hour on Sunday, 25 October 2026: on this day of the office.
constexpr int64_t kWinterDay = 48;

/// A folder that is removed at the end; in memory where there is such a place, for the log syncs
/// thirty thousand times.
class TestFolder {
 public:
  TestFolder() {
    const std::filesystem::path memory = "/dev/shm";
    const bool known = std::filesystem::is_directory(memory);
    const auto place = known ? memory : std::filesystem::temp_directory_path();
    std::string pattern = (place / "newlyn_office_XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

int64_t moment_of(const OfficeLook& look) {
  const bool summer = look.minute < kWinterDay * 24 * 60 + 120;
  return kBeginWall + (look.minute - (summer ? 60 : 0)) * kMinuteMicros;
}

void write_people(const Office& office, const std::string& path) {
  std::ofstream file(path);
  file << "id,first_name,last_name,dob,address,town,postcode\n";
  for (const synthetic::OfficePerson& resident : office.residents) {
    file << fmt::format("{},\"{}\",\"{}\",{},\"{}\",{},{}\n", resident.id, resident.given_name,
                        resident.family_name, resident.birth_date, resident.address, resident.town,
                        resident.postcode);
  }
}

/// As a personnel system gives it out: some without an address or a birth date.
void write_staff(const Office& office, const std::string& folder) {
  std::ofstream staff(folder + "/staff.csv");
  staff << "account,name,birth_date,address,postcode,team,hours\n";
  for (size_t i = 0; i < office.staff.size(); ++i) {
    const synthetic::OfficeMember& member = office.staff[i];
    const synthetic::OfficePerson& person = office.residents[member.resident];
    staff << fmt::format("{},\"{} {}\",{},\"{}\",{},\"{}\",\"{}\"\n", member.account,
                         person.given_name, person.family_name,
                         i % 17 == 3 ? "" : person.birth_date, i % 23 == 5 ? "" : person.address,
                         i % 23 == 5 ? "" : person.postcode, member.team, member.hours);
  }
  std::ofstream known(folder + "/well_known.csv");
  known << "name,birth_date,why\n";
  for (const size_t place : office.well_known) {
    const synthetic::OfficePerson& person = office.residents[place];
    known << fmt::format("\"{} {}\",{},councillor\n", person.given_name, person.family_name,
                         person.birth_date);
  }
}

/// Writes what the office did into the workspace's own log.
void write_log(const Office& office, const Home& home) {
  std::multimap<int64_t, governance::AuditEntry> entries;
  for (const OfficeLook& look : office.looks) {
    governance::AuditEntry entry;
    entry.who = office.staff[look.member].account;
    entry.role = "officer";
    entry.purpose = "casework";
    entry.verb = "source_link";
    entry.count = 1;
    entry.outcome = "allowed";
    entry.rule = "officers_look";
    entry.subject = "people:" + office.residents[look.resident].id;
    entries.emplace(moment_of(look), entry);
    if (!look.acts) continue;
    entry.verb = "map";  // any verb that changes something
    entry.outcome = "done";
    entries.emplace(moment_of(look) + 20 * kMinuteMicros, entry);
  }
  const auto log = open_audit(home);
  for (const auto& [micros, entry] : entries) {
    fix_clock(micros);
    log->append(entry);
  }
}

/// A planted look or, for a full week, the account.
using Planted = std::tuple<int64_t, std::string, std::string, std::string>;

std::set<Planted> planted_in(const Office& office) {
  std::set<Planted> planted;
  for (const OfficeLook& look : office.looks) {
    if (look.curious.empty()) continue;
    const bool volume = look.curious == "volume";
    planted.emplace(look.minute / (7 * 24 * 60), office.staff[look.member].account,
                    volume ? "" : "people:" + office.residents[look.resident].id, look.curious);
  }
  return planted;
}

/// A workspace whose log has three looks by others, one of them at somebody who is erased.
class LogTest : public testing::Test {
 protected:
  LogTest() : home_(make_home(folder_.path() + "/council")) {
    const auto log = open_audit(home_);
    for (const char* who : {"amal", "karim", "amal"}) {
      governance::AuditEntry entry;
      entry.who = who;
      entry.verb = "source_link";
      entry.outcome = "allowed";
      entry.subject = log->size() % 2 == 0 ? "people:1" : "people:2";
      numbers_.push_back(log->append(entry));
    }
  }
  TestFolder folder_;
  Home home_;
  std::vector<uint64_t> numbers_;
};

TEST_F(LogTest, who_saw_somebody_and_what_somebody_did_agree) {
  const auto saw = audit_who_saw(home_.folder, "people:1");
  ASSERT_EQ(saw.size(), 2U);
  EXPECT_EQ(saw[0].who, "amal");
  EXPECT_EQ(saw[0].subject, "people:1");
  EXPECT_EQ(audit_what_did(home_.folder, "amal", {}).size(), 2U);
  EXPECT_EQ(audit_what_did(home_.folder, "amal", {"", "1999-01-01"}).size(), 0U);
  // The question itself is now an entry about the person.
  EXPECT_EQ(audit_who_saw(home_.folder, "people:1").size(), 3U);
}

TEST_F(LogTest, an_erased_person_has_no_entries_and_the_log_goes_on) {
  open_audit(home_)->erase_subject("people:1");
  EXPECT_TRUE(audit_who_saw(home_.folder, "people:1").empty());
  const auto did = audit_what_did(home_.folder, "amal", {});
  ASSERT_EQ(did.size(), 2U);
  EXPECT_EQ(did[0].subject, "");
  EXPECT_EQ(did[0].about, "(erased)");
}

TEST_F(LogTest, a_review_is_noted_once_and_counts) {
  ReviewRequest request;
  request.asked = home_.folder;
  EXPECT_EQ(audit_review_sample(request).of, 3U);
  audit_review_note(home_.folder, {numbers_[1], "justified", "on a visit list"});
  const ReviewSample sample = audit_review_sample(request);
  EXPECT_EQ(sample.of, 2U);
  for (const AuditLine& line : sample.lines) EXPECT_NE(line.number, numbers_[1]);
  const auto counts = audit_review_counts(request);
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[1].account, "karim");
  EXPECT_EQ(counts[1].justified, 1U);
  EXPECT_THROW(audit_review_note(home_.folder, {numbers_[0], "fine", ""}), Error);
  EXPECT_THROW(audit_review_note(home_.folder, {9999, "misuse", ""}), Error);
}

TEST_F(LogTest, nobody_reviews_their_own_look) {
  SCOPED_TRACE("entry 0 is this account's: init");
  try {
    audit_review_note(home_.folder, {0, "justified", ""});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::access_refused);
  }
}

class OfficeTest : public testing::TestWithParam<uint64_t> {
 protected:
  void TearDown() override { fix_clock(-1); }
};

TEST_P(OfficeTest, nine_in_ten_planted_looks_are_among_twenty_a_week) {
  const synthetic::OfficeRequest request{4000, 60, 8, GetParam()};
  const Office office = synthetic::make_office(request);
  const TestFolder folder;
  fix_clock(kBeginWall - kDayMicros);
  const Home home = make_home(folder.path() + "/council");
  write_people(office, folder.path() + "/people.csv");
  write_staff(office, home.folder);
  RunContext run;
  SourceAddRequest add;
  add.asked = home.folder;
  add.definition.name = "people";
  add.definition.from = folder.path() + "/people.csv";
  add.definition.key = {"id"};
  source_add(add, run);
  source_read(home.folder, "people", {}, run);
  write_log(office, home);
  fix_clock(kBeginWall + 60 * kDayMicros);

  std::set<std::tuple<int64_t, std::string, std::string>> found;
  for (uint64_t week = 0; week < request.weeks; ++week) {
    const auto day = [&](int64_t number) {
      fix_clock(kBeginWall + number * kDayMicros);
      return now_text().substr(0, 10);
    };
    UnusualRequest question;
    question.asked = home.folder;
    question.period = {day(static_cast<int64_t>(week) * 7),
                       day(static_cast<int64_t>(week) * 7 + 6)};
    fix_clock(kBeginWall + 60 * kDayMicros);
    const UnusualResponse answer = audit_unusual(question);
    ASSERT_LE(answer.items.size(), 20U);
    for (const UnusualLine& line : answer.items) {
      found.emplace(week, line.item.who, line.item.subject);
    }
  }
  std::map<std::string, std::pair<int, int>> kinds;
  int hits = 0;
  const auto planted = planted_in(office);
  for (const auto& [week, who, subject, kind] : planted) {
    const bool hit = found.contains({week, who, subject});
    hits += hit ? 1 : 0;
    kinds[kind].first += hit ? 1 : 0;
    ++kinds[kind].second;
  }
  for (const auto& [kind, counts] : kinds) {
    std::cout << fmt::format("{}: {} of {}\n", kind, counts.first, counts.second);
  }
  const double recall = static_cast<double>(hits) / static_cast<double>(planted.size());
  std::cout << fmt::format("looks {}, planted {}, found {}, recall {:.3f}\n", office.looks.size(),
                           planted.size(), hits, recall);
  EXPECT_GE(recall, 0.9);
}

INSTANTIATE_TEST_SUITE_P(seeds, OfficeTest, testing::Values(4, 5));

}  // namespace
}  // namespace newlyn::workspace
