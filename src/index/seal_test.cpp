// SPDX-License-Identifier: MIT
// Two identities of one person under a seal: never together, the former one nowhere to be seen, and
// nothing that tells of a seal.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "index/durable_index.h"
#include "index/testing/made_folder.h"
#include "index/testing/made_policy.h"
#include "index/testing/made_world.h"
#include "index/testing/stripped_index.h"
#include "index/view.h"

namespace newlyn::index {
namespace {

const RecordKey kFormer{"births", "1"};
const RecordKey kPresent{"school", "9"};

std::vector<Outcome> step(EntityIndex& index, const std::vector<Change>& changes) {
  RunContext run;
  return index.apply(changes, run);
}

void expect_whole(const EntityIndex& index) {
  RunContext run;
  EXPECT_EQ(index.check(true, run), std::vector<std::string>());
}

std::string entity_of(const View& view, const RecordKey& key) {
  return view.entity_of(key).value_or("none");
}

/// What one reads of an entity's life.
std::vector<std::string> life(const View& view, const std::string& id) {
  std::vector<std::string> words;
  for (const EntityStep& of : view.history(id)) words.push_back(of.words);
  return words;
}

/// Somebody known for long, and under another name since; one entity until it is sealed.
class Sealed : public testing::Test {
 protected:
  void SetUp() override {
    step(index_, {add_record("births", "1", former_)});
    step(index_, {add_record("rent", "3", town_values(40, 0))});
    step(index_, {add_record("school", "9", present_)});
    step(index_, {judge_records(kFormer, kPresent, Verdict::same)});
    before_ = *index_.entity_of(kFormer);
    ASSERT_EQ(index_.entity_of(kPresent), before_);
  }
  void seal() {
    const auto made = step(index_, {seal_identity(index_, {kFormer}, {kPresent})});
    ASSERT_TRUE(made[0].is_done) << made[0].refusal;
    ASSERT_EQ(made[0].seal_number, 1U);
  }

  /// Lets a seal grow by all that stands with its identities.
  void grow() {
    for (const Change& change : index_.seal_extensions()) {
      EXPECT_TRUE(step(index_, {change})[0].is_done);
    }
    EXPECT_TRUE(index_.seal_extensions().empty());
  }
  /// What a record says that is like the present one but for some columns.
  std::vector<std::string> like_present(const std::map<size_t, std::string>& other) const {
    std::vector<std::string> values = present_;
    for (const auto& [column, value] : other) values[column] = value;
    return values;
  }
  bool is_with_present(const RecordKey& key) const {
    return index_.whole().entity_of(key) == index_.whole().entity_of(kPresent);
  }
  bool is_undecided(const RecordKey& key) const {
    const std::vector<RecordKey> keys = index_.open_under(1).undecided;
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }

