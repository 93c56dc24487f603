// SPDX-License-Identifier: MIT
// Which columns are made for comparing, and of what: whoever may not see the one sees neither.
#include "workspace/files/name_columns.h"

#include <gtest/gtest.h>

namespace newlyn::workspace {
namespace {

TEST(name_columns, a_column_of_codes_follows_from_one_that_can_be_hidden) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(columns_of_code("given_name_sex"), Names{"given_name"});
  EXPECT_EQ(columns_of_code("family_name_phonetic"), Names{"family_name"});
  EXPECT_EQ(columns_of_code(kBornBy), Names{"birth_date"});
  EXPECT_EQ(columns_of_code(kBornSince), Names{"birth_date"});
  EXPECT_EQ(columns_of_code(kToldSex), (Names{"sex", "name_title"}));
  EXPECT_TRUE(is_code_column(kBornBy));
  EXPECT_TRUE(is_code_column(kBornSince));
  EXPECT_FALSE(is_code_column("birth_date"));
}

}  // namespace
}  // namespace newlyn::workspace
