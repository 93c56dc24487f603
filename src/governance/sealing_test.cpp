// SPDX-License-Identifier: MIT
// What is sealed opens with its key in its place and with nothing else; a log's keys are sealed,
// and sealed anew.
#include "governance/sealing.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "base/error.h"
#include "governance/audit/disk.h"
#include "governance/audit_log.h"
#include "governance/audit_verify.h"
#include "governance/sealed_stream.h"
#include "governance/testing/test_log.h"

namespace newlyn::governance {
namespace {

Code code_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.code();
  }
  return Code::internal;
}

// A file sealed whole, portion by portion as it would be read.
std::vector<std::string> sealed_file(const std::string& text, std::string_view what,
                                     const SealingKey& key) {
  StreamSealer sealer(key, what);
  std::vector<std::string> parts = {sealer.head()};
  for (size_t at = 0;; at += kStreamPortion) {
    const std::string_view portion =
        std::string_view(text).substr(std::min(at, text.size()), kStreamPortion);
    const bool is_last = portion.size() < kStreamPortion;
    std::string sealed(kSealedPortion, '\0');
    sealed.resize(sealer.seal(portion, is_last, sealed.data()));
    parts.push_back(sealed);
    if (is_last) return parts;
  }
}

std::string opened_file(const std::vector<std::string>& parts, std::string_view what,
                        const KeyRing& ring) {
  StreamOpener opener(parts[0], what, ring);
  std::string text;
  for (size_t i = 1; i < parts.size(); ++i) text += opener.open(parts[i]);
  EXPECT_TRUE(opener.at_end());
  return text;
}

TEST(sealing, a_file_of_any_length_opens_as_it_was) {
  const KeyRing ring = {make_sealing_key()};
  for (const size_t length : {size_t{0}, size_t{1}, kStreamPortion - 1, kStreamPortion,
                              kStreamPortion + 1, 3 * kStreamPortion}) {
    std::string text(length, 'x');
    for (size_t i = 0; i < length; ++i) text[i] = static_cast<char>(i * 131);
    EXPECT_EQ(opened_file(sealed_file(text, "store.duckdb", ring[0]), "store.duckdb", ring), text);
  }
}

TEST(sealing, portions_changed_moved_or_left_out_do_not_open) {
  const KeyRing ring = {make_sealing_key()};
  const std::string text(2 * kStreamPortion + 5, 'x');
  const auto parts = sealed_file(text, "store.duckdb", ring[0]);
  ASSERT_EQ(parts.size(), 4U);
  for (size_t part = 1; part < parts.size(); ++part) {
    for (const size_t at : {size_t{0}, parts[part].size() / 2, parts[part].size() - 1}) {
      auto changed = parts;
      changed[part][at] ^= 1;
      EXPECT_EQ(code_of([&] { opened_file(changed, "store.duckdb", ring); }),
                Code::source_unreadable);
    }
  }
  const auto other = sealed_file(text, "store.duckdb", ring[0]);
  for (const std::vector<std::string>& wrong :
       {std::vector{parts[0], parts[2], parts[1], parts[3]}, std::vector{parts[0], parts[2]},
        std::vector{parts[0], parts[1], other[2], parts[3]},
        std::vector{parts[0], parts[1], parts[2], parts[3], parts[3]}}) {
    EXPECT_EQ(code_of([&] { opened_file(wrong, "store.duckdb", ring); }), Code::source_unreadable);
  }
  EXPECT_EQ(code_of([&] { opened_file(parts, "newlyn.toml", ring); }), Code::source_unreadable);
  EXPECT_EQ(code_of([&] { opened_file(parts, "store.duckdb", {make_sealing_key()}); }),
            Code::access_refused);
  StreamOpener cut(parts[0], "store.duckdb", ring);
  cut.open(parts[1]);
  EXPECT_FALSE(cut.at_end());
}