  EntityIndex index_{town_plan()};
  std::vector<std::string> former_ = town_values(4, 0);
  std::vector<std::string> present_ = [] {
    std::vector<std::string> values = town_values(4, 0);
    values[0] = "zelda";
    values[1] = "zander";
    return values;
  }();
  std::string before_;
};

TEST_F(Sealed, two_identities_are_parted_and_no_id_leads_from_one_to_the_other) {
  seal();
  const std::string former = entity_of(index_.whole(), kFormer);
  const std::string present = entity_of(index_.view(), kPresent);
  EXPECT_NE(former, present);
  EXPECT_NE(present, before_) << "that id may have stood for the former identity";
  EXPECT_EQ(former, before_);
  for (const std::string& id : {former, before_}) {
    EXPECT_FALSE(index_.resolve(id));
    EXPECT_EQ(index_.view().presence(id), Presence::absent);
    EXPECT_TRUE(index_.history(id).empty());
    EXPECT_TRUE(index_.records_of(id).empty());
  }
  EXPECT_EQ(life(index_.view(), present), std::vector<std::string>{"made"});
  EXPECT_EQ(index_.history(present)[0].sequence, 3U) << "when it came, not when it was sealed";
  expect_whole(index_);
}

TEST_F(Sealed, the_former_identity_is_found_by_nothing) {
  seal();
  const View view = index_.view();
  EXPECT_TRUE(view.sees_all()) << "nothing tells a reader that something is hidden";
  EXPECT_FALSE(view.record(kFormer));
  for (const std::string& word : former_) {
    for (const SearchHit& hit : view.search({word, 50, 50}).hits) EXPECT_NE(hit.key, kFormer);
  }
  for (const Match& match : view.matches(former_, -50)) EXPECT_NE(match.key, kFormer);
  view.each_key([&](const RecordKey& key, const std::string&) { EXPECT_NE(key, kFormer); });
  for (const GoldenValue& value : view.golden(entity_of(view, kPresent), {})) {
    EXPECT_TRUE(value.others.empty()) << value.field;
  }
  EXPECT_TRUE(view.judgements().empty()) << "that the two were judged the same is told nowhere";
  EXPECT_TRUE(view.judgements_of(kPresent).empty());
}

TEST_F(Sealed, who_comes_later_and_matches_the_former_identity_goes_to_it_and_stays) {
  seal();
  step(index_, {add_record("gp", "5", former_)});
  EXPECT_FALSE(index_.entity_of({"gp", "5"})) << "it is hidden with those it went to";
  EXPECT_EQ(index_.whole().entity_of({"gp", "5"}), index_.whole().entity_of(kFormer));
  grow();
  step(index_, {remove_record("births", "1")});
  EXPECT_FALSE(index_.entity_of({"gp", "5"})) << "the seal outlives the record it was made on";
  EXPECT_NE(entity_of(index_.whole(), {"gp", "5"}), entity_of(index_.whole(), kPresent));
  expect_whole(index_);
}

TEST_F(Sealed, what_would_join_the_two_is_refused_without_a_word_of_a_seal) {
  seal();
  const auto direct = step(index_, {judge_records(kPresent, kFormer, Verdict::same)});
  EXPECT_FALSE(direct[0].is_done);
  EXPECT_EQ(direct[0].refusal, "school 9 and births 1 cannot be judged the same.");
  step(index_, {add_record("tax", "7", town_values(40, 0))});
  ASSERT_TRUE(step(index_, {judge_records({"tax", "7"}, kPresent, Verdict::same)})[0].is_done);
  EXPECT_FALSE(step(index_, {judge_records({"tax", "7"}, kFormer, Verdict::same)})[0].is_done);
  EXPECT_EQ(index_.entity_of({"tax", "7"}), index_.entity_of(kPresent));
  expect_whole(index_);
}

TEST_F(Sealed, a_seal_is_refused_while_somebody_is_judged_the_same_as_both) {
  step(index_, {add_record("tax", "7", town_values(40, 0))});
  step(index_, {judge_records({"tax", "7"}, kPresent, Verdict::same),
                judge_records({"tax", "7"}, kFormer, Verdict::same)});
  const auto refused = step(index_, {seal_identity({kFormer}, {kPresent})});
  EXPECT_FALSE(refused[0].is_done);
  EXPECT_NE(refused[0].refusal.find("tax 7"), std::string::npos) << refused[0].refusal;
  EXPECT_TRUE(step(index_, {seal_identity({kFormer, {"tax", "7"}}, {kPresent})})[0].is_done);
  EXPECT_NE(entity_of(index_.whole(), {"tax", "7"}), entity_of(index_.whole(), kPresent));
  for (const Change& wrong : {seal_identity({kFormer}, {kFormer}), seal_identity({}, {kPresent}),
                              seal_identity({kFormer}, {})}) {
    EXPECT_FALSE(step(index_, {wrong})[0].is_done);
  }
  expect_whole(index_);
}

TEST_F(Sealed, a_seal_that_is_lifted_leaves_the_two_as_anybody_else) {
  seal();
  EXPECT_FALSE(step(index_, {lift_seal(2)})[0].is_done);
  ASSERT_TRUE(step(index_, {lift_seal(1)})[0].is_done);
  EXPECT_FALSE(step(index_, {lift_seal(1)})[0].is_done);
  EXPECT_EQ(index_.entity_of(kFormer), before_);
  step(index_, {judge_records(kFormer, kPresent, Verdict::same)});
  EXPECT_EQ(index_.entity_of(kFormer), index_.entity_of(kPresent));
  expect_whole(index_);
}

TEST_F(Sealed, records_equal_to_the_present_one_stay_with_it) {
  step(index_, {add_record("tax", "7", present_), add_record("rent", "8", present_)});
  seal();
  EXPECT_EQ(index_.entity_of({"tax", "7"}), index_.entity_of(kPresent));
  EXPECT_EQ(index_.entity_of({"rent", "8"}), index_.entity_of(kPresent));
  expect_whole(index_);
}

constexpr size_t kGiven = 0;
constexpr size_t kFamily = 1;
const RecordKey kLater{"gp", "5"};

TEST_F(Sealed, who_comes_later_and_says_the_former_name_never_joins_the_present_identity) {
  seal();
  // All else is the present identity's.
  step(index_, {add_record("gp", "5", like_present({{kGiven, former_[kGiven]}}))});
  ASSERT_FALSE(is_with_present(kLater)) << "it says both names, and so it is of neither";
  EXPECT_FALSE(index_.entity_of(kLater));
  EXPECT_TRUE(is_undecided(kLater));
  const auto both_names = like_present({{kGiven, former_[kGiven]}, {kFamily, former_[kFamily]}});
  step(index_, {add_record("gp", "6", both_names)});
  EXPECT_FALSE(index_.entity_of({"gp", "6"})) << "of the former one, and hidden with it";
  EXPECT_FALSE(is_undecided({"gp", "6"}));
  grow();
  // Whatever becomes of those that the seal was made on.
  step(index_, {remove_record("births", "1"), remove_record("gp", "6"), remove_record("gp", "5")});
  step(index_, {add_record("gp", "7", both_names)});
  EXPECT_FALSE(is_with_present({"gp", "7"}));
  EXPECT_FALSE(index_.entity_of({"gp", "7"}));
  expect_whole(index_);
}

TEST_F(Sealed, a_name_that_is_written_wrong_is_the_name) {
  seal();
  ASSERT_GE(former_[kFamily].size(), 5U) << "a shorter name is like too many";
  std::string wrong = former_[kFamily];
  std::swap(wrong[1], wrong[2]);
  step(index_, {add_record("gp", "5", like_present({{kGiven, ""}, {kFamily, wrong}}))});
  EXPECT_FALSE(is_with_present(kLater));
  EXPECT_FALSE(index_.entity_of(kLater));
  step(index_, {add_record("gp", "6", like_present({{kFamily, "zandre"}}))});
  EXPECT_TRUE(is_with_present({"gp", "6"}));
}

TEST_F(Sealed, who_comes_later_and_says_the_present_name_alone_is_of_the_present_identity) {
  seal();
  step(index_, {add_record("gp", "5", present_)});
  EXPECT_TRUE(is_with_present(kLater));
  grow();
  EXPECT_EQ(index_.seals()[0].seal.present, (std::vector<RecordKey>{kLater, kPresent}));
  step(index_, {remove_record("school", "9")});
  step(index_, {add_record("gp", "8", present_)});
  EXPECT_EQ(index_.entity_of({"gp", "8"}), index_.entity_of(kLater));
  EXPECT_TRUE(index_.entity_of(kLater));
}

TEST_F(Sealed, a_record_that_cannot_be_told_apart_stands_alone_and_is_proposed_to_nobody) {
  seal();
  const auto neither = like_present({{kGiven, ""}, {kFamily, ""}});
  const auto both_like = [&] {
    size_t like = 0;
    for (const Match& match : index_.whole().matches(neither, town_model()->edge_weight_min())) {
      like += match.key == kFormer || match.key == kPresent ? 1 : 0;
    }
    return like;
  };
  ASSERT_EQ(both_like(), 2U);
  step(index_, {add_record("gp", "5", neither)});
  EXPECT_FALSE(is_with_present(kLater));
  EXPECT_TRUE(index_.entity_of(kLater)) << "it tells of nobody, and so it is seen";
  EXPECT_TRUE(is_undecided(kLater));
  const View view = index_.view();
  EXPECT_TRUE(view.keeps_apart(entity_of(view, kLater), entity_of(view, kPresent)));
  EXPECT_TRUE(view.can_be_judged_same({kLater, kPresent})) << "a person may know";
  step(index_, {judge_records(kLater, kPresent, Verdict::same)});
  EXPECT_TRUE(is_with_present(kLater));
  EXPECT_FALSE(is_undecided(kLater));
  expect_whole(index_);
}

TEST_F(Sealed, a_record_that_knows_both_is_seen_by_nobody_but_for_who_holds_the_seal) {
  seal();
  Change knows = add_record("gp", "5", present_);
  knows.record.further = {{"previous_name", former_[kGiven] + " " + former_[kFamily]}};
  step(index_, {knows});
  EXPECT_FALSE(is_with_present(kLater));
  EXPECT_FALSE(index_.entity_of(kLater));
  EXPECT_TRUE(is_undecided(kLater));
  EXPECT_TRUE(index_.search(former_[kGiven] + " zander", 10).empty() ||
              index_.search(former_[kGiven] + " zander", 10)[0].key != kLater);
  EXPECT_EQ(index_.records_of(entity_of(index_.view(), kPresent)),
            std::vector<RecordKey>{kPresent});
  expect_whole(index_);
}

TEST_F(Sealed, a_record_of_the_present_identity_that_says_the_former_name_now_is_seen_no_more) {
  seal();
  step(index_, {add_record("gp", "5", present_)});
  grow();
  Change change = add_record("gp", "5", former_);
  change.kind = Change::Kind::change;
  step(index_, {change});
  EXPECT_FALSE(index_.entity_of(kLater));
  EXPECT_EQ(index_.open_under(1).hidden, std::vector<RecordKey>{kLater});
  EXPECT_TRUE(index_.entity_of(kPresent));
  grow();
  EXPECT_FALSE(index_.entity_of(kLater)) << "what the former one said stays its own";
}

TEST_F(Sealed, a_judgement_on_a_record_that_says_the_former_name_is_foreseen) {
  seal();
  step(index_, {add_record("gp", "5", {former_[kGiven], former_[kFamily], "", "", "", ""})});
  const View view = index_.view();
  ASSERT_TRUE(view.entity_of(kLater)) << "too little to be anybody";
  EXPECT_FALSE(view.can_be_judged_same({kLater, kPresent}));
  EXPECT_TRUE(view.keeps_apart(entity_of(view, kLater), entity_of(view, kPresent)));
  EXPECT_TRUE(view.can_be_judged_same({kLater, {"rent", "3"}}));
  // Who judges it nevertheless does not see it there.
  step(index_, {judge_records(kLater, kPresent, Verdict::same)});
  EXPECT_FALSE(index_.entity_of(kLater));
  EXPECT_TRUE(index_.view().judgements().empty());
  expect_whole(index_);
}

TEST_F(Sealed, a_purpose_that_links_without_a_source_sees_no_former_identity) {
  seal();
  step(index_, {add_record("gp", "5", former_)});
  for (const char* without : {"births", "school", "gp"}) {
    ViewPlan plan;
    plan.filter.sources = {{"births"}, {"school"}, {"gp"}, {"rent"}};
    plan.filter.linked_without = {without};
    const View view = index_.view(plan);
    EXPECT_FALSE(view.entity_of(kFormer)) << without;
    EXPECT_FALSE(view.entity_of(kLater)) << without;
  }
}

TEST(seal, records_that_come_all_at_once_go_where_single_ones_go) {
  EntityIndex portions(town_plan());
  std::vector<Change> changes;
  for (uint64_t person = 0; person < 1'700; ++person) {
    for (uint64_t version = 0; version < 3; ++version) {
      changes.push_back(
          add_record("tax", std::to_string(person * 3 + version), town_values(person, version)));
    }
  }
  for (size_t from = 0; from < changes.size(); from += 300) {
    step(portions, {changes.begin() + from, changes.begin() + from + 300});
  }
  std::vector<Change> seals;
  for (const char* former : {"12", "60", "300", "903"}) {
    const RecordKey key{"tax", former};
    std::vector<RecordKey> present = portions.records_of(*portions.entity_of(key));
    std::erase(present, key);
    if (!present.empty()) seals.push_back(seal_identity(portions, {key}, {present.front()}));
  }
  ASSERT_GE(seals.size(), 3U);
  for (const Change& change : seals) ASSERT_TRUE(step(portions, {change})[0].is_done);
  EntityIndex bulk(town_plan());
  changes.insert(changes.begin(), seals.begin(), seals.end());
  step(bulk, changes);
  expect_whole(bulk);
  EXPECT_EQ(bulk.partition_hash(), portions.partition_hash());
  RunContext run;
  bulk.refit(town_plan().fitted, run);
  EXPECT_EQ(bulk.partition_hash(), portions.partition_hash());
}

/// How many files of a folder hold the text.
size_t files_with(const std::string& folder, const std::string& text) {
  size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    std::ostringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    count += bytes.str().find(text) != std::string::npos ? 1 : 0;
  }
  return count;
}

TEST(seal, survives_the_end_of_the_process_and_goes_with_its_records) {
  const Folder folder;
  RunContext run;
  uint64_t before = 0;
  for (int opened = 0; opened < 3; ++opened) {
    DurableIndex durable(folder.journal(), town_plan(), run);
    EXPECT_EQ(durable.state().notes, std::vector<std::string>());
    if (opened == 0) {
      durable.apply({add_record("births", "1", town_values(4, 0)),
                     add_record("school", "9", town_values(4, 1))});
      Change change = seal_identity({kFormer}, {kPresent});
      change.seal.former_said = {{"family_name", "Qzyxname"}};
      change.seal.why = "Qzyxreason";
      durable.apply({change});
    }
    if (opened == 1) durable.checkpoint();
    EXPECT_EQ(durable.state().from_snapshot, opened == 2);
    durable.read([&](const EntityIndex& index) {
      EXPECT_EQ(index.seals().size(), 1U);
      EXPECT_FALSE(index.entity_of(kFormer));
      EXPECT_TRUE(opened == 0 || index.state_hash() == before);
      before = index.state_hash();
    });
    EXPECT_EQ(durable.check_journal(run), std::vector<std::string>());
  }
  DurableIndex durable(folder.journal(), town_plan(), run);
  EXPECT_GE(files_with(folder.path(), "Qzyxreason"), 2U);
  durable.forget({{kFormer}, {}}, town_plan().fitted, run);
  EXPECT_EQ(files_with(folder.path(), "Qzyxreason"), 0U);
  EXPECT_EQ(files_with(folder.path(), "Qzyxname"), 0U);
  durable.read([&](const EntityIndex& index) {
    EXPECT_TRUE(index.seals()[0].lifted);
    EXPECT_TRUE(index.entity_of(kPresent));
  });
}

TEST(seal, stays_on_a_former_identity_whose_present_one_is_forgotten) {
  RunContext run;
  EntityIndex index(town_plan());
  step(index, {add_record("births", "1", town_values(4, 0)),
               add_record("school", "9", town_values(4, 1))});
  step(index, {seal_identity({kFormer}, {kPresent})});
  index.forget({{kPresent}, {}}, town_plan().fitted, run);
  EXPECT_FALSE(index.entity_of(kFormer));
  EXPECT_TRUE(index.whole().entity_of(kFormer));
}

/// A town whose records came and stayed.
struct Town {
  std::vector<Change> changes;
  std::unique_ptr<EntityIndex> index;
};

Town made_town(Random& random) {
  Town town{{}, std::make_unique<EntityIndex>(secret_town_plan())};
  for (int n = 0; n < 26; ++n) {
    const uint64_t person = random.below(8);
    Change change = add_record(random.below(2) == 0 ? "tax" : "care", std::to_string(n),
                               town_values(person, random.below(3)));
    change.record.date = "2026-01-" + std::to_string(10 + n % 20);
    change.record.further = {{"telephone", "0770090000" + std::to_string(person % 3)},
                             {"uprn", "10009" + std::to_string(person / 3)}};
    town.changes.push_back(change);
    step(*town.index, {change});
  }
  return town;
}

/// Draws two identities: of one entity, if there is a large one.
std::pair<RecordKey, RecordKey> some_identities(const EntityIndex& index, Random& random) {
  std::vector<RecordKey> keys;
  index.each_key([&](const RecordKey& key, const std::string&) { keys.push_back(key); });
  for (int tries = 0;; ++tries) {
    const RecordKey& one = keys[random.below(keys.size())];
    const RecordKey& other = keys[random.below(keys.size())];
    if (one == other) continue;
    if (tries > 200 || index.entity_of(one) == index.entity_of(other)) return {one, other};
  }
}

/// What is seen of the present identity says nothing that the former one alone had said.
void expect_no_word(const EntityIndex& index, const RecordKey& former, const RecordKey& present) {
  const View view = index.view();
  const std::vector<RecordKey> keys = view.records_of(entity_of(view, present));
  for (size_t c = 0; c < 3; ++c) {
    const std::string word = index.whole().record(former)->values[c];
    if (word.empty() || word == index.whole().record(present)->values[c]) continue;
    for (const RecordKey& key : keys) {
      EXPECT_NE(view.record(key)->values[c], word) << key.source << " " << key.id;
    }
  }
}

std::set<RecordKey> keys_in(const View& view) {
  std::set<RecordKey> keys;
  view.each_key([&](const RecordKey& key, const std::string&) { keys.insert(key); });
  return keys;
}

/// A record that says something of two identities, of one of them or of neither.
Change like_identities(int number, const std::pair<RecordKey, RecordKey>& identities,
                       const EntityIndex& index, Random& random) {
  const View whole = index.whole();
  const Record former = *whole.record(identities.first);
  const Record present = *whole.record(identities.second);
  std::vector<std::string> values = random.below(2) == 0 ? former.values : present.values;
  for (size_t c = 0; c < values.size(); ++c) {
    const uint64_t dice = random.below(8);
    if (dice == 0) values[c] = former.values[c];
    if (dice == 1) values[c] = present.values[c];
    if (dice == 2) values[c].clear();
  }
  Change change = add_record("later", std::to_string(number), values);
  if (random.below(6) == 0) {
    change.record.further = {{"previous_name", former.values[random.below(2)]}};
  }
  return change;
}

/// An index that is told only of what is seen.
class NeverTold {
 public:
  NeverTold(const Town& town, const std::set<RecordKey>& seen) {
    for (const Change& change : town.changes) {
      if (seen.contains(change.record.key)) step(index_, {change});
    }
    for (const RecordKey& key : seen) ids_[*index_.entity_of(key)] = *town.index->entity_of(key);
  }
  /// Whether anybody here is one with somebody whom a seal keeps apart in what is seen.
  bool joins_who_is_kept_apart(const View& view) const {
    bool joins = false;
    index_.each_key([&](const RecordKey& key, const std::string& entity) {
      for (const RecordKey& other : index_.records_of(entity)) {
        joins = joins || view.keeps_apart(*view.entity_of(key), *view.entity_of(other));
      }
    });
    return joins;
  }
  /// Everybody who is seen has the same company in both.
  void compare_company(const View& view) const {
    view.each_key([&](const RecordKey& key, const std::string& entity) {
      EXPECT_EQ(view.records_of(entity), index_.records_of(*index_.entity_of(key)));
    });
  }
  /// The answer, with the ids that the town has.
  std::string answer(const MadeRequest& request) const {
    constexpr size_t kIdLetters = 7;
    std::string answer = request.answer(index_);
    for (size_t at = 0; at + kIdLetters <= answer.size(); ++at) {
      const auto id = ids_.find(answer.substr(at, kIdLetters));
      if (id == ids_.end()) continue;
      answer.replace(at, kIdLetters, id->second);
      at += kIdLetters - 1;
    }
    return answer;
  }

