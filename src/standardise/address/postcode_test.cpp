// SPDX-License-Identifier: MIT
// Postcodes.
#include "standardise/address/postcode.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace newlyn::standardise {
namespace {

struct Row {
  std::string_view text;
  std::string_view expected;
  PostcodeCountry country = PostcodeCountry::unknown;
};

class Postcodes : public testing::TestWithParam<Row> {};

TEST_P(Postcodes, take_one_form) {
  EXPECT_EQ(standardise_postcode(GetParam().text, GetParam().country), GetParam().expected)
      << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(british, Postcodes,
                         testing::Values(Row{"SW1A 1AA", "sw1a1aa"}, Row{"sw1a1aa", "sw1a1aa"},
                                         Row{"(M1) 1-AE.", "m11ae"}, Row{"SWIA 1AA", "sw1a1aa"},
                                         Row{"M1 IAE", "m11ae"}, Row{"OX1 1AA", "ox11aa"},
                                         Row{"0X1 1AA", "ox11aa"}, Row{"LS1O 2AB", "ls102ab"},
                                         Row{"EC1A 1BB", "ec1a1bb"}, Row{"GIR 0AA", "gir0aa"},
                                         Row{"CB1", "cb1"}, Row{"QA1 1AA", "qa11aa"},
                                         Row{"BT0I 1AA", "bt011aa"}));

INSTANTIATE_TEST_SUITE_P(
    elsewhere, Postcodes,
    testing::Values(Row{"43004", "43004"}, Row{"43004-1234", "43004"}, Row{"43004 1234", "43004"},
                    Row{"430041234", "430041234"}, Row{"430041234", "43004", PostcodeCountry::us},
                    Row{"08030", "08030"}, Row{"8030", "8030"},
                    Row{"8030", "08030", PostcodeCountry::us},
                    Row{"501", "00501", PostcodeCountry::us}, Row{"2119", "2119"},
                    Row{"800", "0800", PostcodeCountry::au}, Row{"43004.0", "43004"},
                    Row{"K1A 0B1", "k1a0b1"}, Row{"1234 AB", "1234ab"}, Row{"00-950", "00950"},
                    Row{"059413", "059413"}));

TEST(postcode, of_the_united_kingdom_is_known_by_its_form) {
  for (const std::string_view good : {"sw1a1aa", "m11ae", "w1a0ax", "ec1a1bb", "n1p1aa", "bx11lt",
                                      "gir0aa", "cr26xh", "dn551pt"}) {
    EXPECT_TRUE(is_uk_postcode(good)) << good;
  }
  for (const std::string_view bad :
       {"qa11aa", "sw1a1ci", "ec1c1aa", "12345", "", "aaaaaaa", "m11a", "sw1a1aaa", "11aa1aa"}) {
    EXPECT_FALSE(is_uk_postcode(bad)) << bad;
  }
}

TEST(postcode, stays_as_it_is_once_standard) {
  const auto letters = rc::gen::container<std::string>(
      rc::gen::element('S', 'W', '1', 'I', 'O', '0', 'A', ' ', '-', 'L', '9'));
  EXPECT_TRUE(rc::check([&] {
    const std::string text = *letters;
    for (const auto country :
         {PostcodeCountry::unknown, PostcodeCountry::us, PostcodeCountry::au}) {
      const std::string once = standardise_postcode(text, country);
      RC_ASSERT(standardise_postcode(once, country) == once);
    }
  }));
}

}  // namespace
}  // namespace newlyn::standardise
