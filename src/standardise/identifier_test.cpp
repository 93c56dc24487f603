// SPDX-License-Identifier: MIT
// Identifiers; the numbers are of kinds that are never issued or published as examples.
#include "standardise/identifier.h"

#include <gtest/gtest.h>

#include "standardise/columns/identifier_type.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

TEST(identifier, is_letters_and_digits_with_leading_zeros) {
  EXPECT_EQ(standardise_identifier("QQ 12 34 56 C"), "qq123456c");
  EXPECT_EQ(standardise_identifier("001-23-4567"), "001234567");
  EXPECT_EQ(standardise_identifier("1804974.0"), "1804974");
  EXPECT_EQ(standardise_identifier("999 000 0018"), "9990000018");
  EXPECT_EQ(standardise_identifier("--"), "");
}

TEST(identifier, of_a_value_that_is_not_known_is_empty) {
  EXPECT_EQ(identifier_of("999 000 0018"), "9990000018");
  for (const std::string_view unknown : {"", "n/a", "unknown", "000 000", "123456789"}) {
    EXPECT_EQ(identifier_of(unknown), "") << unknown;
  }
}

TEST(nhs_number, is_known_by_its_check_digit) {
  for (const std::string_view good : {"9990000018", "9990000026", "9990000034", "9998765439"}) {
    EXPECT_TRUE(is_nhs_number(good)) << good;
  }
  for (const std::string_view bad :
       {"9990000017", "9990000000", "9991234560", "1111111111", "999000001", "999000001a", ""}) {
    EXPECT_FALSE(is_nhs_number(bad)) << bad;
  }
}

TEST(ni_number, is_known_by_its_form) {
  EXPECT_TRUE(is_ni_number("oa123456a"));
  EXPECT_TRUE(is_ni_number("ab123456"));
  for (const std::string_view bad :
       {"qq123456c", "ao123456a", "gb123456a", "tn123456d", "aa123456e", "da123456a", "aa12345"}) {
    EXPECT_FALSE(is_ni_number(bad)) << bad;
  }
}

TEST(identifier, has_a_form) {
  EXPECT_EQ(identifier_form("9990000018"), IdentifierForm::nhs_number);
  EXPECT_EQ(identifier_form("9990000017"), IdentifierForm::nhs_number_wrong);
  EXPECT_EQ(identifier_form("oa123456a"), IdentifierForm::ni_number);
  EXPECT_EQ(identifier_form("294669999"), IdentifierForm::other);
}

TEST(identifier_type, follows_from_the_name_of_the_column) {
  const std::pair<std::string_view, std::string_view> kNames[] = {
      {"PASSPORT_NUMBER", "passport"},
      {"passport_no_2", "passport"},
      {"customerPassportNo", "passport"},
      {"DRIVERS_LICENSE_NUMBER", "driving_licence"},
      {"driving licence", "driving_licence"},
      {"SSN_NUMBER", "social_security_number"},
      {"soc_sec_id", "social_security_number"},
      {"Patient NHS No", "nhs_number"},
      {"nhs_number", "nhs_number"},
      {"NI Number", "ni_number"},
      {"nino", "ni_number"},
      {"NATIONAL_ID_NUMBER", ""},
      {"account_number", ""},
      {"OTHER_ID_NUMBER", ""},
      {"", ""},
      {"12", ""}};
  for (const auto& [name, type] : kNames) EXPECT_EQ(identifier_type(name), type) << name;
}

TEST(identifier_type, is_the_type_of_its_own_name) {
  std::string_view list = lexicon_text("identifier_types");
  size_t rows = 0;
  while (!list.empty()) {
    const std::string_view line = list.substr(0, list.find('\n'));
    list.remove_prefix(std::min(line.size() + 1, list.size()));
    if (line.empty() || line.front() == '#') continue;
    const std::string_view type = split_field(line).rest;
    EXPECT_EQ(identifier_type(type), type);
    ++rows;
  }
  EXPECT_GT(rows, 50u);
}

}  // namespace
}  // namespace newlyn::standardise
