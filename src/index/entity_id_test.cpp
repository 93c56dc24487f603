// SPDX-License-Identifier: MIT
// Ids: all different, read back, wrong ones found.
#include "index/entity_id.h"

#include <gtest/gtest.h>

#include <set>

namespace newlyn::index {
namespace {

TEST(entity_id, numbers_come_back_and_ids_differ) {
  std::set<std::string> seen;
  for (uint32_t number = 0; number < 20'000; ++number) {
    const std::string id = entity_id(number);
    EXPECT_EQ(id.size(), 7);
    EXPECT_EQ(entity_number(id), number);
    EXPECT_TRUE(seen.insert(id).second);
  }
  EXPECT_EQ(entity_number(entity_id(kEntityIdsMax - 1)), kEntityIdsMax - 1);
}

TEST(entity_id, every_wrong_symbol_and_swap_of_neighbours_is_found) {
  for (uint32_t number = 0; number < 500; ++number) {
    const std::string id = entity_id(number * 1'000'003U % kEntityIdsMax);
    for (size_t place = 0; place < id.size(); ++place) {
      for (const char letter : std::string("23456789BCDFGHJKLMNPQRSTVWXYZ")) {
        std::string wrong = id;
        wrong[place] = letter;
        EXPECT_EQ(entity_number(wrong).has_value(), wrong == id) << wrong;
      }
      if (place == 0) continue;
      std::string swapped = id;
      std::swap(swapped[place], swapped[place - 1]);
      EXPECT_EQ(entity_number(swapped).has_value(), swapped == id) << swapped;
    }
  }
}

TEST(entity_id, other_texts_are_no_ids) {
  for (const char* text : {"", "2", "2222222222", "AEIOU01", "22 2222"}) {
    EXPECT_FALSE(entity_number(text)) << text;
  }
}

}  // namespace
}  // namespace newlyn::index
