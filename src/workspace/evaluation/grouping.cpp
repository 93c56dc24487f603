// SPDX-License-Identifier: MIT
// Reads the column that errors are told apart by, and makes its groups.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "workspace/evaluation/figures.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kGroupsMax = 40;
constexpr size_t kValuesBeforeBands = 20;
constexpr double kBandedShare = 0.9;
constexpr std::string_view kNotKnown = "(not known)";
constexpr std::string_view kOthers = "(all others)";

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) ==
                  std::tolower(static_cast<unsigned char>(y));
         });
}

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The year of a date that begins or ends with one: 1975-02-17, 17/02/1975, 19750217.
std::optional<int> year_of(std::string_view text) {
  if (text.size() < 8) return std::nullopt;
  for (const std::string_view part : {text.substr(0, 4), text.substr(text.size() - 4)}) {
    const auto year = whole_number(part);
    if (year && *year >= 1850 && *year <= 2100) return year;
  }
  return std::nullopt;
}

/// The band of a date or a number; nothing when the value is neither.
std::string band_of(std::string_view text) {
  const auto band = [](int number) {
    const int low = number - number % 10;
    return fmt::format("{} to {}", low, low + 9);
  };
  const auto year = year_of(text);
  if (year) return band(*year);
  const auto number = whole_number(text);
  if (number && *number >= 0 && *number <= 9999) return band(*number);
  return {};
}

/// True when the column has many values and most of them are dates or numbers.
bool wants_bands(const std::map<std::string, uint64_t>& rows_of_value) {
  if (rows_of_value.size() <= kValuesBeforeBands) return false;
  uint64_t rows = 0;
  uint64_t banded = 0;
  for (const auto& [value, count] : rows_of_value) {
    rows += count;
    if (!band_of(value).empty()) banded += count;
  }
  return static_cast<double>(banded) >= kBandedShare * static_cast<double>(rows);
}

/// The values of the column by record; empty where there is none.
std::vector<std::string> values_by_record(LinkedFiles& files, const std::string& column,
                                          RunContext& run) {
  std::vector<std::string> values(files.record_count);
  bool found = false;
  for (const InputColumns& input : files.inputs) {
    for (const std::string& name : input.table->columns) {
      if (!same_name(name, column)) continue;
      found = true;
      source::InputTable narrow = *input.table;
      narrow.columns = {name};
      const auto loaded = source::load_columns(*files.store, narrow, run);
      for (size_t row = 0; row < loaded[0].row_count(); ++row) {
        values[input.first_record + row] = std::string(loaded[0].text(row));
      }
    }
  }
  if (!found) {
    throw Error(Code::request_invalid,
                fmt::format("--by {}: no input has a column of that name. Name one that is there.",
                            column));
  }
  return values;
}

/// Numbers by size, everything else by its letters.
struct GroupOrder {
  static uint64_t number(const std::string& value) {
    uint64_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    return number;
  }
  bool operator()(const std::string& a, const std::string& b) const {
    return std::pair(number(a), std::string_view(a)) < std::pair(number(b), std::string_view(b));
  }
};

/// Renames values beyond the largest groups to one group.
void join_small_groups(std::vector<std::string>& values) {
  std::map<std::string, uint64_t> rows;
  for (const std::string& value : values) ++rows[value];
  if (rows.size() <= kGroupsMax) return;
  std::vector<std::pair<uint64_t, std::string>> order;
  for (const auto& [value, count] : rows) order.emplace_back(count, value);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::map<std::string, bool> kept;
  for (size_t i = 0; i < kGroupsMax; ++i) kept[order[i].second] = true;
  for (std::string& value : values) {
    if (!kept.contains(value)) value = kOthers;
  }
}

}  // namespace

Grouping read_grouping(LinkedFiles& files, const std::string& column, RunContext& run) {
  std::vector<std::string> values = values_by_record(files, column, run);
  std::map<std::string, uint64_t> rows_of_value;
  for (const std::string& value : values) {
    if (!value.empty()) ++rows_of_value[value];
  }
  const bool bands = wants_bands(rows_of_value);
  for (std::string& value : values) {
    if (bands && !value.empty()) value = band_of(value);
    if (value.empty()) value = kNotKnown;
  }
  join_small_groups(values);
  Grouping grouping;
  grouping.column = column;
  std::map<std::string, uint32_t, GroupOrder> number_of;
  for (const std::string& value : values) number_of.emplace(value, 0);
  for (auto& [value, number] : number_of) {
    number = static_cast<uint32_t>(grouping.values.size());
    grouping.values.push_back(value);
  }
  grouping.records_of_group.assign(grouping.values.size(), 0);
  for (const std::string& value : values) {
    grouping.group_of_record.push_back(number_of[value]);
    ++grouping.records_of_group[grouping.group_of_record.back()];
  }
  return grouping;
}

}  // namespace newlyn::workspace
