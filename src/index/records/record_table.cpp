// SPDX-License-Identifier: MIT
// Puts records in and takes them out, comparing each new content with its candidates alone.
#include "index/records/record_table.h"

#include <algorithm>
#include <unordered_map>

#include "base/check.h"
#include "base/random.h"
#include "base/threads.h"

namespace newlyn::index {
namespace {

uint64_t hash_of(const KeyView& key) {
  return hash_mix(hash_bytes(key.source), hash_bytes(key.id));
}

std::vector<std::string> columns_of(const linkage::FittedModel& fitted) {
  std::vector<std::string> names;
  for (const linkage::FittedColumn& column : fitted.parts().columns) names.push_back(column.name);
  return names;
}

/// A record with values of the columns `from`, with one for each column of the model `to`.
Record laid_out(Record record, const std::vector<std::string>& from,
                const linkage::FittedModel& to) {
  std::vector<std::string> values(to.parts().columns.size());
  std::vector<FieldValue> further;
  for (FieldValue& field : record.further) {
    const auto column = to.find(field.field);
    if (column && std::find(from.begin(), from.end(), field.field) == from.end()) {
      values[*column] = std::move(field.value);
    } else {
      further.push_back(std::move(field));
    }
  }
  for (size_t c = 0; c < from.size(); ++c) {
    const auto column = to.find(from[c]);
    if (column) {
      values[*column] = std::move(record.values[c]);
    } else if (!record.values[c].empty()) {
      further.push_back({from[c], std::move(record.values[c])});
    }
  }
  std::stable_sort(further.begin(), further.end(),
                   [](const FieldValue& a, const FieldValue& b) { return a.field < b.field; });
  record.values = std::move(values);
  record.further = std::move(further);
  return record;
}

}  // namespace

RecordTable::RecordTable(const linkage::FittedModel& fitted)
    : fitted_(&fitted), width_(fitted.width()), versions_(columns_of(fitted)) {}

/// Gives every record one value for each column of another model.
void RecordTable::lay_out_again(const linkage::FittedModel& fitted) {
  const std::vector<std::string> before = columns_of(*fitted_);
  if (before == columns_of(fitted)) return;
  for (Slot slot = 0; slot < slots_.size(); ++slot) {
    if (is_live(slot)) keep(slot, laid_out(record(slot), before, fitted));
  }
  versions_.lay_out(columns_of(fitted));
}

void RecordTable::refit(const linkage::FittedModel& fitted) {
  lay_out_again(fitted);
  fitted_ = &fitted;
  width_ = fitted.width();
  codes_.clear();
  rows_.clear();
  edges_.clear();
  free_edge_ = kEnd;
  row_of_hash_ = HashSlots();
  postings_ = Postings();
  for (Slot slot = 0; slot < slots_.size(); ++slot) {
    if (!is_live(slot)) continue;
    const Row row = row_of(fitted.complete(record(slot).values), false);
    slots_.edit(slot).row = row;
    add_slot(row, slot);
  }
}

RecordTable RecordTable::anew(const linkage::FittedModel& fitted,
                              const std::map<Slot, RecordKey>& names) const {
  RecordTable table(fitted);
  table.versions_ = versions_.anew(columns_of(fitted));
  for (Slot slot = 0; slot < slots_.size(); ++slot) {
    if (is_live(slot)) {
      table.put(record(slot), false);
      table.take_over_versions(*this, slot);
      continue;
    }
    Record gone;
    const auto name = names.find(slot);
    gone.key = name == names.end() ? key(slot).copy() : name->second;
    gone.values.resize(fitted.parts().columns.size());
    table.take_out(table.put(gone, false));
  }
  table.pair_count_ = pair_count_;
  return table;
}

/// Copies what a record of another table said before.
void RecordTable::take_over_versions(const RecordTable& from, Slot slot) {
  std::vector<RecordVersions::Version> versions;
  for (uint32_t name = from.slots_[slot].last_version; name != RecordVersions::kNone;) {
    versions.push_back(from.versions_[name]);
    name = versions.back().before;
  }
  uint32_t last = RecordVersions::kNone;
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    if (version->length > 0) {
      version->address = bytes_.add(from.bytes_.view(version->address, version->length));
    }
    version->before = last;
    last = versions_.take_over(*version);
  }
  slots_.edit(slot).last_version = last;
}

