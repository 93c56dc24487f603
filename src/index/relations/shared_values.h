// SPDX-License-Identifier: MIT
// From values that records share to these records.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "index/change.h"
#include "index/network.h"
#include "index/records/record_table.h"

namespace newlyn::index {

/// A value of a record that others may share.
struct SharedValue {
  size_t rule = 0;
  std::string text;  // of its fields, as a person reads it
  uint64_t key = 0;
};

class SharedValues {
 public:
  /// `columns` are those of the records' values.
  SharedValues(std::vector<RelationRule> rules, const std::vector<linkage::FittedColumn>& columns);

  const std::vector<RelationRule>& rules() const noexcept { return rules_; }
  /// What others may share of a record, each once.
  std::vector<SharedValue> values_of(const Record& record) const;
  /// A record got into a slot; what it had before stays and is found out when asked for.
  void add(Slot slot, const Record& record);
  /// Takes the records of all live slots in place of what it has.
  void build(const RecordTable& records);
  /// Calls `take` with each live record that has a value, perhaps twice, until it says false.
  template <typename Take>
  void each(uint64_t key, const RecordTable& records, Take take) const;
  /// Calls `take` with each live record that has the value of a veto.
  template <typename Take>
  void each_veto(size_t veto, std::string_view value, const RecordTable& records, Take take) const;

  SharedValues share();
  void sort() { slots_.sort(); }
  void adopt(const SharedValues& sorted) { slots_.adopt(sorted.slots_); }
  void save(SnapshotWriter& writer) const { slots_.save(writer); }
  void load(SnapshotReader& reader) { slots_.load(reader); }

 private:
  /// Where the fields of a rule stand.
  struct Field {
    std::string name;
    size_t column = 0;  // kFurther: among further values
  };
  static constexpr size_t kFurther = SIZE_MAX;
  template <typename Take>
  void each_key(const Record& record, Take take) const;

  std::vector<RelationRule> rules_;
  std::vector<std::vector<Field>> fields_;
  Postings slots_;  // by hash of value
};

uint64_t veto_key(size_t veto, std::string_view value);

template <typename Take>
void SharedValues::each(uint64_t key, const RecordTable& records, Take take) const {
  slots_.each(key, [&](Slot slot) { return !records.is_live(slot) || take(slot); });
}

template <typename Take>
void SharedValues::each_veto(size_t veto, std::string_view value, const RecordTable& records,
                             Take take) const {
  std::vector<std::string_view> vetoes;
  each(veto_key(veto, value), records, [&](Slot slot) {
    vetoes_in(records.bytes_of(slot), vetoes);
    if (vetoes[veto] == value) take(slot);
    return true;
  });
}

}  // namespace newlyn::index
