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
  EXPECT_EQ(columns_of_code(kMailYear), Names{"email"});
  EXPECT_EQ(columns_of_code(kBirthYearEnd), Names{"birth_date"});
  EXPECT_EQ(columns_of_code(kHasMiddleName), Names{"middle_name"});
  for (const auto code : {kMailYear, kBirthYearEnd, kHasMiddleName}) {
    EXPECT_TRUE(is_code_column(code)) << code;
  }
  EXPECT_TRUE(is_code_column(kBornBy));
  EXPECT_TRUE(is_code_column(kBornSince));
  EXPECT_FALSE(is_code_column("birth_date"));
}

/// The texts of the column `made` that follows from one column.
std::vector<std::string> made_of(const std::string& column, const std::vector<std::string>& texts,
                                 std::string_view made) {
  record::TextColumnBuilder builder{column};
  for (const std::string& text : texts) builder.add(text);
  std::vector<linkage::LinkColumn> columns;
  columns.push_back({record::FieldKind::text, builder.finish()});
  add_name_columns(columns);
  std::vector<std::string> found;
  for (const linkage::LinkColumn& of : columns) {
    if (of.column.name != made) continue;
    for (size_t row = 0; row < texts.size(); ++row) found.emplace_back(of.column.text(row));
  }
  return found;
}

TEST(name_columns, a_year_ends_a_mailbox) {
  using Texts = std::vector<std::string>;
  const Texts emails = {"kim.lee76@example.org",
                        "kim1976@example.org",
                        "kim.lee@example.org",
                        "kim7@example.org",
                        "kim8215@example.org",
                        "kim123@example.org",
                        ""};
  EXPECT_EQ(made_of("email", emails, kMailYear), (Texts{"76", "76", "", "", "", "", ""}));
  EXPECT_EQ(made_of("birth_date", {"1976-08-30", "1976", ""}, kBirthYearEnd),
            (Texts{"76", "", ""}));
}

}  // namespace
}  // namespace newlyn::workspace
