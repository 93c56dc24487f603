// SPDX-License-Identifier: MIT
// From values that records share to these records.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "index/change.h"
#include "index/network.h"
#include "index/records/record_table.h"
#include "index/trusted_ids.h"
#include "record/declared_end.h"

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
  /// The ends of relations that a record declares.
  static std::vector<record::DeclaredEnd> ends_of(const Record& record);
  /// Whether a live record has one.
  bool has_trusted(const RecordTable& records) const;
  /// A record got into a slot; what it had before stays and is found out when asked for.
  void add(Slot slot, const Record& record);
  /// Takes the records of all live slots in place of what it has.
  void build(const RecordTable& records);
  /// Calls `take` with each live record that has a value, perhaps twice, until it says false.
  template <typename Take>
  void each(uint64_t key, const RecordTable& records, Take take) const;
  /// Calls `take` with each live record that may show a number besides, perhaps twice.
  template <typename Take>
  void each_held(std::string_view text, const RecordTable& records, Take take) const;
  /// The further field in which a record shows a number that others may share; empty: in none.
  std::string held_as(const Record& record, std::string_view text) const;
  /// Calls `take` with each live record that has the value of a veto.
  template <typename Take>
  void each_veto(size_t veto, std::string_view value, const RecordTable& records, Take take) const;

  /// Calls `take` with each live record that has a trusted id, perhaps twice.
  template <typename Take>
  void each_trusted(const record::TrustedId& id, const RecordTable& records, Take take) const;

  SharedValues share();
  void sort() { slots_.sort(); }
  void adopt(const SharedValues& sorted) { slots_.adopt(sorted.slots_); }
  void save(SnapshotWriter& writer) const { slots_.save(writer); }
  void load(SnapshotReader& reader) { slots_.load(reader); }

 private:
  /// Where the fields of a rule stand.
  struct Field {
    std::string name;
    size_t column = 0;  // kFurther: among further values alone
  };
  static constexpr size_t kFurther = SIZE_MAX;
  static std::string_view value_of(const Record& record, const Field& field);
  uint64_t key_of(size_t rule, std::string_view text) const;
  /// Whether a rule is of one field that no column is of.
  bool is_held(size_t rule) const {
    return fields_[rule].size() == 1 && fields_[rule][0].column == kFurther;
  }
  template <typename Take>
  void each_key(const Record& record, Take take) const;

  std::vector<RelationRule> rules_;
  std::vector<std::vector<Field>> fields_;
  Postings slots_;  // by hash of value
};

uint64_t veto_key(size_t veto, std::string_view value);
/// Under which the records are found that have a trusted id, or any.
uint64_t trusted_key(const record::TrustedId& id);
inline constexpr uint64_t kAnyTrusted = 2;
/// Under which the records are found that have an end as this one, or its other end.
uint64_t end_key(const record::DeclaredEnd& end, bool is_anchor);

template <typename Take>
void SharedValues::each(uint64_t key, const RecordTable& records, Take take) const {
  slots_.each(key, [&](Slot slot) { return !records.is_live(slot) || take(slot); });
}

template <typename Take>
void SharedValues::each_held(std::string_view text, const RecordTable& records, Take take) const {
  std::string_view before;
  for (size_t rule = 0; rule < rules_.size(); ++rule) {
    // Fields of one relation stand under the same hashes.
    if (!is_held(rule) || rules_[rule].name == before) continue;
    before = rules_[rule].name;
    each(key_of(rule, text), records, [&](Slot slot) {
      take(slot);
      return true;
    });
  }
}

template <typename Take>
void SharedValues::each_trusted(const record::TrustedId& id, const RecordTable& records,
                                Take take) const {
  each(trusted_key(id), records, [&](Slot slot) {
    const std::vector<record::TrustedId> ids = trusted_ids_of(records.record(slot));
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) take(slot);
    return true;
  });
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
