// SPDX-License-Identifier: MIT
// A list asks for what a good part of its records have, where it is large enough to say so.
#include "linkage/model/lists_that_ask.h"

#include <gtest/gtest.h>

#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

/// `count` records of a list, of which one in `one_in` has a middle name.
void add_list(const std::string& list, size_t count, size_t one_in, TextRows& rows) {
  for (size_t i = 0; i < count; ++i) rows.push_back({i % one_in == 0 ? "rose" : "", list});
}

TEST(lists_that_ask, few_values_are_chance_and_few_records_say_nothing) {
  TextRows rows;
  add_list("tenants", 400, 2, rows);
  add_list("births", 400, 3, rows);
  add_list("callers", 400, 50, rows);
  add_list("planners", 20, 1, rows);
  const auto asking = lists_that_ask(make_columns({"middle_name", "in_list"}, rows), 1, 0);
  EXPECT_EQ(asking, (std::vector<std::string>{"births", "tenants"}));
}

TEST(lists_that_ask, records_in_no_list_are_passed_over) {
  TextRows rows;
  add_list("", 400, 1, rows);
  EXPECT_TRUE(lists_that_ask(make_columns({"middle_name", "in_list"}, rows), 1, 0).empty());
}

}  // namespace
}  // namespace newlyn::linkage
