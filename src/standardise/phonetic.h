// SPDX-License-Identifier: MIT
// A key of how a name sounds, for English and other European names.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::standardise {

/// The key of a standard name: at most eight letters, so that it fits 64 bits. Names that sound
/// alike mostly share it ("catherine" and "kathryn", "stephens" and "stevens", "schmidt" and
/// "shmit"). Words are taken together: "van den berg" and "vandenberg" are one. Empty for an empty
/// name and for one without a letter.
///
/// Source of the idea: Philips, "Hanging on the Metaphone", Computer Language 7 (12), 1990. The
/// rules here are our own: vowels count only at the start, voiced and voiceless consonants are one
/// (b p, d t, g k, v f, z s), and the spellings of German, Polish, Romance and Slavic names are
/// read in their own way; the table stands in phonetic.cpp.
std::string phonetic_key(std::string_view standard_name);

}  // namespace newlyn::standardise
