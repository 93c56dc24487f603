// SPDX-License-Identifier: MIT
// Which columns of a row are about whom.
#include "profile/parties.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace newlyn::profile {
namespace {

using record::FieldKind;
using record::TextColumn;

// A table of a few rows in which every column has the values of its kind.
std::vector<TextColumn> table(const std::vector<std::pair<std::string, std::string>>& columns) {
  const std::vector<std::string> given = {"Amal", "Karim", "Edith", "George"};
  const std::vector<std::string> family = {"Haddad", "Maynard", "Smith", "Okafor"};
  const std::vector<std::string> born = {"1971-06-24", "2001-04-09", "1998-11-30", "1981-12-21"};
  const std::vector<std::string> code = {"AC1 2AB", "AC1 3HN", "AC2 4JK", "AC1 5PQ"};
  std::vector<TextColumn> made;
  for (const auto& [name, values] : columns) {
    record::TextColumnBuilder builder(name);
    const auto& texts = values == "given"    ? given
                        : values == "family" ? family
                        : values == "born"   ? born
                                             : code;
    for (const std::string& text : texts) builder.add(text);
    made.push_back(builder.finish());
  }
  return made;
}

std::vector<std::string> parties_of(const std::vector<TextColumn>& columns) {
  std::vector<std::string> parties;
  for (const PartyColumn& column : recognise_parties(columns, {})) parties.push_back(column.party);
  return parties;
}

TEST(parties, two_surnames_under_two_words_are_two_peoples) {
  const auto columns = table({{"forename", "given"},
                              {"surname", "family"},
                              {"mother_forename", "given"},
                              {"mother_surname", "family"}});
  const auto found = recognise_parties(columns, {});
  EXPECT_EQ(found[1].column.kind, FieldKind::family_name);
  EXPECT_EQ(found[1].party, "");
  EXPECT_EQ(found[3].column.kind, FieldKind::family_name);
  EXPECT_EQ(found[3].column.name, "mother_surname");
  EXPECT_EQ(found[3].party, "mother");
}

TEST(parties, numbers_tell_people_apart_where_names_stand_behind_them) {
  EXPECT_EQ(parties_of(table({{"first_forename", "given"},
                              {"first_surname", "family"},
                              {"first_postcode", "code"},
                              {"second_forename", "given"},
                              {"second_surname", "family"},
                              {"second_postcode", "code"}})),
            (std::vector<std::string>{"1", "1", "1", "2", "2", "2"}));
  EXPECT_EQ(parties_of(table({{"TENANT1_SURNAME", "family"}, {"TENANT2_SURNAME", "family"}})),
            (std::vector<std::string>{"tenant_1", "tenant_2"}));
}

TEST(parties, a_first_name_is_nobody_elses) {
  EXPECT_EQ(parties_of(table({{"First name", "given"},
                              {"Second name", "given"},
                              {"Surname", "family"},
                              {"Address 1", "code"},
                              {"Address 2", "code"}})),
            (std::vector<std::string>(5, "")));
}

TEST(parties, a_prefix_before_headers_that_stand_there_already_is_another_person) {
  EXPECT_EQ(parties_of(table({{"SURNAME", "family"},
                              {"FORENAME", "given"},
                              {"DOB", "born"},
                              {"P_SURNAME", "family"},
                              {"P_FORENAME", "given"},
                              {"P_DOB", "born"}})),
            (std::vector<std::string>{"", "", "", "partner", "partner", "partner"}));
}

TEST(parties, a_preferred_name_is_the_same_persons) {
  EXPECT_EQ(parties_of(table({{"Surname", "family"},
                              {"Forename", "given"},
                              {"Preferred surname", "family"},
                              {"Preferred forename", "given"}})),
            (std::vector<std::string>(4, "")));
}

TEST(parties, what_only_refers_to_somebody_is_no_party) {
  EXPECT_EQ(parties_of(table({{"client_id", "code"},
                              {"child_ref", "code"},
                              {"parent_uprn", "code"},
                              {"surname", "family"}})),
            (std::vector<std::string>(4, "")));
}

TEST(parties, a_property_and_a_school_are_no_people) {
  const auto found = recognise_parties(
      table({{"surname", "family"}, {"site_postcode", "code"}, {"school_postcode", "code"}}), {});
  EXPECT_EQ(found[1].kind, PartyKind::property);
  EXPECT_EQ(found[1].column.kind, FieldKind::postcode);
  EXPECT_EQ(found[2].kind, PartyKind::organisation);
  EXPECT_EQ(found[2].column.kind, FieldKind::postcode);
}

}  // namespace
}  // namespace newlyn::profile