std::optional<Record> RecordTable::record_at(Slot slot, uint64_t sequence) const {
  const uint32_t name = versions_.at(slots_[slot].last_version, sequence);
  if (name == RecordVersions::kNone) {
    return is_live(slot) ? std::optional(record(slot)) : std::nullopt;
  }
  return read_version(name);
}

std::optional<Record> RecordTable::last_record(Slot slot) const {
  if (is_live(slot)) return record(slot);
  const uint32_t name = slots_[slot].last_version;
  return name == RecordVersions::kNone ? std::nullopt : read_version(name);
}

std::vector<Record> RecordTable::former_versions(Slot slot) const {
  std::vector<Record> former;
  for (uint32_t name = slots_[slot].last_version; name != RecordVersions::kNone;
       name = versions_[name].before) {
    if (auto version = read_version(name)) former.push_back(std::move(*version));
  }
  return former;
}

void RecordTable::forget_versions(std::span<const Slot> slots) {
  for (const Slot slot : slots) versions_.forget(slots_[slot].last_version);
}

/// Nothing where only that there was such a version is kept.
std::optional<Record> RecordTable::read_version(uint32_t name) const {
  const RecordVersions::Version& version = versions_[name];
  if (version.length == 0) return std::nullopt;
  return laid_out(read_record(bytes_.view(version.address, version.length)),
                  versions_.columns(version.layout), *fitted_);
}

std::optional<Slot> RecordTable::find(const KeyView& key) const {
  const Slot slot = slot_of_key_.find(hash_of(key), [&](Slot of) { return this->key(of) == key; });
  return slot == HashSlots::kNone ? std::nullopt : std::optional(slot);
}

void RecordTable::values_of(Row row, std::vector<std::string_view>& values) const {
  for (size_t c = 0; c < width_; ++c) values.push_back(texts_[code(row, c)]);
}

std::vector<Row> RecordTable::candidates(const std::vector<std::string>& complete) const {
  const std::vector<std::string_view> values(complete.begin(), complete.end());
  return candidates(values);
}

std::vector<Row> RecordTable::candidates(std::span<const std::string_view> complete) const {
  std::vector<Row> candidates;
  for (const uint64_t key : fitted_->keys(complete)) postings_.numbers_of(key, candidates);
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  std::erase_if(candidates, [&](Row row) { return !has_slots(row); });
  return candidates;
}

std::vector<Neighbour> RecordTable::compare(const std::vector<std::string>& complete) const {
  linkage::ValueRows rows{complete.size(), {complete.begin(), complete.end()}};
  const std::vector<Row> others = candidates(complete);
  for (const Row row : others) values_of(row, rows.values);
  const std::vector<double> weights = fitted_->weights_of_first(rows);
  std::vector<Neighbour> found;
  for (size_t i = 0; i < others.size(); ++i) found.push_back({others[i], weights[i]});
  return found;
}

/// The row of a content, new where it was never there.
Row RecordTable::row_of(const std::vector<std::string>& complete, bool compare) {
  const std::vector<std::string_view> views(complete.begin(), complete.end());
  const linkage::ContentHash hash = fitted_->content_hash(views);
  const Row known = row_of_hash_.find(hash.first, [&](Row row) {
    return rows_[row].hash_first == hash.first && rows_[row].hash_second == hash.second;
  });
  if (known != HashSlots::kNone) return known;
  const auto row = static_cast<Row>(rows_.size());
  rows_.push_back({hash.first, hash.second, kEnd, kEnd});
  row_of_hash_.add(hash.first, row, [&](Row of) { return rows_[of].hash_first; });
  for (const std::string& value : complete) codes_.push_back(texts_.code_of(value));
  for (const uint64_t key : fitted_->keys(views)) {
    if (compare) {
      postings_.add(key, row);
    } else {
      postings_.add_unfrozen(key, row);
    }
  }
  return row;
}

std::vector<Slot> RecordTable::slots_of(Row row) const {
  std::vector<Slot> slots;
  for (Slot slot = rows_[row].first_slot; slot != kEnd; slot = slots_[slot].next) {
    slots.push_back(slot);
  }
  return slots;
}

