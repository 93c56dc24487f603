// SPDX-License-Identifier: MIT
// Finds known phrases in a header, longest first, and weighs them by what else stands there.
//
// 1. A phrase that is the whole header counts in full; with neutral words beside it nearly so;
//    with unknown words about half, as "postcode" in "postcode_area".
// 2. Of several phrases the last one is the head ("company phone" is a telephone), except two
//    different parts of a name, which make a whole name ("first_and_surname").
// 3. Words about another person ("mother's surname") turn every kind into plain text.
#include "profile/evidence/header_sense.h"

#include <algorithm>
#include <span>

#include "profile/evidence/header_words.h"
#include "profile/evidence/spelling.h"

namespace newlyn::profile {
namespace {

using record::FieldKind;

constexpr size_t kWordsInPhraseMax = 5;
constexpr size_t kWordsMax = 24;  // longer headers are sentences; the rest is not read
constexpr double kWhole = 1.0;
constexpr double kWithNeutral = 0.9;
constexpr double kWithUnknown = 0.6;
constexpr double kWordEnding = 0.5;  // "custsurname"
constexpr double kDecided = 9;       // a header that leaves no doubt

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) {
  return is_upper(c) || is_lower(c) || (static_cast<unsigned char>(c) >= 0x80);
}

// Whether a new word begins at `i`, given that i-1 belongs to a word.
bool word_begins(std::string_view text, size_t i) {
  const char before = text[i - 1];
  const char here = text[i];
  if (is_digit(before) != is_digit(here)) return true;
  if (!is_upper(here)) return false;
  if (is_lower(before)) return true;
  return is_upper(before) && i + 1 < text.size() && is_lower(text[i + 1]);
}

// One phrase found in a header.
struct Found {
  size_t begin = 0;
  size_t end = 0;
  std::span<const HeaderPhrase> meanings;

