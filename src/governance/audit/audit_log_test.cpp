// SPDX-License-Identifier: MIT
// The audit log keeps what it acknowledged: through closing, kills, full disks and erasure.
#include "governance/audit_log.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "base/clock.h"
#include "base/error.h"
#include "governance/audit/disk.h"
#include "governance/audit/entry_text.h"
#include "governance/audit/journal.h"
#include "governance/audit/note.h"
#include "governance/audit/tiles.h"
#include "governance/audit_verify.h"
#include "governance/testing/test_log.h"

namespace newlyn::governance {
namespace {

constexpr char kName[] = "example.org/audit";

VerifyReport verify(const std::string& folder, const std::string& since = "") {
  return verify_audit_log({folder, read_whole(folder + "/log.pub").value_or(""), since});
}

void expect_whole(const std::string& folder) {
  for (const std::string& problem : verify(folder).problems) ADD_FAILURE() << problem;
}

/// What is said when something is refused.
template <typename Act>
std::string refusal(const Act& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

/// What is said of a log that cannot be opened.
std::string damaged(const std::string& what) {
  return "The audit log cannot be opened: " + what +
         ". Run newlyn audit verify, and put the log back from a backup.";
}

TEST(audit_log, entries_are_read_as_they_were_written) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  fix_clock(1'792'000'000'123'456);
  auto log = AuditLog::open(folder.path());
  for (uint64_t i = 0; i < 10; ++i) EXPECT_EQ(log->append(test_entry(i)), i);
  const auto check = [&] {
    const auto records = log->read(0, 10);
    ASSERT_EQ(records.size(), 10u);
    for (uint64_t i = 0; i < 10; ++i) {
      EXPECT_EQ(records[i].number, i);
      EXPECT_EQ(records[i].entry.count, i);
      EXPECT_EQ(records[i].entry.about, test_entry(i).about);
      EXPECT_EQ(records[i].entry.fields, test_entry(i).fields);
      EXPECT_EQ(records[i].time.size(), 27u);
      EXPECT_EQ(records[i].time.substr(19), ".123456Z");
    }
  };
  check();
  log->publish();
  check();
  log.reset();
  fix_clock(-1);
  log = AuditLog::open(folder.path());
  check();
  expect_whole(folder.path());
}

TEST(audit_log, nothing_personal_is_in_the_files_in_clear) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  auto log = AuditLog::open(folder.path());
  for (uint64_t i = 0; i < 300; ++i) log->append(test_entry(i));
  log->publish();
  log->append(test_entry(0));
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder.path())) {
    const std::string bytes = read_whole(file.path().string()).value_or("");
    EXPECT_EQ(bytes.find("Amal"), bytes.npos) << file.path();
    EXPECT_EQ(bytes.find("E-0"), bytes.npos) << file.path();
  }
}

TEST(audit_log, an_erased_subject_cannot_be_read_and_the_tree_still_verifies) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  auto log = AuditLog::open(folder.path());
  for (uint64_t i = 0; i < 300; ++i) log->append(test_entry(i));
  log->publish();
  ASSERT_EQ(log->read_subject("E-7").size(), 1u);
  EXPECT_EQ(log->read_subject("E-7")[0].entry.about, "Amal Haddad 21");
  EXPECT_TRUE(log->erase_subject("E-7"));
  EXPECT_FALSE(log->erase_subject("E-7"));
  EXPECT_TRUE(log->read_subject("E-7").empty());
  log.reset();
  log = AuditLog::open(folder.path());
  const auto record = log->read(21, 22)[0];
  EXPECT_TRUE(record.erased);
  EXPECT_EQ(record.entry.about, "");
  EXPECT_EQ(record.entry.who, test_entry(21).who);
  EXPECT_EQ(log->read(24, 25)[0].entry.about, "Amal Haddad 24");
  expect_whole(folder.path());
  // A new entry about the same subject has a new key, and tells nothing of the old one.
  log->append(test_entry(21));
  EXPECT_EQ(log->read_subject("E-7").size(), 1u);
}

/// A search that showed three people.
AuditEntry search_entry() {
  AuditEntry entry = test_entry(1);
  entry.subject = "E-100";
  entry.others = {"E-101", "E-102"};
  entry.typed = "amal haddad";
  return entry;
}

