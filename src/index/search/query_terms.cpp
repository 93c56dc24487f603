// SPDX-License-Identifier: MIT
// Cuts at spaces, then reads dates over several words and joins what is written in groups.
#include "index/search/query_terms.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>

#include "index/unreal_days.h"

namespace newlyn::index {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr size_t kMonthLettersMin = 3;
constexpr std::array<std::string_view, 4> kOrdinals = {"st", "nd", "rd", "th"};
constexpr std::string_view kDateMarks = "/.-";
constexpr std::string_view kYearMin = "1850";
constexpr std::string_view kYearMax = "2100";
constexpr size_t kGroupedDigitsMin = 6;
constexpr std::string_view kItaly = "39";  // where the first zero belongs to the number
constexpr size_t kTelephoneDigitsMin = 8;  // zeros in front of fewer are the number's own
constexpr size_t kTelephoneDigitsMax = 12;
/// What countries have in front of their numbers, those whose numbers are known by their columns.
constexpr std::array<std::string_view, 23> kCallingCodes = {
    "44", "1",   "61", "353", "64", "27", "91", "33", "49", "34", "31",  "32",
    "48", "351", "46", "47",  "45", "41", "43", "55", "52", "92", kItaly};

struct Word {
  std::string text;
  bool quoted = false;
};

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

std::vector<Word> words_of(std::string_view query) {
  std::vector<Word> words;
  bool quoted = false;
  bool open = false;
  for (const char c : query) {
    if (c == '"' || c == ' ' || c == ',' || c == '\t') {
      open = false;
      if (c == '"') quoted = !quoted;
      continue;
    }
    if (!open) words.push_back({{}, quoted});
    open = true;
    words.back().text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return words;
}

std::string_view without_stop(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  return text;
}

/// The number of a month written in digits or letters, "4", "apr", "sept."; 0 when it is none.
/// Names that begin as a month does, such as Mary and Mark, are none.
int month_of(std::string_view text) {
  text = without_stop(text);
  if (is_digits(text)) return text.size() <= 2 ? std::stoi(std::string(text)) : 0;
  for (size_t m = 0; m < kMonths.size(); ++m) {
    if (text.size() >= kMonthLettersMin && kMonths[m].starts_with(text)) {
      return static_cast<int>(m) + 1;
    }
  }
  return 0;
}

/// The day of a month, "9", "09", "9th"; 0 when it is none.
int day_of(std::string_view text) {
  text = without_stop(text);
  for (const std::string_view ending : kOrdinals) {
    if (!text.ends_with(ending)) continue;
    text.remove_suffix(ending.size());
    break;
  }
  return is_digits(text) && text.size() <= 2 ? std::stoi(std::string(text)) : 0;
}

std::vector<std::string> years_of(std::string_view text) {
  if (!is_digits(text)) return {};
  if (text.size() == 4) return {std::string(text)};
  if (text.size() == 2) return {"19" + std::string(text), "20" + std::string(text)};
  return {};
}

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// Standard dates of a day of a month, in each year that is meant and has it.
std::vector<std::string> dates_on(int day, int month, std::string_view year_text) {
  std::vector<std::string> dates;
  for (const std::string& year : years_of(year_text)) {
    const std::chrono::year_month_day date{std::chrono::year(std::stoi(year)),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (date.ok()) dates.push_back(year + "-" + two_digits(month) + "-" + two_digits(day));
  }
  return dates;
}

using DateParts = std::array<std::string_view, 3>;

/// Three parts as standard dates; nothing when they are none. In digits the day comes before the
/// month, as it is written here, unless only the other way round it is a date.
std::vector<std::string> dates_of(const DateParts& parts) {
  const auto& [first, second, third] = parts;
  if (is_digits(first) && first.size() == 4)
    return dates_on(day_of(third), month_of(second), first);
  std::vector<std::string> dates = dates_on(day_of(first), month_of(second), third);
  return dates.empty() ? dates_on(day_of(second), month_of(first), third) : dates;
}

/// A date in one word: "9/4/2001", "9-apr-01", "2001-04-09t00:00:00", "09apr2001", "20010409".
std::vector<std::string> dates_in(std::string_view word) {
  constexpr size_t kIsoLetters = 10;
  if (word.size() > kIsoLetters && word[4] == '-' && word[kIsoLetters] == 't') {
    word = word.substr(0, kIsoLetters);
  }
  if (is_digits(word) && word.size() == 8) {
    auto dates = dates_on(day_of(word.substr(0, 2)), month_of(word.substr(2, 2)), word.substr(4));
    const auto turned =
        dates_on(day_of(word.substr(6)), month_of(word.substr(4, 2)), word.substr(0, 4));
    dates.insert(dates.end(), turned.begin(), turned.end());
    return dates;
  }
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto name = std::find_if(word.begin(), word.end(), is_letter);
  const auto after = std::find_if_not(name, word.end(), is_letter);
  const auto begin = static_cast<size_t>(name - word.begin());
  const auto end = static_cast<size_t>(after - word.begin());
  if (begin > 0 && end < word.size() && is_digits(word.substr(0, begin)) &&
      is_digits(word.substr(end))) {
    return dates_of({word.substr(0, begin), word.substr(begin, end - begin), word.substr(end)});
  }
  const size_t one = word.find_first_of(kDateMarks);
  if (one == word.npos) return {};
  const size_t two = word.find_first_of(kDateMarks, one + 1);
  if (two == word.npos || word.find_first_of(kDateMarks, two + 1) != word.npos) return {};
  return dates_of({word.substr(0, one), word.substr(one + 1, two - one - 1), word.substr(two + 1)});
}

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

/// Whether a word is the first half of a postcode ("ac1", "ec1a") or, with `whole`, all of one.
bool is_postcode(std::string_view text, bool whole) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_number = [](char c) { return c >= '0' && c <= '9'; };
  constexpr size_t kInward = 3;
  if (whole) {
    if (text.size() <= kInward) return false;
    const std::string_view inward = text.substr(text.size() - kInward);
    if (!is_number(inward[0]) || !is_letter(inward[1]) || !is_letter(inward[2])) return false;
    text.remove_suffix(kInward);
  }
  size_t letters = 0;
  while (letters < text.size() && is_letter(text[letters])) ++letters;
  const std::string_view district = text.substr(letters);
  if (letters < 1 || letters > 2 || district.empty() || district.size() > 2) return false;
  return is_number(district[0]) &&
         (district.size() == 1 || is_number(district[1]) || is_letter(district[1]));
}

/// Whether a postcode in two words begins at a word.
bool is_postcode_at(const std::vector<Word>& words, size_t at) {
  return at + 1 < words.size() && is_postcode(words[at].text, false) &&
         is_postcode(words[at].text + words[at + 1].text, true);
}

bool is_year(std::string_view text) {
  return text.size() == 4 && is_digits(text) && text >= kYearMin && text <= kYearMax;
}

/// How many words from `at` on are a number in groups of digits, one alone included. A year beside
/// one short group is a year and a day or a door, and ten digits written 3 3 4 are whole.
size_t digit_groups(const std::vector<Word>& words, size_t at) {
  constexpr std::array<size_t, 3> kWhole = {3, 3, 4};
  size_t count = 0;
  size_t as_whole = 0;
  while (at + count < words.size() && is_digits(words[at + count].text)) {
    const size_t size = words[at + count].text.size();
    if (as_whole == count && count < kWhole.size() && size == kWhole[count]) ++as_whole;
    if (as_whole == kWhole.size()) return as_whole;
    ++count;
  }
  if (count != 2) return count;
  const std::string& first = words[at].text;
  const std::string& second = words[at + 1].text;
  const bool is_dated =
      (is_year(first) && second.size() < 4) || (is_year(second) && first.size() < 4);
  return is_dated ? 1 : 2;
}

/// Whether a text is a National Insurance number, with its last letter or without.
bool is_insurance_number(std::string_view text) {
  constexpr size_t kDigitsFrom = 2;
  constexpr size_t kDigits = 6;
  constexpr size_t kOwn = kDigitsFrom + kDigits;
  if (text.size() < kOwn || text.size() > kOwn + 1) return false;
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return is_letter(text[0]) && is_letter(text[1]) && is_digits(text.substr(kDigitsFrom, kDigits)) &&
         (text.size() == kOwn || (text[kOwn] >= 'a' && text[kOwn] <= 'd'));
}

/// How many words from `at` on are a National Insurance number as it stands on letters, "ab 12 34
/// 56 c"; 0 where they are none. Two letters before one number are none: they may be "no".
size_t insurance_words(const std::vector<Word>& words, size_t at) {
  constexpr size_t kWordsMax = 5;
  constexpr size_t kPairs = 4;
  std::string whole;
  size_t found = 0;
  for (size_t count = 1; count <= kWordsMax && at + count <= words.size(); ++count) {
    whole += words[at + count - 1].text;
    const bool has_letter =
        words[at + count - 1].text.size() == 1 && !is_digits(words[at + count - 1].text);
    if (count > 1 && is_insurance_number(whole) && (has_letter || count == kPairs)) found = count;
  }
  return found;
}

/// How many words from `at` on are one number or postcode written in groups: "07100 000 001",
/// "ac1 2ab", "ct12 345 678". What else stands beside it is another thing that is known: a door, a
/// year, a telephone.
size_t words_in_group(const std::vector<Word>& words, size_t at) {
  if (is_postcode_at(words, at)) return 2;
  if (const size_t count = insurance_words(words, at)) return count;
  const std::string& first = words[at].text;
  if (is_digits(first)) return digit_groups(words, at);
  const bool is_plain =
      std::all_of(first.begin(), first.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  if (!is_plain || !has_digit(first) || is_postcode(first, true) || at + 1 >= words.size() ||
      is_year(words[at + 1].text)) {
    return 1;
  }
  size_t count = 1;
  size_t letters = first.size();
  for (; at + count < words.size() && is_digits(words[at + count].text); ++count) {
    letters += words[at + count].text.size();
  }
  return letters >= kGroupedDigitsMin ? count : 1;
}

/// The words from `at` on that belong to one number or postcode, in one piece: "07100 000001".
std::string grouped(const std::vector<Word>& words, size_t at, size_t& count) {
  count = words_in_group(words, at);
  std::string whole;
  for (size_t i = at; i < at + count; ++i) whole += words[i].text;
  return whole;
}

/// A number without the marks between its parts, "999-000-0018"; empty for what is none.
std::string without_marks(std::string_view text) {
  constexpr std::string_view kMarks = "-./()";
  std::string plain;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      plain += c;
    } else if (kMarks.find(c) == kMarks.npos) {
      return {};
    }
  }
  return plain.size() >= kGroupedDigitsMin && has_digit(plain) ? plain : std::string();
}

/// The numbers in full that a telephone may be which is written without its country.
void add_telephones(std::string_view digits, std::vector<std::string>& forms) {
  const std::string_view own = digits.substr(digits.starts_with('0') ? 1 : 0);
  if (own.size() < kTelephoneDigitsMin || own.size() > kTelephoneDigitsMax) return;
  for (const std::string_view code : kCallingCodes) {
    forms.push_back("+" + std::string(code) + std::string(code == kItaly ? digits : own));
  }
}

/// In what other forms records may have a number, as standard records do: without marks, without
/// zeros in front, without the last letter of a National Insurance number, a telephone in full.
/// They stand before the word itself.
void add_number_forms(QueryTerm& term) {
  const std::string typed = term.texts.back();
  constexpr size_t kIsoLetters = 10;
  const bool begins_dated =
      typed.size() > kIsoLetters && !dates_in(typed.substr(0, kIsoLetters)).empty();
  const std::string plain = begins_dated && !is_digits(typed) ? "" : without_marks(typed);
  if (plain.empty()) return;
  std::vector<std::string> forms;
  if (plain != typed) forms.push_back(plain);
  if (is_insurance_number(plain)) forms.push_back(plain.substr(0, 8));
  if (is_digits(plain)) {
    const size_t zeros = std::min(plain.find_first_not_of('0'), plain.size() - 1);
    if (zeros > 0 && plain.size() >= kTelephoneDigitsMin) forms.push_back(plain.substr(zeros));
    add_telephones(plain, forms);
  }
  for (std::string& form : forms) {
    if (std::find(term.texts.begin(), term.texts.end(), form) != term.texts.end()) continue;
    term.texts.insert(term.texts.end() - 1, std::move(form));
  }
}

/// A date over several words, with what else they may be; no texts where they are none.
struct SpacedDate {
  std::vector<std::string> texts;
  size_t words = 0;
};

/// The date that begins at a word: "9th of april 2001", "april 9 2001", "9 4 2001", "2001 4 9".
SpacedDate spaced_date(const std::vector<Word>& words, size_t at) {
  SpacedDate date;
  const size_t middle = at + 1 < words.size() && words[at + 1].text == "of" ? at + 2 : at + 1;
  if (middle + 1 >= words.size()) return date;
  const DateParts parts = {words[at].text, words[middle].text, words[middle + 1].text};
  date.texts = dates_of(parts);
  date.words = middle + 2 - at;
  if (date.texts.empty() || !std::all_of(parts.begin(), parts.end(), is_digits)) return date;
  // Digits alone may be the groups of a number as well. More groups than three are one, unless the
  // year is one in which somebody who is looked for can be born.
  size_t count = 1;
  grouped(words, at, count);
  const bool has_year = std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.size() == 4 && part >= kYearMin && part <= kYearMax;
  });
  const bool is_short = std::none_of(parts.begin(), parts.end(),
                                     [](std::string_view part) { return part.size() == 4; });
  if (!has_year && !(is_short && count == parts.size())) return {};
  const std::string whole = words[at].text + words[middle].text + words[middle + 1].text;
  if (whole.size() >= kGroupedDigitsMin) date.texts.push_back(whole);
  return date;
}