TEST(sealing, a_file_that_was_changed_is_told_by_its_name) {
  const KeyRing ring = {make_sealing_key()};
  auto parts = sealed_file("a list", "store.duckdb", ring[0]);
  const auto said = [&] {
    try {
      opened_file(parts, "store.duckdb", ring);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing was refused");
  };
  parts[1][0] ^= 1;
  EXPECT_EQ(said(), "store.duckdb was changed since it was sealed. Take another copy.");
  parts[0][0] ^= 1;
  EXPECT_EQ(said(), "store.duckdb is not a sealed file. Take another copy.");
}

TEST(sealing, keys_for_two_uses_are_two) {
  const SealingKey key = make_sealing_key();
  EXPECT_NE(key_for(key, "newlyn store"), key_for(key, "newlyn files"));
  EXPECT_EQ(key_for(key, "newlyn store"), key_for(key, "newlyn store"));
  EXPECT_NE(key_for(key, "newlyn store"), key_for(make_sealing_key(), "newlyn store"));
}

TEST(sealing, a_text_opens_with_its_key_in_its_place_only) {
  const KeyRing ring = {make_sealing_key()};
  const std::string sealed = seal_text("a password", "secret housing", ring);
  EXPECT_EQ(sealed.find("password"), std::string::npos);
  EXPECT_EQ(sealed_with(sealed), ring[0].id);
  EXPECT_EQ(open_sealed(sealed, "secret housing", ring), "a password");
  EXPECT_EQ(code_of([&] { open_sealed(sealed, "secret rents", ring); }), Code::source_unreadable);
  EXPECT_EQ(code_of([&] { open_sealed(sealed, "secret housing", {make_sealing_key()}); }),
            Code::access_refused);
  EXPECT_EQ(code_of([&] { open_sealed("a password", "secret housing", ring); }),
            Code::source_unreadable);
}

TEST(sealing, every_changed_byte_is_found) {
  const KeyRing ring = {make_sealing_key()};
  const std::string sealed = seal_text("a password", "here", ring);
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_THROW(open_sealed(changed, "here", ring), Error) << i;
    EXPECT_THROW(open_sealed(sealed.substr(0, i), "here", ring), Error) << i;
  }
}

TEST(sealing, a_ring_is_read_as_it_was_written) {
  const KeyRing ring = {make_sealing_key(), make_sealing_key()};
  const auto read = read_key_ring(key_ring_text(ring));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].id, ring[0].id);
  EXPECT_EQ((*read)[1].bytes, ring[1].bytes);
  EXPECT_EQ(open_sealed(seal_text("x", "y", {ring[1]}), "y", *read), "x");
  for (const char* text : {"", "NEWLYN-WORKSPACE-KEY", "NEWLYN-WORKSPACE-KEY AAAA",
                           "NEWLYN-SECRET-KEY AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}) {
    EXPECT_FALSE(read_key_ring(text)) << text;
  }
}

TEST(sealing, an_escrow_opens_with_its_passphrase_only) {
  const SealingKey key = make_sealing_key();
  const std::string escrow = escrow_text(key, "four random words here");
  EXPECT_EQ(read_escrow(escrow, "four random words here").bytes, key.bytes);
  EXPECT_EQ(code_of([&] { read_escrow(escrow, "four random words hear"); }), Code::access_refused);
  EXPECT_EQ(code_of([&] { read_escrow("", "x"); }), Code::request_invalid);
  EXPECT_EQ(code_of([&] { read_escrow("NEWLYN-ESCROW 1 ", "x"); }), Code::request_invalid);
  EXPECT_EQ(code_of([&] { read_escrow("NEWLYN-ESCROW 1 a b c", "x"); }), Code::request_invalid);
}

/// A log under a ring with entries about three subjects.
class SealedLog : public testing::Test {
 protected:
  SealedLog() {
    AuditLog::create(folder_.path(), "example.org/audit", ring_);
    const auto log = AuditLog::open(folder_.path(), ring_);
    for (uint64_t n = 0; n < 9; ++n) log->append(test_entry(n));
  }
  std::string file(const char* name) { return *read_whole(folder_.path() + "/" + name); }
  bool is_whole() {
    return verify_audit_log({folder_.path(), file("log.pub"), ""}).problems.empty();
  }
  TestFolder folder_;
  KeyRing ring_ = {make_sealing_key()};
};