TEST(audit_log, each_subject_of_an_entry_is_erased_by_itself) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  auto log = AuditLog::open(folder.path());
  log->append(search_entry());
  log->append(test_entry(303));  // E-101 alone
  EXPECT_EQ(log->read_subject("E-100").size(), 1u);
  EXPECT_EQ(log->read_subject("E-101").size(), 2u);
  EXPECT_EQ(log->read_subject("E-102").at(0).other_names,
            (std::vector<std::string>{"E-101", "E-102"}));
  EXPECT_TRUE(log->erase_subject("E-101"));
  log->publish();
  log.reset();
  log = AuditLog::open(folder.path());
  const AuditRecord record = log->read(0, 1)[0];
  EXPECT_EQ(record.subject_name, "E-100");
  EXPECT_EQ(record.other_names, std::vector<std::string>{"E-102"});
  EXPECT_EQ(record.entry.typed, "amal haddad");
  EXPECT_FALSE(record.erased);
  EXPECT_TRUE(log->erase_subject("E-100"));
  const AuditRecord later = log->read(0, 1)[0];
  EXPECT_TRUE(later.erased);
  EXPECT_EQ(later.subject_name, "");
  EXPECT_EQ(later.other_names, std::vector<std::string>{"E-102"});
  expect_whole(folder.path());
}

TEST(audit_log, what_was_typed_is_erased_by_itself) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  auto log = AuditLog::open(folder.path());
  log->append(search_entry());
  AuditEntry other = test_entry(1);
  other.typed = "karim haddad";
  log->append(other);
  log->append(test_entry(1));
  EXPECT_TRUE(log->erase_typed(0));
  EXPECT_FALSE(log->erase_typed(0));
  EXPECT_FALSE(log->erase_typed(2)) << "nothing was typed";
  log.reset();
  log = AuditLog::open(folder.path());
  const auto records = log->read(0, 3);
  EXPECT_TRUE(records[0].typed_erased);
  EXPECT_EQ(records[0].entry.typed, "");
  EXPECT_EQ(records[0].subject_name, "E-100");
  EXPECT_EQ(records[1].entry.typed, "karim haddad");
  EXPECT_FALSE(records[2].typed_erased);
  expect_whole(folder.path());
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder.path())) {
    const std::string bytes = read_whole(file.path().string()).value_or("");
    EXPECT_EQ(bytes.find("amal haddad"), bytes.npos) << file.path();
    EXPECT_EQ(bytes.find("karim haddad"), bytes.npos) << file.path();
    EXPECT_EQ(bytes.find("E-10"), bytes.npos) << file.path();
  }
}

TEST(audit_log, an_entry_of_a_thousand_subjects_is_one_leaf) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  const auto log = AuditLog::open(folder.path());
  AuditEntry entry = test_entry(3);
  for (size_t i = 0; i < kOthersMax; ++i) entry.others.push_back("P-" + std::to_string(i));
  log->append(entry);
  log->publish();
  EXPECT_EQ(log->read(0, 1)[0].other_names, entry.others);
  expect_whole(folder.path());
}

TEST(audit_log, many_threads_share_commits) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  auto log = AuditLog::open(folder.path());
  std::vector<std::vector<uint64_t>> numbers(8);
  std::vector<std::thread> threads;
  for (auto& mine : numbers) {
    threads.emplace_back([&log, &mine] {
      for (uint64_t i = 0; i < 700; ++i) mine.push_back(log->append(test_entry(i)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<uint64_t> all;
  for (const auto& mine : numbers) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), 5600u);
  EXPECT_EQ(*all.rbegin(), 5599u);
  const VerifyReport report = verify(folder.path());
  for (const auto& problem : report.problems) ADD_FAILURE() << problem;
  EXPECT_EQ(report.entries, 5600u);
  EXPECT_GE(report.published, 4096u);
}

TEST(audit_log, a_log_opened_for_each_entry_keeps_its_journal_short) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  uint64_t longest = 0;
  for (uint64_t i = 0; i < 700; ++i) {
    EXPECT_EQ(AuditLog::open(folder.path())->append(test_entry(i)), i);
    longest = std::max<uint64_t>(longest, std::filesystem::file_size(folder.path() + "/journal"));
  }
  EXPECT_LT(longest, 300U * 1024);
  EXPECT_GE(verify(folder.path()).published, 512u);
  expect_whole(folder.path());
  EXPECT_EQ(AuditLog::open(folder.path())->read(0, 700).size(), 700u);
}

TEST(audit_log, a_proof_leads_to_the_signed_checkpoint) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  auto log = AuditLog::open(folder.path());
  for (uint64_t i = 0; i < 700; ++i) log->append(test_entry(i));
  const std::string key = read_whole(folder.path() + "/log.pub").value_or("");
  for (const uint64_t number : {uint64_t{0}, uint64_t{255}, uint64_t{256}, uint64_t{699}}) {
    const AuditProof proof = log->prove(number);
    nlohmann::json json = {{"number", proof.number},
                           {"entry", proof.entry},
                           {"path", proof.path},
                           {"checkpoint", proof.checkpoint}};
    EXPECT_EQ(verify_audit_proof(json.dump(), key), "");
    json["number"] = number + 1;
    EXPECT_NE(verify_audit_proof(json.dump(), key), "");
  }
}

