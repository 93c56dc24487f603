// SPDX-License-Identifier: MIT
// Measures a column: how full, how varied, how its values look, and what to look at.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "record/recognised_column.h"
#include "record/text_column.h"

namespace newlyn::profile {

/// What most values of a column are.
enum class ValueForm : uint8_t { empty, text, whole_number, number, date, yes_or_no };

/// "empty", "text", "whole number", "number", "date", "yes or no".
std::string_view form_name(ValueForm form) noexcept;

/// A text and how many rows hold it.
struct CountedText {
  std::string text;
  uint64_t rows = 0;
};

/// Lengths of values in characters.
struct LengthMeasure {
  uint32_t least = 0;
  uint32_t median = 0;
  uint32_t most = 0;
};

/// Rows by steps of what is told in `of`: "year", "value", "length in characters".
struct Distribution {
  std::string of;
  std::vector<CountedText> steps;
};

/// Something about a column that a person should look at.
struct Alert {
  std::string name;   // "constant", "dirty category"
  std::string words;  // a sentence, without a value of a record
  uint64_t rows = 0;  // that are concerned
};

/// What the values of a column tell about a person.
enum class PersonalClass : uint8_t { none, identifying, special };

/// What a column tells about a person by its kind and name, in words: "a date of birth", "health".
std::pair<PersonalClass, std::string> personal_sense(const record::RecognisedColumn& column);

/// All that was measured of a column. rows = nulls + placeholders + rows with a value.
struct ColumnMeasure {
  record::RecognisedColumn column;
  ValueForm form = ValueForm::empty;
  double form_share = 0;  // of the rows with a value
  uint64_t rows = 0;
  uint64_t nulls = 0;
  uint64_t placeholders = 0;
  uint64_t distinct = 0;   // values, placeholders not counted
  uint64_t used_once = 0;  // values of one row only
  std::vector<CountedText> placeholder_values;
  std::vector<CountedText> top;       // most frequent first; of equals the smaller text
  std::vector<CountedText> patterns;  // letters as A and a, digits as 9
  uint64_t pattern_count = 0;
  LengthMeasure lengths;
  std::string least;  // by number, by date or by letters, as the form is
  std::string most;
  Distribution distribution;
  PersonalClass personal = PersonalClass::none;
  std::string personal_words;  // "a person's name"; empty for none
  std::vector<Alert> alerts;

  uint64_t filled() const { return rows - nulls - placeholders; }
};

/// A value as a pattern: capital letters A, others a, digits 9; a run of three or more letters is
/// one letter and "+". Cut after 40 signs.
std::string pattern_of(std::string_view value);

/// Measures a column. Each distinct value is looked at once. `today` is a day as yyyymmdd. The
/// answer depends on the values and their counts, not on the order of rows.
ColumnMeasure measure_column(const record::TextColumn& column,
                             const record::RecognisedColumn& recognised, int64_t today);

}  // namespace newlyn::profile
