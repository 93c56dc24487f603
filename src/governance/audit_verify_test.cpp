// SPDX-License-Identifier: MIT
// Any change of a small log is found: every byte, every cut, every missing file, every new order.
#include "governance/audit_verify.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/threads.h"
#include "governance/audit/disk.h"
#include "governance/audit/journal.h"
#include "governance/audit/tiles.h"
#include "governance/audit_log.h"
#include "governance/testing/test_log.h"

namespace newlyn::governance {
namespace {

namespace fs = std::filesystem;

class SmallLog {
 public:
  SmallLog(uint64_t published, uint64_t recent) {
    AuditLog::create(folder_.path(), "example.org/audit");
    const auto log = AuditLog::open(folder_.path());
    for (uint64_t i = 0; i < published; ++i) log->append(test_entry(i));
    log->publish();
    for (uint64_t i = 0; i < recent; ++i) log->append(test_entry(published + i));
    checkpoint_ = log->checkpoint();
    key_ = read_whole(folder_.path() + "/log.pub").value_or("");
  }

  /// The files that are evidence: not the keys, which verification does not read.
  std::vector<std::string> files() const {
    std::vector<std::string> paths;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      const std::string name = entry.path().filename().string();
      if (entry.is_regular_file() && name != "log.key" && name != "log.pub" && name != "log.lock" &&
          name != "subjects.keys" && name != "typed.keys") {
        paths.push_back(entry.path().string());
      }
    }
    return paths;
  }

  bool is_whole(const std::string& since = "") const {
    return verify_audit_log({folder_.path(), key_, since}).problems.empty();
  }
  const std::string& folder() const { return folder_.path(); }
  const std::string& checkpoint() const { return checkpoint_; }

 private:
  TestFolder folder_;
  std::string key_;
  std::string checkpoint_;
};

void put(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

TEST(audit_verify, any_changed_byte_is_found) {
  set_thread_count(1);
  const SmallLog log(4, 3);
  ASSERT_TRUE(log.is_whole());
  size_t tried = 0;
  for (const std::string& path : log.files()) {
    const std::string bytes = read_whole(path).value_or("");
    for (size_t i = 0; i < bytes.size(); ++i) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ (1 << i % 8));
      put(path, changed);
      EXPECT_FALSE(log.is_whole()) << path << " at " << i;
      ++tried;
    }
    put(path, bytes);
  }
  EXPECT_TRUE(log.is_whole());
  EXPECT_GT(tried, 5000u);
}

TEST(audit_verify, any_cut_and_any_addition_is_found) {
  set_thread_count(1);
  const SmallLog log(4, 3);
  for (const std::string& path : log.files()) {
    const std::string bytes = read_whole(path).value_or("");
    for (size_t i = 0; i < bytes.size(); ++i) {
      put(path, bytes.substr(0, i));
      EXPECT_FALSE(log.is_whole()) << path << " cut at " << i;
    }
    put(path, bytes + "x");
    EXPECT_FALSE(log.is_whole()) << path;
    fs::remove(path);
    EXPECT_FALSE(log.is_whole()) << path << " removed";
    put(path, bytes);
  }
  put(log.folder() + "/tile/0/009", "x");
  EXPECT_FALSE(log.is_whole());
}

TEST(audit_verify, any_two_entries_exchanged_or_one_taken_out_is_found) {
  const SmallLog log(6, 0);
  const std::string entries = log.folder() + "/" + tile_path("entries", 0, 6);
  const std::string beside = log.folder() + "/" + tile_path("sealed", 0, 6);
  const std::string old_entries = read_whole(entries).value_or("");
  const std::string old_beside = read_whole(beside).value_or("");
  const auto records = *read_bundles(old_entries, old_beside, 6);
  for (size_t i = 0; i < 6; ++i) {
    for (size_t j = i + 1; j < 6; ++j) {
      auto changed = records;
      std::swap(changed[i], changed[j]);
      put(entries, entry_bundle(changed));
      put(beside, sealed_bundle(changed));
      EXPECT_FALSE(log.is_whole()) << i << " and " << j;
    }
    auto fewer = records;
    fewer.erase(fewer.begin() + static_cast<ptrdiff_t>(i));
    put(entries, entry_bundle(fewer));
    put(beside, sealed_bundle(fewer));
    EXPECT_FALSE(log.is_whole()) << "without " << i;
  }
}

TEST(audit_verify, a_log_put_back_to_an_earlier_day_is_found_by_a_checkpoint_kept_since) {
  const SmallLog log(300, 2);
  const std::string early = log.checkpoint();
  TestFolder copy;
  fs::copy(log.folder(), copy.path() + "/log", fs::copy_options::recursive);
  {
    const auto later = AuditLog::open(log.folder());
    for (uint64_t i = 0; i < 300; ++i) later->append(test_entry(i));
    later->publish();
  }
  EXPECT_TRUE(log.is_whole(early));
  const std::string late = read_whole(log.folder() + "/checkpoint").value_or("");
  const std::string key = read_whole(log.folder() + "/log.pub").value_or("");
  const auto report = verify_audit_log({copy.path() + "/log", key, late});
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_NE(report.problems[0].find("602"), std::string::npos);
}

TEST(audit_verify, a_checkpoint_that_was_kept_before_the_log_was_opened_again_is_found_in_it) {
  const SmallLog log(0, 3);
  const std::string kept = log.checkpoint();
  for (uint64_t i = 0; i < 3; ++i) {
    AuditLog::open(log.folder())->append(test_entry(i));
    EXPECT_TRUE(log.is_whole(kept)) << i;
  }
}

TEST(audit_verify, another_key_and_another_history_are_refused) {
  const SmallLog log(3, 1);
  const SmallLog other(3, 1);
  EXPECT_FALSE(
      verify_audit_log({log.folder(), read_whole(other.folder() + "/log.pub").value_or(""), ""})
          .problems.empty());
  EXPECT_THROW(log.is_whole(other.checkpoint()), Error);
  EXPECT_THROW(verify_audit_log({log.folder(), "no key", ""}), Error);
}

TEST(audit_verify, a_file_that_is_missing_is_told_as_missing_and_as_nothing_else) {
  const SmallLog log(4, 3);
  const std::string key = read_whole(log.folder() + "/log.pub").value_or("");
  for (const std::string& path :
       {std::string("checkpoint"), std::string("journal"), tile_path("entries", 0, 4),
        tile_path("sealed", 0, 4), tile_path("0", 0, 4)}) {
    const std::string whole = log.folder() + "/" + path;
    const std::string bytes = read_whole(whole).value_or("");
    ASSERT_TRUE(fs::remove(whole)) << path;
    const auto report = verify_audit_log({log.folder(), key, ""});
    EXPECT_EQ(report.problems, std::vector<std::string>{path + " is missing."});
    put(whole, bytes);
  }
  EXPECT_TRUE(log.is_whole());
}

TEST(audit_verify, a_folder_that_is_not_there_is_told) {
  const SmallLog log(1, 0);
  const std::string key = read_whole(log.folder() + "/log.pub").value_or("");
  try {
    verify_audit_log({log.folder() + "/none", key, ""});
    FAIL() << "nothing was verified";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(),
              "There is no folder " + log.folder() + "/none. Name the one of an audit log.");
  }
}

}  // namespace
}  // namespace newlyn::governance
