// SPDX-License-Identifier: MIT
// Search finds what going over everything finds, with the same scores, order and reasons.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>

#include "base/error.h"
#include "index/testing/made_world.h"
#include "index/testing/slow_search.h"

namespace newlyn::index {
namespace {

/// An index and what a slow search knows of it.
class Twins {
 public:
  Twins() : plan_(plan()), index_(plan_) {}

  static IndexPlan plan() {
    IndexPlan plan = town_plan();
    plan.variants = [](std::string_view word) {
      return word == "ann" ? std::vector<std::string>{"anna", "hannah"}
                           : std::vector<std::string>{};
    };
    return plan;
  }
  void add(const std::vector<Change>& changes) {
    RunContext run;
    index_.apply(changes, run);
    for (const Change& change : changes) {
      SlowRecord record;
      record.key = change.record.key;
      record.values = plan_.fitted->complete(change.record.values);
      records_.push_back(std::move(record));
    }
  }
  void remove(const RecordKey& key) {
    RunContext run;
    index_.apply({{remove_record(key.source, key.id)}}, run);
    for (SlowRecord& record : records_) {
      if (record.key == key) record.is_there = false;
    }
  }
  /// Sets a value of a record right and returns the number of the correction.
  uint64_t correct(const RecordKey& key, size_t column, const std::string& value) {
    RunContext run;
    Change change;
    change.kind = Change::Kind::correct;
    change.correction = {key, plan_.fitted->columns()[column].name, value, "kay", "seen", ""};
    for (SlowRecord& record : records_) {
      if (record.key == key) record.corrected.emplace_back(column, value);
    }
    return index_.apply({{change}}, run)[0].correction_number;
  }
  void withdraw(const RecordKey& key, uint64_t correction) {
    RunContext run;
    Change change;
    change.kind = Change::Kind::withdraw_correction;
    change.correction_number = correction;
    index_.apply({{change}}, run);
    for (SlowRecord& record : records_) {
      if (record.key == key) record.corrected.clear();
    }
  }
  void compare(const std::string& query, size_t count) {
    for (SlowRecord& record : records_) {
      record.entity = index_.entity_of(record.key).value_or("");
    }
    const auto slow = slow_search(records_, plan_, query, count);
    const auto fast = index_.search(query, count);
    ASSERT_EQ(fast.size(), slow.size()) << query;
    for (size_t i = 0; i < fast.size(); ++i) {
      EXPECT_EQ(fast[i].entity, slow[i].entity) << query << " " << i;
      EXPECT_EQ(fast[i].key, slow[i].key) << query << " " << i;
      EXPECT_DOUBLE_EQ(fast[i].score, slow[i].score) << query << " " << i;
      EXPECT_EQ(fast[i].reasons, slow[i].reasons) << query << " " << i;
    }
    const SearchAnswer answer = index_.search(SearchRequest{query, count, 2});
    EXPECT_EQ(answer.hits.size() + answer.further, slow.size()) << query;
    for (size_t i = 0; i < answer.hits.size(); ++i) EXPECT_EQ(answer.hits[i].key, slow[i].key);
    if (!answer.hits.empty()) compare_odds(query, answer);
  }
  /// Whoever fits within seven bits of the best may be meant, shown or not.
  void compare_odds(const std::string& query, const SearchAnswer& answer) {
    const auto all = slow_search(records_, plan_, query, 1'000'000);
    double meant = 0;
    for (const SearchHit& hit : all) {
      if (hit.score >= all[0].score - 7) meant += std::exp2(hit.score - all[0].score);
    }
    double odds = answer.further_odds;
    for (const SearchHit& hit : answer.hits) {
      EXPECT_NEAR(hit.odds / answer.hits[0].odds, std::exp2(hit.score - all[0].score), 1e-9);
      if (hit.score >= all[0].score - 7) odds += hit.odds;
    }
    const double told = odds / answer.hits[0].odds;
    EXPECT_LE(told, meant * 1.000001) << query;
    EXPECT_GE(told, std::min(meant, 32.0) * 0.999999) << query;
  }
  const std::vector<SlowRecord>& records() const { return records_; }

