// SPDX-License-Identifier: MIT
// Who asks is what the kernel knows; a variable alone is nobody.
#include "workspace/governance/signed_in.h"

#include <gtest/gtest.h>

namespace newlyn::workspace {
namespace {

constexpr uint32_t kRoot = 0;
constexpr uint32_t kService = 997;
constexpr uint32_t kAlice = 1001;
constexpr uint32_t kBob = 1002;

const ParentProcess kSudo{"sudo", kRoot, kRoot};

void expect(const ProcessFacts& facts, const SignedIn& wanted) {
  const SignedIn who = who_signed_in(facts);
  EXPECT_EQ(who.account, wanted.account);
  EXPECT_EQ(who.known, wanted.known);
  EXPECT_EQ(who.in_doubt, wanted.in_doubt);
}

TEST(signed_in, what_the_kernel_keeps_outranks_everything) {
  expect({kAlice, kService, kSudo, "1002"}, {kAlice, true, false});
  expect({kService, kService, kSudo, "1002"}, {kService, true, false});
}

TEST(signed_in, sudo_says_who_started_it) {
  expect({{}, kService, kSudo, "1001"}, {kAlice, true, false});
  expect({{}, kRoot, kSudo, "1001"}, {kAlice, true, false});
  expect({{}, kService, kSudo, "0"}, {kRoot, true, false});
}

TEST(signed_in, the_variable_alone_is_ignored) {
  expect({{}, kAlice, ParentProcess{"bash", kAlice, kAlice}, "1002"}, {kAlice, false, false});
  // A program of one's own is called sudo easily; one that root started is not.
  expect({{}, kAlice, ParentProcess{"sudo", kAlice, kAlice}, "1002"}, {kAlice, false, false});
  // A program with root's rights that somebody started under another name is still theirs.
  expect({{}, kAlice, ParentProcess{"sudo", kAlice, kRoot}, "1002"}, {kAlice, false, false});
  expect({{}, kRoot, ParentProcess{"bash", kRoot, kRoot}, "1002"}, {kRoot, false, false});
}

TEST(signed_in, who_started_it_from_another_account_asks) {
  expect({{}, kService, ParentProcess{"bash", kBob, kBob}, "1001"}, {kBob, true, false});
  expect({{}, kService, ParentProcess{"su", kBob, kRoot}, ""}, {kBob, true, false});
}

TEST(signed_in, a_service_is_its_own_account) {
  expect({{}, kService, ParentProcess{"systemd", kRoot, kRoot}, ""}, {kService, false, false});
  expect({{}, kService, {}, ""}, {kService, false, false});
  expect({{}, kService, ParentProcess{"sh", kService, kService}, "1001"}, {kService, false, false});
}

TEST(signed_in, nobody_can_tell_where_the_variable_has_no_sudo) {
  expect({{}, kService, ParentProcess{"systemd", kRoot, kRoot}, "1001"}, {kService, false, true});
  expect({{}, kService, {}, "1001"}, {kService, false, true});
  for (const char* no_number : {"", "alice", "1001x", "-1", "4294967295", "4294967296"}) {
    expect({{}, kService, {}, no_number}, {kService, false, false});
  }
}

TEST(signed_in, sudo_without_a_number_is_a_parent_like_others) {
  expect({{}, kService, kSudo, ""}, {kService, false, false});
  expect({{}, kService, kSudo, "alice"}, {kService, false, false});
}

TEST(signed_in, the_status_of_a_process_is_read) {
  const auto process = read_process_status(
      "Name:\tsudo\nUmask:\t0022\nState:\tS "
      "(sleeping)\nPPid:\t1\nUid:\t1001\t0\t0\t0\nGid:\t5\t6\n");
  ASSERT_TRUE(process);
  EXPECT_EQ(process->name, "sudo");
  EXPECT_EQ(process->account, kAlice);
  EXPECT_EQ(process->acting_as, kRoot);
  for (const char* other : {"", "Name:\tsudo\n", "Uid:\t0\t0\t0\t0\n", "Name:\tsudo\nUid:\t0\n",
                            "Name:\tsudo\nUid:\tx\t0\n"}) {
    EXPECT_FALSE(read_process_status(other)) << other;
  }
  // A process may call itself what it likes; a line break in it comes escaped.
  EXPECT_EQ(read_process_status("Name:\ta\\nUid:\t0\nUid:\t1\t1\t1\t1\n")->account, 1U);
}

TEST(signed_in, this_process_has_a_parent_and_an_account) {
  const ProcessFacts facts = facts_of_process();
  ASSERT_TRUE(facts.parent);
  EXPECT_FALSE(facts.parent->name.empty());
}

}  // namespace
}  // namespace newlyn::workspace
