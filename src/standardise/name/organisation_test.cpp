// SPDX-License-Identifier: MIT
// Names of organisations, kinds of entity, and sexes.
#include "standardise/name/organisation.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "standardise/name/sex.h"

namespace newlyn::standardise {
namespace {

struct Row {
  std::string_view text;
  std::string_view expected;
};

class Organisations : public testing::TestWithParam<Row> {};

TEST_P(Organisations, lose_their_legal_form) {
  EXPECT_EQ(standardise_organisation(GetParam().text), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    table, Organisations,
    testing::Values(Row{"Acme Ltd", "acme"}, Row{"ACME LIMITED", "acme"}, Row{"Acme Inc.", "acme"},
                    Row{"A.B.C. Taxis Ltd", "abc taxis"}, Row{"Müller GmbH & Co. KG", "muller"},
                    Row{"The Acme Company", "acme"}, Row{"Acme Pty Ltd", "acme"},
                    Row{"Società Acme S.p.A.", "societa acme"}, Row{"ООО Ромашка", "romashka"},
                    Row{"PT Maju Tbk", "maju"}, Row{"Marks & Spencer plc", "marks and spencer"},
                    Row{"Limited", "limited"},
                    Row{"Universal Exports, USA", "universal exports usa"},
                    Row{"Acme Sp. z o.o.", "acme"}));

TEST(organisation, is_told_from_a_person_by_a_sure_legal_form_only) {
  EXPECT_TRUE(is_organisation_name("Acme Ltd"));
  EXPECT_TRUE(is_organisation_name("Smith & Sons GmbH"));
  EXPECT_FALSE(is_organisation_name("John Sa"));
  EXPECT_FALSE(is_organisation_name("Ltd"));
  EXPECT_FALSE(is_organisation_name("Ada Lovelace"));
}

TEST(organisation, stays_as_it_is_once_standard) {
  const auto piece =
      rc::gen::element<std::string>("the ", "a ", "b", " ", "ltd", "&", "Co ", "ooo ", "x", "sa");
  EXPECT_TRUE(rc::check([&] {
    std::string text;
    for (const std::string& part : *rc::gen::container<std::vector<std::string>>(piece)) {
      text += part;
    }
    const std::string once = standardise_organisation(text);
    RC_ASSERT(standardise_organisation(once) == once);
  }));
}

TEST(entity_type, is_one_of_two) {
  EXPECT_EQ(standardise_entity_type("PERSON"), "person");
  EXPECT_EQ(standardise_entity_type("Individual"), "person");
  EXPECT_EQ(standardise_entity_type("ORGANIZATION"), "organisation");
  EXPECT_EQ(standardise_entity_type("company"), "organisation");
  EXPECT_EQ(standardise_entity_type("vessel"), "");
}

TEST(sex, is_read_in_many_words) {
  const SexCodes plain;
  EXPECT_EQ(standardise_sex("Female", plain), "f");
  EXPECT_EQ(standardise_sex("M", plain), "m");
  EXPECT_EQ(standardise_sex("männlich", plain), "m");
  EXPECT_EQ(standardise_sex("Weiblich", plain), "f");
  EXPECT_EQ(standardise_sex("Femme", plain), "f");
  EXPECT_EQ(standardise_sex("мужской", plain), "m");
  EXPECT_EQ(standardise_sex("Non-binary", plain), "x");
  EXPECT_EQ(standardise_sex("X", plain), "x");
  EXPECT_EQ(standardise_sex("Male (self-described)", plain), "m");
  EXPECT_EQ(standardise_sex("blue", plain), "");
  EXPECT_EQ(standardise_sex("h", plain), "");
  EXPECT_EQ(standardise_sex("1", plain), "");
}

TEST(sex, follows_the_codes_of_its_column) {
  EXPECT_EQ(standardise_sex("1", {true, false, false}), "m");
  EXPECT_EQ(standardise_sex("2.0", {true, false, false}), "f");
  EXPECT_EQ(standardise_sex("M", {false, true, false}), "f");
  EXPECT_EQ(standardise_sex("H", {false, true, false}), "m");
  EXPECT_EQ(standardise_sex("h", {false, false, true}), "m");
}

}  // namespace
}  // namespace newlyn::standardise
