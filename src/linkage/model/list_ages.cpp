// SPDX-License-Identifier: MIT
// Outer dates of each list, held against those of people who are on it without a date.
#include "linkage/model/list_ages.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "base/random.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kDateLetters = 10;
constexpr size_t kDatedMin = 200;       // records of a list with a birth date
constexpr double kDatedShareMin = 0.1;  // of its records
constexpr double kOuterShare = 0.002;   // of the dates, left out at either end
constexpr double kExcludedMin = 0.05;   // of all dates, that the ages of a list must leave out
constexpr size_t kMetMin = 50;          // people without a date whose date is known elsewhere
constexpr double kStrangeMax = 0.03;    // of them, of other ages than the list seems to have

using record::ValueCode;

/// A person as far as name and place tell; 0 where one of them is not known.
class PersonKeys {
 public:
  explicit PersonKeys(const pairs::PairColumns& columns) : columns_(columns) {
    for (const std::string_view name : {"given_name", "family_name", "postcode"}) {
      if (const auto column = columns.find(name)) places_.push_back(*column);
    }
  }
  uint64_t operator()(size_t row) const {
    uint64_t key = 1;
    for (const uint16_t column : places_) {
      const ValueCode code = columns_.columns[column].codes[row];
      if (code == record::kNullCode) return 0;
      key = hash_mix(key, code);
    }
    return places_.size() == kParts ? key : 0;
  }

 private:
  static constexpr size_t kParts = 3;
  const pairs::PairColumns& columns_;
  std::vector<uint16_t> places_;
};

bool is_date(std::string_view text) {
  return text.size() == kDateLetters && text[4] == '-' && text[7] == '-';
}

/// The years at both ends after the outermost dates are left out. A date would be somebody's own
/// and stay in the model when that person is forgotten. Requires: some.
ListAges outer_dates(std::string list, std::vector<std::string_view> dates) {
  const auto left_out = static_cast<size_t>(kOuterShare * static_cast<double>(dates.size()));
  std::sort(dates.begin(), dates.end());
  constexpr size_t kYearLetters = 4;
  return {std::move(list), std::string(dates[left_out].substr(0, kYearLetters)),
          std::string(dates[dates.size() - 1 - left_out].substr(0, kYearLetters)) + "-12-31"};
}

bool is_outside(const ListAges& ages, std::string_view date) {
  return date <= ages.earliest || date > ages.latest;
}

double share_outside(const ListAges& ages, const std::vector<std::string_view>& dates) {
  const auto outside = std::count_if(dates.begin(), dates.end(),
                                     [&](std::string_view date) { return is_outside(ages, date); });
  return static_cast<double>(outside) / static_cast<double>(std::max<size_t>(dates.size(), 1));
}

/// What is known of one list.
struct ListDates {
  size_t records = 0;
  std::vector<std::string_view> own;
  std::vector<std::string_view> met;  // elsewhere, of people who are on it without one
};

/// Dates of all lists, and those of all records.
struct AllDates {
  std::vector<ListDates> lists;  // by code
  std::vector<std::string_view> all;
};

AllDates gather(const pairs::PairColumns& columns, uint16_t list, uint16_t date) {
  const pairs::PairColumn& lists = columns.columns[list];
  const pairs::PairColumn& values = columns.columns[date];
  const PersonKeys key_of(columns);
  AllDates dates;
  dates.lists.resize(lists.values.value_count() + 1);
  // Null for people of one name and place with several dates: father and son.
  std::unordered_map<uint64_t, ValueCode> date_of;
  for (size_t row = 0; row < columns.row_count; ++row) {
    const ValueCode code = values.codes[row];
    if (!is_date(values.values[code])) continue;
    dates.all.push_back(values.values[code]);
    dates.lists[lists.codes[row]].own.push_back(values.values[code]);
    const auto [place, is_new] = date_of.try_emplace(key_of(row), code);
    if (!is_new && place->second != code) place->second = record::kNullCode;
  }
  for (size_t row = 0; row < columns.row_count; ++row) {
    ListDates& of_list = dates.lists[lists.codes[row]];
    ++of_list.records;
    const uint64_t key = key_of(row);
    if (key == 0 || values.codes[row] != record::kNullCode) continue;
    const auto found = date_of.find(key);
    if (found == date_of.end() || found->second == record::kNullCode) continue;
    of_list.met.push_back(values.values[found->second]);
  }
  return dates;
}

/// The ages of a list, where it has certain ones.
std::optional<ListAges> ages_of(std::string name, const ListDates& dates,
                                const std::vector<std::string_view>& all) {
  const auto dated = static_cast<double>(dates.own.size());
  if (dates.own.size() < kDatedMin || dated < kDatedShareMin * static_cast<double>(dates.records)) {
    return std::nullopt;
  }
  ListAges ages = outer_dates(std::move(name), dates.own);
  const bool is_met = dates.met.size() >= kMetMin;
  if (is_met && share_outside(ages, dates.met) > kStrangeMax) return std::nullopt;
  if (share_outside(ages, all) < kExcludedMin) return std::nullopt;
  return ages;
}

}  // namespace

std::vector<ListAges> ages_of_lists(const pairs::PairColumns& columns, uint16_t list,
                                    uint16_t date) {
  const AllDates dates = gather(columns, list, date);
  std::vector<ListAges> found;
  for (ValueCode code = 1; code < dates.lists.size(); ++code) {
    auto ages =
        ages_of(std::string(columns.columns[list].values[code]), dates.lists[code], dates.all);
    if (ages) found.push_back(std::move(*ages));
  }
  std::sort(found.begin(), found.end(),
            [](const ListAges& a, const ListAges& b) { return a.list < b.list; });
  return found;
}

}  // namespace newlyn::linkage
