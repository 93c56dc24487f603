// SPDX-License-Identifier: MIT
// Most of the curiosity that the borough's generator plants is found within a week's budget: its
// looks are replayed into the log of a workspace that has linked four sources of the borough, with
// all their mistakes, old addresses and missing dates of birth.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "base/clock.h"
#include "governance/audit_log.h"
#include "workspace/create_borough.h"
#include "workspace/crosswalk.h"
#include "workspace/governance/trace.h"
#include "workspace/link_workspace.h"
#include "workspace/map_source.h"
#include "workspace/oversight.h"
#include "workspace/sources.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kMinuteMicros = 60'000'000;
constexpr int64_t kDayMicros = 86'400'000'000;
constexpr int64_t kWeekDays = 7;
constexpr int64_t kWeeks = 8;
// Midnight of Monday, 12 January 2026, in the United Kingdom: in winter the clocks say UTC.
constexpr int64_t kBegin = 20'465 * kDayMicros;

using Rows = std::vector<std::vector<std::string>>;

/// The rows of a file without its header. Its cells hold no comma.
Rows rows_of(const std::string& path) {
  std::ifstream file(path);
  Rows rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::vector<std::string>& row = rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
    if (line.ends_with(",")) row.emplace_back();
  }
  return rows;
}

class BoroughOffice : public testing::Test {
 protected:
  BoroughOffice() {
    // In memory where there is such a place: the log syncs thousands of times.
    const fs::path memory = "/dev/shm";
    const auto place = fs::is_directory(memory) ? memory : fs::temp_directory_path();
    std::string pattern = (place / "newlyn_borough_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    town_ = folder_ + "/town";
  }
  ~BoroughOffice() override {
    fix_clock(-1);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  void add(const Home& home, const std::string& name, const std::string& file) const {
    RunContext run;
    SourceAddRequest request;
    request.asked = home.folder;
    request.definition.name = name;
    request.definition.from = town_ + "/sources/" + file;
    source_add(request, run);
    map_propose(home.folder, name, run);
    source_read(home.folder, name, {}, run);
  }

  /// Links, and says which entity each person of the truth is who stands in a source: that of their
  /// first record.
  std::map<std::string, std::string> link(const Home& home) const {
    RunContext run;
    LinkWorkspaceRequest linking;
    linking.context.workspace = home.folder;
    link_workspace(linking, run);
    ExportRequest request;
    request.context.workspace = home.folder;
    request.kind = "person";
    std::map<std::string, std::string> entity_of_record;
    for (const auto& row : export_crosswalk(request, run).rows) {
      entity_of_record.emplace(row[2] + ":" + row[4], row[0]);
    }
    std::map<std::string, std::string> people;
    for (const auto& row : rows_of(town_ + "/truth/records.csv")) {
      const auto entity = entity_of_record.find(row[0] + ":" + row[1]);
      if (entity != entity_of_record.end()) people.emplace(row[2], entity->second);
    }
    return people;
  }

  /// Replays the looks at people who stand in a source. Returns how many entries there are.
  size_t replay(const Home& home, const std::map<std::string, std::string>& people) const {
    std::multimap<int64_t, governance::AuditEntry> entries;
    for (const auto& row : rows_of(town_ + "/truth/looks.csv")) {
      const auto person = people.find(row[2]);
      if (person == people.end()) continue;
      const int64_t micros = kBegin + std::stoll(row[0]) * kMinuteMicros;
      governance::AuditEntry entry;
      entry.who = row[1];
      entry.role = "officer";
      entry.purpose = "casework";
      entry.verb = "show_entity";
      entry.count = 1;
      entry.outcome = "allowed";
      entry.rule = "officers_look";
      entry.subject = person->second;
      entries.emplace(micros, entry);
      if (row[3] != "1") continue;
      entry.verb = "entity_correct";  // any verb that changes something about the person
      entry.outcome = "done";
      entries.emplace(micros + 20 * kMinuteMicros, entry);
    }
    const auto log = open_audit(home);
    for (const auto& [micros, entry] : entries) {
      fix_clock(micros);
      log->append(entry);
    }
    return entries.size();
  }

  std::string folder_;
  std::string town_;
};

std::string day_text(int64_t day) {
  fix_clock(kBegin + day * kDayMicros);
  return now_text().substr(0, 10);
}

TEST_F(BoroughOffice, most_of_what_the_borough_plants_is_among_twenty_a_week) {
  fix_clock(kBegin - kDayMicros);
  RunContext run;
  CreateBoroughRequest request;
  request.folder = town_;
  // What was missed of seeds 3 and 4 was read when the rules were made; of this one nothing.
  request.seed = 2;
  create_borough(request, run);
  const Home home = make_home(folder_ + "/council");
  fs::copy_file(town_ + "/extras/office_staff.csv", home.folder + "/staff.csv");
  fs::copy_file(town_ + "/extras/office_well_known.csv", home.folder + "/well_known.csv");
  write_home_file(home.settings(), "[purposes]\ndemanded = \"never\"\n");
  add(home, "electoral_register", "electoral_register.tsv");
  add(home, "council_tax", "council_tax.csv");
  add(home, "permits", "permits.csv");
  add(home, "school_census", "school_census.xml");
  const auto people = link(home);
  const size_t entries = replay(home, people);

  std::set<std::tuple<std::string, std::string, std::string>> found;
  for (int64_t week = 0; week < kWeeks; ++week) {
    UnusualRequest question;
    question.asked = home.folder;
    question.period = {day_text(week * kWeekDays), day_text(week * kWeekDays + 6)};
    fix_clock(kBegin + (kWeeks + 1) * kWeekDays * kDayMicros);
    const UnusualResponse answer = audit_unusual(question);
    ASSERT_LE(answer.items.size(), 20U);
    for (const UnusualLine& line : answer.items) {
      found.emplace(std::to_string(week), line.item.who, line.item.subject);
    }
  }
  std::map<std::string, std::pair<int, int>> kinds;
  for (const auto& row : rows_of(town_ + "/truth/planted/snooping.csv")) {
    const auto person = people.find(row[2]);
    if (!row[2].empty() && person == people.end()) continue;  // in no source: no look was possible
    const std::string subject = row[2].empty() ? "" : person->second;
    kinds[row[3]].first += found.contains({row[0], row[1], subject}) ? 1 : 0;
    ++kinds[row[3]].second;
  }
  int hits = 0;
  int planted = 0;
  for (const auto& [kind, counts] : kinds) {
    std::cout << fmt::format("{}: {} of {}\n", kind, counts.first, counts.second);
    hits += counts.first;
    planted += counts.second;
  }
  const double recall = static_cast<double>(hits) / planted;
  std::cout << fmt::format("{} entries, planted {}, found {}, recall {:.3f}\n", entries, planted,
                           hits, recall);
  EXPECT_GT(planted, 30);
  // A borough of the generator's own size. One record in six has a mistake in a name or a date, and
  // one in four no date of birth.
  EXPECT_GE(recall, 0.9);
}

}  // namespace
}  // namespace newlyn::workspace
