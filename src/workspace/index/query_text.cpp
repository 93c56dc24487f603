// SPDX-License-Identifier: MIT
// Word by word, by the same rules as the values of records.
#include "workspace/index/query_text.h"

#include <algorithm>
#include <vector>

#include "standardise/standardise.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kTelephoneDigitsMin = 10;
constexpr std::string_view kHere = "+44";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool has_digit(const std::string& text) { return std::any_of(text.begin(), text.end(), is_digit); }

bool is_telephone_part(const std::string& word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return is_digit(c) || c == '+' || c == '(' || c == ')' || c == '-';
  });
}

/// One value as records have it; empty when nothing of it can be read.
std::string standard(const std::string& text, record::FieldKind kind) {
  record::TextColumnBuilder builder("typed");
  builder.add(text);
  const std::vector<record::TextColumn> columns = {builder.finish()};
  const std::vector<record::RecognisedColumn> recognised = {{"typed", kind, 1, ""}};
  const auto records = standardise::standardise_records({{"typed", &columns, &recognised}});
  return records.columns.empty() ? "" : std::string(records.columns[0].column.text(0));
}

/// Words between spaces and commas, a quote mark being a word of its own.
std::vector<std::string> words_of(const std::string& typed) {
  std::vector<std::string> words(1);
  for (const char c : typed) {
    const bool between = c == ' ' || c == ',' || c == ';' || static_cast<unsigned char>(c) < ' ';
    if ((between || c == '"') && !words.back().empty()) words.emplace_back();
    if (between) continue;
    words.back() += c;
    if (c == '"') words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string folded(const std::string& word) {
  const bool plain = std::all_of(word.begin(), word.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && c != '\'' && c != '`';
  });
  if (plain || has_digit(word)) return word;
  return standard(word, record::FieldKind::family_name);
}

/// A telephone number in full; one whose country is not known, "(702) 555-0123", as its digits;
/// empty for what is none.
std::string telephone_of(const std::string& whole) {
  const auto digits = static_cast<size_t>(std::count_if(whole.begin(), whole.end(), is_digit));
  const bool begins = whole.starts_with("0") || whole.starts_with("+") || whole.starts_with("(");
  if (digits < kTelephoneDigitsMin || !begins) return {};
  if (whole.starts_with("(") && !whole.starts_with("(0") && !whole.starts_with("(+")) {
    std::string plain;
    std::copy_if(whole.begin(), whole.end(), std::back_inserter(plain), is_digit);
    return digits == kTelephoneDigitsMin ? plain : std::string();
  }
  const std::string number = standard(whole, record::FieldKind::telephone);
  return number.starts_with("+") ? number : std::string();
}

/// The most words from `at` on that are one telephone number; empty when they are none. What comes
/// after it may be a year or a door.
std::string telephone(const std::vector<std::string>& words, size_t at, size_t& count) {
  std::string whole;
  for (count = 0; at + count < words.size() && is_telephone_part(words[at + count]); ++count) {
    whole += words[at + count];
  }
  // In some countries nearly any digits are a number: what is none here is read so only where no
  // part of it is one here.
  const size_t all = count;
  const std::string elsewhere = telephone_of(whole);
  for (; count > 0; --count) {
    std::string number = telephone_of(whole);
    if (number.starts_with(kHere) || (whole.starts_with("+") && !number.empty())) return number;
    whole.resize(whole.size() - words[at + count - 1].size());
  }
  count = all;
  return elsewhere;
}

}  // namespace

std::string query_text(const std::string& typed) {
  const std::vector<std::string> words = words_of(typed);
  std::string text;
  bool any = false;
  for (size_t at = 0; at < words.size();) {
    size_t count = 0;
    std::string word = telephone(words, at, count);
    if (word.empty()) {
      count = 1;
      word = folded(words[at]);
    }
    any |= !word.empty() && word != "\"";
    text += (text.empty() ? "" : " ") + word;
    at += count;
  }
  return any ? text : std::string();
}

}  // namespace newlyn::workspace