  bool has(HeaderRole role) const {
    return std::any_of(meanings.begin(), meanings.end(),
                       [&](const HeaderPhrase& meaning) { return meaning.role == role; });
  }
  double best_points() const {
    double best = 0;
    for (const HeaderPhrase& meaning : meanings) best = std::max(best, meaning.points);
    return best;
  }
  bool has_kind(FieldKind kind) const {
    return std::any_of(meanings.begin(), meanings.end(), [&](const HeaderPhrase& meaning) {
      return meaning.role == HeaderRole::kind && meaning.kind == kind;
    });
  }
};

// The words of a header that are not numbers, and the phrases found among them.
struct Parsed {
  std::vector<std::string> words;
  std::vector<Found> found;  // in the order of the words
  size_t unknown = 0;        // words in no phrase, single letters not counted
};

std::string join(const std::vector<std::string>& words, size_t begin, size_t end) {
  std::string joined;
  for (size_t i = begin; i < end; ++i) joined += words[i];
  return joined;
}

void find_phrases(Parsed& parsed) {
  const size_t count = parsed.words.size();
  std::vector<char> taken(count, 0);
  for (size_t length = std::min(count, kWordsInPhraseMax); length >= 1; --length) {
    for (size_t begin = count - length + 1; begin-- > 0;) {
      const auto first = taken.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto last = first + static_cast<std::ptrdiff_t>(length);
      if (std::find(first, last, 1) != last) continue;
      const auto meanings = header_phrases_for(join(parsed.words, begin, begin + length));
      if (meanings.empty()) continue;
      parsed.found.push_back({begin, begin + length, meanings});
      std::fill(first, last, char{1});
    }
  }
  std::sort(parsed.found.begin(), parsed.found.end(),
            [](const Found& left, const Found& right) { return left.begin < right.begin; });
  for (size_t i = 0; i < count; ++i) {
    parsed.unknown += taken[i] == 0 && parsed.words[i].size() > 1;
  }
}

Parsed parse(const std::vector<std::string>& all_words) {
  Parsed parsed;
  for (const std::string& word : all_words) {
    if (!is_digit(word.front())) parsed.words.push_back(word);
  }
  find_phrases(parsed);
  return parsed;
}

bool is_name_part(const Found& found) {
  return found.has_kind(FieldKind::given_name) || found.has_kind(FieldKind::middle_name) ||
         found.has_kind(FieldKind::family_name);
}

bool is_identifier(const Found& found) {
  return found.has_kind(FieldKind::national_id) || found.has_kind(FieldKind::account);
}

// "drivers_license_state", "passport country": about the identifier, not about the person.
bool is_about_identifier(const Found& head, const Found& other) {
  return is_identifier(other) && other.begin < head.begin &&
         (head.has_kind(FieldKind::county) || head.has_kind(FieldKind::country));
}

// The phrases that say a kind, leaving out those that only colour another one ("mobile" beside
// "phone").
std::vector<const Found*> kind_phrases(const Parsed& parsed) {
  std::vector<const Found*> kinds;
  for (const Found& found : parsed.found) {
    if (found.has(HeaderRole::kind)) kinds.push_back(&found);
  }
  if (kinds.size() < 2) return kinds;
  std::vector<const Found*> heads;
  for (const Found* found : kinds) {
    const bool colours = found->has(HeaderRole::neutral) || found->has(HeaderRole::describes) ||
                         found->has(HeaderRole::other_person) || found->has(HeaderRole::marks);
    if (!colours) heads.push_back(found);
  }
  return heads.empty() ? kinds : heads;
}

double coverage(const Parsed& parsed) {
  if (parsed.unknown > 0) return kWithUnknown;
  return parsed.found.size() == 1 ? kWhole : kWithNeutral;
}

// Reads "custsurname" by its ending when nothing else was found.
bool read_ending(const Parsed& parsed, HeaderSense& sense) {
  static constexpr std::string_view kEndings[] = {
      "firstname", "lastname", "surname",  "forename", "postcode", "zipcode",  "birthdate",
      "email",     "phone",    "mobile",   "address",  "gender",   "dob",      "fname",
      "lname",     "street",   "passport", "country",  "vorname",  "nachname", "company"};
  for (const std::string& word : parsed.words) {
    for (const std::string_view ending : kEndings) {
      if (word.size() <= ending.size() || !word.ends_with(ending)) continue;
      for (const HeaderPhrase& meaning : header_phrases_for(ending)) {
        double& points = sense.points[place(meaning.kind)];
        points = std::max(points, meaning.points * kWordEnding);
      }
      sense.phrase = ending;
      return true;
    }
  }
  return false;
}

void set_key(const Parsed& parsed, HeaderSense& sense, bool has_head) {
  const auto any = [&](HeaderRole role) {
    return std::any_of(parsed.found.begin(), parsed.found.end(),
                       [&](const Found& found) { return found.has(role); });
  };
  const bool known = parsed.unknown == 0;
  if (any(HeaderRole::truth) && (known || parsed.found.back().has(HeaderRole::truth))) {
    sense.key = KeyWord::truth;
  } else if (any(HeaderRole::group_key)) {
    sense.key = KeyWord::group;
  } else if (has_head) {
    return;
  } else if (known && !parsed.found.empty() && parsed.found.front().has(HeaderRole::plain_key) &&
             !any(HeaderRole::number_word)) {
    sense.key = KeyWord::plain;
  } else if (!parsed.found.empty() && parsed.found.back().has(HeaderRole::named_key)) {
    sense.key = KeyWord::named;
  } else if (!parsed.found.empty() && parsed.found.back().has(HeaderRole::number_word)) {
    sense.key = KeyWord::number;
  }
}

void set_role(const Parsed& parsed, const Found& head, HeaderSense& sense) {
  for (const Found& found : parsed.found) {
    if (&found != &head) sense.role += join(parsed.words, found.begin, found.end);
  }
}

// The last phrase, unless it is only a hint behind a sure one ("postcode area").
const Found& head_of(const std::vector<const Found*>& kinds) {
  constexpr double kFirm = 5;
  for (size_t i = kinds.size(); i-- > 0;) {
    if (kinds[i]->best_points() >= kFirm) return *kinds[i];
  }
  return *kinds.back();
}

// Gives the points of the head phrase; what stands beside it may turn them.
void weigh(const Parsed& parsed, const std::vector<const Found*>& kinds, HeaderSense& sense) {
  const Found& head = head_of(kinds);
  sense.phrase = join(parsed.words, head.begin, head.end);
  set_role(parsed, head, sense);
  const double share = coverage(parsed);
  const size_t parts = static_cast<size_t>(std::count_if(
      kinds.begin(), kinds.end(), [](const Found* found) { return is_name_part(*found); }));
  if (parts >= 2 && parts == kinds.size()) {
    sense.points[place(FieldKind::full_name)] = kDecided;
    return;
  }
  for (const Found* other : kinds) {
    if (!is_about_identifier(head, *other)) continue;
    sense.points[place(FieldKind::ignored)] = kDecided;
    return;
  }
  for (const HeaderPhrase& meaning : head.meanings) {
    if (meaning.role != HeaderRole::kind) continue;
    double& points = sense.points[place(meaning.kind)];
    points = std::max(points, meaning.points * share);
  }
  // "address_2" is a line of an address rather than a whole one.
  const bool line = sense.points[place(FieldKind::address_line)] > 0;
  if (line && sense.ordinal > 0) sense.points[place(FieldKind::full_address)] *= 0.5;
}

// "ward_name": the name of a thing, not of somebody.
bool names_a_thing(const Parsed& parsed, const Found& head) {
  if (!head.has_kind(FieldKind::full_name) || head.end - head.begin != 1) return false;
  const std::string& word = parsed.words[head.begin];
  if (word != "name" && word != "names") return false;
  return std::any_of(parsed.found.begin(), parsed.found.end(), [&](const Found& found) {
    return found.has(HeaderRole::thing) && found.end == head.begin;
  });
}

// Words after or beside the head that change what the column is about.
void turn(const Parsed& parsed, const std::vector<const Found*>& kinds, HeaderSense& sense) {
  for (const Found& found : parsed.found) {
    if (found.has(HeaderRole::relation)) {
      sense.points = {};
      sense.points[place(FieldKind::ignored)] = kDecided;
      return;
    }
  }
  if (kinds.empty()) {
    // "next_of_kin", "council officer": somebody else, whatever the values are.
    sense.of_other_person = !parsed.found.empty() &&
                            parsed.found.back().end == parsed.words.size() &&
                            parsed.found.back().has(HeaderRole::other_person);
    if (sense.of_other_person) sense.points[place(FieldKind::text)] = kDecided;
    return;
  }
  const Found& last = parsed.found.back();
  if (names_a_thing(parsed, last)) {
    sense.points = {};
    sense.points[place(FieldKind::category)] = kDecided;
    return;
  }
  if (last.has(HeaderRole::describes) && &last != kinds.front()) {
    sense.points = {};
    sense.points[place(FieldKind::ignored)] = kDecided;
    return;
  }
  for (const Found& found : parsed.found) {
    if (found.has(HeaderRole::marks) && &found != kinds.front() && &found != kinds.back()) {
      sense.points = {};
      sense.points[place(FieldKind::category)] = kDecided;
      return;
    }
    if (found.has(HeaderRole::other_person) && &found != kinds.back()) {
      sense.of_other_person = true;
    }
  }
  if (sense.of_other_person) {
    sense.points = {};
    sense.points[place(FieldKind::text)] = kDecided;
  }
}

// "school_id", "address id": the key of what the phrase names, unless that is a key already.
bool is_key_of_thing(const Parsed& parsed, const std::vector<const Found*>& kinds) {
  const Found& last = parsed.found.back();
  if (!last.has(HeaderRole::named_key) || kinds.back() == &last) return false;
  return std::none_of(kinds.begin(), kinds.end(), [](const Found* found) {
    return is_identifier(*found) || found->has_kind(FieldKind::email) ||
           found->has(HeaderRole::truth) || found->has(HeaderRole::group_key);
  });
}

// Takes out what stands in brackets ("DOB (dd/mm/yyyy)"), unless nothing else does.
std::string without_brackets(std::string_view header) {
  std::string text;
  size_t depth = 0;
  for (const char c : header) {
    if (c == '(' || c == '[') ++depth;
    if (depth == 0) text.push_back(c);
    if ((c == ')' || c == ']') && depth > 0) --depth;
  }
  const bool left = std::any_of(text.begin(), text.end(), is_letter);
  return left ? text : std::string(header);
}

// "column_1", "field 3", "var2", "x1" and nothing at all: names given by a program.
bool is_numbered_name(const std::vector<std::string>& words) {
  static constexpr std::string_view kNames[] = {"column", "col", "field", "var", "variable",
                                                "x",      "v",   "c",     "f",   "unnamed"};
  if (words.empty()) return true;
  if (words.size() != 2 || !is_digit(words[1].front())) return false;
  return std::find(std::begin(kNames), std::end(kNames), words[0]) != std::end(kNames);
}

}  // namespace

