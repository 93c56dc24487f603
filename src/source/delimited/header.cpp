// SPDX-License-Identifier: MIT
// Weighs the first record against the records below it.
#include "source/delimited/header.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "source/table/column_names.h"

namespace newlyn::source {
namespace {

enum class Shape : uint8_t { empty, number, date, email, text };

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

bool is_number(std::string_view text) {
  size_t digits = 0;
  for (const char c : text) {
    if (is_digit(c)) {
      ++digits;
    } else if (c != '.' && c != ',' && c != '-' && c != '+' && c != ' ' && c != '(' && c != ')') {
      return false;
    }
  }
  return digits > 0;
}

// Two or three groups of digits set apart by one kind of mark, of the lengths dates have; or such
// a group with a month in letters. A time may follow.
bool is_date(std::string_view text) {
  if (text.size() < 6 || text.size() > 30) return false;
  size_t at = 0;
  std::array<size_t, 3> lengths{};
  size_t group = 0;
  char mark = 0;
  while (at < text.size() && group < 3) {
    const size_t begin = at;
    while (at < text.size() && (is_digit(text[at]) || (group == 1 && is_letter(text[at])))) ++at;
    lengths[group++] = at - begin;
    if (group == 3 || at == text.size()) break;
    if (mark != 0 && text[at] != mark) return false;
    mark = text[at++];
    if (mark != '-' && mark != '/' && mark != '.' && mark != ' ') return false;
  }
  if (group != 3) return false;
  if (at < text.size() && text[at] != ' ' && text[at] != 'T') return false;
  const bool year_first = lengths[0] == 4 && lengths[2] >= 1 && lengths[2] <= 2;
  const bool year_last = lengths[0] >= 1 && lengths[0] <= 2 && (lengths[2] == 4 || lengths[2] == 2);
  return (year_first || year_last) && lengths[1] >= 1 && lengths[1] <= 9;
}

bool is_email(std::string_view text) {
  const size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('@', at + 1) == text.npos &&
         text.find('.', at) != text.npos && text.find(' ') == text.npos && text.back() != '.';
}

Shape shape_of(std::string_view text) {
  text = trim(text);
  if (text.empty()) return Shape::empty;
  if (is_date(text)) return Shape::date;
  if (is_number(text)) return Shape::number;
  if (is_email(text)) return Shape::email;
  return Shape::text;
}

// Words that head columns and hardly ever are values. Sorted.
constexpr auto kHeaderWords = std::to_array<std::string_view>(
    {"account",      "addr",         "address",     "age",      "amount",     "birth",
     "birthdate",    "birthday",     "category",    "cell",     "city",       "client",
     "cluster",      "code",         "comment",     "comments", "company",    "contact",
     "country",      "county",       "created",     "customer", "date",       "datetime",
     "dateofbirth",  "day",          "description", "district", "dob",        "document",
     "email",        "employer",     "entity",      "family",   "fax",        "first",
     "firstname",    "forename",     "forenames",   "fname",    "full",       "fullname",
     "gender",       "given",        "household",   "house",    "id",         "identifier",
     "initial",      "initials",     "key",         "label",    "landline",   "last",
     "lastname",     "latitude",     "line",        "lname",    "locality",   "longitude",
     "mail",         "maiden",       "middle",      "mname",    "mobile",     "month",
     "name",         "names",        "nationality", "nhs",      "nino",       "no",
     "note",         "notes",        "num",         "number",   "occupation", "of",
     "organisation", "organization", "passport",    "patient",  "payroll",    "pcode",
     "person",       "phone",        "postal",      "postcode", "pupil",      "rec",
     "record",       "ref",          "reference",   "region",   "salutation", "school",
     "sex",          "snum",         "soc",         "source",   "ssn",        "state",
     "status",       "street",       "suburb",      "suffix",   "surname",    "tel",
     "telephone",    "title",        "town",        "type",     "uid",        "unique",
     "updated",      "uprn",         "upn",         "value",    "year",       "zip",
     "zipcode"});

bool is_header_word(std::string_view word) {
  return std::find(kHeaderWords.begin(), kHeaderWords.end(), word) != kHeaderWords.end();
}

// The words of a header cell, in lower case: "DateOfBirth", "date_of_birth" and "Date of birth"
// give the same three. Numbers are left out.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto close = [&] {
    if (!word.empty()) words.push_back(lower(word));
    word.clear();
  };
  char before = 0;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (!is_letter(c) || (upper && before >= 'a' && before <= 'z')) close();
    if (is_letter(c)) word += c;
    before = c;
  }
  close();
  return words;
}

bool is_header_cell(std::string_view text) {
  const std::vector<std::string> words = words_of(trim(text));
  return !words.empty() && words.size() <= 5 &&
         std::all_of(words.begin(), words.end(), is_header_word);
}

// What a column says about its first cell: above 0 for a header, below 0 against.
int column_vote(const std::vector<std::vector<std::string>>& records, size_t column) {
  const std::string_view first = trim(records[0][column]);
  const Shape first_shape = shape_of(first);
  size_t filled = 0;
  size_t numbers = 0;
  size_t shaped = 0;
  bool repeated = false;
  for (size_t i = 1; i < records.size(); ++i) {
    if (column >= records[i].size()) continue;
    const std::string_view value = trim(records[i][column]);
    const Shape shape = shape_of(value);
    if (shape == Shape::empty) continue;
    ++filled;
    numbers += shape == Shape::number;
    shaped += shape != Shape::text;
    repeated = repeated || value == first;
  }
  if (first_shape == Shape::empty) return 0;
  if (repeated) return -1;
  if (first_shape == Shape::number) return numbers * 2 >= filled ? -1 : 0;
  return filled > 0 && shaped * 5 >= filled * 4 ? 1 : 0;
}

}  // namespace

bool is_header(const std::vector<std::vector<std::string>>& records) {
  if (records.empty()) return false;
  for (const std::string& cell : records[0]) {
    const Shape shape = shape_of(cell);
    if (shape == Shape::email || shape == Shape::date) return false;
  }
  if (std::any_of(records[0].begin(), records[0].end(), is_header_cell)) return true;
  int votes = 0;
  for (size_t column = 0; column < records[0].size(); ++column) {
    votes += column_vote(records, column);
  }
  return votes >= 0;
}

bool is_surely_header(const std::vector<std::vector<std::string>>& records) {
  if (!is_header(records)) return false;
  size_t filled = 0;
  size_t known = 0;
  int votes = 0;
  std::vector<std::string_view> seen;
  for (size_t column = 0; column < records[0].size(); ++column) {
    const std::string_view cell = trim(records[0][column]);
    if (cell.empty()) continue;
    if (shape_of(cell) != Shape::text) return false;
    if (std::find(seen.begin(), seen.end(), cell) != seen.end()) return false;
    seen.push_back(cell);
    ++filled;
    known += is_header_cell(cell);
    votes += column_vote(records, column);
  }
  return filled > 0 && (known * 2 >= filled || votes > 0);
}

}  // namespace newlyn::source
