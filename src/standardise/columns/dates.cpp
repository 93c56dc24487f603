// SPDX-License-Identifier: MIT
// Birth dates, whole or from parts in columns of their own.
#include <charconv>

#include "standardise/columns/groups.h"
#include "standardise/date/date.h"
#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;

Outcome outcome_of(DateOutcome outcome) {
  switch (outcome) {
    case DateOutcome::date:
      return Outcome::good;
    case DateOutcome::placeholder:
      return Outcome::placeholder;
    case DateOutcome::impossible:
      return Outcome::impossible;
    case DateOutcome::in_future:
      return Outcome::in_future;
    default:
      return Outcome::unreadable;
  }
}

}  // namespace

Rule date_rule(const DateReading& reading) {
  return {1, [reading](std::string_view raw, std::span<std::string> texts) {
            const ParsedDate parsed = parse_date(raw, reading);
            if (parsed.outcome == DateOutcome::date) texts[0] = date_text(parsed.date);
            return outcome_of(parsed.outcome);
          }};
}

namespace {

int number_of(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// A day, month or year as plain digits; a month may be a name.
Outcome read_part(std::string_view raw, FieldKind kind, std::string& text) {
  std::string folded = fold_ascii(raw);
  if (folded.size() > 2 && folded.ends_with(".0")) folded.resize(folded.size() - 2);
  const std::string words = words_of_ascii(folded);
  if (kind == FieldKind::birth_month) {
    const std::string_view named = months().find(words);
    if (!named.empty()) {
      text = named;
      return Outcome::good;
    }
  }
  if (!is_digits(words) || words.size() > 4) return Outcome::unreadable;
  const int number = number_of(words);
  if (number == 0) return Outcome::placeholder;
  const int most = kind == FieldKind::birth_day ? 31 : kind == FieldKind::birth_month ? 12 : 9999;
  if (number > most) return Outcome::impossible;
  text = words;
  return Outcome::good;
}

// A year of one or two digits with its century, so that it stands first beyond doubt.
std::string whole_year_text(const std::string& year, const DateReading& reading) {
  if (year.size() > 2 || year.empty()) return year;
  const int number = number_of(year) + reading.today.year / 100 * 100;
  return std::to_string(number > reading.today.year ? number - 100 : number);
}

Piece map_part(const Source& source, FieldKind kind, Findings& findings) {
  const Rule rule{1, [kind](std::string_view raw, std::span<std::string> texts) {
                    return read_part(raw, kind, texts[0]);
                  }};
  return map_kind(source, kind, rule, findings);
}

// "1971 06 24" and its shorter forms read as one date; impossible combinations are counted.
Piece combine_parts(const Source& source, Findings& findings) {
  const Piece year = map_part(source, FieldKind::birth_year, findings);
  if (year.empty()) return {};
  const Piece month = map_part(source, FieldKind::birth_month, findings);
  const Piece day = map_part(source, FieldKind::birth_day, findings);
  const size_t rows = year.codes.size();
  record::TextColumnBuilder builder(
      source.column(source.columns_of(FieldKind::birth_year)[0]).name);
  builder.reserve(rows);
  std::string text;
  const DateReading reading{DayOrder::day_first, true, current_date()};
  for (size_t row = 0; row < rows; ++row) {
    text = whole_year_text(year.text(row), reading);
    const bool has_month = !text.empty() && !month.empty() && !month.text(row).empty();
    if (has_month) text += "/" + month.text(row);
    if (has_month && !day.empty() && !day.text(row).empty()) text += "/" + day.text(row);
    builder.add(text);
  }
  const record::TextColumn texts = builder.finish();
  std::vector<Outcome> outcomes(texts.values.value_count() + 1, Outcome::good);
  Piece piece;
  piece.codes = texts.codes;
  piece.values.resize(outcomes.size());
  for_each_value(texts, [&](record::ValueCode code) {
    const ParsedDate parsed = parse_date(texts.values[code], reading);
    outcomes[code] = outcome_of(parsed.outcome);
    if (parsed.outcome == DateOutcome::date) piece.values[code] = date_text(parsed.date);
  });
  count_outcomes(texts, outcomes, source.input.source_name, findings);
  return piece;
}

}  // namespace

Group standardise_dates(const Source& source) {
  Group group;
  Piece dates;
  for (const size_t column : source.columns_of(FieldKind::birth_date)) {
    const Rule rule = date_rule({source.evidence.day_order[column], true, current_date()});
    std::vector<Piece> pieces = map_column(source, column, rule, group.findings);
    dates = first_of(std::move(dates), std::move(pieces.front()));
  }
  dates = first_of(std::move(dates), combine_parts(source, group.findings));
  group.fields.emplace_back(FieldKind::birth_date, std::move(dates));
  return group;
}

}  // namespace newlyn::standardise