bool HeaderSense::silent() const {
  return key == KeyWord::none &&
         std::all_of(points.begin(), points.end(), [](double value) { return value <= 0; });
}

std::vector<std::string> header_words_of(std::string_view header) {
  std::vector<std::string> words;
  std::string folded;
  size_t begin = 0;
  while (begin < header.size() && words.size() < kWordsMax) {
    if (!is_letter(header[begin]) && !is_digit(header[begin])) {
      begin += header.substr(begin).starts_with("'s") ? 2 : 1;
      continue;
    }
    size_t end = begin + 1;
    while (end < header.size() && (is_letter(header[end]) || is_digit(header[end])) &&
           !word_begins(header, end)) {
      ++end;
    }
    fold_latin(header.substr(begin, end - begin), folded);
    words.push_back(folded);
    begin = end;
  }
  return words;
}

HeaderSense read_header(std::string_view header) {
  HeaderSense sense;
  const std::vector<std::string> words = header_words_of(without_brackets(header));
  if (is_numbered_name(words)) return sense;
  for (const std::string& word : words) {
    if (is_digit(word.front()) && word.size() <= 4) {
      sense.ordinal = static_cast<unsigned>(std::stoul(word));
    }
  }
  const Parsed parsed = parse(words);
  if (parsed.words.empty()) return sense;
  const std::vector<const Found*> kinds = kind_phrases(parsed);
  if (kinds.empty()) {
    const bool ending = parsed.found.empty() && read_ending(parsed, sense);
    turn(parsed, kinds, sense);
    set_key(parsed, sense, ending);
    return sense;
  }
  if (is_key_of_thing(parsed, kinds)) {
    sense.key = KeyWord::thing;
    return sense;
  }
  weigh(parsed, kinds, sense);
  turn(parsed, kinds, sense);
  set_key(parsed, sense, true);
  return sense;
}

}  // namespace newlyn::profile
