// SPDX-License-Identifier: MIT
// Ends of declared relations as texts and back.
#include "record/declared_end.h"

#include <gtest/gtest.h>

namespace newlyn::record {
namespace {

TEST(declared_end, ends_come_back_sorted_each_once) {
  const DeclaredEnd anchor{true, "REFERENCE", "2071", "", "", ""};
  const DeclaredEnd pointer{false, "REFERENCE", "2074", "Global Parent", "2020-01", "2021-12-31"};
  const DeclaredEnd bare{false, "", "7", "", "", "2021"};
  const std::string text = declared_ends_text({anchor, pointer, bare, anchor});
  EXPECT_EQ(text,
            "pointer\t\t7\t\t\t2021\n"
            "pointer\tREFERENCE\t2074\tGlobal Parent\t2020-01\t2021-12-31\n"
            "anchor\tREFERENCE\t2071");
  EXPECT_EQ(read_declared_ends(text), (std::vector{bare, pointer, anchor}));
  EXPECT_EQ(anchor.name(), "REFERENCE 2071");
  EXPECT_EQ(bare.name(), "7");
}

TEST(declared_end, what_is_no_end_is_left_out) {
  EXPECT_TRUE(read_declared_ends("").empty());
  EXPECT_TRUE(read_declared_ends("known").empty());
  EXPECT_TRUE(read_declared_ends("anchor").empty());
  EXPECT_TRUE(read_declared_ends("anchor\tREFERENCE\t\tPrincipal").empty());
  EXPECT_TRUE(read_declared_ends("\n\t\t\n").empty());
  EXPECT_EQ(read_declared_ends("\nanchor\t\t7\n").size(), 1);
}

}  // namespace
}  // namespace newlyn::record
