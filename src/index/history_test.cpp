// SPDX-License-Identifier: MIT
// Whatever happened, in whatever order and portions, by how many threads, closed and opened again
// or not: an index has the partition and the golden values of one that is told today what is true,
// and its ids are as the rule has them.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>

#include "base/threads.h"
#include "index/durable_index.h"
#include "index/journal/change_codec.h"
#include "index/testing/id_rule.h"
#include "index/testing/made_folder.h"
#include "index/testing/made_world.h"
#include "index/view.h"

namespace newlyn::index {
namespace {

using Fitted = std::shared_ptr<const linkage::FittedModel>;

constexpr uint64_t kPortions = 20;

/// Histories tried in each portion; another number of all when the environment says so.
uint64_t histories_of_portion() {
  const char* wanted = std::getenv("NEWLYN_HISTORIES");
  const uint64_t all = wanted == nullptr ? 10'000 : std::strtoull(wanted, nullptr, 10);
  return (all + kPortions - 1) / kPortions;
}

/// In every other history two systems share their rows.
IndexPlan plan_of_history(uint64_t seed, Fitted fitted = town_model()) {
  IndexPlan plan = town_plan();
  plan.fitted = std::move(fitted);
  if (seed % 2 == 0) plan.row_of = [](const RecordKey& key) { return key.id; };
  plan.former = [](const std::string& version) -> Fitted {
    for (const Fitted& known : {town_model(), stricter_town_model()}) {
      if (known->parts().version == version) return known;
    }
    return nullptr;
  };
  plan.checkpoint_seconds = -1;
  return plan;
}

/// An index in memory, or one in a folder that can be closed and opened again.
class TriedIndex {
 public:
  TriedIndex(uint64_t seed, bool is_durable) : seed_(seed), fitted_(town_model()) {
    if (is_durable) {
      folder_.emplace(folder_in_memory());
      open();
    } else {
      memory_ = std::make_unique<EntityIndex>(plan_of_history(seed));
    }
  }

  std::vector<Outcome> apply(const std::vector<Change>& changes) {
    RunContext run;
    return durable_ ? durable_->apply(changes) : memory_->apply(changes, run);
  }
  void refit(const Fitted& fitted) {
    RunContext run;
    fitted_ = fitted;
    durable_ ? durable_->refit(fitted) : memory_->refit(fitted, run);
  }
  void read(const std::function<void(const EntityIndex&)>& ask) const {
    durable_ ? durable_->read(ask) : ask(*memory_);
  }
  /// Closes it and opens it again, from a snapshot or from the journal alone.
  void reopen(bool with_snapshot) {
    if (!durable_) return;
    if (with_snapshot) durable_->checkpoint();
    durable_.reset();
    open();
  }
  const Fitted& fitted() const { return fitted_; }

 private:
  void open() {
    RunContext run;
    durable_ =
        std::make_unique<DurableIndex>(folder_->journal(), plan_of_history(seed_, fitted_), run);
  }

  uint64_t seed_;
  Fitted fitted_;
  std::optional<Folder> folder_;
  std::unique_ptr<EntityIndex> memory_;
  std::unique_ptr<DurableIndex> durable_;
};

/// A made history in which people also correct values, and records have dates and more to show.
class CorrectedHistory {
 public:
  CorrectedHistory(uint64_t seed, bool has_seals) : base_(seed, has_seals), random_(~seed) {}

  Change next(const EntityIndex& index) {
    if (random_.below(8) == 0) return some_correction();
    Change change = base_.next(index);
    if (change.kind > Change::Kind::change || random_.below(3) == 0) return change;
    change.record.date = "2026-11-0" + std::to_string(1 + random_.below(9));
    change.record.further = {{"note", "n" + std::to_string(random_.below(4))}};
    return change;
  }

