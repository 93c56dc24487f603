// SPDX-License-Identifier: MIT
// Large blocks come in huge pages where the machine gives them, and hold what is put in.
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <limits>
#include <memory>
#include <new>
#include <numeric>
#include <string>
#include <vector>

namespace newlyn {
namespace {

/// Kilobytes of this process that are in huge pages.
size_t kilobytes_in_huge_pages() {
  std::ifstream file("/proc/self/smaps_rollup");
  for (std::string word; file >> word;) {
    if (word != "AnonHugePages:") continue;
    size_t kilobytes = 0;
    file >> kilobytes;
    return kilobytes;
  }
  return 0;
}

bool machine_has_huge_pages() {
  std::ifstream file("/sys/kernel/mm/transparent_hugepage/enabled");
  std::string choices;
  std::getline(file, choices);
  return !choices.empty() && choices.find("[never]") == std::string::npos;
}

TEST(large_blocks, hold_what_is_put_in_and_come_in_huge_pages) {
  constexpr size_t kCount = 8u << 20;  // 64 MB
  const size_t before = kilobytes_in_huge_pages();
  std::vector<uint64_t> numbers(kCount);
  std::iota(numbers.begin(), numbers.end(), uint64_t{7});
  EXPECT_EQ(numbers.front(), 7U);
  EXPECT_EQ(numbers.back(), kCount + 6);
  if (machine_has_huge_pages()) {
    EXPECT_GT(kilobytes_in_huge_pages(), before) << "or the machine's memory is all in pieces";
  }
}

TEST(large_blocks, what_no_machine_has_is_refused_as_ever) {
  const size_t most = std::numeric_limits<size_t>::max() / 2;
  EXPECT_THROW((void)::operator new(most), std::bad_alloc);
  EXPECT_EQ(::operator new(most, std::nothrow), nullptr);
}

}  // namespace
}  // namespace newlyn
