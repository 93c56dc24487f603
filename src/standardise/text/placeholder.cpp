// SPDX-License-Identifier: MIT
// Placeholder words from the lexicon and placeholder shapes by kind of field.
#include "standardise/text/placeholder.h"

#include <algorithm>
#include <string>

#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;

constexpr size_t kPlaceholderWordsMax = 32;

bool is_name(FieldKind kind) {
  return kind == FieldKind::full_name || kind == FieldKind::given_name ||
         kind == FieldKind::middle_name || kind == FieldKind::family_name ||
         kind == FieldKind::organisation_name || kind == FieldKind::town;
}

// Kinds whose values may truly be a zero or one letter.
bool is_coded(FieldKind kind) {
  return kind == FieldKind::sex || kind == FieldKind::category || kind == FieldKind::number ||
         kind == FieldKind::entity_type || kind == FieldKind::text ||
         kind == FieldKind::birth_day || kind == FieldKind::birth_month ||
         kind == FieldKind::birth_year;
}

bool is_identifier(FieldKind kind) {
  return kind == FieldKind::national_id || kind == FieldKind::account ||
         kind == FieldKind::telephone;
}

bool is_capitalised(std::string_view raw) {
  if (raw.size() < 2 || raw[0] < 'A' || raw[0] > 'Z') return false;
  return std::all_of(raw.begin() + 1, raw.end(), is_letter);
}

bool is_placeholder_word(std::string_view raw, std::string_view words, FieldKind kind) {
  if (words.size() > kPlaceholderWordsMax) return false;
  const std::string_view scope = placeholders().find(words);
  if (scope.empty()) return false;
  if (scope == "any" || !is_name(kind)) return true;
  return scope == "machine" && !is_capitalised(raw);
}

bool all_same(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return c == text.front(); });
}

// One digit again and again, or the digits in their order.
bool is_placeholder_number(std::string_view digits) {
  const size_t first = digits.find_first_not_of('0');
  if (first == std::string_view::npos) return true;
  const std::string_view rest = digits.substr(first);
  if (digits.size() >= 5 && rest.size() >= 4 && all_same(rest)) return true;
  constexpr std::string_view kRising = "1234567890";
  constexpr std::string_view kFalling = "9876543210";
  return rest.size() >= 8 && (kRising.starts_with(rest) || rest == kFalling.substr(0, 9) ||
                              (kFalling == rest && digits.size() > rest.size()));
}

bool is_placeholder_postcode(std::string_view text) {
  return text == "99999" || text.starts_with("zz99") || text == "aa11aa" || text == "xx11xx";
}

}  // namespace

bool is_placeholder(std::string_view raw, std::string_view words, FieldKind kind) {
  if (words.empty()) return true;
  if (is_placeholder_word(raw, words, kind)) return true;
  if (is_coded(kind)) return false;
  const std::string letters = compact(words);
  if (letters.size() >= 2 && all_same(letters) &&
      (letters.front() == 'x' || letters.front() == 'z')) {
    return true;
  }
  if (kind == FieldKind::free_text) return false;
  if (letters.find_first_not_of('0') == std::string::npos) return true;
  if (is_identifier(kind) && is_digits(letters)) return is_placeholder_number(letters);
  return kind == FieldKind::postcode && is_placeholder_postcode(letters);
}

}  // namespace newlyn::standardise
