// SPDX-License-Identifier: MIT
// Ages of lists are learned where they are known of enough people, and of such as all the others
// are.
#include "linkage/model/list_ages.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kPeople = 1000;

std::string born(size_t person, size_t from, size_t years) {
  return fmt::format("{}-0{}-1{}", from + person % years, 1 + person % 9, person % 10);
}

/// Pupils born from 2008 on, tenants born up to 1999, and a register of all that has of tenants no
/// dates.
TextRows school_and_tenants() {
  TextRows rows;
  for (size_t person = 0; person < kPeople; ++person) {
    const std::string family = fmt::format("name{}", person);
    const bool pupil = person % 2 == 0;
    const std::string date = pupil ? born(person, 2008, 10) : born(person, 1940, 60);
    rows.push_back({"ann", family, "zz1 1aa", date, pupil ? "pupils" : "tenants"});
    rows.push_back({"ann", family, "zz1 1aa", pupil ? date : "", "register"});
  }
  return rows;
}

std::vector<ListAges> ages_in(const TextRows& rows) {
  const pairs::PairColumns columns =
      make_columns({"given_name", "family_name", "postcode", "birth_date", "in_list"}, rows);
  return ages_of_lists(columns, 4, 3);
}

TEST(list_ages, pupils_are_young_and_tenants_are_not) {
  const auto ages = ages_in(school_and_tenants());
  ASSERT_EQ(ages.size(), 2U);
  EXPECT_EQ(ages[0].list, "pupils");
  EXPECT_EQ(ages[0].earliest.substr(0, 4), "2008");
  EXPECT_EQ(ages[1].list, "tenants");
  EXPECT_EQ(ages[1].latest.substr(0, 4), "1999");
}

TEST(list_ages, nobodys_own_birth_date_is_kept) {
  for (const ListAges& ages : ages_in(school_and_tenants())) {
    EXPECT_EQ(ages.earliest.size(), 4U);
    EXPECT_EQ(ages.latest.substr(4), "-12-31");
  }
}

TEST(list_ages, a_list_that_knows_dates_of_the_young_alone_is_not_taken_for_one_of_the_young) {
  for (const ListAges& ages : ages_in(school_and_tenants())) EXPECT_NE(ages.list, "register");
  TextRows rows = school_and_tenants();
  // Nobody says otherwise once the tenants are not on the register.
  std::erase_if(rows, [](const auto& row) { return row[4] == "register" && row[3].empty(); });
  EXPECT_EQ(ages_in(rows).size(), 3U);
}

TEST(list_ages, few_dates_tell_nothing) {
  TextRows rows = school_and_tenants();
  constexpr size_t kFew = 300;
  rows.resize(kFew);
  EXPECT_TRUE(ages_in(rows).empty());
}

}  // namespace
}  // namespace newlyn::linkage
