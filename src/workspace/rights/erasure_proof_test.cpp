// SPDX-License-Identifier: MIT
// A value that stayed behind is found, in a store in clear by its bytes and in a sealed one by its
// columns; the search of bytes is first shown to see it.
#include "workspace/rights/erasure_proof.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

class ErasureProof : public testing::Test {
 protected:
  ErasureProof() {
    std::string pattern = (fs::temp_directory_path() / "newlyn_proof_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    home_ = make_home(folder_ + "/council");
  }
  ~ErasureProof() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  void run(const std::string& sql) const {
    const auto store = open_home_store(home_);
    store->run(sql);
    store->run("CHECKPOINT");
  }
  static bool names(const EraseProof& proof, const std::string& place) {
    return std::any_of(proof.found.begin(), proof.found.end(),
                       [&](const auto& found) { return found.first == place; });
  }

  std::string folder_;
  Home home_;
};

TEST_F(ErasureProof, finds_in_a_sealed_store_what_its_bytes_do_not_show) {
  run("CREATE TABLE note_of_old (words VARCHAR); INSERT INTO note_of_old VALUES ('of Qzyxhaddad')");
  const EraseProof proof = prove_erased(home_, {"Qzyxhaddad", "Qzyxnobody"});
  EXPECT_TRUE(proof.store_is_sealed);
  EXPECT_GT(proof.columns, 0U);
  EXPECT_EQ(proof.values, 2U);
  ASSERT_EQ(proof.found.size(), 1U);
  EXPECT_TRUE(names(proof, "the table note_of_old"));
  run("DROP TABLE note_of_old");
  EXPECT_TRUE(prove_erased(home_, {"Qzyxhaddad"}).found.empty());
}

TEST_F(ErasureProof, finds_a_value_in_the_bytes_of_any_file) {
  std::ofstream(home_.folder + "/left.txt") << "something of Qzyxhaddad";
  const EraseProof proof = prove_erased(home_, {"Qzyxhaddad"});
  ASSERT_EQ(proof.found.size(), 1U);
  EXPECT_TRUE(names(proof, "left.txt"));
}

TEST_F(ErasureProof, does_not_take_for_a_trace_what_stands_in_a_record_of_somebody_else) {
  run("CREATE TABLE record_people (name VARCHAR); INSERT INTO record_people VALUES ('Qzyxhaddad');"
      "CREATE TABLE note_of_old (words VARCHAR); INSERT INTO note_of_old VALUES ('Qzyxhaddad')");
  const EraseProof proof = prove_erased(home_, {"Qzyxhaddad", "abc"});
  EXPECT_EQ(proof.of_others, 1U);
  EXPECT_EQ(proof.too_short, 1U);
  EXPECT_TRUE(proof.found.empty());
}

}  // namespace
}  // namespace newlyn::workspace
