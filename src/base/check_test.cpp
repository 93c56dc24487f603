// SPDX-License-Identifier: MIT
// A check that fails becomes an internal Error with place, rule and values; one that holds is free.
#include "base/check.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "base/error.h"

namespace newlyn {
namespace {

bool holds(const std::string& message, std::string_view words) {
  return message.find(words) != std::string::npos;
}

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::internal);
    return error.what();
  }
  return "";
}

TEST(check, a_condition_that_holds_does_nothing) {
  int evaluated = 0;
  EXPECT_NO_THROW(NEWLYN_CHECK(++evaluated == 1, "it is evaluated once"));
  EXPECT_EQ(evaluated, 1);
}

TEST(check, a_condition_that_fails_names_what_values_and_place) {
  const std::string message =
      message_of([] { NEWLYN_CHECK(2 > 3, "the first number is larger", 2, 3, "words"); });
  EXPECT_TRUE(holds(message, "the first number is larger")) << message;
  EXPECT_TRUE(holds(message, "Values: 2 3 words.")) << message;
  EXPECT_TRUE(holds(message, "(check_test.cpp:")) << message;
  EXPECT_TRUE(holds(message, "defect")) << message;
}

TEST(check, without_values_the_message_speaks_of_none) {
  const std::string message = message_of([] { NEWLYN_CHECK(false, "this never happens"); });
  EXPECT_TRUE(holds(message, "this never happens")) << message;
  EXPECT_FALSE(holds(message, "Values")) << message;
}

TEST(check, the_values_are_evaluated_only_when_it_fails) {
  int asked = 0;
  const auto value = [&] { return ++asked; };
  NEWLYN_CHECK(true, "it holds", value());
  EXPECT_EQ(asked, 0);
  EXPECT_NE(message_of([&] { NEWLYN_CHECK(false, "it fails", value()); }), "");
  EXPECT_EQ(asked, 1);
}

TEST(check, braces_in_values_and_rules_are_not_read_as_a_format) {
  const std::string message = message_of([] { NEWLYN_CHECK(false, "a {} b", "{0}"); });
  EXPECT_TRUE(holds(message, "a {} b")) << message;
  EXPECT_TRUE(holds(message, "{0}")) << message;
}

TEST(check, it_can_stand_as_the_only_statement_of_an_if) {
  const bool wanted = false;
  if (wanted)
    NEWLYN_CHECK(false, "not reached");
  else
    SUCCEED();
}

}  // namespace
}  // namespace newlyn
