// SPDX-License-Identifier: MIT
// The error table is complete, and its public words and numbers are the promised ones.
#include "base/error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace newlyn {
namespace {

/// The name of a code without a default, so that a new code does not compile until it is here.
std::string_view name_in_test(Code code) {
  switch (code) {
    case Code::request_invalid:
      return "request_invalid";
    case Code::source_missing:
      return "source_missing";
    case Code::source_unreadable:
      return "source_unreadable";
    case Code::model_invalid:
      return "model_invalid";
    case Code::access_refused:
      return "access_refused";
    case Code::source_held:
      return "source_held";
    case Code::source_stale:
      return "source_stale";
    case Code::output_unwritable:
      return "output_unwritable";
    case Code::storage_full:
      return "storage_full";
    case Code::resource_exhausted:
      return "resource_exhausted";
    case Code::interrupted:
      return "interrupted";
    case Code::store_failed:
      return "store_failed";
    case Code::internal:
      return "internal";
  }
  return "";
}

TEST(error, every_code_has_one_row_with_its_own_name) {
  ASSERT_EQ(kCodes.size(), static_cast<size_t>(Code::internal) + 1);
  for (size_t number = 0; number < kCodes.size(); ++number) {
    const auto code = static_cast<Code>(number);
    const auto rows = std::count_if(kCodes.begin(), kCodes.end(),
                                    [&](const CodeRow& row) { return row.code == code; });
    EXPECT_EQ(rows, 1) << number;
    EXPECT_EQ(code_row(code).code, code);
    EXPECT_EQ(code_row(code).name, name_in_test(code));
  }
}

TEST(error, names_are_distinct_and_meanings_are_sentences) {
  std::set<std::string_view> names;
  for (const CodeRow& row : kCodes) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    ASSERT_FALSE(row.meaning.empty()) << row.name;
    EXPECT_EQ(row.meaning.back(), '.') << row.name;
  }
}

TEST(error, no_failure_looks_like_success) {
  for (const CodeRow& row : kCodes) {
    EXPECT_GT(row.exit_status, 0) << row.name;
    EXPECT_LT(row.exit_status, 256) << row.name;
    EXPECT_GE(row.http_status, 400) << row.name;
    EXPECT_LT(row.http_status, 600) << row.name;
  }
  EXPECT_EQ(code_row(Code::interrupted).exit_status, 130);  // 128 + SIGINT, as shells expect
}

TEST(error, an_error_keeps_its_code_and_its_words) {
  try {
    throw Error(Code::model_invalid, "The model names a column that is not there.");
  } catch (const std::runtime_error& caught) {
    const auto* error = dynamic_cast<const Error*>(&caught);
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->code(), Code::model_invalid);
    EXPECT_STREQ(error->what(), "The model names a column that is not there.");
  }
}

}  // namespace
}  // namespace newlyn
