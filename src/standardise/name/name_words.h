// SPDX-License-Identifier: MIT
// What the rules for names share: words with a memory of how they were written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::standardise {

/// One word of a name.
struct NameWord {
  std::string text;       // folded
  bool capitals = false;  // written in capital letters only, at least two
  bool dotted = false;    // followed by a full stop
  bool hyphened = false;  // joined to the word before it by a hyphen
};

/// A part of a name between commas.
using NameSegment = std::vector<NameWord>;

/// Splits a name at commas into segments of words. Text in brackets or double quotes, what
/// follows "née" or "formerly", and empty segments are left out.
std::vector<NameSegment> split_name(std::string_view text);

/// Removes "née", "formerly" and the like with all that follows, unless it stands first.
void drop_former_name(NameSegment& words);

/// Removes leading titles, keeping at least `keep` words. Titles that are also names are removed
/// only when `keep_if_name` words remain.
void drop_titles(NameSegment& words, size_t keep, size_t keep_if_name);

/// Removes trailing suffixes, keeping at least `keep` words, and returns the generation that one of
/// them tells (see generation_of), else nothing. `mixed_case` says that capitals mean something in
/// this text.
std::string_view drop_suffixes(NameSegment& words, size_t keep, bool mixed_case);

/// The generation that a suffix tells, as a digit: "1" for senior, "2" for junior and ii, "3" for
/// iii. Empty for honours, degrees and words that are no suffixes.
std::string_view generation_of(std::string_view word);

/// True when every word is a suffix or part of a rank ("3rd baronet"): such a segment after a
/// comma is no name.
bool is_suffix_segment(const NameSegment& words);

/// Joins prefixes that are written apart: "o neill" to "oneill", "mc donald" to "mcdonald".
void join_prefixes(NameSegment& words);

/// The first word of the hyphened name that the word at `at` belongs to.
size_t hyphened_begin(const NameSegment& words, size_t at);

/// The words from `begin` to before `end` with single spaces between them.
std::string name_text(const NameSegment& words, size_t begin, size_t end);

/// True when some letters are lower case and some capitals.
bool is_mixed_case(std::string_view text) noexcept;

}  // namespace newlyn::standardise
