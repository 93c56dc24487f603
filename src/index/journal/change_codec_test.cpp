// SPDX-License-Identifier: MIT
// Changes come back as they were written, and nothing else is taken for changes.
#include "index/journal/change_codec.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "index/testing/made_world.h"

namespace newlyn::index {
namespace {

std::vector<Change> one_of_each() {
  Change full = add_record("tax", "1", town_values(1, 0), "9990000001");
  full.record.date = "2026-11-28";
  full.record.further = {{"note", std::string("a\0b", 3)}, {"", ""}};
  Change changed = full;
  changed.kind = Change::Kind::change;
  Change corrected;
  corrected.kind = Change::Kind::correct;
  corrected.correction = {{"tax", "1"}, "town", "x", "kay", "why", "2026-11-28", true};
  return {full,
          changed,
          remove_record("care", ""),
          judge_records({"a", "1"}, {"b", "2"}, Verdict::unsure),
          withdraw_judgement(~uint64_t{0}),
          corrected,
          seal_identity({{"a", "1"}, {"a", "2"}}, {{"b", "2"}}),
          lift_seal(3)};
}

TEST(change_codec, changes_come_back) {
  const std::vector<Change> changes = one_of_each();
  EXPECT_EQ(read_changes(write_changes(changes)), changes);
  EXPECT_EQ(read_changes(write_changes({})), std::vector<Change>());
}

TEST(change_codec, cut_and_changed_bytes_are_refused_or_read_but_never_worse) {
  const std::string bytes = write_changes(one_of_each());
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(read_changes(bytes.substr(0, length))) << length;
  }
  EXPECT_FALSE(read_changes(bytes + "x"));
  Random random(5);
  for (int i = 0; i < 20'000; ++i) {
    std::string wrong = bytes;
    for (uint64_t n = 1 + random.below(4); n > 0; --n) {
      wrong[random.below(wrong.size())] = static_cast<char>(random.below(256));
    }
    read_changes(wrong);
  }
}

}  // namespace
}  // namespace newlyn::index
