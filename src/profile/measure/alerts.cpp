// SPDX-License-Identifier: MIT
// The alerts of a column, one function each, and what a column tells about a person.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "profile/evidence/header_sense.h"
#include "profile/measure/tally.h"

namespace newlyn::profile {
namespace {

using record::FieldKind;

constexpr double kNearUnique = 0.95;
constexpr uint64_t kNearUniqueRows = 50;
constexpr uint32_t kTruncatedLength = 8;
constexpr uint64_t kTruncatedRows = 5;
constexpr double kOddForms = 0.995;
constexpr uint64_t kTruncatedValues = 3;  // different ones: a frequent category is not cut
constexpr double kDaysOfYear = 365.25;
constexpr uint64_t kNewYearRows = 5;
constexpr double kNewYearTimes = 3;  // as many as on another day

// What is known of a column when alerts are looked for.
struct Matter {
  const Tally& tally;
  int64_t today;
  ColumnMeasure& measure;

  void add(std::string name, std::string words, uint64_t rows) const {
    measure.alerts.push_back({std::move(name), std::move(words), rows});
  }
};

void look_empty(const Matter& matter) {
  const ColumnMeasure& measure = matter.measure;
  if (measure.rows > 0 && measure.filled() == 0) {
    matter.add("empty", "No row has a value.", measure.rows);
  } else if (measure.distinct == 1 && measure.filled() > 1) {
    matter.add("constant", "All rows with a value hold the same one.", measure.filled());
  }
}

void look_unique(const Matter& matter) {
  const ColumnMeasure& measure = matter.measure;
  const uint64_t filled = measure.filled();
  if (filled < kNearUniqueRows || measure.distinct == filled) return;
  if (measure.form == ValueForm::date || measure.column.kind == FieldKind::free_text) return;
  if (static_cast<double>(measure.distinct) < kNearUnique * static_cast<double>(filled)) return;
  matter.add("near-unique",
             fmt::format("Nearly a key, but {} rows share their value with another.",
                         filled - measure.used_once),
             filled - measure.used_once);
}

void look_category(const Matter& matter) {
  const ColumnMeasure& measure = matter.measure;
  const bool is_category = measure.column.kind == FieldKind::category;
  if (!is_category && measure.distinct * 2 > measure.filled()) return;
  if (!matter.tally.folding || measure.personal == PersonalClass::identifying) return;
  if (measure.form != ValueForm::text && measure.form != ValueForm::yes_or_no) return;
  const uint64_t folded = matter.tally.folded.size();
  if (folded >= measure.distinct) return;
  matter.add("dirty category",
             fmt::format("{} values are {} when capitals, spaces and punctuation do not count.",
                         measure.distinct, folded),
             0);
}

// A day as year-month-day, with the time of the day or without.
bool is_iso(std::string_view pattern) {
  if (!pattern.starts_with("9999-99-99")) return false;
  return pattern.size() == 10 || pattern[10] == ' ' || pattern[10] == 'T' || pattern[10] == 'A';
}

// Far more births on 1 January than on other days: of many only the year was known.
void look_new_year(const Matter& matter) {
  if (matter.measure.column.kind != FieldKind::birth_date) return;
  uint64_t new_year = 0;
  uint64_t births = 0;
  for (const Measured& day : matter.tally.days) {
    const auto number = static_cast<int64_t>(day.number);
    if (is_default_date(number)) continue;
    births += day.rows;
    if (number % 10'000 == 101) new_year += day.rows;
  }
  const double expected = static_cast<double>(births) / kDaysOfYear;
  if (new_year < kNewYearRows || static_cast<double>(new_year) < kNewYearTimes * expected) return;
  matter.add(
      "default dates",
      "Far more births on 1 January than on any other day: of many the year alone was known.",
      new_year);
}

void look_dates(const Matter& matter) {
  const Tally& tally = matter.tally;
  const ColumnMeasure& measure = matter.measure;
  if (measure.form != ValueForm::date) return;
  uint64_t iso = 0;
  for (const auto& [pattern, rows] : tally.patterns) iso += is_iso(pattern) ? rows : 0;
  if (iso < measure.filled()) {
    matter.add(
        "dates as text",
        fmt::format("Not written as year-month-day; {} of writing in all.",
                    tally.patterns.size() == 1 ? std::string("one way")
                                               : fmt::format("{} ways", tally.patterns.size())),
        measure.filled() - iso);
  }
  if (tally.day_first_rows > 0 && tally.month_first_rows > 0) {
    matter.add("mixed date order", "Some dates begin with the day, others with the month.",
               std::min(tally.day_first_rows, tally.month_first_rows));
  }
  uint64_t defaults = 0;
  uint64_t future = 0;
  for (const Measured& day : tally.days) {
    const auto number = static_cast<int64_t>(day.number);
    if (is_default_date(number))
      defaults += day.rows;
    else if (number > matter.today)
      future += day.rows;
  }
  if (defaults > 0) {
    matter.add("default dates",
               "Days such as 1900-01-01 that systems write where no date is known.", defaults);
  }
  if (defaults == 0) look_new_year(matter);
  if (future > 0 && measure.column.kind == FieldKind::birth_date) {
    matter.add("future birth dates", "Dates of birth after today.", future);
  }
}

void look_forms(const Matter& matter) {
  const ColumnMeasure& measure = matter.measure;
  const bool typed = measure.form != ValueForm::text && measure.form != ValueForm::empty;
  if (!typed || measure.form_share >= 1) return;
  const auto others =
      static_cast<uint64_t>(static_cast<double>(measure.filled()) * (1 - measure.form_share) + 0.5);
  if (others == 0) return;
  matter.add(measure.form_share >= kOddForms ? "odd values" : "mixed types",
             fmt::format("Most values are a {}, others are not.", form_name(measure.form)), others);
}

// A field that was too short: far more values of the greatest length than its neighbours have.
void look_truncated(const Matter& matter) {
  const std::vector<uint64_t>& lengths = matter.tally.lengths;
  const ColumnMeasure& measure = matter.measure;
  const uint32_t most = measure.lengths.most;
  if (measure.form != ValueForm::text || most < kTruncatedLength) return;
  const uint64_t at_end = lengths[most];
  const uint64_t before = std::max({lengths[most - 1], lengths[most - 2], lengths[most - 3]});
  if (at_end < kTruncatedRows || at_end < 2 * before || at_end * 2 > measure.filled()) return;
  if (matter.tally.lengths_distinct[most] < kTruncatedValues) return;
  if (measure.lengths.least + 3 > most) return;
  matter.add("truncated",
             fmt::format("Cut at {} characters: far more values have this length than shorter ones "
                         "near it.",
                         most),
             at_end);
}

void look_encoding(const Matter& matter) {
  if (matter.tally.damaged_rows == 0) return;
  matter.add("mixed encodings", "Letters were read in a wrong encoding somewhere on the way.",
             matter.tally.damaged_rows);
}

struct KindWords {
  FieldKind kind;
  std::string_view words;
};

constexpr std::array<KindWords, 17> kIdentifying = {{
    {FieldKind::full_name, "a person's name"},
    {FieldKind::given_name, "a person's name"},
    {FieldKind::middle_name, "a person's name"},
    {FieldKind::family_name, "a person's name"},
    {FieldKind::birth_date, "a date of birth"},
    {FieldKind::full_address, "an address"},
    {FieldKind::address_line, "an address"},
    {FieldKind::house_number, "part of an address"},
    {FieldKind::postcode, "part of an address"},
    {FieldKind::telephone, "a way to reach a person"},
    {FieldKind::email, "a way to reach a person"},
    {FieldKind::national_id, "an official identifier"},
    {FieldKind::account, "an account or identifier"},
    {FieldKind::record_key, "a key that leads to a person"},
    {FieldKind::free_text, "free text, in which anything may stand"},
    {FieldKind::birth_day, "part of a date of birth"},
    {FieldKind::birth_month, "part of a date of birth"},
}};

struct SpecialWord {
  std::string_view part;  // of the header, folded
  std::string_view words;
};

constexpr std::array<SpecialWord, 20> kSpecial = {{
    {"ethnic", "ethnic origin"},
    {"racial", "ethnic origin"},
    {"religio", "religion or belief"},
    {"faith", "religion or belief"},
    {"health", "health"},
    {"disab", "health"},
    {"diagnos", "health"},
    {"medical", "health"},
    {"impairment", "health"},
    {"allerg", "health"},
    {"pregnan", "health"},
    {"sexual", "sexual life"},
    {"trade union", "membership of a trade union"},
    {"union member", "membership of a trade union"},
    {"politic", "political opinion"},
    {"offence", "criminal offences"},
    {"convict", "criminal offences"},
    {"criminal", "criminal offences"},
    {"biometric", "biometric data"},
    {"genetic", "genetic data"},
}};

}  // namespace

std::pair<PersonalClass, std::string> personal_sense(const record::RecognisedColumn& column) {
  std::string header;
  for (const std::string& word : header_words_of(column.name)) {
    header += (header.empty() ? "" : " ") + word;
  }
  for (const SpecialWord& special : kSpecial) {
    if (header.find(special.part) == std::string::npos) continue;
    return {PersonalClass::special, std::string(special.words)};
  }
  for (const KindWords& row : kIdentifying) {
    if (row.kind == column.kind) return {PersonalClass::identifying, std::string(row.words)};
  }
  return {PersonalClass::none, ""};
}

void find_alerts(const Tally& tally, int64_t today, ColumnMeasure& measure) {
  const Matter matter{tally, today, measure};
  look_empty(matter);
  look_unique(matter);
  look_category(matter);
  look_dates(matter);
  look_forms(matter);
  look_truncated(matter);
  look_encoding(matter);
  if (measure.personal == PersonalClass::special && measure.filled() > 0) {
    matter.add("special category",
               fmt::format("Likely special category or criminal data: {}.", measure.personal_words),
               measure.filled());
  } else if (measure.personal == PersonalClass::identifying && measure.filled() > 0) {
    matter.add("personal data", fmt::format("Likely personal data: {}.", measure.personal_words),
               measure.filled());
  }
}

}  // namespace newlyn::profile
