// SPDX-License-Identifier: MIT
// The sound of names and their known variants, once for each distinct name.
#include "workspace/files/name_columns.h"

#include <fmt/format.h>

#include <algorithm>

#include "standardise/nicknames.h"
#include "standardise/phonetic.h"

namespace newlyn::workspace {
namespace {

using record::TextColumn;
using record::ValueCode;

/// A column with one new value for each distinct value of another.
template <typename Rename>
TextColumn renamed_column(const TextColumn& column, std::string name, Rename rename) {
  TextColumn made;
  made.name = std::move(name);
  record::ValueIndex index;
  std::vector<ValueCode> codes(column.values.value_count() + 1, record::kNullCode);
  for (ValueCode code = 1; code < codes.size(); ++code) {
    codes[code] = index.code_of(rename(column.values[code]));
  }
  made.codes.reserve(column.row_count());
  for (const ValueCode code : column.codes) made.codes.push_back(codes[code]);
  made.values = index.take();
  return made;
}

/// The groups of known variants of a name and of its first word, as words.
std::string variants_of(std::string_view name) {
  std::string groups;
  const auto add = [&](std::string_view word) {
    for (const uint32_t group : standardise::name_groups(word)) {
      groups += fmt::format("{}{}", groups.empty() ? "" : " ", group);
    }
  };
  add(name);
  const std::string_view first = name.substr(0, name.find(' '));
  if (first.size() < name.size()) add(first);
  return groups;
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// "76" of kim.lee76@example.org and of kim1976@example.org; empty where no two digits, nor four of
/// a year, end the mailbox.
std::string year_of_mailbox(std::string_view email) {
  const std::string_view mailbox = email.substr(0, email.find('@'));
  size_t digits = 0;
  while (digits < mailbox.size() && is_digit(mailbox[mailbox.size() - 1 - digits])) ++digits;
  const std::string_view number = mailbox.substr(mailbox.size() - digits);
  const bool is_year = digits == 4 && (number.starts_with("19") || number.starts_with("20"));
  return digits == 2 || is_year ? std::string(number.substr(digits - 2)) : std::string();
}

/// "76" of 1976-08-30; empty of anything else.
std::string end_of_year(std::string_view date) {
  constexpr size_t kYearLetters = 4;
  const bool is_date = date.size() > kYearLetters && date[kYearLetters] == '-';
  return is_date ? std::string(date.substr(2, 2)) : std::string();
}

/// The sex that each row says, or else its title.
TextColumn told_sex(const TextColumn* sex, const TextColumn& title) {
  record::TextColumnBuilder made{std::string(kToldSex)};
  for (size_t row = 0; row < title.row_count(); ++row) {
    const std::string_view said = sex == nullptr ? std::string_view() : sex->text(row);
    made.add(said.empty() ? standardise::sex_of_title(title.text(row)) : said);
  }
  return made.finish();
}

const TextColumn* find_column(const std::vector<linkage::LinkColumn>& columns,
                              std::string_view name) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const auto& column) { return column.column.name == name; });
  return found == columns.end() ? nullptr : &found->column;
}

}  // namespace

void add_name_columns(std::vector<linkage::LinkColumn>& columns) {
  std::vector<linkage::LinkColumn> made;
  for (const linkage::LinkColumn& column : columns) {
    if (column.column.name == "given_name") {
      made.push_back(
          {column.kind, renamed_column(column.column, "given_name_variants", variants_of)});
      made.push_back({column.kind, renamed_column(column.column, "given_name_phonetic",
                                                  standardise::phonetic_key)});
      made.push_back(
          {column.kind, renamed_column(column.column, "given_name_sex", standardise::sex_of_name)});
    } else if (column.column.name == "family_name") {
      made.push_back({column.kind, renamed_column(column.column, "family_name_phonetic",
                                                  standardise::phonetic_key)});
    } else if (column.column.name == "email") {
      made.push_back({record::FieldKind::birth_year,
                      renamed_column(column.column, std::string(kMailYear), year_of_mailbox)});
    } else if (column.column.name == "birth_date") {
      made.push_back({record::FieldKind::birth_year,
                      renamed_column(column.column, std::string(kBirthYearEnd), end_of_year)});
    }
  }
  if (const TextColumn* title = find_column(columns, "name_title")) {
    made.push_back({record::FieldKind::sex, told_sex(find_column(columns, "sex"), *title)});
  }
  for (linkage::LinkColumn& column : made) columns.push_back(std::move(column));
}

bool is_code_column(std::string_view column) noexcept {
  return column.ends_with("_variants") || column.ends_with("_phonetic") ||
         column == "given_name_sex" || column == kBornBy || column == kBornSince ||
         column == kInList || column == kToldSex || column == kMailYear ||
         column == kBirthYearEnd || column == kHasMiddleName;
}

std::vector<std::string> columns_of_code(std::string_view column) {
  if (column == kInList) return {std::string(column)};
  if (column == kMailYear) return {"email"};
  if (column == kHasMiddleName) return {"middle_name"};
  if (column == kBornBy || column == kBornSince || column == kBirthYearEnd) return {"birth_date"};
  if (column == kToldSex) return {"sex", "name_title"};
  return {std::string(column.substr(0, column.rfind('_')))};
}

}  // namespace newlyn::workspace
