// SPDX-License-Identifier: MIT
// Counts records and values by list.
#include "linkage/model/lists_that_ask.h"

#include <algorithm>

namespace newlyn::linkage {
namespace {

constexpr size_t kRecordsMin = 200;
// Of the records of a list. Fewer than this many have the value by chance: a second given name that
// slipped in with the first.
constexpr double kShareMin = 0.2;

}  // namespace

std::vector<std::string> lists_that_ask(const pairs::PairColumns& columns, uint16_t list,
                                        uint16_t asked) {
  const pairs::PairColumn& lists = columns.columns[list];
  const pairs::PairColumn& values = columns.columns[asked];
  std::vector<size_t> records(lists.values.value_count() + 1, 0);
  std::vector<size_t> known(records.size(), 0);
  for (size_t row = 0; row < columns.row_count; ++row) {
    ++records[lists.codes[row]];
    if (values.codes[row] != record::kNullCode) ++known[lists.codes[row]];
  }
  std::vector<std::string> names;
  for (record::ValueCode code = 1; code < records.size(); ++code) {
    const double least = kShareMin * static_cast<double>(records[code]);
    const bool asks = records[code] >= kRecordsMin && static_cast<double>(known[code]) >= least;
    if (asks) names.emplace_back(lists.values[code]);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace newlyn::linkage
