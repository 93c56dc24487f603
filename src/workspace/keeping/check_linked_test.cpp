// SPDX-License-Identifier: MIT
// What of the store's records lacks in an index, and the other way round, is told; what was read
// after the last link is not.
#include "workspace/keeping/check_linked.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "workspace/index/journal_book.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

linkage::LinkInput some_people() {
  linkage::LinkInput input;
  record::TextColumnBuilder family("family_name");
  for (const char* name : {"haddad", "maynard", "novak", "haddad"}) family.add(name);
  input.record_count = 4;
  input.source_names = {"housing"};
  input.source_of_record.assign(4, 0);
  input.columns.push_back({record::FieldKind::family_name, family.finish()});
  return input;
}

/// Two records, read in run 1 and linked.
class CheckLinkedTest : public testing::Test {
 protected:
  CheckLinkedTest()
      : folder_((fs::temp_directory_path() / ("newlyn_check_linked_" + std::to_string(::getpid())))
                    .string()),
        home_(make_home(folder_)),
        store_(open_home_store(home_)) {
    store_->run(
        "CREATE TABLE record_housing AS SELECT * FROM (VALUES ('1', 1, 1), ('2', 1, 1)) t "
        "(newlyn_native_id, newlyn_version, newlyn_run); CREATE TABLE standard_housing AS SELECT * "
        "FROM (VALUES ('1', 'person', 'person'), ('2', 'person', 'person')) t (newlyn_native_id, "
        "newlyn_record, newlyn_kind); COMMENT ON TABLE standard_housing IS '1 mapping 1 with all'");
    const auto linked = linkage::link_records(some_people(), {}, run_);
    const auto fitted = linkage::fit_model(some_people(), {linked->result().model});
    keep_model(home_, kind_, *fitted);
    open_ = make_kind_index(home_, kind_, fitted, run_);
    open_.entities->apply({put("1"), put("2")});
    note_linked(*store_, kind_, {"housing"});
  }
  ~CheckLinkedTest() override { fs::remove_all(folder_); }

  static index::Change put(const std::string& id) {
    index::Change change;
    change.record.key = {"housing/person", id};
    change.record.values = {"haddad"};
    change.record.vetoes = {"", ""};
    return change;
  }
  static index::Change take(const std::string& id) {
    index::Change change = put(id);
    change.kind = index::Change::Kind::remove;
    return change;
  }
  std::string findings() {
    std::string text;
    for (const std::string& finding : check_linked(home_, *store_, open_)) text += finding;
    return text;
  }

  std::string folder_;
  Home home_;
  std::unique_ptr<store::Store> store_;
  const EntityKind& kind_ = kEntityKinds[0];
  RunContext run_;
  KindIndex open_;
};

TEST_F(CheckLinkedTest, all_is_well_where_both_have_the_same) { EXPECT_EQ(findings(), ""); }

TEST_F(CheckLinkedTest, a_record_that_was_linked_and_is_not_in_the_index_is_told) {
  open_.entities->apply({take("2")});
  EXPECT_TRUE(findings().starts_with("1 records of housing were linked and are not in the index"))
      << findings();
}

TEST_F(CheckLinkedTest, a_record_of_the_index_that_the_store_does_not_have_is_told) {
  open_.entities->apply({put("3")});
  EXPECT_TRUE(findings().starts_with("1 records of housing are in the index and not in the store"))
      << findings();
}

TEST_F(CheckLinkedTest, rows_of_a_later_reading_are_for_the_next_link) {
  store_->run(
      "INSERT INTO record_housing VALUES ('3', 1, 2), ('2', 2, 2); INSERT INTO standard_housing "
      "VALUES ('3', 'person', 'person'); DELETE FROM standard_housing WHERE newlyn_native_id = "
      "'2'; COMMENT ON TABLE standard_housing IS '2 mapping 1 with all'");
  EXPECT_EQ(findings(), "");
  open_.entities->apply({take("1")});
  EXPECT_NE(findings(), "") << "the row of the reading that was linked";
}

TEST_F(CheckLinkedTest, another_mapping_makes_other_records) {
  store_->run(
      "DELETE FROM standard_housing; COMMENT ON TABLE standard_housing IS '1 mapping 2 with all'");
  EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace newlyn::workspace
