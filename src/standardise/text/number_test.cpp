// SPDX-License-Identifier: MIT
// Quantities.
#include "standardise/text/number.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace newlyn::standardise {
namespace {

TEST(number, takes_one_form) {
  EXPECT_EQ(standardise_number("1,000.50"), "1000.5");
  EXPECT_EQ(standardise_number("£1000.5"), "1000.5");
  EXPECT_EQ(standardise_number("12,5"), "12.5");
  EXPECT_EQ(standardise_number("1,234"), "1234");
  EXPECT_EQ(standardise_number("1,234,567"), "1234567");
  EXPECT_EQ(standardise_number("007"), "7");
  EXPECT_EQ(standardise_number("-0.0"), "0");
  EXPECT_EQ(standardise_number("-3.10"), "-3.1");
  EXPECT_EQ(standardise_number(".5"), "0.5");
}

TEST(number, refuses_what_is_none) {
  EXPECT_EQ(standardise_number("12 apples"), "");
  EXPECT_EQ(standardise_number("1.2.3"), "");
  EXPECT_EQ(standardise_number("--"), "");
  EXPECT_EQ(standardise_number("."), "");
  EXPECT_EQ(standardise_number(std::string(50, '1')), "");
}

TEST(number, stays_as_it_is_once_standard) {
  const auto letters =
      rc::gen::container<std::string>(rc::gen::element('0', '1', '9', '.', ',', '-', ' '));
  EXPECT_TRUE(rc::check([&] {
    const std::string once = standardise_number(*letters);
    RC_ASSERT(once.empty() || standardise_number(once) == once);
  }));
}

}  // namespace
}  // namespace newlyn::standardise
