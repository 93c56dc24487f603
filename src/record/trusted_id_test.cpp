// SPDX-License-Identifier: MIT
// Trusted ids as texts and back.
#include "record/trusted_id.h"

#include <gtest/gtest.h>

namespace newlyn::record {
namespace {

TEST(trusted_id, ids_come_back_sorted_each_once) {
  const TrustedId crm{"CRM", "T1"};
  const TrustedId bare{"", "7"};
  const std::string text = trusted_ids_text({crm, bare, crm});
  EXPECT_EQ(text, "\t7\nCRM\tT1");
  EXPECT_EQ(read_trusted_ids(text), (std::vector{bare, crm}));
}

TEST(trusted_id, ids_are_read_without_what_divides_them) {
  EXPECT_EQ(trusted_ids_words(trusted_ids_text({{"CRM", "T1"}, {"HR", "5"}})), "CRM T1, HR 5");
  EXPECT_EQ(trusted_ids_words(trusted_ids_text({{"", "7"}})), "7");
}

TEST(trusted_id, of_several_numbers_of_a_type_none_counts) {
  EXPECT_EQ(read_trusted_ids("CRM\tT1\nCRM\tT2\nHR\t5"), (std::vector{TrustedId{"HR", "5"}}));
  EXPECT_EQ(read_trusted_ids("CRM\tT1\nCRM\tT1").size(), 1);
}

TEST(trusted_id, what_is_no_id_is_left_out) {
  EXPECT_TRUE(read_trusted_ids("").empty());
  EXPECT_TRUE(read_trusted_ids("known").empty());
  EXPECT_TRUE(read_trusted_ids("CRM\t").empty());
  EXPECT_TRUE(read_trusted_ids("\n\n").empty());
}

}  // namespace
}  // namespace newlyn::record
