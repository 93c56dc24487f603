// SPDX-License-Identifier: MIT
// Romanises Khmer, which ICU leaves as it is.
#pragma once

#include <unicode/unistr.h>

namespace newlyn::standardise {

/// `text` with Khmer letters and signs in Latin letters, as names are usually spelt: consonants
/// after the UNGEGN system of 1972 without its marks, vowels by their series (a consonant of the
/// second series changes the sound of the vowel that follows it) in one plain letter where usage
/// has one.
icu::UnicodeString romanise_khmer(const icu::UnicodeString& text);

}  // namespace newlyn::standardise
