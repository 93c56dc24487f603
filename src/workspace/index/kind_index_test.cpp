// SPDX-License-Identifier: MIT
// A link that was cut off midway is taken back; one that ended counts.
#include "workspace/index/kind_index.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "workspace/home/store_version.h"
#include "workspace/index/journal_book.h"
#include "workspace/search_entities.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

linkage::LinkInput some_people() {
  linkage::LinkInput input;
  record::TextColumnBuilder given("given_name");
  record::TextColumnBuilder family("family_name");
  for (const char* name : {"amal", "karim", "edith", "amal"}) given.add(name);
  for (const char* name : {"haddad", "haddad", "maynard", "hadad"}) family.add(name);
  input.record_count = 4;
  input.source_names = {"housing"};
  input.source_of_record.assign(4, 0);
  input.columns.push_back({record::FieldKind::given_name, given.finish()});
  input.columns.push_back({record::FieldKind::family_name, family.finish()});
  return input;
}

index::Change add(const std::string& id, const std::string& given, const std::string& family) {
  index::Change change;
  change.record.key = {"housing/person", id};
  change.record.values = {given, family};
  change.record.vetoes = {"", ""};
  return change;
}

class KindIndexTest : public testing::Test {
 protected:
  KindIndexTest() {
    home_.folder =
        (fs::temp_directory_path() / ("newlyn_kind_index_" + std::to_string(::getpid()))).string();
    fs::create_directories(home_.models());
    fs::create_directories(home_.index());
    store_ = store::Store::open({});
    begin_store(*store_);
    const auto linked = linkage::link_records(some_people(), {}, run_);
    fitted_ = linkage::fit_model(some_people(), {linked->result().model});
  }
  ~KindIndexTest() override { fs::remove_all(home_.folder); }

  KindIndex make() {
    keep_model(home_, kind_, *fitted_);
    return make_kind_index(home_, kind_, fitted_, run_);
  }
  size_t records_when_opened() {
    const KindIndex open = open_kind_index(home_, *store_, kind_, run_);
    size_t records = 0;
    if (open.entities == nullptr) return records;
    open.entities->read([&](const index::EntityIndex& index) { records = index.record_count(); });
    return records;
  }

  const EntityKind& kind_ = kEntityKinds[0];
  Home home_;
  std::unique_ptr<store::Store> store_;
  RunContext run_;
  std::shared_ptr<const linkage::FittedModel> fitted_;
};

TEST_F(KindIndexTest, first_link_that_is_cut_off_leaves_nothing) {
  begin_link(home_);
  make().entities->apply({add("1", "amal", "haddad")});
  EXPECT_EQ(records_when_opened(), 1);
  roll_back_link(home_);
  EXPECT_EQ(records_when_opened(), 0);
  EXPECT_FALSE(fs::exists(home_.index() + "/link.begun"));
}

TEST_F(KindIndexTest, later_link_that_is_cut_off_leaves_what_there_was) {
  begin_link(home_);
  make().entities->apply({add("1", "amal", "haddad")});
  end_link(home_);
  roll_back_link(home_);
  EXPECT_EQ(records_when_opened(), 1) << "a link that ended counts";
  begin_link(home_);
  open_kind_index(home_, *store_, kind_, run_).entities->apply({add("2", "edith", "maynard")});
  EXPECT_EQ(records_when_opened(), 2);
  roll_back_link(home_);
  EXPECT_EQ(records_when_opened(), 1);
}

TEST_F(KindIndexTest, journal_that_is_not_there_is_told_where_the_store_knows_of_it) {
  EXPECT_EQ(records_when_opened(), 0) << "nothing was linked";
  make().entities->apply({add("1", "amal", "haddad")});
  EXPECT_EQ(records_when_opened(), 1);
  EXPECT_EQ(noted_sequence(*store_, kind_), 2);
  fs::remove(journal_path(home_, kind_));
  const OpenedKind opened = open_if_whole(home_, *store_, kind_, run_);
  EXPECT_EQ(opened.index.entities, nullptr);
  EXPECT_NE(opened.lost.find("2 steps were kept in it"), std::string::npos) << opened.lost;
  EXPECT_THROW(open_kind_index(home_, *store_, kind_, run_), Error);
  EXPECT_FALSE(fs::exists(journal_path(home_, kind_))) << "none is made in its place";
}

TEST_F(KindIndexTest, journal_that_is_cut_short_is_told_and_left_alone) {
  make().entities->apply({add("1", "amal", "haddad")});
  const std::string journal = journal_path(home_, kind_);
  open_kind_index(home_, *store_, kind_, run_).entities->apply({add("2", "edith", "maynard")});
  EXPECT_EQ(records_when_opened(), 2);
  const auto whole = fs::file_size(journal);
  for (const uintmax_t lost : {uintmax_t{1}, uintmax_t{20}}) {
    fs::resize_file(journal, whole - lost);
    fs::remove(index::snapshot_path(journal));
    const OpenedKind opened = open_if_whole(home_, *store_, kind_, run_);
    EXPECT_NE(opened.lost.find("ends with step 2, and step 3 was kept in it"), std::string::npos)
        << opened.lost;
    EXPECT_EQ(fs::file_size(journal), whole - lost) << "what is left of the last step stays";
  }
  set_index_aside(home_, kind_);
  EXPECT_FALSE(fs::exists(journal));
  ASSERT_EQ(index::journals_set_aside(journal).size(), 1);
  // A first link that is cut off then leaves the models that the old journal needs.
  begin_link(home_);
  make();
  roll_back_link(home_);
  EXPECT_FALSE(fs::is_empty(home_.models()));
}

TEST_F(KindIndexTest, step_that_was_never_acknowledged_is_no_loss) {
  make().entities->apply({add("1", "amal", "haddad")});
  EXPECT_EQ(records_when_opened(), 1);
  const std::string journal = journal_path(home_, kind_);
  std::ofstream(journal, std::ios::app | std::ios::binary) << "part of a step";
  EXPECT_EQ(records_when_opened(), 1);
}

TEST_F(KindIndexTest, model_that_is_not_there_is_named) {
  begin_link(home_);
  make();
  end_link(home_);
  fs::remove_all(home_.models());
  EXPECT_ANY_THROW(open_kind_index(home_, *store_, kind_, run_));
}

TEST(match_grade, is_certain_only_without_a_rival_or_a_conflict) {
  EXPECT_EQ(match_grade(0.999, 0, false), "certain");
  EXPECT_EQ(match_grade(0.999, 0.6, false), "probable");
  EXPECT_EQ(match_grade(0.6, 0, false), "probable");
  EXPECT_EQ(match_grade(0.02, 0, false), "possible");
  EXPECT_EQ(match_grade(0.001, 0, false), "certainly-not");
  EXPECT_EQ(match_grade(0.999, 0, true), "certainly-not");
}

}  // namespace
}  // namespace newlyn::workspace
