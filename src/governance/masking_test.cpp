// SPDX-License-Identifier: MIT
// Maskings show what they say and hide what they do not understand.
#include "governance/masking.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace newlyn::governance {
namespace {

using record::Masking;

std::string masked(std::string_view value, Masking masking) {
  return mask_value(value, masking, {}).value_or("(hidden)");
}

TEST(masking, each_shows_what_it_says) {
  EXPECT_EQ(masked("Haddad", Masking::show), "Haddad");
  EXPECT_EQ(masked("Haddad", Masking::hide), "(hidden)");
  EXPECT_EQ(masked("Haddad", Masking::known), "known");
  EXPECT_EQ(masked("", Masking::known), "not known");
  EXPECT_EQ(masked("2001-04-09", Masking::year), "2001");
  EXPECT_EQ(masked("2001", Masking::year), "2001");
  EXPECT_EQ(masked("09/04/2001", Masking::year), "2001");
  EXPECT_EQ(masked("AC1 2AB", Masking::outcode), "AC1");
  EXPECT_EQ(masked("ac12ab", Masking::outcode), "AC1");
  EXPECT_EQ(masked("EC1A 1BB", Masking::outcode), "EC1A");
  EXPECT_EQ(masked("AC1", Masking::outcode), "AC1");
  EXPECT_EQ(masked("QQ123456C", Masking::last_characters), "...56C");
  EXPECT_EQ(masked("Zoë-Anaïs", Masking::last_characters), "...aïs");
}

TEST(masking, what_is_not_understood_is_hidden) {
  for (const char* value : {"20010409", "soon", "09/04/01", "x2001", "200"}) {
    EXPECT_EQ(masked(value, Masking::year), "(hidden)") << value;
  }
  for (const char* value : {"Haddad", "12 High Street", "AC12 ABC", "A1B2C3D4", "1234567"}) {
    EXPECT_EQ(masked(value, Masking::outcode), "(hidden)") << value;
  }
  for (const char* value : {"a", "abc", "abcde", "Zoëab"}) {
    EXPECT_EQ(masked(value, Masking::last_characters), "(hidden)") << value;
  }
}

TEST(masking, pseudonyms_of_two_purposes_cannot_be_put_together) {
  const PseudonymKey secret{1, 2, 3};
  const auto one = pseudonym_key(secret, "homelessness");
  const auto other = pseudonym_key(secret, "debt");
  const auto code = mask_value("Haddad", Masking::pseudonym, one);
  EXPECT_EQ(code, mask_value("Haddad", Masking::pseudonym, one));
  EXPECT_NE(code, mask_value("Haddad", Masking::pseudonym, other));
  EXPECT_NE(code, mask_value("Hadad", Masking::pseudonym, one));
  EXPECT_EQ(code->size(), 20u);
}

RC_GTEST_PROP(masking, no_partial_masking_shows_a_value_whole, (const std::string& value)) {
  RC_PRE(!value.empty());
  for (const auto masking : {Masking::last_characters, Masking::pseudonym, Masking::known}) {
    RC_ASSERT(mask_value(value, masking, {}) != value);
  }
  const auto year = mask_value(value, Masking::year, {});
  RC_ASSERT(!year || year->size() == 4);
  const auto outcode = mask_value(value, Masking::outcode, {});
  RC_ASSERT(!outcode || outcode->size() <= 4);
}

}  // namespace
}  // namespace newlyn::governance
