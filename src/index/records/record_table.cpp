// SPDX-License-Identifier: MIT
// Puts records in and takes them out, comparing each new content with its candidates alone.
#include "index/records/record_table.h"

#include <algorithm>

#include "base/check.h"

namespace newlyn::index {

RecordTable::RecordTable(const linkage::FittedModel& fitted)
    : fitted_(&fitted), values_(fitted.width()) {}

/// Gives every record one value for each column of another model.
void RecordTable::lay_out_again(const linkage::FittedModel& fitted) {
  const auto& before = fitted_->parts().columns;
  const auto& now = fitted.parts().columns;
  const auto same_name = [](const auto& a, const auto& b) { return a.name == b.name; };
  if (std::equal(before.begin(), before.end(), now.begin(), now.end(), same_name)) return;
  const auto by_field = [](const FieldValue& a, const FieldValue& b) { return a.field < b.field; };
  for (KeptRecord& kept : records_) {
    if (!kept.is_live) continue;
    Record& record = kept.record;
    std::vector<std::string> values(now.size());
    std::vector<FieldValue> further;
    for (FieldValue& field : record.further) {
      const auto column = fitted.find(field.field);
      if (column && !fitted_->find(field.field)) {
        values[*column] = std::move(field.value);
      } else {
        further.push_back(std::move(field));
      }
    }
    for (size_t c = 0; c < before.size(); ++c) {
      const auto column = fitted.find(before[c].name);
      if (column) {
        values[*column] = std::move(record.values[c]);
      } else if (!record.values[c].empty()) {
        further.push_back({before[c].name, std::move(record.values[c])});
      }
    }
    std::stable_sort(further.begin(), further.end(), by_field);
    record.values = std::move(values);
    record.further = std::move(further);
  }
}

void RecordTable::refit(const linkage::FittedModel& fitted) {
  lay_out_again(fitted);
  fitted_ = &fitted;
  values_ = std::vector<record::ValueIndex>(fitted.width());
  codes_.clear();
  rows_.clear();
  rows_of_hash_.clear();
  postings_ = Postings();
  for (Slot slot = 0; slot < records_.size(); ++slot) {
    KeptRecord& kept = records_[slot];
    if (!kept.is_live) continue;
    kept.row = row_of(fitted.complete(kept.record.values), false);
    rows_[kept.row].slots.push_back(slot);
  }
}

std::optional<Slot> RecordTable::find(const RecordKey& key) const {
  const auto found = slot_of_key_.find(key);
  return found == slot_of_key_.end() ? std::nullopt : std::optional(found->second);
}

void RecordTable::values_of(Row row, std::vector<std::string_view>& values) const {
  for (size_t c = 0; c < values_.size(); ++c) {
    values.push_back(values_[c].values()[codes_[row * values_.size() + c]]);
  }
}

std::vector<Neighbour> RecordTable::compare(const std::vector<std::string>& complete) const {
  linkage::ValueRows rows{complete.size(), {complete.begin(), complete.end()}};
  std::vector<Row> candidates;
  for (const uint64_t key : fitted_->keys(rows.row(0))) postings_.rows_of(key, candidates);
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  std::erase_if(candidates, [&](Row row) { return rows_[row].slots.empty(); });
  for (const Row row : candidates) values_of(row, rows.values);
  const std::vector<double> weights = fitted_->weights_of_first(rows);
  std::vector<Neighbour> found;
  for (size_t i = 0; i < candidates.size(); ++i) found.push_back({candidates[i], weights[i]});
  return found;
}

/// The row of a content, new where it was never there.
Row RecordTable::row_of(const std::vector<std::string>& complete, bool compare) {
  const std::vector<std::string_view> views(complete.begin(), complete.end());
  const linkage::ContentHash hash = fitted_->content_hash(views);
  std::vector<Row>& same = rows_of_hash_[hash.first];
  for (const Row row : same) {
    if (rows_[row].hash == hash) return row;
  }
  const auto row = static_cast<Row>(rows_.size());
  same.push_back(row);
  rows_.push_back({hash, {}, {}});
  for (size_t c = 0; c < values_.size(); ++c) codes_.push_back(values_[c].code_of(complete[c]));
  for (const uint64_t key : fitted_->keys(views)) {
    if (compare) {
      postings_.add(key, row);
    } else {
      postings_.add_unfrozen(key, row);
    }
  }
  return row;
}

void RecordTable::join_neighbours(Row row) {
  std::vector<std::string_view> views;
  values_of(row, views);
  const std::vector<Neighbour> weighed = compare({views.begin(), views.end()});
  pair_count_ += weighed.size();
  for (const Neighbour& other : weighed) {
    if (other.row == row || other.weight < fitted_->edge_weight_min()) continue;
    rows_[row].neighbours.push_back(other.row);
    rows_[other.row].neighbours.push_back(row);
  }
}

Slot RecordTable::put(Record record, bool compare) {
  const std::vector<std::string> complete = fitted_->complete(record.values);
  const auto [place, is_new] =
      slot_of_key_.try_emplace(record.key, static_cast<Slot>(records_.size()));
  const Slot slot = place->second;
  if (is_new) records_.emplace_back();
  NEWLYN_CHECK(!records_[slot].is_live, "a record is put in once", slot);
  const Row row = row_of(complete, compare);
  if (rows_[row].slots.empty() && compare) join_neighbours(row);
  rows_[row].slots.push_back(slot);
  records_[slot] = {std::move(record), row, true};
  ++live_count_;
  return slot;
}

void RecordTable::take(Slot slot) {
  KeptRecord& kept = records_[slot];
  NEWLYN_CHECK(kept.is_live, "a record is taken out once", slot);
  kept.is_live = false;
  --live_count_;
  KeptRow& row = rows_[kept.row];
  std::erase(row.slots, slot);
  if (!row.slots.empty()) return;
  for (const Row other : row.neighbours) std::erase(rows_[other].neighbours, kept.row);
  row.neighbours.clear();
}

void RecordTable::set_edges(const std::vector<std::pair<Row, Row>>& edges) {
  for (KeptRow& row : rows_) row.neighbours.clear();
  for (const auto& [left, right] : edges) {
    rows_[left].neighbours.push_back(right);
    rows_[right].neighbours.push_back(left);
  }
  postings_.freeze();
}

}  // namespace newlyn::index
