// SPDX-License-Identifier: MIT
// Cuts at spaces, then reads dates over up to three words and joins what is written in groups.
#include "index/search/query_terms.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace newlyn::index {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr size_t kGroupedDigitsMin = 6;

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

/// The number of a month written in digits or letters; 0 when it is none.
int month_of(std::string_view text) {
  if (is_digits(text)) return text.size() <= 2 ? std::stoi(std::string(text)) : 0;
  for (size_t m = 0; m < kMonths.size(); ++m) {
    if (text.size() >= 3 && text.substr(0, 3) == kMonths[m]) return static_cast<int>(m) + 1;
  }
  return 0;
}

std::vector<std::string> years_of(const std::string& text) {
  if (!is_digits(text)) return {};
  if (text.size() == 4) return {text};
  if (text.size() == 2) return {"19" + text, "20" + text};
  return {};
}

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// A day, a month and a year as standard dates; nothing when they are not that.
std::vector<std::string> dates_of(const std::array<std::string, 3>& parts) {
  if (!is_digits(parts[0]) || parts[0].size() > 2) return {};
  const int day = std::stoi(parts[0]);
  const int month = month_of(parts[1]);
  if (day < 1 || day > 31 || month < 1 || month > 12) return {};
  std::vector<std::string> dates;
  for (const std::string& year : years_of(parts[2])) {
    dates.push_back(year + "-" + two_digits(month) + "-" + two_digits(day));
  }
  return dates;
}

/// A date in one word.
std::vector<std::string> dates_in(const std::string& word) {
  std::vector<std::string> parts(1);
  for (const char c : word) {
    if (c == '/' || c == '.' || c == '-') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (parts.size() == 1 && is_digits(word) && word.size() == 8) {
    auto dates = dates_of({word.substr(0, 2), word.substr(2, 2), word.substr(4)});
    const auto turned = dates_of({word.substr(6), word.substr(4, 2), word.substr(0, 4)});
    dates.insert(dates.end(), turned.begin(), turned.end());
    return dates;
  }
  if (parts.size() != 3) return {};
  if (parts[0].size() == 4) return dates_of({parts[2], parts[1], parts[0]});
  return dates_of({parts[0], parts[1], parts[2]});
}

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

/// The words from `at` on that belong to one number or postcode, in one piece: "07100 000001".
std::string grouped(const std::vector<Word>& words, size_t at, size_t& count) {
  std::string whole = words[at].text;
  count = 1;
  while (at + count < words.size() && has_digit(whole) && has_digit(words[at + count].text) &&
         words[at + count].text.find_first_of("/.-") == std::string::npos) {
    whole += words[at + count++].text;
  }
  return whole;
}

}  // namespace

std::vector<QueryTerm> query_terms(std::string_view query) {
  const std::vector<Word> words = words_of(query);
  std::vector<QueryTerm> terms;
  for (size_t at = 0; at < words.size();) {
    const Word& word = words[at];
    std::vector<std::string> dates = dates_in(word.text);
    size_t taken = 1;
    if (dates.empty() && at + 2 < words.size() && month_of(words[at + 1].text) > 0 &&
        !is_digits(words[at + 1].text)) {
      dates = dates_of({word.text, words[at + 1].text, words[at + 2].text});
      if (!dates.empty()) taken = 3;
    }
    if (dates.empty()) {
      size_t count = 1;
      const std::string whole = grouped(words, at, count);
      if (count > 1 && (whole.size() >= kGroupedDigitsMin || !is_digits(whole))) {
        terms.push_back({{whole}, word.quoted});
        at += count;
        continue;
      }
    }
    // Eight digits may also be a number that is no date.
    if (dates.empty() || is_digits(word.text)) dates.push_back(word.text);
    if (taken == 3) dates.resize(dates.size() - (is_digits(word.text) ? 1 : 0));
    terms.push_back({std::move(dates), word.quoted});
    at += taken;
  }
  return terms;
}

}  // namespace newlyn::index