/// Whether three parts are written as a day of a year that somebody who is looked for can know of,
/// and are none.
bool is_unreal(const DateParts& parts) {
  constexpr int kDaysMax = 31;
  constexpr int kMonthsMax = 12;
  const auto is_day_of_month = [](std::string_view day, std::string_view month) {
    const int number = day_of(day);
    const bool is_named = !is_digits(without_stop(month));
    return number >= 1 && (is_named || number <= kDaysMax) && month_of(month) >= 1 &&
           month_of(month) <= kMonthsMax;
  };
  const auto& [first, second, third] = parts;
  if (is_year(first)) return is_day_of_month(third, second) && dates_of(parts).empty();
  const bool is_written =
      is_year(third) && (is_day_of_month(first, second) || is_day_of_month(second, first));
  return is_written && dates_of(parts).empty();
}

/// How many words from `at` on are a day that there is not: 0 where they are none.
size_t unreal_words(const std::vector<Word>& words, size_t at) {
  const std::string_view word = words[at].text;
  const size_t one = word.find_first_of(kDateMarks);
  const size_t two = one == word.npos ? one : word.find_first_of(kDateMarks, one + 1);
  if (two != word.npos) {
    const DateParts parts = {word.substr(0, one), word.substr(one + 1, two - one - 1),
                             word.substr(two + 1)};
    if (!words[at].quoted && is_unreal(parts)) return 1;
  }
  const size_t middle = at + 1 < words.size() && words[at + 1].text == "of" ? at + 2 : at + 1;
  if (middle + 1 >= words.size()) return 0;
  const DateParts parts = {words[at].text, words[middle].text, words[middle + 1].text};
  // Digits alone may be the groups of a number.
  const bool is_plain = std::any_of(words.begin() + static_cast<ptrdiff_t>(at),
                                    words.begin() + static_cast<ptrdiff_t>(middle + 2),
                                    [](const Word& of) { return of.quoted; }) ||
                        std::all_of(parts.begin(), parts.end(), is_digits);
  return !is_plain && is_unreal(parts) ? middle + 2 - at : 0;
}

