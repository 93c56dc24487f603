// SPDX-License-Identifier: MIT
// Headers of pages as bytes, and files of nothing but pages.
#include "source/parquet/page_sizes.h"

#include <gtest/gtest.h>

#include <string>

#include "source/testing/sample_folder.h"

namespace newlyn::source {
namespace {

using std::string_literals::operator""s;

// A header of 10 bytes unpacked and 3 packed: a type, the two sizes, the end.
const std::string kHeader = "\x15\x00\x15\x14\x15\x06\x00"s;

TEST(page_sizes, a_header_gives_its_sizes_and_its_own_length) {
  const auto header = read_page_header(kHeader + "abc");
  ASSERT_TRUE(header);
  EXPECT_EQ(header->header_bytes, kHeader.size());
  EXPECT_EQ(header->unpacked_bytes, 10u);
  EXPECT_EQ(header->packed_bytes, 3u);
}

TEST(page_sizes, what_is_cut_short_or_lacks_a_size_is_no_header) {
  for (size_t size = 0; size < kHeader.size(); ++size) {
    EXPECT_FALSE(read_page_header(kHeader.substr(0, size))) << size;
  }
  EXPECT_FALSE(read_page_header("\x00"s));
  EXPECT_FALSE(read_page_header("\x15\x00\x15\x14\x00"s));
  // The packed size as a text.
  EXPECT_FALSE(read_page_header("\x15\x00\x15\x14\x18\x01x\x00"s));
}

TEST(page_sizes, a_field_has_a_number_of_sixteen_bits) {
  // A number of its own before another one that would go beyond what a number can be.
  EXPECT_FALSE(read_page_header("\x05\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\x00\x15\x00\x00"s));
  EXPECT_FALSE(read_page_header("\x05\x01\x00"s + kHeader));
}

TEST(page_sizes, the_largest_page_of_a_run_is_found_within_the_file) {
  const SampleFolder folder;
  const std::string large = "\x15\x00\x15\xA0\x1F\x15\x04\x00"s;  // 2,000 bytes unpacked, 2 packed
  std::string bytes = "PAR1";
  for (int page = 0; page < 3000; ++page) bytes += kHeader + "abc";
  const uint64_t before_large = bytes.size();
  bytes += large + "de" + kHeader + "abc";
  const RunContext run;
  const InputFile file = InputFile::open(folder.write("pages", bytes), folder.path(), run);
  constexpr uint64_t kFar = ~uint64_t{0};
  EXPECT_EQ(largest_page(file, {4, bytes.size() - 4}), 2000u);
  EXPECT_EQ(largest_page(file, {4, before_large - 4}), 10u);
  EXPECT_EQ(largest_page(file, {before_large, 1}), 2000u);
  EXPECT_EQ(largest_page(file, {4, kFar}), 2000u);
  EXPECT_EQ(largest_page(file, {5, 100}), 0u);
  EXPECT_EQ(largest_page(file, {kFar - 10, 5}), 0u);
  EXPECT_EQ(largest_page(file, {bytes.size(), kFar}), 0u);
}

}  // namespace
}  // namespace newlyn::source
