// SPDX-License-Identifier: MIT
// Standardises telephone numbers.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace newlyn::standardise {

/// The number in E.164 ("+447700900123") when it can be dialled from `region` (ISO 3166, upper
/// case, "GB"), else its digits. Empty when it has no digit.
std::string standardise_telephone(std::string_view text, std::string_view region);

/// The same answer as standardise_telephone, from the telephone library alone: the slow twin that
/// tests compare with.
std::string standardise_telephone_by_library(std::string_view text, std::string_view region);

/// The regions that telephone numbers may be of (ISO 3166), the likelier ones first.
inline constexpr std::array<std::string_view, 24> kTelephoneRegions = {
    "GB", "US", "CA", "AU", "IE", "NZ", "ZA", "IN", "FR", "DE", "ES", "IT",
    "NL", "BE", "PL", "PT", "SE", "NO", "DK", "CH", "AT", "BR", "MX", "PK"};

/// How many numbers are valid in each region, by place in kTelephoneRegions. Many are valid in
/// several.
struct RegionVotes {
  std::array<size_t, kTelephoneRegions.size()> valid{};
  size_t national = 0;  // written without a country code

  RegionVotes& operator+=(const RegionVotes& other);
};

/// Counts the votes of the numbers written without a country code. The library is asked of every
/// number in every region: milliseconds a number.
RegionVotes count_region_votes(const std::vector<std::string_view>& numbers);

/// Of the numbers that the best region explains, a likelier one need explain only so many.
inline constexpr double kEnoughOfMost = 0.8;

/// Whether more than this share of the numbers written without a country code are numbers of
/// `region`. False where there are none.
bool are_numbers_of(const std::vector<std::string_view>& numbers, std::string_view region,
                    double share = 0.5);

/// The region that the votes speak for, or empty when no region holds for half of them. A less
/// likely region must explain clearly more numbers than a likelier one: in some countries nearly
/// any digits are a number.
std::string_view region_of_votes(const RegionVotes& votes);

/// The region in which a column's numbers are read: `expected` (from the places and the other
/// columns), unless it leaves most of them unexplained and another explains clearly more.
std::string_view decide_region(const RegionVotes& own, std::string_view expected);

}  // namespace newlyn::standardise
