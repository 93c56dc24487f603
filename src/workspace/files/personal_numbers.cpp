// SPDX-License-Identifier: MIT
// Finds the numbers that belong to one person alone among standard identifiers.
#include "workspace/files/personal_numbers.h"

#include <algorithm>

#include "standardise/identifier.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kNhsLength = 10;
constexpr size_t kInsuranceLength = 8;  // the letter at the end may lack

/// The words of a standard cell that are `wanted`, cut to `length` characters.
std::vector<std::string> words_that_are(std::string_view cell, size_t length,
                                        bool (*wanted)(std::string_view)) {
  std::vector<std::string> values;
  while (!cell.empty()) {
    const std::string_view word = cell.substr(0, cell.find(' '));
    if (wanted(word)) values.emplace_back(word.substr(0, length));
    cell.remove_prefix(std::min(cell.size(), word.size() + 1));
  }
  return values;
}

bool is_nhs_number(std::string_view word) { return standardise::is_nhs_number(word); }

/// A National Insurance number; also one with the prefix QQ, which stands for any in examples.
bool is_insurance_number(std::string_view word) {
  if (word.starts_with("qq")) {
    return standardise::is_ni_number("aa" + std::string(word.substr(2)));
  }
  return standardise::is_ni_number(word);
}

}  // namespace

std::vector<std::string> nhs_numbers_in(std::string_view cell) {
  return words_that_are(cell, kNhsLength, is_nhs_number);
}

std::vector<std::string> insurance_numbers_in(std::string_view cell) {
  return words_that_are(cell, kInsuranceLength, is_insurance_number);
}

}  // namespace newlyn::workspace