void RecordTable::add_slot(Row row, Slot slot) {
  slots_.edit(slot).next = rows_[row].first_slot;
  rows_.edit(row).first_slot = slot;
}

void RecordTable::erase_slot(Row row, Slot slot) {
  const Slot next = slots_[slot].next;
  if (rows_[row].first_slot == slot) {
    rows_.edit(row).first_slot = next;
    return;
  }
  Slot before = rows_[row].first_slot;
  while (slots_[before].next != slot) before = slots_[before].next;
  slots_.edit(before).next = next;
}

std::vector<Row> RecordTable::neighbours(Row row) const {
  std::vector<Row> rows;
  for (uint32_t edge = rows_[row].first_edge; edge != kEnd; edge = edges_[edge].next) {
    rows.push_back(edges_[edge].row);
  }
  return rows;
}

void RecordTable::add_edge(Row from, Row to) {
  uint32_t edge = free_edge_;
  if (edge == kEnd) {
    edge = static_cast<uint32_t>(edges_.size());
    edges_.push_back({});
  } else {
    free_edge_ = edges_[edge].next;
  }
  edges_.edit(edge) = {to, rows_[from].first_edge};
  rows_.edit(from).first_edge = edge;
}

void RecordTable::erase_edge(Row from, Row to) {
  uint32_t before = kEnd;
  uint32_t edge = rows_[from].first_edge;
  for (; edges_[edge].row != to; edge = edges_[edge].next) before = edge;
  const uint32_t next = edges_[edge].next;
  if (before == kEnd) {
    rows_.edit(from).first_edge = next;
  } else {
    edges_.edit(before).next = next;
  }
  edges_.edit(edge).next = free_edge_;
  free_edge_ = edge;
}

/// The rows that a new one is compared with: of two new ones the later one is. Requires: new_rows_
/// ascend.
std::vector<Row> RecordTable::candidates_of_new(Row row) const {
  std::vector<std::string_view> values;
  values_of(row, values);
  std::vector<Row> others = candidates(values);
  std::erase_if(others, [&](Row other) {
    return other == row ||
           (other > row && std::binary_search(new_rows_.begin(), new_rows_.end(), other));
  });
  return others;
}

RecordTable::NewEdges RecordTable::edges_of_new(std::span<const Row> rows) const {
  linkage::ValueRows values{width_, {}};
  std::vector<Row> row_at;  // by place in `values`
  std::unordered_map<Row, uint32_t> places;
  const auto place_of = [&](Row row) {
    const auto [place, is_new] = places.try_emplace(row, static_cast<uint32_t>(row_at.size()));
    if (is_new) {
      row_at.push_back(row);
      values_of(row, values.values);
    }
    return place->second;
  };
  std::vector<std::pair<uint32_t, uint32_t>> pairs;
  for (const Row row : rows) {
    const uint32_t own = place_of(row);
    for (const Row other : candidates_of_new(row)) pairs.emplace_back(own, place_of(other));
  }
  const std::vector<double> weights = fitted_->weights_of(values, pairs);
  NewEdges found;
  found.pair_count = pairs.size();
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (weights[i] < fitted_->edge_weight_min()) continue;
    found.edges.emplace_back(row_at[pairs[i].first], row_at[pairs[i].second]);
  }
  return found;
}

void RecordTable::join_new_rows() {
  // Getting ready for a comparison costs as much as some hundred of them.
  constexpr size_t kTogether = 16;
  std::sort(new_rows_.begin(), new_rows_.end());
  new_rows_.erase(std::unique(new_rows_.begin(), new_rows_.end()), new_rows_.end());
  // Those whose records were taken out again.
  std::erase_if(new_rows_, [&](Row row) { return !has_slots(row); });
  std::vector<NewEdges> found((new_rows_.size() + kTogether - 1) / kTogether);
  parallel_ranges(new_rows_.size(), kTogether, [&](size_t from, size_t to) {
    found[from / kTogether] = edges_of_new(std::span(new_rows_).subspan(from, to - from));
  });
  for (const NewEdges& of_some : found) {
    pair_count_ += of_some.pair_count;
    for (const auto& [row, other] : of_some.edges) {
      add_edge(row, other);
      add_edge(other, row);
    }
  }
  new_rows_.clear();
}

