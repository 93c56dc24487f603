// SPDX-License-Identifier: MIT
// Letters of every language in settings, also where they must not stand.
#include "base/toml.h"

#include <gtest/gtest.h>

#include <string>

namespace newlyn {
namespace {

TEST(toml, letters_beyond_ascii_may_stand_in_texts_and_comments) {
  const toml::table table = toml::parse("name = \"Zoé \u0335 \u2C60 \uFFFD\"  # café \u0335\n");
  EXPECT_EQ(table["name"].value_or(std::string()), "Zoé \u0335 \u2C60 \uFFFD");
}

TEST(toml, letters_beyond_ascii_in_a_bare_key_are_a_mistake_with_its_line) {
  for (const char* key : {"é", "\u0335", "\u2C60", "\uFFFD", "z\u0335"}) {
    try {
      const toml::table table = toml::parse("a = 1\n" + std::string(key) + " = 2\n");
      ADD_FAILURE() << key << " gives " << table.size() << " keys";
    } catch (const toml::parse_error& problem) {
      EXPECT_EQ(problem.source().begin.line, 2U) << key;
    }
  }
}

TEST(toml, a_table_whose_name_is_none_is_a_mistake_with_its_line) {
  for (const char* name : {"[%]", "[~", "[[%]]", "[[=", "[[.a]]", "[a.%]"}) {
    try {
      const toml::table table = toml::parse("a = 1\n" + std::string(name) + "\n");
      ADD_FAILURE() << name << " gives " << table.size() << " keys";
    } catch (const toml::parse_error& problem) {
      EXPECT_EQ(problem.source().begin.line, 2U) << name;
    }
  }
}

TEST(toml, white_space_beyond_ascii_is_still_told_apart) {
  EXPECT_TRUE(toml::impl::is_non_ascii_horizontal_whitespace(U'\u00A0'));
  EXPECT_TRUE(toml::impl::is_non_ascii_horizontal_whitespace(U'\u2003'));
  EXPECT_TRUE(toml::impl::is_non_ascii_horizontal_whitespace(U'\u3000'));
  EXPECT_FALSE(toml::impl::is_non_ascii_horizontal_whitespace(U'\u00E9'));
  EXPECT_FALSE(toml::impl::is_non_ascii_horizontal_whitespace(U'\uFFFD'));
}

}  // namespace
}  // namespace newlyn
