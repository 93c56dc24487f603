// SPDX-License-Identifier: MIT
// From sums to what is said of a column: its form, range and distribution.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "profile/measure.h"
#include "profile/measure/tally.h"

namespace newlyn::profile {
namespace {

constexpr double kMost = 0.9;  // of the rows with a value have the form of the column
constexpr size_t kSteps = 20;

void choose_form(const Tally& tally, ColumnMeasure& measure) {
  const auto filled = static_cast<double>(measure.filled());
  if (filled == 0) return;
  const auto share = [&](uint64_t rows) { return static_cast<double>(rows) / filled; };
  using record::FieldKind;
  const FieldKind kind = measure.column.kind;
  const bool number_kind = kind != FieldKind::telephone && kind != FieldKind::national_id &&
                           kind != FieldKind::account && kind != FieldKind::postcode &&
                           kind != FieldKind::house_number;
  measure.form = ValueForm::text;
  measure.form_share = 1;
  const auto take = [&](ValueForm form, uint64_t rows) {
    if (measure.form != ValueForm::text || share(rows) < kMost) return;
    measure.form = form;
    measure.form_share = share(rows);
  };
  const bool date_kind = kind == FieldKind::date || kind == FieldKind::birth_date;
  // Eight digits are as likely a number as a date: only the column as a whole tells.
  if (date_kind || share(tally.number_rows) < kMost) take(ValueForm::date, tally.date_rows);
  take(ValueForm::yes_or_no, tally.yes_rows);
  if (!number_kind) return;
  take(ValueForm::whole_number, tally.whole_rows);
  take(ValueForm::number, tally.number_rows);
}

void measure_lengths(const Tally& tally, ColumnMeasure& measure) {
  const uint64_t half = (measure.filled() + 1) / 2;
  uint64_t seen = 0;
  bool begun = false;
  for (uint32_t length = 0; length < tally.lengths.size(); ++length) {
    if (tally.lengths[length] == 0) continue;
    if (!begun) measure.lengths.least = length;
    begun = true;
    if (seen < half && seen + tally.lengths[length] >= half) measure.lengths.median = length;
    seen += tally.lengths[length];
    measure.lengths.most = length;
  }
}

std::string short_number(double number) {
  return number == std::floor(number) && std::abs(number) < 1e15 ? fmt::format("{:.0f}", number)
                                                                 : fmt::format("{:.6g}", number);
}

void measure_range(const Tally& tally, ColumnMeasure& measure) {
  const auto less = [](const Measured& left, const Measured& right) {
    return left.number < right.number;
  };
  const bool is_number =
      measure.form == ValueForm::number || measure.form == ValueForm::whole_number;
  if (is_number && !tally.numbers.empty()) {
    const auto [low, high] = std::minmax_element(tally.numbers.begin(), tally.numbers.end(), less);
    measure.least = short_number(low->number);
    measure.most = short_number(high->number);
  } else if (measure.form == ValueForm::date && !tally.days.empty()) {
    const auto [low, high] = std::minmax_element(tally.days.begin(), tally.days.end(), less);
    measure.least = date_text(static_cast<int64_t>(low->number));
    measure.most = date_text(static_cast<int64_t>(high->number));
  } else if (measure.form != ValueForm::date) {  // texts of dates have an order of their own
    measure.least = std::string(tally.first);
    measure.most = std::string(tally.last);
  }
}

// The numbers from `from` on, below `from` + `step`.
std::string step_text(double from, double step, bool whole) {
  if (whole && step == 1) return short_number(from);
  if (whole) return fmt::format("{} to {}", short_number(from), short_number(from + step - 1));
  return fmt::format("{} to under {}", short_number(from), short_number(from + step));
}

// Equal steps of a round width between the least and the greatest, at most kSteps. Whole numbers
// are not divided.
void spread_numbers(const std::vector<Measured>& numbers, bool whole, Distribution& distribution) {
  double low = numbers.front().number;
  double high = low;
  for (const Measured& measured : numbers) {
    low = std::min(low, measured.number);
    high = std::max(high, measured.number);
  }
  if (!std::isfinite(low) || !std::isfinite(high)) return;
  if (low == high) {
    distribution.steps.push_back({short_number(low), 0});
    for (const Measured& measured : numbers) distribution.steps[0].rows += measured.rows;
    return;
  }
  double step = std::pow(10, std::floor(std::log10(std::max((high - low) / kSteps, 1e-9))));
  if (whole) step = std::max(step, 1.0);
  for (const double times : {2.0, 2.5, 2.0}) {
    if (std::floor(high / step) - std::floor(low / step) < kSteps) break;
    step *= times;
  }
  while (std::floor(high / step) - std::floor(low / step) >= kSteps) step *= 2;
  const double first = std::floor(low / step);
  const auto count = static_cast<size_t>(std::floor(high / step) - first) + 1;
  for (size_t i = 0; i < count; ++i) {
    const double from = (first + static_cast<double>(i)) * step;
    distribution.steps.push_back({step_text(from, step, whole), 0});
  }
  for (const Measured& measured : numbers) {
    const auto at = static_cast<size_t>(std::floor(measured.number / step) - first);
    distribution.steps[std::min(at, count - 1)].rows += measured.rows;
  }
}

// Years of at most kSteps steps that hold most; what lies outside is gathered at the ends.
void spread_years(const std::vector<uint64_t>& years, Distribution& distribution) {
  std::vector<Measured> numbers;
  for (size_t year = 0; year < years.size(); ++year) {
    if (years[year] > 0) numbers.push_back({static_cast<double>(year), years[year]});
  }
  if (!numbers.empty()) spread_numbers(numbers, true, distribution);
}

void spread_lengths(const std::vector<uint64_t>& lengths, Distribution& distribution) {
  std::vector<Measured> numbers;
  for (size_t length = 0; length < lengths.size(); ++length) {
    if (lengths[length] > 0) numbers.push_back({static_cast<double>(length), lengths[length]});
  }
  if (!numbers.empty()) spread_numbers(numbers, true, distribution);
}

void measure_distribution(const Tally& tally, ColumnMeasure& measure) {
  Distribution& distribution = measure.distribution;
  const bool is_number =
      measure.form == ValueForm::number || measure.form == ValueForm::whole_number;
  const bool is_key = measure.column.kind == record::FieldKind::record_key;
  if (measure.form == ValueForm::date) {
    distribution.of = "year";
    spread_years(tally.years, distribution);
  } else if (is_number && !is_key && !tally.numbers.empty()) {
    distribution.of = "number";
    spread_numbers(tally.numbers, measure.form == ValueForm::whole_number, distribution);
  } else if (measure.filled() > 0) {
    distribution.of = "length in characters";
    spread_lengths(tally.lengths, distribution);
  }
}

}  // namespace

std::string_view form_name(ValueForm form) noexcept {
  switch (form) {
    case ValueForm::empty:
      return "empty";
    case ValueForm::text:
      return "text";
    case ValueForm::whole_number:
      return "whole number";
    case ValueForm::number:
      return "number";
    case ValueForm::date:
      return "date";
    case ValueForm::yes_or_no:
      return "yes or no";
  }
  return "text";
}

ColumnMeasure measure_column(const record::TextColumn& column,
                             const record::RecognisedColumn& recognised, int64_t today) {
  ColumnMeasure measure;
  measure.column = recognised;
  const Tally tally = tally_values(column, measure);
  choose_form(tally, measure);
  measure_lengths(tally, measure);
  measure_range(tally, measure);
  measure_distribution(tally, measure);
  std::tie(measure.personal, measure.personal_words) = personal_sense(recognised);
  find_alerts(tally, today, measure);
  return measure;
}

}  // namespace newlyn::profile
