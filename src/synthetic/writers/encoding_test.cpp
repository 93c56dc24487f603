// SPDX-License-Identifier: MIT
// Old encodings keep what they can.
#include "synthetic/writers/encoding.h"

#include <gtest/gtest.h>

#include <string>

namespace newlyn::synthetic {
namespace {

TEST(encoding, windows_keeps_its_letters_and_loses_other_accents) {
  EXPECT_EQ(encoded("Zoë €5 Šimon", TextEncoding::windows1252),
            "Zo\xEB \x80"
            "5 \x8Aimon");
  EXPECT_EQ(encoded("Łukasz Yılmaz", TextEncoding::windows1252), "Lukasz Yilmaz");
  EXPECT_EQ(encoded("Ж", TextEncoding::windows1252), "?");
}

TEST(encoding, utf16_takes_two_bytes_a_letter) {
  const std::string wide = encoded("Aż", TextEncoding::utf16);
  EXPECT_EQ(wide, std::string("A\0\x7C\x01", 4));
}

}  // namespace
}  // namespace newlyn::synthetic