  void note(const Change& change, const Outcome& outcome) {
    if (change.kind == Change::Kind::correct) {
      corrections_.push_back({outcome.correction_number, change.correction, false});
    } else if (change.kind == Change::Kind::withdraw_correction) {
      std::erase_if(corrections_, [&](const NumberedCorrection& kept) {
        return kept.number == change.correction_number;
      });
    } else {
      base_.note(change, outcome);
    }
  }

  /// Which of two corrections is the later one is part of what is true.
  std::vector<Change> what_is_true(uint64_t seed) const {
    std::vector<Change> changes = base_.what_is_true(seed);
    Random random(seed);
    size_t place = 0;
    for (const NumberedCorrection& kept : corrections_) {
      place += random.below(changes.size() - place + 1);
      Change change;
      change.kind = Change::Kind::correct;
      change.correction = kept.correction;
      changes.insert(changes.begin() + static_cast<ptrdiff_t>(place++), std::move(change));
    }
    return changes;
  }

 private:
  /// A few records, fields and values, so that several are of one.
  Change some_correction() {
    constexpr std::array kFields = {"given_name", "family_name", "note"};
    Change change;
    if (!corrections_.empty() && random_.below(3) == 0) {
      change.kind = Change::Kind::withdraw_correction;
      change.correction_number = corrections_[random_.below(corrections_.size())].number;
      return change;
    }
    change.kind = Change::Kind::correct;
    change.correction = {
        {random_.below(2) == 0 ? "tax" : "care", std::to_string(random_.below(14))},
        kFields[random_.below(kFields.size())],
        "by hand " + std::to_string(random_.below(3)),
        "kay",
        "asked",
        "2026-11-1" + std::to_string(random_.below(10)),
        random_.below(4) == 0};
    return change;
  }

  MadeHistory base_;
  Random random_;
  std::vector<NumberedCorrection> corrections_;  // in force, in the order they were made
};

GoldenRules some_rules(uint64_t seed) {
  GoldenRules rules;
  rules.other = static_cast<GoldenRule>(seed % 5);
  rules.of_field["family_name"] = static_cast<GoldenRule>(seed / 5 % 5);
  rules.rank_of_source = {{"care", 1}};
  return rules;
}

/// All golden values of all records' entities with what is told of them, a line each. Ids, which
/// depend on what happened, are left out.
std::string golden_export(const View& view, const GoldenRules& rules) {
  std::map<RecordKey, std::string> entities;
  view.each_key([&](const RecordKey& key, const std::string& id) { entities[key] = id; });
  std::map<std::string, std::string> of_entity;
  const auto words = [](const ValueOrigin& origin) {
    return "|" + origin.value + "|" + origin.record.source + "|" + origin.record.id + "|" +
           origin.date;
  };
  std::string out;
  for (const auto& [key, id] : entities) {
    out += key.source + "|" + key.id + "\n";
    const auto [place, is_new] = of_entity.try_emplace(id);
    if (!is_new) continue;
    for (const GoldenValue& value : view.golden(id, rules)) {
      out += value.field + "|" + value.rule + (value.disputed ? "|disputed" : "|") +
             words(value.chosen);
      for (const ValueOrigin& other : value.others) out += words(other);
      out += "\n";
    }
  }
  return out;
}

/// What two indexes of one truth have in common.
struct Told {
  uint64_t partition = 0;
  size_t records = 0;
  std::string golden;        // as everybody sees it
  std::string golden_whole;  // with what seals hide
  bool operator==(const Told&) const = default;
};

Told told_of(const EntityIndex& index, const GoldenRules& rules) {
  return {index.partition_hash(), index.record_count(), golden_export(index.view(), rules),
          golden_export(index.whole(), rules)};
}

/// One history: portions of changes, each time compared with a full run and with the rule of ids.
class TriedHistory {
 public:
  explicit TriedHistory(uint64_t seed)
      : seed_(seed),
        random_(seed),
        has_seals_(seed % 3 != 0),
        history_(seed, has_seals_),
        index_(seed, seed / 2 % 2 == 0) {}

