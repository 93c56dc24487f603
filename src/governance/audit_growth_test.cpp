// SPDX-License-Identifier: MIT
// Proofs of how a log grew: whole ones of every two sizes, and every change of one.
#include "governance/audit_growth.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "governance/audit/disk.h"
#include "governance/audit_log.h"
#include "governance/testing/test_log.h"

namespace newlyn::governance {
namespace {

using Json = nlohmann::ordered_json;

/// A log of some entries, each with the checkpoint after it.
class GrownLog {
 public:
  explicit GrownLog(uint64_t entries) {
    AuditLog::create(folder_.path(), "example.org/audit");
    log_ = AuditLog::open(folder_.path());
    for (uint64_t i = 0; i <= entries; ++i) {
      checkpoints_.push_back(log_->checkpoint());
      if (i < entries) log_->append(test_entry(i));
    }
    log_->publish();
    key_ = read_whole(folder_.path() + "/log.pub").value_or("");
  }
  std::string prove(const std::string& since) const {
    return prove_growth({folder_.path(), key_, since});
  }
  /// Puts something else in the place of the log's checkpoint.
  void put_checkpoint(const std::string& text) const {
    std::ofstream(folder_.path() + "/checkpoint") << text;
  }
  const std::string& key() const { return key_; }
  const std::string& checkpoint(size_t size) const { return checkpoints_[size]; }

 private:
  TestFolder folder_;
  std::unique_ptr<AuditLog> log_;
  std::string key_;
  std::vector<std::string> checkpoints_;
};

template <typename Call>
void expect_refused(const Call& call, Code code, const std::string& words) {
  try {
    call();
    ADD_FAILURE() << "it is not refused: " << words;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

TEST(audit_growth, every_earlier_size_is_proved) {
  constexpr uint64_t kEntries = 40;
  const GrownLog log(kEntries);
  for (uint64_t size = 0; size <= kEntries; ++size) {
    const std::string proof = log.prove(log.checkpoint(size));
    EXPECT_TRUE(is_growth_proof(proof));
    const GrowthReport report = verify_growth(proof, log.key(), log.checkpoint(size));
    EXPECT_EQ(report.problem, "") << size;
    EXPECT_EQ(report.before, size);
    EXPECT_EQ(report.after, kEntries);
  }
}

TEST(audit_growth, a_proof_that_was_changed_proves_nothing) {
  const GrownLog log(21);
  const std::string& kept = log.checkpoint(13);
  const Json proof = Json::parse(log.prove(kept));
  const auto problem_of = [&](const Json& json, const std::string& since) {
    return verify_growth(json.dump(), log.key(), since).problem;
  };
  ASSERT_EQ(problem_of(proof, kept), "");
  for (size_t at = 0; at < proof.at("path").size(); ++at) {
    Json changed = proof;
    std::string hash = changed.at("path")[at];
    hash[3] = hash[3] == 'A' ? 'B' : 'A';
    changed.at("path")[at] = hash;
    EXPECT_NE(problem_of(changed, kept), "") << at;
    changed = proof;
    changed.at("path").erase(at);
    EXPECT_NE(problem_of(changed, kept), "") << at;
  }
  Json changed = proof;
  changed["earlier_checkpoint"] = log.checkpoint(12);
  EXPECT_NE(problem_of(changed, kept), "");
  changed = proof;
  changed["checkpoint"] = log.checkpoint(20);
  EXPECT_NE(problem_of(changed, kept), "");
  EXPECT_NE(problem_of(proof, log.checkpoint(12)), "");
  changed = proof;
  changed["path"] = {"no hash"};
  EXPECT_EQ(problem_of(changed, kept), "The proof's path cannot be read.");
  changed["path"] = 1;
  EXPECT_NE(problem_of(changed, kept), "");
  EXPECT_EQ(problem_of({{"format", "another"}}, kept), "The file is no proof of how a log grew.");
}

TEST(audit_growth, what_the_log_does_not_begin_with_is_not_proved) {
  const GrownLog log(10);
  const GrownLog other(10);
  expect_refused([&] { log.prove(other.checkpoint(5)); }, Code::request_invalid,
                 "it is another log's, or was changed");
  expect_refused([&] { log.prove("no checkpoint"); }, Code::request_invalid,
                 "none that this key signed");
  expect_refused([&] { verify_growth(log.prove(log.checkpoint(5)), "no key", ""); },
                 Code::request_invalid, "The public key is none.");
  EXPECT_EQ(verify_growth(log.prove(log.checkpoint(5)), other.key(), "").problem,
            "A checkpoint of the proof is not signed by this key.");
  log.put_checkpoint(other.checkpoint(10));
  expect_refused([&] { log.prove(log.checkpoint(5)); }, Code::source_unreadable,
                 "The checkpoint of the log is not signed by its key.");
}

}  // namespace
}  // namespace newlyn::governance