 private:
  IndexPlan plan_;
  EntityIndex index_;
  std::vector<SlowRecord> records_;
};

std::string some_query(const Twins& twins, Random& random) {
  constexpr std::array kOdd = {"ann",  "jo",  "\"smith\"", "smit",         "smyht",  "zz", "1",
                               "lane", "T12", "mil lane",  "24 june 1950", "nobody", "ha"};
  const SlowRecord& record = twins.records()[random.below(twins.records().size())];
  std::string query;
  for (uint64_t words = 1 + random.below(4); words > 0; --words) {
    std::string word = random.below(5) == 0 ? kOdd[random.below(kOdd.size())]
                                            : record.values[random.below(record.values.size())];
    if (!record.corrected.empty() && random.below(2) == 0) word = record.corrected[0].second;
    if (random.below(4) == 0 && !word.empty()) word.erase(random.below(word.size()), 1);
    if (random.below(5) == 0) word.resize(std::min<size_t>(word.size(), 3));
    query += word + " ";
  }
  return query;
}

TEST(search_twin, finds_what_going_over_everything_finds) {
  Random random(11);
  Twins twins;
  std::vector<Change> many;
  for (uint64_t person = 0; person < 300; ++person) {
    many.push_back(
        add_record("tax", "T" + std::to_string(person), town_values(person, person % 3)));
  }
  twins.add(many);
  for (uint64_t round = 0; round < 6; ++round) {
    for (int i = 0; i < 60; ++i) twins.compare(some_query(twins, random), 1 + random.below(8));
    for (uint64_t i = 0; i < 15; ++i) {
      const uint64_t person = random.below(900);
      twins.add({add_record("care", "C" + std::to_string(round * 100 + i),
                            town_values(person, random.below(4)))});
    }
    const uint64_t gone = round * 7;
    twins.remove({"tax", "T" + std::to_string(gone)});
  }
}

TEST(search_twin, finds_what_was_set_right_by_hand) {
  Random random(13);
  Twins twins;
  std::vector<Change> many;
  for (uint64_t person = 0; person < 200; ++person) {
    many.push_back(add_record("tax", "T" + std::to_string(person), town_values(person, 0)));
  }
  twins.add(many);
  std::vector<std::pair<RecordKey, uint64_t>> made;
  std::set<std::string> taken;
  for (uint64_t round = 0; round < 6; ++round) {
    for (int i = 0; i < 12; ++i) {
      // Some become what others are, some what nobody is.
      const RecordKey key{"tax", "T" + std::to_string(random.below(200))};
      if (!taken.insert(key.id).second) continue;
      const size_t column = random.below(town_values(0, 0).size());
      std::string value = town_values(random.below(900), 0)[column];
      if (random.below(3) == 0) value = "zimmermann" + std::to_string(random.below(3));
      if (value.empty()) continue;
      made.emplace_back(key, twins.correct(key, column, value));
    }
    if (round == 3) twins.remove(made[5].first);
    if (round > 1) {
      twins.withdraw(made.back().first, made.back().second);
      made.pop_back();
    }
    for (int i = 0; i < 60; ++i) twins.compare(some_query(twins, random), 1 + random.below(8));
    twins.compare("zimmermann", 20);
    twins.compare("\"zimmermann1\"", 20);
  }
}

TEST(search_twin, many_records_at_once_are_found_like_single_ones) {
  Random random(12);
  Twins twins;
  std::vector<Change> many;
  for (uint64_t person = 0; person < 5'200; ++person) {
    many.push_back(
        add_record("tax", "T" + std::to_string(person), town_values(person, person % 4)));
  }
  twins.add(many);
  for (uint64_t i = 0; i < 10; ++i) {
    twins.add({add_record("care", std::to_string(i), town_values(6'000 + i, 1))});
  }
  for (int i = 0; i < 25; ++i) twins.compare(some_query(twins, random), 5);
}

TEST(search_hostile, is_answered_or_refused_and_never_worse) {
  RunContext run;
  EntityIndex index(town_plan());
  std::vector<Change> some;
  for (uint64_t n = 0; n < 200; ++n) {
    some.push_back(add_record("tax", std::to_string(n), town_values(n, 0)));
  }
  index.apply(some, run);
  EXPECT_TRUE(index.search("", 10).empty());
  EXPECT_TRUE(index.search(" , \" \t", 10).empty());
  EXPECT_TRUE(index.search(std::string(900, 'a') + "!", 10).empty());
  EXPECT_THROW(index.search(std::string(10'000, 'a'), 10), Error);
  std::string words;
  for (char c = 'a'; c <= 'z'; ++c) words += std::string("w") + c + " v" + c + " ";
  EXPECT_THROW(index.search(words, 10), Error);
  const auto before = index.state_hash();
  index.search("'; DROP TABLE people; --", 10);
  EXPECT_TRUE(index.search("\"';drop\"", 10).empty());
  index.search("^(a+)+$ (x+x+)+y ((a*)*)*b", 10);
  index.search(std::string("a\0b\xff\xfe \x80\x80\x80\x80 999999999999999999999/1/1", 34), 10);
  EXPECT_EQ(index.state_hash(), before);
}

}  // namespace
}  // namespace newlyn::index