 private:
  EntityIndex index_{secret_town_plan()};
  std::map<std::string, std::string> ids_;
};

/// Lets records arrive that may be of either identity, and the seal grow now and then.
void add_later(Town& town, const std::pair<RecordKey, RecordKey>& identities, int count,
               Random& random) {
  for (int n = 0; n < count; ++n) {
    town.changes.push_back(like_identities(n, identities, *town.index, random));
    step(*town.index, {town.changes.back()});
    if (random.below(3) > 0) continue;
    for (const Change& change : town.index->seal_extensions()) step(*town.index, {change});
  }
}

TEST(seal, answers_are_those_of_an_index_that_never_had_the_former_identity) {
  Random random(11);
  size_t parted = 0;
  size_t as_never = 0;
  size_t answers = 0;
  for (int towns = 0; towns < 120; ++towns) {
    SCOPED_TRACE("town " + std::to_string(towns));
    Town town = made_town(random);
    const auto [former, present] = some_identities(*town.index, random);
    const std::string before = *town.index->entity_of(former);
    parted += town.index->entity_of(present) == before ? 1 : 0;
    step(*town.index, {seal_identity(*town.index, {former}, {present})});
    add_later(town, {former, present}, towns % 3 * 4, random);
    const View view = town.index->view();
    const std::set<RecordKey> seen = keys_in(view);
    ASSERT_TRUE(seen.contains(present) && !seen.contains(former));
    // Who cannot be told apart is put with neither, which no index does that was never told.
    const NeverTold never(town, seen);
    const bool is_as_never = !never.joins_who_is_kept_apart(view);
    as_never += is_as_never ? 1 : 0;
    if (is_as_never) never.compare_company(view);
    expect_no_word(*town.index, former, present);
    // The same entities and ids, made anew of what is seen.
    Stripping stripping;
    stripping.keeps = [&](const Record& record) { return seen.contains(record.key); };
    stripping.strip = [](Record record) { return record; };
    const Folder folder{folder_in_memory()};
    const auto twin = stripped_index(*town.index, secret_town_plan(), stripping, folder.path());
    for (int n = 0; n < 40; ++n, ++answers) {
      const MadeRequest request(*town.index, random);
      const std::string answer = request.answer(view);
      const bool is_ranked = request.is_search() || request.is_match();
      std::string expected = answer;  // no index has this history, and none these companies
      if (is_ranked && is_as_never) expected = never.answer(request);
      if (!is_ranked && !request.is_history()) expected = request.answer(twin->whole());
      ASSERT_EQ(answer, expected) << request.words();
      const std::string hidden = entity_of(town.index->whole(), former);
      ASSERT_EQ(answer.find(hidden), std::string::npos) << request.words();
      ASSERT_EQ(answer.find(before), std::string::npos) << request.words();
    }
    expect_whole(*town.index);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(parted, 80U) << "seals on people who were never one prove little";
  EXPECT_GT(as_never, 20U);
  EXPECT_GT(answers, 2'000U);
}

}  // namespace
}  // namespace newlyn::index
