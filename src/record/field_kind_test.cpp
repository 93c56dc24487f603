// SPDX-License-Identifier: MIT
// The table of kinds follows its enumeration, and every word leads back to its kind.
#include "record/field_kind.h"

#include <gtest/gtest.h>

#include <cctype>
#include <set>

namespace newlyn::record {
namespace {

TEST(field_kind, the_table_stands_in_the_order_of_the_enumeration) {
  // `empty` is the last kind; one added behind it or left out of the table is seen here.
  ASSERT_EQ(field_kinds().size(), static_cast<size_t>(FieldKind::empty) + 1);
  for (size_t number = 0; number < field_kinds().size(); ++number) {
    const auto kind = static_cast<FieldKind>(number);
    EXPECT_EQ(field_kinds()[number].kind, kind) << number;
    EXPECT_EQ(&field_kind_row(kind), &field_kinds()[number]) << number;
  }
}

TEST(field_kind, names_are_distinct_words_in_snake_case) {
  std::set<std::string_view> names;
  for (const FieldKindRow& row : field_kinds()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.name.empty());
    EXPECT_FALSE(row.words.empty()) << row.name;
    for (const char letter : row.name) {
      EXPECT_TRUE(std::islower(static_cast<unsigned char>(letter)) || letter == '_') << row.name;
    }
  }
}

TEST(field_kind, names_match_the_enumerators) {
  EXPECT_EQ(field_kind_row(FieldKind::full_name).name, "full_name");
  EXPECT_EQ(field_kind_row(FieldKind::family_name).name, "family_name");
  EXPECT_EQ(field_kind_row(FieldKind::birth_date).name, "birth_date");
  EXPECT_EQ(field_kind_row(FieldKind::postcode).name, "postcode");
  EXPECT_EQ(field_kind_row(FieldKind::national_id).name, "national_id");
  EXPECT_EQ(field_kind_row(FieldKind::record_key).name, "record_key");
  EXPECT_EQ(field_kind_row(FieldKind::truth).name, "truth");
}

TEST(field_kind, every_name_leads_back_to_its_kind) {
  for (const FieldKindRow& row : field_kinds()) {
    EXPECT_EQ(field_kind_named(row.name), row.kind) << row.name;
  }
}

TEST(field_kind, everyday_words_are_understood) {
  EXPECT_EQ(field_kind_named("surname"), FieldKind::family_name);
  EXPECT_EQ(field_kind_named("last_name"), FieldKind::family_name);
  EXPECT_EQ(field_kind_named("forename"), FieldKind::given_name);
  EXPECT_EQ(field_kind_named("dob"), FieldKind::birth_date);
  EXPECT_EQ(field_kind_named("gender"), FieldKind::sex);
  EXPECT_EQ(field_kind_named("zip"), FieldKind::postcode);
  EXPECT_EQ(field_kind_named("phone"), FieldKind::telephone);
  EXPECT_EQ(field_kind_named("id"), FieldKind::record_key);
}

TEST(field_kind, other_words_are_no_kind) {
  for (const std::string_view word : {"", " ", "surnames", "family-name", "dob ", "0"}) {
    EXPECT_EQ(field_kind_named(word), std::nullopt) << '"' << word << '"';
  }
}

}  // namespace
}  // namespace newlyn::record
