// SPDX-License-Identifier: MIT
// Looks at pairs of namesakes, neighbours in the order of names.
#include "linkage/model/name_mailboxes.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <tuple>
#include <vector>

#include "pairs/measure.h"

namespace newlyn::linkage {
namespace {

constexpr int kYearsApart = 3;  // more than slips make of one date
constexpr double kAlike = 0.95;
constexpr size_t kPairsMin = 100;
constexpr size_t kPairsMax = 20'000;

int year_of(std::string_view date) {
  int year = 0;
  std::from_chars(date.data(), date.data() + date.size(), year);
  return year;
}

/// Whether two addresses differ by slips or by what stands behind the @ alone.
bool are_alike(const pairs::PairColumns& columns, uint16_t email, record::ValueCode left,
               record::ValueCode right) {
  const auto measured = [&](pairs::Measure measure) {
    return pairs::measure_values({measure, email, email}, columns, left, right);
  };
  const record::ValueSet& values = columns.columns[email].values;
  const auto mailbox = [&](record::ValueCode code) {
    return values[code].substr(0, values[code].find('@'));
  };
  return mailbox(left) == mailbox(right) || measured(pairs::Measure::one_edit) >= 1 ||
         measured(pairs::Measure::jaro_winkler) >= kAlike;
}

/// Rows that have all four, by given name: those of a code are rows[begins[code]] and on.
struct RowsByGiven {
  std::vector<pairs::Row> rows;
  std::vector<size_t> begins;
};

RowsByGiven rows_by_given(const pairs::PairColumns& columns, const MailboxColumns& of) {
  const auto code = [&](pairs::Row row, uint16_t column) {
    return columns.columns[column].codes[row];
  };
  const auto is_known = [&](pairs::Row row) {
    return code(row, of.given) != record::kNullCode && code(row, of.family) != record::kNullCode &&
           code(row, of.birth_date) != record::kNullCode &&
           code(row, of.email) != record::kNullCode;
  };
  RowsByGiven by;
  by.begins.assign(columns.columns[of.given].values.value_count() + 2, 0);
  for (pairs::Row row = 0; row < columns.row_count; ++row) {
    if (is_known(row)) ++by.begins[code(row, of.given) + 1];
  }
  for (size_t i = 1; i < by.begins.size(); ++i) by.begins[i] += by.begins[i - 1];
  by.rows.resize(by.begins.back());
  std::vector<size_t> next(by.begins.begin(), by.begins.end() - 1);
  for (pairs::Row row = 0; row < columns.row_count; ++row) {
    if (is_known(row)) by.rows[next[code(row, of.given)]++] = row;
  }
  return by;
}

}  // namespace

double alike_mailboxes_of_namesakes(const pairs::PairColumns& columns, const MailboxColumns& of) {
  const auto code = [&](pairs::Row row, uint16_t column) {
    return columns.columns[column].codes[row];
  };
  const auto order_of = [&](pairs::Row row) {
    return std::tuple(code(row, of.family), code(row, of.birth_date), row);
  };
  RowsByGiven by = rows_by_given(columns, of);
  const record::ValueSet& dates = columns.columns[of.birth_date].values;
  size_t pairs = 0;
  size_t alike = 0;
  // Enough pairs are mostly found in the first few given names: the others are never sorted.
  for (size_t given = 0; given + 1 < by.begins.size() && pairs < kPairsMax; ++given) {
    const std::span<pairs::Row> rows(by.rows.data() + by.begins[given],
                                     by.begins[given + 1] - by.begins[given]);
    std::sort(rows.begin(), rows.end(),
              [&](pairs::Row a, pairs::Row b) { return order_of(a) < order_of(b); });
    for (size_t i = 1; i < rows.size() && pairs < kPairsMax; ++i) {
      const pairs::Row left = rows[i - 1];
      const pairs::Row right = rows[i];
      const bool namesakes = code(left, of.family) == code(right, of.family);
      if (!namesakes || code(left, of.email) == code(right, of.email)) continue;
      const int apart =
          year_of(dates[code(left, of.birth_date)]) - year_of(dates[code(right, of.birth_date)]);
      if (std::abs(apart) < kYearsApart) continue;
      ++pairs;
      if (are_alike(columns, of.email, code(left, of.email), code(right, of.email))) ++alike;
    }
  }
  return pairs < kPairsMin ? 0 : static_cast<double>(alike) / static_cast<double>(pairs);
}

}  // namespace newlyn::linkage