  void run() {
    const uint64_t steps = 4 + random_.below(20);
    for (uint64_t done = 0; done < steps && !testing::Test::HasFatalFailure(); ++done) {
      set_thread_count(1 + random_.below(3));
      if (random_.below(3) == 0) index_.reopen(random_.below(2) == 0);
      random_.below(15) == 0 ? refit() : step();
    }
    if (testing::Test::HasFatalFailure()) return;
    do_again();
    do_anew();
  }

 private:
  void refit() {
    const bool is_first = index_.fitted()->parts().version == town_model()->parts().version;
    const Fitted next = is_first ? stricter_town_model() : town_model();
    look();
    index_.refit(next);
    entries_.push_back({"", next});
    compare({});
  }

  void step() {
    std::vector<Change> changes;
    std::set<RecordKey> keys;
    for (uint64_t i = 1 + random_.below(4); i > 0; --i) {
      Change change;
      index_.read([&](const EntityIndex& index) { change = history_.next(index); });
      // Whether a record is there is only known at the beginning of the step.
      if (keys.insert(change.record.key).second) changes.push_back(std::move(change));
    }
    look();
    const std::vector<Outcome> outcomes = index_.apply(changes);
    std::vector<Change> done;
    for (size_t i = 0; i < changes.size(); ++i) {
      history_.note(changes[i], outcomes[i]);
      if (outcomes[i].is_done) done.push_back(changes[i]);
    }
    entries_.push_back({write_changes(done), nullptr});
    compare(done);
  }

  void look() {
    index_.read([&](const EntityIndex& index) { ids_.look(index); });
  }

  void compare(const std::vector<Change>& done) {
    index_.read([&](const EntityIndex& index) {
      RunContext run;
      ASSERT_EQ(index.partition_hash(), index.full_run_hash(run)) << "seed " << seed_;
      // A seal gives ids that tell nothing of what was before.
      if (has_seals_) return;
      ASSERT_EQ(ids_.compare(index, done), std::vector<std::string>())
          << "seed " << seed_ << " step " << entries_.size();
    });
  }

  Told told() const {
    Told told;
    index_.read([&](const EntityIndex& index) { told = told_of(index, some_rules(seed_)); });
    return told;
  }

  /// The same steps in another index give all the same, ids and history included.
  void do_again() {
    RunContext run;
    EntityIndex again(plan_of_history(seed_));
    for (const auto& [bytes, fitted] : entries_) {
      if (fitted != nullptr) {
        again.refit(fitted, run);
        continue;
      }
      const auto changes = read_changes(bytes);
      ASSERT_TRUE(changes.has_value());
      for (const Outcome& outcome : again.apply(*changes, run)) EXPECT_TRUE(outcome.is_done);
    }
    ASSERT_EQ(told_of(again, some_rules(seed_)), told()) << "seed " << seed_;
    index_.read([&](const EntityIndex& index) {
      // A durable index names its first model in a step of its own.
      if (again.sequence() != index.sequence()) return;
      ASSERT_EQ(again.state_hash(), index.state_hash()) << "seed " << seed_;
    });
    index_.read([&](const EntityIndex& index) {
      again.each_key([&](const RecordKey& key, const std::string& id) {
        ASSERT_EQ(index.entity_of(key), id) << "seed " << seed_;
      });
    });
  }