TEST(audit_log, a_second_writer_is_refused) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  EXPECT_EQ(refusal([&] { AuditLog::create(folder.path(), kName); }),
            folder.path() + " holds an audit log already. Name a folder that has none.");
  const auto log = AuditLog::open(folder.path());
  EXPECT_EQ(
      refusal([&] { AuditLog::open(folder.path()); }),
      "Another process writes the audit log in " + folder.path() + ". Stop it, or let it do this.");
}

TEST(audit_log, a_name_of_several_words_is_refused) {
  TestFolder folder;
  EXPECT_EQ(refusal([&] { AuditLog::create(folder.path(), "the audit log"); }),
            "the audit log cannot name an audit log. Take one word of at most 100 letters, such as "
            "example.org/audit.");
}

TEST(audit_log, a_head_without_its_group_is_a_cut_off_write_or_a_loss) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  auto log = AuditLog::open(folder.path());
  log->append(test_entry(1));
  const std::string first = log->checkpoint();
  const size_t first_end = read_whole(folder.path() + "/journal")->size();
  log->append(test_entry(2));
  const std::string second = log->checkpoint();
  log.reset();
  const std::string whole = read_whole(folder.path() + "/journal").value_or("");
  const std::string groups = whole.substr(kGroupsBegin, first_end - kGroupsBegin);
  const auto put = [&](const std::string& one, const std::string& other) {
    std::ofstream(folder.path() + "/journal", std::ios::binary | std::ios::trunc)
        << whole.substr(0, kSectorBytes) + journal_slot(one) + journal_slot(other) + groups;
  };
  // Both slots promise the second entry: it was acknowledged.
  put(second, second);
  EXPECT_EQ(refusal([&] { AuditLog::open(folder.path()); }),
            damaged("2 entries were acknowledged and 1 are there"));
  // One does: the power went before anybody was told.
  put(first, second);
  EXPECT_FALSE(verify(folder.path()).problems.empty());
  log = AuditLog::open(folder.path());
  EXPECT_EQ(log->size(), 1u);
  EXPECT_EQ(log->append(test_entry(4)), 1u);
  expect_whole(folder.path());
}

TEST(audit_log, what_is_wrong_with_a_journal_is_told) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  auto log = AuditLog::open(folder.path());
  log->append(test_entry(1));
  const std::string first = log->checkpoint();
  log->append(test_entry(2));
  const std::string second = log->checkpoint();
  log.reset();
  const auto key = read_public_key(read_whole(folder.path() + "/log.pub").value_or(""));
  ASSERT_TRUE(key);
  const auto journal = read_journal(read_whole(folder.path() + "/journal").value_or(""), *key);
  ASSERT_TRUE(journal);
  ASSERT_EQ(journal->groups.size(), 2u);
  const auto said = [&](const std::string& bytes) {
    std::ofstream(folder.path() + "/journal", std::ios::binary | std::ios::trunc) << bytes;
    return refusal([&] { AuditLog::open(folder.path()); });
  };
  const std::string start = journal_start(0, first);
  EXPECT_EQ(said(start + group_bytes(journal->groups[0].records, second)),
            damaged("a group of the journal is out of place"));
  EXPECT_EQ(said(start + group_bytes(journal->groups[1].records, first)),
            damaged("a group does not fit its head"));
  const std::vector<LogRecord> other = {LogRecord{"{}", ""}};
  EXPECT_EQ(said(start + group_bytes(other, first)),
            damaged("sealed values do not fit their entry"));
  EXPECT_EQ(said(journal_start(0, "")), damaged("the journal's heads are unreadable"));
  EXPECT_EQ(said(journal_start(3, first)), damaged("the checkpoint is older than the journal"));
}

TEST(audit_log, an_entry_too_long_for_a_bundle_is_refused) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  auto log = AuditLog::open(folder.path());
  AuditEntry entry = test_entry(1);
  entry.rule = std::string(kEntryBytesMax, 'x');
  const std::string said = refusal([&] { log->append(entry); });
  EXPECT_TRUE(said.ends_with(" bytes; 65535 are allowed. Ask for fewer fields at once.")) << said;
  entry.rule = "r";
  EXPECT_EQ(log->append(entry), 0u);
}

/// Appends until killed; tells each acknowledged number through the pipe.
[[noreturn]] void append_for_ever(const std::string& folder, int acknowledged) {
  auto log = AuditLog::open(folder);
  for (;;) {
    const uint64_t number = log->append(test_entry(log->size()));
    if (write(acknowledged, &number, sizeof(number)) != sizeof(number)) _exit(1);
    if (number % 50 == 49) log->publish();
  }
}

