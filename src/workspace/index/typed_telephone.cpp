// SPDX-License-Identifier: MIT
// Searches for the digits, which finds numbers in full, and takes the one that was found.
#include "workspace/index/typed_telephone.h"

#include <algorithm>

#include "index/index.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kDigitsMin = 8;
constexpr size_t kHits = 5;
constexpr std::string_view kIs = " is +";  // "telephone is +447700900123"

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string typed_telephone(const index::View& index, const std::string& typed) {
  std::string digits;
  std::copy_if(typed.begin(), typed.end(), std::back_inserter(digits), is_digit);
  const size_t first = typed.find_first_not_of(' ');
  const bool has_country = digits.starts_with("00") || (first != typed.npos && typed[first] == '+');
  if (has_country || digits.size() < kDigitsMin) return typed;
  const std::string own = digits.substr(digits.starts_with('0') ? 1 : 0);
  for (const index::SearchHit& hit : index.search({'"' + digits + '"', kHits}).hits) {
    for (const std::string& reason : hit.reasons) {
      const size_t at = reason.find(kIs);
      if (at == reason.npos) continue;
      const std::string full = reason.substr(at + kIs.size() - 1);
      if (full.ends_with(own)) return full;
    }
  }
  return typed;
}

}  // namespace newlyn::workspace
