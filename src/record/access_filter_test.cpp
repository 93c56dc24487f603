// SPDX-License-Identifier: MIT
// Filters hide what they do not name, and two together allow no more than each.
#include "record/access_filter.h"

#include <gtest/gtest.h>

namespace newlyn::record {
namespace {

TEST(access_filter, what_is_not_named_is_hidden) {
  const AccessFilter filter{{"housing"}, std::nullopt, {{"postcode", Masking::outcode}},
                            {},          {},           {}};
  EXPECT_TRUE(filter.allows_source("housing"));
  EXPECT_FALSE(filter.allows_source("council_tax"));
  EXPECT_EQ(filter.masking_of("postcode"), Masking::outcode);
  EXPECT_EQ(filter.masking_of("family_name"), Masking::hide);
  EXPECT_FALSE(AccessFilter().allows_source("housing"));
}

TEST(access_filter, rows_are_seen_where_all_rules_hold) {
  AccessFilter filter;
  filter.rows = {{"", "ward", {"north", "south"}}, {"housing", "ward", {"north"}}};
  EXPECT_TRUE(filter.allows_row("housing", "ward", "north"));
  EXPECT_FALSE(filter.allows_row("housing", "ward", "south"));
  EXPECT_TRUE(filter.allows_row("council_tax", "ward", "south"));
  EXPECT_FALSE(filter.allows_row("council_tax", "ward", "west"));
  EXPECT_TRUE(filter.allows_row("council_tax", "town", "west"));
}

TEST(access_filter, two_filters_allow_what_each_allows) {
  const AccessFilter one{{"a", "b"},
                         std::vector<std::string>{"person"},
                         {{"x", Masking::show}, {"y", Masking::year}, {"z", Masking::show}},
                         {{"", "ward", {"north"}}},
                         {{"a", "", {}}, {"b", "ward", {"east"}}},
                         {}};
  const AccessFilter other{{"b", "c"},
                           std::vector<std::string>{"organisation"},
                           {{"x", Masking::last_characters}, {"y", Masking::outcode}},
                           {},
                           {{"b", "ward", {"east"}}, {"c", "", {}}},
                           {}};
  const AccessFilter filter = both(one, other);
  EXPECT_EQ(filter.sources, (std::vector<std::string>{"b"}));
  ASSERT_TRUE(filter.kinds);  // none, which is not the same as all
  EXPECT_TRUE(filter.kinds->empty());
  EXPECT_EQ(filter.masking_of("x"), Masking::last_characters);
  EXPECT_EQ(filter.masking_of("y"), Masking::known);
  EXPECT_EQ(filter.masking_of("z"), Masking::hide);
  EXPECT_EQ(filter.rows.size(), 1u);
  ASSERT_EQ(filter.sealed.size(), 1u);
  EXPECT_TRUE(filter.seals_source("b"));
  EXPECT_FALSE(filter.seals_source("a"));
}

TEST(access_filter, every_masking_has_a_word) {
  for (int i = 0; i <= static_cast<int>(Masking::pseudonym); ++i) {
    const auto masking = static_cast<Masking>(i);
    EXPECT_EQ(masking_named(masking_name(masking)), masking);
  }
  EXPECT_FALSE(masking_named("secret"));
}

}  // namespace
}  // namespace newlyn::record
