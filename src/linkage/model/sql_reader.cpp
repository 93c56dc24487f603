// SPDX-License-Identifier: MIT
// The word by word reader of SQL conditions.
#include "linkage/model/sql_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "base/error.h"

namespace newlyn::linkage {
namespace {

bool is_name_letter(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

}  // namespace

void SqlReader::skip_space() {
  while (at_ < sql_.size() && std::isspace(static_cast<unsigned char>(sql_[at_])) != 0) ++at_;
}

std::string SqlReader::read_name() {
  skip_space();
  std::string name;
  if (at_ < sql_.size() && sql_[at_] == '"') {
    const size_t end = sql_.find('"', at_ + 1);
    if (end == std::string::npos) refuse("a quotation mark that is never closed");
    name = sql_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return name;
  }
  while (at_ < sql_.size() && is_name_letter(sql_[at_])) name += sql_[at_++];
  if (name.empty()) refuse("what stands at place " + std::to_string(at_ + 1));
  return name;
}

bool SqlReader::take_word(std::string_view word) {
  skip_space();
  const std::string_view rest = std::string_view(sql_).substr(at_);
  if (rest.size() < word.size() || !same_letters(rest.substr(0, word.size()), word)) return false;
  if (rest.size() > word.size() && is_name_letter(rest[word.size()])) return false;
  at_ += word.size();
  return true;
}

bool SqlReader::take_symbol(std::string_view symbol) {
  skip_space();
  if (!std::string_view(sql_).substr(at_).starts_with(symbol)) return false;
  at_ += symbol.size();
  return true;
}

void SqlReader::expect_symbol(std::string_view symbol) {
  if (!take_symbol(symbol)) {
    refuse(fmt::format("what stands at place {} where '{}' is expected", at_ + 1, symbol));
  }
}

void SqlReader::expect_end() {
  skip_space();
  if (at_ < sql_.size()) refuse(fmt::format("what stands from place {} on", at_ + 1));
}

bool SqlReader::at_text() {
  skip_space();
  return at_ < sql_.size() && sql_[at_] == '\'';
}

std::string SqlReader::take_text() {
  expect_symbol("'");
  std::string text;
  for (; at_ < sql_.size(); ++at_) {
    if (sql_[at_] == '\'') {
      // Two in a row are one of the text.
      if (sql_.compare(at_, 2, "\'\'") != 0) break;
      ++at_;
    }
    text += sql_[at_];
  }
  expect_symbol("'");
  return text;
}

bool SqlReader::at_function() {
  skip_space();
  size_t end = at_;
  while (end < sql_.size() && is_name_letter(sql_[end])) ++end;
  return end > at_ && end < sql_.size() && sql_[end] == '(';
}

std::string SqlReader::take_name() {
  std::string name = read_name();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return name;
}

std::string SqlReader::take_order() {
  for (const std::string_view order : {">=", "<=", "<>", "!=", ">", "<", "="}) {
    if (take_symbol(order)) return std::string(order);
  }
  refuse(fmt::format("what stands at place {} where a comparison is expected", at_ + 1));
}

double SqlReader::take_number() {
  skip_space();
  double number = 0;
  const char* begin = sql_.data() + at_;
  const auto [end, problem] = std::from_chars(begin, sql_.data() + sql_.size(), number);
  if (problem != std::errc() || !std::isfinite(number)) {
    refuse(fmt::format("what stands at place {} where a number is expected", at_ + 1));
  }
  at_ += static_cast<size_t>(end - begin);
  return number;
}

SideColumn SqlReader::take_column() {
  const std::string name = read_name();
  const bool sided =
      name.size() > 2 && name[name.size() - 2] == '_' && (name.back() == 'l' || name.back() == 'r');
  if (!sided) refuse(fmt::format("the name {}, which ends neither in _l nor in _r", name));
  return {name.substr(0, name.size() - 2), name.back()};
}

SideColumn SqlReader::take_dotted_column() {
  const std::string table = read_name();
  if (table != "l" && table != "r") refuse(fmt::format("the table {}", table));
  expect_symbol(".");
  return {read_name(), table[0]};
}

void SqlReader::refuse(const std::string& what) const {
  throw Error(Code::model_invalid,
              fmt::format("The model holds a condition that cannot be used because of {}: {}. "
                          "Write it with equality, IS NULL, levenshtein, damerau_levenshtein, "
                          "jaro_similarity, jaro_winkler_similarity or jaccard, joined by AND, OR "
                          "and NOT.",
                          what, sql_));
}

}  // namespace newlyn::linkage