  /// What is true, told in an order of its own to an index that knows nothing.
  void do_anew() {
    RunContext run;
    EntityIndex anew(plan_of_history(seed_, index_.fitted()));
    const std::vector<Change> all = history_.what_is_true(seed_);
    const size_t portion = 1 + random_.below(12);
    for (size_t from = 0; from < all.size(); from += portion) {
      const std::vector<Change> some(
          all.begin() + static_cast<ptrdiff_t>(from),
          all.begin() + static_cast<ptrdiff_t>(std::min(all.size(), from + portion)));
      for (const Outcome& outcome : anew.apply(some, run)) {
        EXPECT_TRUE(outcome.is_done) << outcome.refusal;
      }
    }
    const Told wanted = told_of(anew, some_rules(seed_));
    const Told is = told();
    ASSERT_EQ(is.partition, wanted.partition) << "seed " << seed_;
    ASSERT_EQ(is.records, wanted.records) << "seed " << seed_;
    ASSERT_EQ(is.golden_whole, wanted.golden_whole) << "seed " << seed_;
    // Which records a seal hides may depend on when it was told of them.
    if (!has_seals_) {
      ASSERT_EQ(is.golden, wanted.golden) << "seed " << seed_;
    }
    index_.read([&](const EntityIndex& index) {
      for (const Change& change : all) {
        if (change.kind != Change::Kind::add) continue;
        ASSERT_EQ(*index.find(change.record.key), change.record);
      }
    });
  }

  uint64_t seed_;
  Random random_;
  bool has_seals_;
  CorrectedHistory history_;
  TriedIndex index_;
  IdRule ids_;
  std::vector<std::pair<std::string, Fitted>> entries_;
};

/// In portions, so that several processes can try them side by side.
class Histories : public testing::TestWithParam<uint64_t> {};

TEST_P(Histories, give_what_a_full_run_gives_whatever_happened_before) {
  const size_t threads = thread_count();
  const uint64_t count = histories_of_portion();
  for (uint64_t seed = GetParam() * count + 1; seed <= (GetParam() + 1) * count; ++seed) {
    TriedHistory(seed).run();
    if (HasFailure()) break;
  }
  set_thread_count(threads);
}

INSTANTIATE_TEST_SUITE_P(made, Histories, testing::Range<uint64_t>(0, kPortions));

/// Changes of many records at once, some of which are refused.
std::vector<Change> large_step(Random& random) {
  constexpr uint64_t kPeople = 300;
  std::vector<Change> changes;
  std::set<RecordKey> keys;
  for (uint64_t left = 20 + random.below(400); left > 0; --left) {
    const uint64_t person = random.below(kPeople);
    const std::string source = random.below(2) == 0 ? "tax" : "care";
    const std::string id = std::to_string(person * 4 + random.below(4));
    if (random.below(12) == 0) {
      const RecordKey other{"tax", std::to_string(random.below(kPeople * 4))};
      const Verdict verdict = random.below(2) == 0 ? Verdict::same : Verdict::different;
      if (other != RecordKey{source, id}) {
        changes.push_back(judge_records({source, id}, other, verdict));
      }
      continue;
    }
    if (!keys.insert({source, id}).second) continue;
    const std::vector<std::string> values = town_values(person, random.below(4));
    switch (random.below(4)) {
      case 0:
        changes.push_back(remove_record(source, id));
        break;
      case 1:
        changes.push_back(change_record(source, id, values));
        break;
      default:
        changes.push_back(add_record(source, id, values));
    }
  }
  return changes;
}

TEST(entity_index, a_large_step_gives_the_same_by_any_number_of_threads) {
  const size_t threads = thread_count();
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    std::array<EntityIndex, 3> indexes = {EntityIndex(town_plan()), EntityIndex(town_plan()),
                                          EntityIndex(town_plan())};
    constexpr std::array<size_t, 3> kThreads = {1, 2, 5};
    RunContext run;
    for (uint64_t steps = 2 + random.below(3); steps > 0; --steps) {
      const std::vector<Change> changes = large_step(random);
      for (size_t i = 0; i < indexes.size(); ++i) {
        set_thread_count(kThreads[i]);
        indexes[i].apply(changes, run);
        ASSERT_EQ(indexes[i].state_hash(), indexes[0].state_hash()) << kThreads[i] << " threads";
      }
      ASSERT_GT(indexes[0].record_count(), 0U);
      ASSERT_EQ(indexes[0].partition_hash(), indexes[0].full_run_hash(run));
    }
  }
  set_thread_count(threads);
}

}  // namespace
}  // namespace newlyn::index
