// SPDX-License-Identifier: MIT
// Records in the order of their ids, whatever kind of number these are.
#include "linkage/sql/record_order.h"

#include <gtest/gtest.h>

namespace newlyn::linkage {
namespace {

/// Ids in the order in which a model's SQL knows their records.
std::vector<std::string> ordered(const std::vector<std::string>& ids, bool are_numbers) {
  LinkInput input;
  input.record_count = ids.size();
  input.source_names = {"people"};
  input.source_of_record.assign(ids.size(), 0);
  for (const std::string& id : ids) input.record_ids.push_back(id);
  input.ids_are_numbers = are_numbers;
  std::vector<std::string> order;
  for (const uint32_t record : sorted_records(input)) order.push_back(ids[record]);
  return order;
}

using Ids = std::vector<std::string>;

TEST(record_order, texts_are_ordered_as_texts) {
  EXPECT_EQ(ordered({"9", "10", "b", "a"}, false), (Ids{"10", "9", "a", "b"}));
}

TEST(record_order, whole_numbers_are_ordered_as_numbers) {
  EXPECT_EQ(ordered({"9", "10", "-3", "-20"}, true), (Ids{"-20", "-3", "9", "10"}));
}

TEST(record_order, numbers_beyond_64_bits_are_ordered_as_numbers) {
  EXPECT_EQ(ordered({"18446744073709551615", "9223372036854775808", "7"}, true),
            (Ids{"7", "9223372036854775808", "18446744073709551615"}));
  EXPECT_EQ(ordered({"-170141183460469231731687303715884105727", "99999999999999999999", "-1",
                     "100000000000000000000"},
                    true),
            (Ids{"-170141183460469231731687303715884105727", "-1", "99999999999999999999",
                 "100000000000000000000"}));
}

TEST(record_order, numbers_with_a_point_are_ordered_as_numbers) {
  EXPECT_EQ(ordered({"10.0", "9.0", "0.5", "-0.25", "-10.5", "9.25"}, true),
            (Ids{"-10.5", "-0.25", "0.5", "9.0", "9.25", "10.0"}));
  EXPECT_EQ(
      ordered({"12345678901234567890123456.20", "12345678901234567890123456.10", "0.00"}, true),
      (Ids{"0.00", "12345678901234567890123456.10", "12345678901234567890123456.20"}));
}

TEST(record_order, floating_point_is_ordered_with_what_is_no_number_last) {
  EXPECT_EQ(ordered({"nan", "1e+20", "inf", "-1e+20", "3.0", "-inf", "20.0"}, true),
            (Ids{"-inf", "-1e+20", "3.0", "20.0", "1e+20", "inf", "nan"}));
}

}  // namespace
}  // namespace newlyn::linkage