/// Keeps the bytes of a record; those it had before are left where they are.
void RecordTable::keep(Slot slot, const Record& record) {
  const std::string bytes = write_record(record);
  KeptSlot& kept = slots_.edit(slot);
  kept.address = bytes_.add(bytes);
  kept.length = static_cast<uint32_t>(bytes.size());
}

Slot RecordTable::put(const Record& record, bool compare) {
  const std::vector<std::string> complete = fitted_->complete(record.values);
  const auto known = find(record.key);
  const Slot slot = known.value_or(static_cast<Slot>(slots_.size()));
  if (!known) {
    slots_.push_back({});
    keep(slot, record);
    slot_of_key_.add(hash_of(record.key), slot, [&](Slot of) { return hash_of(key(of)); });
  } else {
    NEWLYN_CHECK(!is_live(slot), "a record is put in once", slot);
    keep(slot, record);
  }
  const Row row = row_of(complete, compare);
  if (!has_slots(row) && compare) new_rows_.push_back(row);
  const TextCode source = texts_.code_of(record.key.source);
  KeptSlot& kept = slots_.edit(slot);
  kept.row = row;
  kept.source = source;
  kept.is_live = 1;
  add_slot(row, slot);
  ++live_count_;
  return slot;
}

void RecordTable::take(Slot slot, uint64_t sequence) {
  KeptSlot& kept = slots_.edit(slot);
  kept.last_version = versions_.add({sequence, kept.address, kept.length, 0, kept.last_version});
  take_out(slot);
}

/// Takes a record out without keeping what it said.
void RecordTable::take_out(Slot slot) {
  NEWLYN_CHECK(is_live(slot), "a record is taken out once", slot);
  slots_.edit(slot).is_live = 0;
  --live_count_;
  const Row row = slots_[slot].row;
  erase_slot(row, slot);
  if (has_slots(row)) return;
  for (const Row other : neighbours(row)) {
    erase_edge(other, row);
    erase_edge(row, other);
  }
}

void RecordTable::set_edges(const std::vector<std::pair<Row, Row>>& edges) {
  edges_.clear();
  free_edge_ = kEnd;
  for (Row row = 0; row < rows_.size(); ++row) {
    if (rows_[row].first_edge != kEnd) rows_.edit(row).first_edge = kEnd;
  }
  for (const auto& [left, right] : edges) {
    add_edge(left, right);
    add_edge(right, left);
  }
  postings_.freeze();
}

RecordTable RecordTable::share() {
  RecordTable copy(*fitted_);
  copy.bytes_ = bytes_.share();
  copy.slots_ = slots_.share();
  copy.slot_of_key_ = slot_of_key_.share();
  copy.texts_ = texts_.share();
  copy.codes_ = codes_.share();
  copy.rows_ = rows_.share();
  copy.row_of_hash_ = row_of_hash_.share();
  copy.edges_ = edges_.share();
  copy.free_edge_ = free_edge_;
  copy.postings_ = postings_.share();
  copy.versions_ = versions_.share();
  copy.live_count_ = live_count_;
  copy.pair_count_ = pair_count_;
  return copy;
}

void RecordTable::save(SnapshotWriter& writer) const {
  writer.put<uint64_t>(width_);
  writer.put<uint64_t>(live_count_);
  bytes_.save(writer);
  slots_.save(writer);
  slot_of_key_.save(writer);
  texts_.save(writer);
  codes_.save(writer);
  rows_.save(writer);
  row_of_hash_.save(writer);
  edges_.save(writer);
  writer.put(free_edge_);
  postings_.save(writer);
  versions_.save(writer);
}

void RecordTable::load(SnapshotReader& reader) {
  reader.expect(reader.take<uint64_t>() == width_);
  live_count_ = reader.take<uint64_t>();
  bytes_.load(reader);
  slots_.load(reader);
  slot_of_key_.load(reader);
  texts_.load(reader);
  codes_.load(reader);
  rows_.load(reader);
  row_of_hash_.load(reader);
  edges_.load(reader);
  free_edge_ = reader.take<uint32_t>();
  postings_.load(reader);
  if (reader.version() >= kPastVersion) versions_.load(reader);
  reader.expect(codes_.size() == rows_.size() * width_ && live_count_ <= slots_.size());
}

}  // namespace newlyn::index
