// SPDX-License-Identifier: MIT
// Mailboxes made of names are known by those of namesakes.
#include "linkage/model/name_mailboxes.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kPeople = 400;

/// Namesakes by twos, with the address that `mailbox` gives the person.
template <typename Mailbox>
double share_with(Mailbox mailbox) {
  TextRows rows;
  for (size_t person = 0; person < kPeople; ++person) {
    const std::string family = fmt::format("name{}", person / 2);
    rows.push_back(
        {"ann", family, person % 2 == 0 ? "1950-01-01" : "1990-01-01", mailbox(family, person)});
  }
  return alike_mailboxes_of_namesakes(
      make_columns({"given_name", "family_name", "birth_date", "email"}, rows), {0, 1, 2, 3});
}

TEST(name_mailboxes, those_of_namesakes_are_alike_when_they_are_made_of_names) {
  EXPECT_EQ(share_with([](const std::string& family, size_t person) {
              return fmt::format("ann.{}{}@example.org", family, person % 2);
            }),
            1);
  EXPECT_EQ(share_with([](const std::string&, size_t person) {
              constexpr size_t kFar = 7919;
              return fmt::format("{:x}@example.org", person * person * kFar);
            }),
            0);
}

TEST(name_mailboxes, few_namesakes_tell_nothing) {
  const TextRows rows = {{"ann", "hart", "1950-01-01", "ann.hart1@example.org"},
                         {"ann", "hart", "1990-01-01", "ann.hart2@example.org"}};
  EXPECT_EQ(
      alike_mailboxes_of_namesakes(
          make_columns({"given_name", "family_name", "birth_date", "email"}, rows), {0, 1, 2, 3}),
      0);
}

}  // namespace
}  // namespace newlyn::linkage