TEST_F(SealedLog, its_keys_do_not_lie_open) {
  EXPECT_TRUE(sealed_with(file("log.key")));
  EXPECT_TRUE(file("subjects.keys").starts_with("NEWLYN-SUBJECT-KEYS 2 " + ring_[0].id));
  EXPECT_EQ(file("subjects.keys").size(), 4U * 128);
  EXPECT_EQ(AuditLog::open(folder_.path(), ring_)->read_subject("E-1").at(0).entry.about,
            "Amal Haddad 3");
}

TEST_F(SealedLog, another_key_or_none_opens_nothing_and_harms_nothing) {
  EXPECT_EQ(code_of([&] { AuditLog::open(folder_.path()); }), Code::access_refused);
  EXPECT_EQ(code_of([&] { AuditLog::open(folder_.path(), {make_sealing_key()}); }),
            Code::access_refused);
  EXPECT_TRUE(is_whole());
  EXPECT_EQ(AuditLog::open(folder_.path(), ring_)->size(), 9U);
}

TEST_F(SealedLog, sealed_anew_it_opens_with_the_new_key_alone) {
  const KeyRing both = {make_sealing_key(), ring_[0]};
  const std::string before = file("subjects.keys");
  EXPECT_EQ(AuditLog::reseal(folder_.path(), both), 2U);
  EXPECT_EQ(file("subjects.keys").size(), before.size());
  EXPECT_EQ(code_of([&] { AuditLog::open(folder_.path(), ring_); }), Code::access_refused);
  const auto log = AuditLog::open(folder_.path(), {both[0]});
  EXPECT_EQ(log->read_subject("E-2").at(0).entry.about, "Amal Haddad 6");
  log->append(test_entry(12));
  EXPECT_EQ(log->read_subject("E-4").size(), 1U);
  EXPECT_TRUE(is_whole());
}

TEST_F(SealedLog, what_was_typed_goes_with_the_keys_and_stays_erased) {
  AuditEntry entry = test_entry(1);
  for (const char* typed : {"amal", "karim"}) {
    entry.typed = typed;
    AuditLog::open(folder_.path(), ring_)->append(entry);
  }
  EXPECT_TRUE(file("typed.keys").starts_with("NEWLYN-TYPED-KEYS 1 " + ring_[0].id));
  EXPECT_EQ(file("typed.keys").size(), 128U + 2 * 72);
  EXPECT_TRUE(AuditLog::open(folder_.path(), ring_)->erase_typed(9));
  const KeyRing both = {make_sealing_key(), ring_[0]};
  EXPECT_EQ(AuditLog::reseal(folder_.path(), both), 3U);
  EXPECT_EQ(code_of([&] { AuditLog::open(folder_.path(), ring_); }), Code::access_refused);
  const auto log = AuditLog::open(folder_.path(), {both[0]});
  EXPECT_TRUE(log->read(9, 10)[0].typed_erased);
  EXPECT_EQ(log->read(10, 11)[0].entry.typed, "karim");
  entry.typed = "edith";
  log->append(entry);
  EXPECT_EQ(log->read(11, 12)[0].entry.typed, "edith");
  EXPECT_TRUE(is_whole());
}

TEST_F(SealedLog, a_typed_key_that_was_cut_off_is_written_over) {
  AuditEntry entry = test_entry(1);
  entry.typed = "amal";
  AuditLog::open(folder_.path(), ring_)->append(entry);
  const std::string path = folder_.path() + "/typed.keys";
  replace_file(real_disk(), path, file("typed.keys") + std::string(30, 'x'));
  AuditLog::open(folder_.path(), ring_)->append(entry);
  const auto log = AuditLog::open(folder_.path(), ring_);
  EXPECT_EQ(log->read(9, 10)[0].entry.typed, "amal");
  EXPECT_EQ(log->read(10, 11)[0].entry.typed, "amal");
}

