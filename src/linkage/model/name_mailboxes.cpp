// SPDX-License-Identifier: MIT
// Looks at pairs of namesakes, neighbours in the order of names.
#include "linkage/model/name_mailboxes.h"

#include <algorithm>
#include <charconv>
#include <tuple>

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

}  // namespace

double alike_mailboxes_of_namesakes(const pairs::PairColumns& columns, const MailboxColumns& of) {
  const auto code = [&](pairs::Row row, uint16_t column) {
    return columns.columns[column].codes[row];
  };
  std::vector<pairs::Row> rows;
  for (pairs::Row row = 0; row < columns.row_count; ++row) {
    const bool is_known =
        code(row, of.given) != record::kNullCode && code(row, of.family) != record::kNullCode &&
        code(row, of.birth_date) != record::kNullCode && code(row, of.email) != record::kNullCode;
    if (is_known) rows.push_back(row);
  }
  const auto order_of = [&](pairs::Row row) {
    return std::tuple(code(row, of.given), code(row, of.family), code(row, of.birth_date), row);
  };
  std::sort(rows.begin(), rows.end(),
            [&](pairs::Row a, pairs::Row b) { return order_of(a) < order_of(b); });
  size_t pairs = 0;
  size_t alike = 0;
  for (size_t i = 1; i < rows.size() && pairs < kPairsMax; ++i) {
    const pairs::Row left = rows[i - 1];
    const pairs::Row right = rows[i];
    const bool namesakes = code(left, of.given) == code(right, of.given) &&
                           code(left, of.family) == code(right, of.family);
    if (!namesakes || code(left, of.email) == code(right, of.email)) continue;
    const record::ValueSet& dates = columns.columns[of.birth_date].values;
    const int apart =
        year_of(dates[code(left, of.birth_date)]) - year_of(dates[code(right, of.birth_date)]);
    if (std::abs(apart) < kYearsApart) continue;
    ++pairs;
    if (are_alike(columns, of.email, code(left, of.email), code(right, of.email))) ++alike;
  }
  return pairs < kPairsMin ? 0 : static_cast<double>(alike) / static_cast<double>(pairs);
}

}  // namespace newlyn::linkage
