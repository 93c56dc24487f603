// SPDX-License-Identifier: MIT
// Telephone numbers through libphonenumber, with a short way for the usual shapes of three
// regions: the library needs about twenty microseconds a number, the short way a tenth of one.
#include "standardise/contact/telephone.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>

#include "base/threads.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr size_t kNumberBytesMax = 60;
constexpr size_t kLocalDigitsMin = 7;
// So many more numbers than the expected region must another one explain.
constexpr size_t kVotesToDiffer = 5;

// The digits of `text` with a leading "+" kept; empty when something else stands in it.
std::string plain_digits(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_digit(c) || (c == '+' && out.empty())) {
      out.push_back(c);
    } else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')') {
      return {};
    }
  }
  return out;
}

std::string all_digits(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), is_digit);
  return out;
}

// A national number whose first digit is one of `first`, after `prefix`, of `length` digits.
struct Shape {
  std::string_view region;
  std::string_view country;  // with the plus
  std::string_view trunk;    // written before the national number inside the country
  std::string_view first;
  size_t length;
};

constexpr std::array<Shape, 4> kShapes = {{
    {"GB", "+44", "0", "1237", 10},
    {"US", "+1", "", "23456789", 10},
    {"CA", "+1", "", "23456789", 10},
    {"AU", "+61", "0", "23478", 9},
}};

bool has_shape(std::string_view national, const Shape& shape) {
  return national.size() == shape.length && shape.first.find(national[0]) != std::string_view::npos;
}

// The answer for a well-formed number of a known shape, or empty: then the library decides.
std::string by_shape(std::string_view text, std::string_view region) {
  const std::string digits = plain_digits(text);
  if (digits.size() < kLocalDigitsMin) return {};
  const std::string_view number = digits;
  for (const Shape& shape : kShapes) {
    if (number.front() == '+') {
      if (!number.starts_with(shape.country)) continue;
      const std::string_view national = number.substr(shape.country.size());
      if (has_shape(national, shape)) return digits;
    } else if (shape.region == region && number.starts_with(shape.trunk)) {
      const std::string_view national = number.substr(shape.trunk.size());
      if (has_shape(national, shape)) return std::string(shape.country) + std::string(national);
    }
  }
  return {};
}

// E.164 as the library reads the number, when it can be dialled, else empty.
std::string read_once(const std::string& text, std::string_view region) {
  const PhoneNumberUtil& library = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (library.Parse(text, std::string(region), &number) != PhoneNumberUtil::NO_PARSING_ERROR) {
    return {};
  }
  if (library.IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE) return {};
  std::string out;
  library.Format(number, PhoneNumberUtil::E164, &out);
  return out;
}

// The same, but only when the answer reads as itself again: the library takes some numbers with
// many leading zeros for another number each time.
std::string by_library(const std::string& text, std::string_view region) {
  const std::string out = read_once(text, region);
  return out.empty() || read_once(out, region) == out ? out : std::string();
}

// Valid by the library, or of the shape of the region: numbers kept for drama and made-up ones
// have the shape without being in use.
bool is_number_of(const std::string& text, std::string_view region) {
  if (!by_shape(text, region).empty()) return true;
  const PhoneNumberUtil& library = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  return library.Parse(text, std::string(region), &number) == PhoneNumberUtil::NO_PARSING_ERROR &&
         library.IsValidNumberForRegion(number, std::string(region));
}

// Written without a country code, and of digits enough to be a number.
bool is_national(std::string_view number) {
  return number.size() <= kNumberBytesMax && all_digits(number).size() >= kLocalDigitsMin &&
         number.find('+') == std::string_view::npos && !number.starts_with("00");
}

}  // namespace

std::string standardise_telephone_by_library(std::string_view text, std::string_view region) {
  const std::string digits = all_digits(fold_ascii(text));
  if (digits.empty() || text.size() > kNumberBytesMax) return digits.substr(0, kNumberBytesMax);
  std::string out = by_library(std::string(text), region);
  if (out.empty()) out = by_library(digits, region);
  return out.empty() ? digits : out;
}

std::string standardise_telephone(std::string_view text, std::string_view region) {
  std::string quick = by_shape(text, region);
  return quick.empty() ? standardise_telephone_by_library(text, region) : quick;
}

RegionVotes& RegionVotes::operator+=(const RegionVotes& other) {
  for (size_t at = 0; at < valid.size(); ++at) valid[at] += other.valid[at];
  national += other.national;
  return *this;
}

RegionVotes count_region_votes(const std::vector<std::string_view>& numbers) {
  std::vector<RegionVotes> of_number(numbers.size());
  parallel_ranges(numbers.size(), 1, [&](size_t i, size_t) {
    if (!is_national(numbers[i])) return;
    of_number[i].national = 1;
    for (size_t at = 0; at < kTelephoneRegions.size(); ++at) {
      of_number[i].valid[at] = is_number_of(std::string(numbers[i]), kTelephoneRegions[at]) ? 1 : 0;
    }
  });
  RegionVotes votes;
  for (const RegionVotes& one : of_number) votes += one;
  return votes;
}

bool are_numbers_of(const std::vector<std::string_view>& numbers, std::string_view region,
                    double share) {
  size_t national = 0;
  size_t valid = 0;
  for (const std::string_view number : numbers) {
    if (!is_national(number)) continue;
    ++national;
    valid += is_number_of(std::string(number), region) ? 1 : 0;
  }
  return static_cast<double>(valid) > share * static_cast<double>(national);
}

std::string_view region_of_votes(const RegionVotes& votes) {
  const size_t most = *std::max_element(votes.valid.begin(), votes.valid.end());
  if (most * 2 <= votes.national) return {};
  for (size_t at = 0; at < votes.valid.size(); ++at) {
    if (static_cast<double>(votes.valid[at]) >= kEnoughOfMost * static_cast<double>(most)) {
      return kTelephoneRegions[at];
    }
  }
  return {};
}

std::string_view decide_region(const RegionVotes& own, std::string_view expected) {
  const std::string_view best = region_of_votes(own);
  const auto votes_for = [&](std::string_view region) {
    const auto* const place = std::find(kTelephoneRegions.begin(), kTelephoneRegions.end(), region);
    return place == kTelephoneRegions.end()
               ? size_t{0}
               : own.valid[static_cast<size_t>(place - kTelephoneRegions.begin())];
  };
  const bool explained = votes_for(expected) * 2 > own.national;
  const bool clearly = votes_for(best) >= votes_for(expected) + kVotesToDiffer;
  return best.empty() || explained || !clearly ? expected : best;
}

}  // namespace newlyn::standardise