TEST_F(SealedLog, cut_off_between_its_two_files_both_keys_open_it) {
  const KeyRing both = {make_sealing_key(), ring_[0]};
  const std::string old_key = file("log.key");
  AuditLog::reseal(folder_.path(), both);
  replace_file(real_disk(), folder_.path() + "/log.key", old_key);
  EXPECT_EQ(AuditLog::open(folder_.path(), both)->size(), 9U);
  AuditLog::reseal(folder_.path(), both);
  EXPECT_EQ(AuditLog::open(folder_.path(), {both[0]})->size(), 9U);
}

TEST_F(SealedLog, an_erased_subject_stays_erased_under_a_new_key) {
  AuditLog::open(folder_.path(), ring_)->erase_subject("E-1");
  const KeyRing both = {make_sealing_key(), ring_[0]};
  AuditLog::reseal(folder_.path(), both);
  const auto log = AuditLog::open(folder_.path(), both);
  EXPECT_TRUE(log->read_subject("E-1").empty());
  EXPECT_EQ(log->read_subject("E-2").size(), 1U);
  EXPECT_FALSE(log->erase_subject("E-1"));
  EXPECT_TRUE(is_whole());
}

TEST_F(SealedLog, a_slot_that_was_cut_off_is_written_over_and_damage_is_found) {
  const std::string path = folder_.path() + "/subjects.keys";
  const std::string whole = file("subjects.keys");
  replace_file(real_disk(), path, whole + std::string(228, 'x'));
  AuditLog::open(folder_.path(), ring_)->append(test_entry(30));
  EXPECT_EQ(AuditLog::open(folder_.path(), ring_)->read_subject("E-10").size(), 1U);
  std::string damaged = whole;
  damaged[128 + 60] = static_cast<char>(damaged[128 + 60] ^ 1);
  replace_file(real_disk(), path, damaged);
  // Whose slot it is cannot be read, nor who stands in an entry with others; the rest can. Nothing
  // is sealed anew without it.
  auto log = AuditLog::open(folder_.path(), ring_);
  int unreadable = 0;
  for (int subject = 0; subject <= 10; ++subject) {
    const auto code = code_of([&] { log->read_subject(fmt::format("E-{}", subject)); });
    if (code == Code::source_unreadable) ++unreadable;
  }
  EXPECT_GE(unreadable, 1);
  EXPECT_LT(unreadable, 5);
  log.reset();
  EXPECT_EQ(code_of([&] { AuditLog::reseal(folder_.path(), ring_); }), Code::source_unreadable);
}

TEST_F(SealedLog, keys_are_the_same_searched_or_numbered) {
  const auto counts = [&] {
    std::vector<size_t> found;
    const auto log = AuditLog::open(folder_.path(), ring_);
    for (int round = 0; round < 3; ++round) {
      for (int subject = 0; subject <= 40; ++subject) {
        found.push_back(log->read_subject(fmt::format("E-{}", subject)).size());
      }
    }
    return found;
  };
  {
    const auto log = AuditLog::open(folder_.path(), ring_);
    for (uint64_t entry = 30; entry < 120; ++entry) log->append(test_entry(entry));
    log->erase_subject("E-1");
    log->append(test_entry(3));
  }
  const std::vector<size_t> found = counts();
  EXPECT_EQ(found, counts());
  const size_t subjects = found.size() / 3;
  for (size_t i = 0; i < subjects; ++i) EXPECT_EQ(found[i], found[i + 2 * subjects]) << i;
  EXPECT_EQ(found[1], 1U);  // of the key that was made after the erasure
  EXPECT_EQ(found[39], 1U);
  EXPECT_EQ(found[40], 0U);
}

TEST(sealing, a_log_that_lay_open_is_sealed) {
  const TestFolder folder;
  AuditLog::create(folder.path(), "example.org/audit");
  AuditLog::open(folder.path())->append(test_entry(3));
  const KeyRing ring = {make_sealing_key()};
  EXPECT_EQ(AuditLog::open(folder.path(), ring)->read_subject("E-1").size(), 1U);
  AuditLog::reseal(folder.path(), ring);
  EXPECT_EQ(code_of([&] { AuditLog::open(folder.path()); }), Code::access_refused);
  EXPECT_EQ(AuditLog::open(folder.path(), ring)->read_subject("E-1").size(), 1U);
}

}  // namespace
}  // namespace newlyn::governance
