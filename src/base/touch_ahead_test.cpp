// SPDX-License-Identifier: MIT
// What is written before stays, and a block of any size and beginning may be touched.
#include "base/touch_ahead.h"

#include <gtest/gtest.h>

#include <string>

namespace newlyn {
namespace {

TEST(TouchAhead, keeps_what_is_there) {
  std::string block(5u << 20, 'x');
  touch_ahead(block.data(), block.size());
  EXPECT_EQ(block.find_first_not_of('x'), std::string::npos);
}

TEST(TouchAhead, a_block_may_be_small_or_begin_anywhere) {
  std::string block(40'000, 'x');
  touch_ahead(block.data(), 0);
  touch_ahead(block.data() + 17, 100);
  touch_ahead(block.data() + 1, 20'000);
  EXPECT_EQ(block.find_first_not_of('x'), std::string::npos);
}

}  // namespace
}  // namespace newlyn
