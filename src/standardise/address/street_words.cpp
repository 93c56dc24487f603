// SPDX-License-Identifier: MIT
// Words of addresses: splitting, spelling out, and finding the numbers.
#include "standardise/address/street_words.h"

#include <algorithm>
#include <cstddef>

#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

constexpr size_t kNumberWordMax = 8;

bool is_single_letter(std::string_view word) { return word.size() == 1 && is_letter(word[0]); }

// "12 a high st" to "12a": but not "12 e main st", where e is a direction, nor "12 a".
void join_number_letter(AddressWords& words) {
  for (size_t at = 0; at + 1 < words.size(); ++at) {
    const std::string& letter = words[at + 1];
    if (!is_digits(words[at]) || words[at].size() > 5 || !is_single_letter(letter)) continue;
    const bool direction = directions().has(letter) && at + 2 < words.size();
    if (direction) continue;
    words[at] += letter;
    words.erase(words.begin() + static_cast<ptrdiff_t>(at) + 1);
  }
}

void join_po_box(AddressWords& words) {
  for (size_t at = 0; at + 2 < words.size(); ++at) {
    if (words[at] != "p" || words[at + 1] != "o" || words[at + 2] != "box") continue;
    words[at] = "po";
    words.erase(words.begin() + static_cast<ptrdiff_t>(at) + 1);
  }
  for (size_t at = 0; at < words.size(); ++at) {
    if (words[at] != "pobox") continue;
    words[at] = "po";
    words.insert(words.begin() + static_cast<ptrdiff_t>(at) + 1, "box");
  }
}

bool follows_a_named_road(const AddressWords& words, size_t at) {
  if (at == 0) return false;
  const std::string& before = words[at - 1];
  return before == "highway" || before == "route" || before == "box" || before == "street" ||
         before == "road" || before == "avenue" || before == "interstate" || before == "km";
}

// Where a house number stands after the first word: before a street that follows the name of a
// building ("Rose Court 12 High Street"), or at the end ("Hardenbergstrasse 87").
size_t number_inside(const AddressWords& words) {
  for (size_t at = 1; at + 1 < words.size(); ++at) {
    if (!is_digit(words[at][0]) || !is_house_number(words[at])) continue;
    const bool street_after =
        std::any_of(words.begin() + static_cast<ptrdiff_t>(at) + 2, words.end(),
                    [](const std::string& word) { return ends_street(word); });
    if (street_after && !follows_a_named_road(words, at)) return at;
  }
  const size_t last = words.size() - 1;
  const bool at_end =
      words.size() >= 2 && is_house_number(words[last]) && !follows_a_named_road(words, last);
  return at_end ? last : words.size();
}

}  // namespace

std::string join_address(const AddressWords& words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out.push_back(' ');
    out += word;
  }
  return out;
}

std::vector<AddressWords> split_address(std::string_view folded) {
  std::vector<AddressWords> segments;
  while (!folded.empty()) {
    const size_t end = folded.find_first_of(",;|\n");
    std::string part;
    for (const char c : folded.substr(0, end)) {
      if (c == '#') {
        part += " no ";
      } else {
        part.push_back(c);
      }
    }
    folded.remove_prefix(end == std::string_view::npos ? folded.size() : end + 1);
    const std::string text = words_of_ascii(part);
    AddressWords words;
    for (const std::string_view word : split_words(text)) words.emplace_back(word);
    join_number_letter(words);
    join_po_box(words);
    if (!words.empty()) segments.push_back(std::move(words));
  }
  return segments;
}

bool ends_street(std::string_view word) {
  return split_field(street_types().find(word)).rest == "end" || word.ends_with("strasse");
}

void spell_out(AddressWords& words) {
  const auto later_type = [&](size_t from) {
    return std::any_of(words.begin() + static_cast<ptrdiff_t>(from), words.end(),
                       [](const std::string& word) { return ends_street(word); });
  };
  for (size_t at = 0; at < words.size(); ++at) {
    std::string& word = words[at];
    const bool first = at == 0 || is_house_number(words[at - 1]);
    const bool last = at + 1 == words.size();
    if (word == "st") {
      const bool saint = !last && (first || later_type(at + 1));
      word = saint ? "saint" : "street";
    } else if (directions().has(word)) {
      // "avenue e" and "e main street", but "block e" keeps its letter.
      const bool type_before = at > 0 && ends_street(words[at - 1]);
      if (word.size() > 1 || first || type_before) word = directions().find(word);
    } else if (!first && street_types().has(word)) {
      word = split_field(street_types().find(word)).first;
    } else if (word.size() > 5 && word.ends_with("str")) {
      word += "asse";
    }
  }
}

bool is_house_number(std::string_view word) {
  if (word.empty() || word.size() > kNumberWordMax || !has_digit(word)) return false;
  const auto letters = std::count_if(word.begin(), word.end(), is_letter);
  const bool ordinal =
      word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd") || word.ends_with("th");
  return letters <= (is_digit(word.front()) ? 2 : 1) && !(ordinal && letters == 2);
}

std::string AddressNumbers::text() const {
  AddressWords all = units;
  all.insert(all.end(), houses.begin(), houses.end());
  return join_address(all);
}

void take_numbers(AddressWords& words, AddressNumbers& numbers) {
  if (words.size() >= 2 && words[0] == "po" && words[1] == "box") return;
  AddressWords rest;
  for (size_t at = 0; at < words.size(); ++at) {
    const std::string_view sort = unit_words().find(words[at]);
    const bool number_next = at + 1 < words.size() && is_house_number(words[at + 1]);
    const bool letter_next = at + 1 < words.size() && is_single_letter(words[at + 1]);
    if ((sort == "unit" && (number_next || letter_next)) || (sort == "floor" && number_next)) {
      numbers.units.push_back(words[++at]);
    } else if (sort == "number" && number_next) {
      numbers.houses.push_back(words[++at]);
    } else if (rest.empty() && is_house_number(words[at])) {
      numbers.houses.push_back(words[at]);
    } else {
      rest.push_back(words[at]);
    }
  }
  const size_t inner = numbers.houses.empty() ? number_inside(rest) : rest.size();
  if (inner < rest.size()) {
    numbers.houses.push_back(rest[inner]);
    rest.erase(rest.begin() + static_cast<ptrdiff_t>(inner));
  }
  words = std::move(rest);
}

}  // namespace newlyn::standardise