std::vector<QueryTerm> read_terms(std::string_view query) {
  const std::vector<Word> words = words_of(query);
  std::vector<QueryTerm> terms;
  for (size_t at = 0; at < words.size();) {
    const Word& word = words[at];
    std::vector<std::string> texts = dates_in(word.text);
    if (texts.empty()) {
      if (SpacedDate date = spaced_date(words, at); !date.texts.empty()) {
        terms.push_back({std::move(date.texts), word.quoted});
        at += date.words;
        continue;
      }
      size_t count = 1;
      const std::string whole = grouped(words, at, count);
      if (count > 1 && (whole.size() >= kGroupedDigitsMin || !is_digits(whole))) {
        terms.push_back({{whole}, word.quoted});
        at += count;
        continue;
      }
    }
    // Eight digits may also be a number that is no date.
    if (texts.empty() || is_digits(word.text)) texts.push_back(word.text);
    terms.push_back({std::move(texts), word.quoted});
    ++at;
  }
  return terms;
}

/// Whether a term is a date and cannot be anything else.
bool is_date(const QueryTerm& term) {
  return std::all_of(term.texts.begin(), term.texts.end(), [](const std::string& text) {
    return !dates_in(text).empty() && !is_digits(text);
  });
}

}  // namespace

CutQuery cut_unreal_days(std::string_view query) {
  const std::vector<Word> words = words_of(query);
  CutQuery cut;
  for (size_t at = 0; at < words.size();) {
    const size_t count = unreal_words(words, at);
    std::string day;
    for (size_t i = at; i < at + count; ++i) day += (day.empty() ? "" : " ") + words[i].text;
    if (count > 0) {
      cut.days.push_back(std::move(day));
      at += count;
      continue;
    }
    const std::string mark = words[at].quoted ? "\"" : "";
    cut.text += (cut.text.empty() ? "" : " ") + mark + words[at++].text + mark;
  }
  if (cut.days.empty()) cut.text = query;
  return cut;
}

std::vector<QueryTerm> query_terms(std::string_view query) {
  std::vector<QueryTerm> terms = read_terms(query);
  for (QueryTerm& term : terms) {
    if (!is_date(term)) add_number_forms(term);
  }
  return terms;
}

}  // namespace newlyn::index
