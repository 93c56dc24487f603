// SPDX-License-Identifier: MIT
// A store of a later version is refused and left alone; one of an earlier version, and journals of
// earlier versions beside it, are kept, brought up to date, and can be put back.
#include "workspace/home/store_version.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "workspace/governance/key_ring.h"
#include "workspace/index/journal_book.h"
#include "workspace/index/kind_index.h"
#include "workspace/keep_workspace.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

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

class StoreVersionTest : public testing::Test {
 protected:
  StoreVersionTest()
      : folder_((fs::temp_directory_path() / ("newlyn_store_version_" + std::to_string(::getpid())))
                    .string()),
        home_(make_home(folder_)) {}
  ~StoreVersionTest() override { fs::remove_all(folder_); }

  /// The store as it is, whatever its version.
  std::unique_ptr<store::Store> raw_store() const {
    return store::Store::open(
        {home_.store(), 0, home_.temporary(), store_key(needed_keys(home_).ring[0])});
  }
  int64_t version() const {
    return raw_store()->number("SELECT max(version) FROM workspace_format");
  }
  /// Makes the store one of version 1 with an index of people and two rows.
  void make_first_version() const {
    raw_store()->run(
        "DROP TABLE newlyn_index_journal; DROP TABLE newlyn_index_linked; UPDATE workspace_format "
        "SET version = 1; CREATE TABLE newlyn_index_source (kind VARCHAR, source VARCHAR); INSERT "
        "INTO newlyn_index_source VALUES ('person', 'housing'); CREATE TABLE kept AS SELECT 7 AS "
        "value; COMMENT ON COLUMN kept.value IS 'a comment'");
  }
  /// An index of people with one record in a journal that says it is of this version.
  std::string journal_of_version(char version) {
    const auto linked = linkage::link_records(some_people(), {}, run_);
    const auto fitted = linkage::fit_model(some_people(), {linked->result().model});
    keep_model(home_, kind_, *fitted);
    index::Change add;
    add.record.key = {"housing/person", "1"};
    add.record.values = {"amal", "haddad"};
    add.record.vetoes = {"", ""};
    make_kind_index(home_, kind_, fitted, run_).entities->apply({add});
    fs::remove(index::snapshot_path(journal_path(home_, kind_)));
    std::string bytes = bytes_of(journal_path(home_, kind_));
    bytes[15] = version;
    write_bytes(journal_path(home_, kind_), bytes);
    return bytes;
  }
  static std::string error_of(const std::function<void()>& call) {
    try {
      call();
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing";
  }

  std::string folder_;
  Home home_;
  const EntityKind& kind_ = kEntityKinds[0];
  RunContext run_;
};

TEST_F(StoreVersionTest, a_later_version_is_refused_and_left_alone) {
  raw_store()->run("UPDATE workspace_format SET version = 99");
  const std::string error = error_of([&] { open_home_store(home_); });
  EXPECT_NE(error.find("was written by a later version of Newlyn: it is of version 99"),
            std::string::npos)
      << error;
  EXPECT_EQ(version(), 99);
  EXPECT_TRUE(kept_stores(home_).empty());
}

TEST_F(StoreVersionTest, a_database_without_a_version_is_no_store_of_a_workspace) {
  raw_store()->run("DROP TABLE workspace_format");
  const std::string error = error_of([&] { open_home_store(home_); });
  EXPECT_NE(error.find("is not the store of a workspace"), std::string::npos) << error;
}

TEST_F(StoreVersionTest, an_earlier_version_is_kept_brought_up_to_date_and_put_back) {
  make_first_version();
  {
    const auto store = open_home_store(home_);
    EXPECT_EQ(store->number("SELECT max(version) FROM workspace_format"), kStoreVersion);
    EXPECT_EQ(store->number("SELECT value FROM kept"), 7);
    EXPECT_EQ(noted_sequence(*store, kind_), 0) << "that there is an index is known";
    EXPECT_EQ(noted_sequence(*store, kEntityKinds[1]), std::nullopt);
    store->run("CREATE TABLE since AS SELECT 1 AS value");
  }
  ASSERT_EQ(kept_stores(home_).size(), 1);
  EXPECT_EQ(kept_stores(home_)[0].version, 1);
  EXPECT_EQ(roll_back({folder_, "", "store", false}).parts.size(), 1);
  EXPECT_EQ(version(), kStoreVersion) << "asked, and not done";
  const RollBackAnswer back = roll_back({folder_, "", "", true});
  ASSERT_EQ(back.parts.size(), 1);
  EXPECT_EQ(back.parts[0].version, 1);
  EXPECT_EQ(version(), 1);
  {
    const auto store = raw_store();
    EXPECT_EQ(store->number("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'since'"), 0);
    EXPECT_EQ(store->number("SELECT count(*) FROM duckdb_columns() WHERE comment = 'a comment'"),
              1);
  }
  EXPECT_TRUE(fs::exists(back.parts[0].kept)) << "what was done since is not lost";
  const auto again = open_home_store(home_);
  EXPECT_EQ(again->number("SELECT max(version) FROM workspace_format"), kStoreVersion);
}

TEST_F(StoreVersionTest, nothing_that_was_kept_is_put_back_where_nothing_was) {
  const std::string error = error_of([&] { roll_back({folder_, "", "", true}); });
  EXPECT_NE(error.find("Nothing was kept of an earlier version"), std::string::npos) << error;
  const std::string unknown = error_of([&] { roll_back({folder_, "", "shelves", true}); });
  EXPECT_NE(unknown.find("'shelves' is no part of a workspace"), std::string::npos) << unknown;
}

TEST_F(StoreVersionTest, journals_of_earlier_versions_are_kept_brought_up_to_date_and_put_back) {
  for (const char version : {'1', '2'}) {
    const std::string before = journal_of_version(version);
    {
      const auto store = open_home_store(home_);
      const KindIndex open = open_kind_index(home_, *store, kind_, run_);
      open.entities->read(
          [](const index::EntityIndex& index) { EXPECT_EQ(index.record_count(), 1); });
      EXPECT_EQ(noted_sequence(*store, kind_), 2);
    }
    EXPECT_EQ(bytes_of(journal_path(home_, kind_))[15], '3');
    const RollBackAnswer back = roll_back({folder_, "", "people", true});
    ASSERT_EQ(back.parts.size(), 1);
    EXPECT_EQ(back.parts[0].version, version - '0');
    EXPECT_EQ(bytes_of(journal_path(home_, kind_)), before);
    EXPECT_EQ(bytes_of(back.parts[0].kept)[15], '3');
    {
      const auto store = open_home_store(home_);
      EXPECT_EQ(noted_sequence(*store, kind_), 0) << "an earlier one may be shorter";
      forget_journal(*store, kind_);
    }
    fs::remove_all(home_.index());
    fs::create_directory(home_.index());
  }
}

}  // namespace
}  // namespace newlyn::workspace
