// SPDX-License-Identifier: MIT
// Postcode forms and the repair of confused letters and digits.
#include "standardise/address/postcode.h"

#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

constexpr size_t kUkMin = 5;
constexpr size_t kUkMax = 7;

bool in(std::string_view letters, char c) { return letters.find(c) != std::string_view::npos; }

bool is_inward(std::string_view part) {
  constexpr std::string_view kLetters = "abdefghjlnpqrstuwxyz";
  return part.size() == 3 && is_digit(part[0]) && in(kLetters, part[1]) && in(kLetters, part[2]);
}

char confused_with(char c) {
  switch (c) {
    case 'o':
      return '0';
    case '0':
      return 'o';
    case 'i':
      return '1';
    case '1':
      return 'i';
    default:
      return 0;
  }
}

bool has_letter(std::string_view text) {
  for (const char c : text) {
    if (is_letter(c)) return true;
  }
  return false;
}

std::string standardise_digits(const std::string& digits, bool plus_four, PostcodeCountry country) {
  if (plus_four || (country == PostcodeCountry::us && digits.size() == 9)) {
    return digits.substr(0, 5);
  }
  if (country == PostcodeCountry::us && (digits.size() == 3 || digits.size() == 4)) {
    return std::string(5 - digits.size(), '0') + digits;
  }
  if (country == PostcodeCountry::au && digits.size() == 3) return "0" + digits;
  return digits;
}

}  // namespace

bool is_uk_postcode(std::string_view compact_text) {
  if (compact_text == "gir0aa") return true;
  if (compact_text.size() < kUkMin || compact_text.size() > kUkMax) return false;
  const size_t inward = compact_text.size() - 3;
  return is_inward(compact_text.substr(inward)) && is_uk_outcode(compact_text.substr(0, inward));
}

bool is_uk_outcode(std::string_view compact_text) {
  size_t letters = 0;
  while (letters < compact_text.size() && is_letter(compact_text[letters])) ++letters;
  if (letters == 0 || letters > 2 || !uk_postcode_areas().has(compact_text.substr(0, letters))) {
    return false;
  }
  const std::string_view district = compact_text.substr(letters);
  if (district.empty() || district.size() > 2 || !is_digit(district[0])) return false;
  if (district.size() == 1 || is_digit(district[1])) return true;
  return letters == 1 ? in("abcdefghjkpstuw", district[1]) : in("abehmnprvwxy", district[1]);
}

std::vector<std::string> uk_postcode_repairs(std::string_view compact_text) {
  std::vector<std::string> found;
  if (compact_text.size() < kUkMin || compact_text.size() > kUkMax) return found;
  std::vector<size_t> places;
  for (size_t at = 0; at < compact_text.size(); ++at) {
    if (confused_with(compact_text[at]) != 0) places.push_back(at);
  }
  for (size_t choice = 1; choice < (size_t{1} << places.size()); ++choice) {
    std::string candidate(compact_text);
    for (size_t bit = 0; bit < places.size(); ++bit) {
      char& c = candidate[places[bit]];
      if ((choice >> bit & 1) != 0) c = confused_with(c);
    }
    if (is_uk_postcode(candidate)) found.push_back(std::move(candidate));
  }
  return found;
}

std::string standardise_postcode(std::string_view text, PostcodeCountry country) {
  std::string folded = fold_ascii(text);
  if (folded.size() > 3 && folded.ends_with(".0") &&
      is_digits(std::string_view(folded).substr(0, folded.size() - 2))) {
    folded.resize(folded.size() - 2);
  }
  const std::string letters = compact(folded);
  if (!has_letter(letters)) {
    const size_t dash = folded.find_first_of("- ");
    const bool plus_four = dash != std::string::npos && letters.size() == 9 &&
                           compact(folded.substr(0, dash)).size() == 5;
    return standardise_digits(letters, plus_four, country);
  }
  if (letters.size() < kUkMin || letters.size() > kUkMax || is_uk_postcode(letters)) {
    return letters;
  }
  const std::vector<std::string> repairs = uk_postcode_repairs(letters);
  return repairs.size() == 1 ? repairs.front() : letters;
}

}  // namespace newlyn::standardise
