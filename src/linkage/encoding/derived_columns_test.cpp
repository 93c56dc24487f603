// SPDX-License-Identifier: MIT
// Derived columns hold what follows from the others, and null where that is not known.
#include "linkage/encoding/derived_columns.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

/// The texts of the column called `name`; empty when there is none.
std::vector<std::string> derived(LinkInput input, const std::string& name) {
  add_derived_columns(input);
  std::vector<std::string> texts;
  for (const LinkColumn& column : input.columns) {
    if (column.column.name != name) continue;
    for (size_t row = 0; row < input.record_count; ++row)
      texts.emplace_back(column.column.text(row));
  }
  return texts;
}

TEST(derived_columns, door_is_number_and_street) {
  const LinkInput input =
      make_input({"house_number", "street"},
                 {{"1", "low road"}, {"", "low road"}, {"1", ""}, {"1", "low road"}});
  EXPECT_EQ(derived(input, "door"), (std::vector<std::string>{"1 low road", "", "", "1 low road"}));
}

TEST(derived_columns, email_name_stands_before_the_sign) {
  const LinkInput input =
      make_input({"email"}, {{"kim.lee@example.org"}, {"kim@example.org"}, {""}, {"kimberley"}});
  EXPECT_EQ(derived(input, "email_name"),
            (std::vector<std::string>{"kim.lee", "", "", "kimberley"}));
}

TEST(derived_columns, entity_type_where_people_and_bodies_mix) {
  const LinkInput input = make_input({"family_name", "organisation_name"},
                                     {{"lee", ""}, {"", "acme"}, {"lee", "acme"}, {"", ""}});
  EXPECT_EQ(derived(input, "entity_type"),
            (std::vector<std::string>{"person", "organisation", "", ""}));
  EXPECT_TRUE(derived(make_input({"organisation_name"}, {{"acme"}}), "entity_type").empty());
}

TEST(derived_columns, nothing_from_nothing) {
  LinkInput input = make_input({"given_name", "street"}, {{"kim", "low road"}});
  add_derived_columns(input);
  EXPECT_EQ(input.columns.size(), 2U);
}

}  // namespace
}  // namespace newlyn::linkage
