// SPDX-License-Identifier: MIT
// Words that values are made of: names, towns, street types, legal forms and codes.
#pragma once

#include <cstdint>
#include <string_view>

namespace newlyn::profile {

/// What a folded word or whole value may be; several bits can be set.
enum WordSense : uint32_t {
  kWordGiven = 1u << 0,
  kWordFamily = 1u << 1,
  kWordStreet = 1u << 2,
  kWordLegal = 1u << 3,  // legal form or a word found only in names of organisations
  kWordTown = 1u << 4,
  kWordState = 1u << 5,  // code of a state or province, or its name
  kWordCounty = 1u << 6,
  kWordCountry = 1u << 7,
  kWordMale = 1u << 8,
  kWordFemale = 1u << 9,
  kWordOtherSex = 1u << 10,
  kWordMonth = 1u << 11,
  kWordEntity = 1u << 12,  // person, organisation, ...
  kWordPlaceholder = 1u << 13,
  kWordTitle = 1u << 14,       // mr, mrs, dr
  kWordUnit = 1u << 15,        // flat, apartment, po box
  kWordGeneration = 1u << 16,  // jr, iii
};

/// The senses of `folded`: one word, or a whole value of up to three words with single spaces.
/// 0 when it is not known.
uint32_t word_senses(std::string_view folded);

}  // namespace newlyn::profile