TEST(audit_log, a_killed_process_loses_nothing_acknowledged) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  uint64_t acknowledged = 0;
  for (int round = 0; round < 25; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) append_for_ever(folder.path(), ends[1]);
    close(ends[1]);
    usleep(static_cast<useconds_t>(10'000 + 7'919 * round % 60'000));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    uint64_t number = 0;
    while (read(ends[0], &number, sizeof(number)) == sizeof(number)) acknowledged = number + 1;
    close(ends[0]);
    const auto log = AuditLog::open(folder.path());
    ASSERT_GE(log->size(), acknowledged);
    for (const AuditRecord& record : log->read(0, log->size())) {
      ASSERT_EQ(record.entry.count, record.number);
      ASSERT_EQ(record.entry.about, test_entry(record.number).about);
    }
    expect_whole(folder.path());
  }
  EXPECT_GT(acknowledged, 25u);
}

/// What one history on a failing disk acknowledged. Every entry is numbered by `count`.
std::vector<uint64_t> history(const std::string& folder, FailingDisk& disk) {
  std::vector<uint64_t> acknowledged;
  std::unique_ptr<AuditLog> log;
  for (uint64_t i = 0; i < 6; ++i) {
    try {
      if (!log) log = AuditLog::open(folder, disk);
      log->append(test_entry(i));
      acknowledged.push_back(i);
      if (i % 2 == 1) log->publish();
    } catch (const Error& error) {
      EXPECT_TRUE(error.code() == Code::storage_full || error.code() == Code::output_unwritable)
          << error.what();
    }
  }
  return acknowledged;
}

void try_failure(uint64_t at, FailingDisk::Way way, bool for_ever, bool& failed) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  FailingDisk disk(at, way, for_ever);
  const auto acknowledged = history(folder.path(), disk);
  failed = disk.failed();
  const auto log = AuditLog::open(folder.path());
  std::vector<uint64_t> kept;
  for (const AuditRecord& record : log->read(0, log->size())) kept.push_back(record.entry.count);
  EXPECT_TRUE(std::includes(kept.begin(), kept.end(), acknowledged.begin(), acknowledged.end()))
      << "failing at call " << at;
  log->append(test_entry(6));
  log->publish();
  expect_whole(folder.path());
}

TEST(audit_log, whatever_call_of_the_disk_fails_nothing_acknowledged_is_lost) {
  for (const auto way :
       {FailingDisk::Way::full, FailingDisk::Way::short_then_full, FailingDisk::Way::unreadable}) {
    for (const bool for_ever : {false, true}) {
      bool failed = true;
      for (uint64_t at = 0; failed && at < 300; ++at) try_failure(at, way, for_ever, failed);
      EXPECT_FALSE(failed);
    }
  }
}

TEST(audit_log, a_full_disk_refuses_and_goes_on_when_there_is_room) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  // Opening writes, syncs, renames and syncs the folder; the first entry has no subject.
  FailingDisk disk(4, FailingDisk::Way::short_then_full, false);
  const auto log = AuditLog::open(folder.path(), disk);
  try {
    log->append(test_entry(1));
    FAIL() << "the disk was full";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::storage_full);
    EXPECT_STREQ(error.what(),
                 "The audit log cannot be written (No space left on device), so the answer is "
                 "refused: what is not in the audit log may not be done. Free room on this disk "
                 "and try again.");
  }
  EXPECT_EQ(log->size(), 0u);
  EXPECT_EQ(log->append(test_entry(2)), 0u);
  EXPECT_EQ(log->append(test_entry(4)), 1u);
  expect_whole(folder.path());
}

TEST(audit_log, after_an_entry_that_may_not_be_on_the_disk_nothing_is_answered) {
  TestFolder folder;
  AuditLog::create(folder.path(), kName);
  // After the four calls of opening: the group is written, its head is not.
  FailingDisk disk(5, FailingDisk::Way::unreadable, false);
  const auto log = AuditLog::open(folder.path(), disk);
  EXPECT_EQ(refusal([&] { log->append(test_entry(1)); }),
            "The audit log cannot be written (Input/output error), so the answer is refused: what "
            "is not in the audit log may not be done. Check the disk and the rights of the folder "
            "and try again.");
  EXPECT_EQ(refusal([&] { log->append(test_entry(2)); }),
            "The audit log in " + folder.path() +
                " could not be made durable before, so nothing is answered any more. Check the "
                "disk, then start Newlyn again.");
}

}  // namespace
}  // namespace newlyn::governance
