// SPDX-License-Identifier: MIT
// Makes tables of term frequencies and reads them.
#include "linkage/model/term_tables.h"

#include <algorithm>

namespace newlyn::linkage {

std::string term_name(const std::string& column) {
  const bool quoted = column.size() > 2 && column.front() == column.back() &&
                      (column.front() == '"' || column.front() == '`');
  return quoted ? column.substr(1, column.size() - 2) : column;
}

std::shared_ptr<const std::vector<double>> term_shares(
    const Model& model, const std::string& column, const pairs::PairColumn& values,
    std::pair<double, double> smoothing_average) {
  const auto table = model.terms.find(term_name(column));
  if (table == model.terms.end()) return nullptr;
  const auto [smoothing, average] = smoothing_average;
  auto shares = std::make_shared<std::vector<double>>(values.values.value_count() + 1, 0);
  for (record::ValueCode code = 1; code < shares->size(); ++code) {
    const auto found = table->second.counts.find(values.values[code]);
    const double count = found.empty() ? 1 : static_cast<double>(found[0]);
    const auto known = static_cast<double>(table->second.known);
    const auto records = static_cast<double>(table->second.records);
    (*shares)[code] = smoothing > 0 ? (count - 1 + smoothing * average) / (records - 1 + smoothing)
                                    : count / std::max(known, 1.0);
  }
  return shares;
}

void keep_terms(const pairs::PairColumn& values, uint64_t record_count, const std::string& column,
                Model& model) {
  const auto [place, is_new] = model.terms.try_emplace(term_name(column));
  if (!is_new) return;
  TermTable& table = place->second;
  table.records = record_count;
  table.known = record_count - values.counts[0];
  for (record::ValueCode code = 1; code <= values.values.value_count(); ++code) {
    table.counts.add(values.values[code], values.counts[code]);
  }
}

}  // namespace newlyn::linkage
