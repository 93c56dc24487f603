// SPDX-License-Identifier: MIT
// Tokens are those of the standard, and differ with the secret.
#include "governance/suppression.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace newlyn::governance {
namespace {

TEST(suppression, a_token_is_the_hmac_of_rfc_4231) {
  // Test case 1: a key of 20 bytes, filled with zeros to the length that a secret has, which for
  // HMAC is the same key.
  const std::string secret = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b000000000000000000000000";
  EXPECT_EQ(suppression_token(secret, "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

TEST(suppression, a_token_belongs_to_its_secret_and_text) {
  const std::string one = make_suppression_secret();
  const std::string other = make_suppression_secret();
  EXPECT_EQ(suppression_token(one, "a"), suppression_token(one, "a"));
  EXPECT_NE(suppression_token(one, "a"), suppression_token(one, "b"));
  EXPECT_NE(suppression_token(one, "a"), suppression_token(other, "a"));
}

TEST(suppression, what_is_no_secret_is_refused) {
  for (const char* secret : {"", "0b", "no digits", "0b0b0b"}) {
    EXPECT_THROW(suppression_token(secret, "a"), Error) << secret;
  }
}

}  // namespace
}  // namespace newlyn::governance
