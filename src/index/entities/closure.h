// SPDX-License-Identifier: MIT
// All records whose clusters a change can touch.
#pragma once

#include <set>
#include <unordered_set>
#include <vector>

#include "index/entities/entity_table.h"
#include "index/judgements/judgement_book.h"
#include "index/records/record_table.h"
#include "index/relations/shared_values.h"
#include "index/seals/seal_book.h"

namespace newlyn::index {

/// Goes from record to record along edges, equal content, entities, trusted ids, judgements of
/// either kind and seals, these two also through records that are gone. More than is needed may be
/// reached, never less.
class Closure {
 public:
  /// What people and records said.
  struct Said {
    const JudgementBook& book;
    const SealBook& seals;
    const SharedValues& shared;
  };
  /// All must outlive it.
  Closure(const RecordTable& records, const Said& said, const EntityTable& entities)
      : records_(records),
        book_(said.book),
        seals_(said.seals),
        shared_(said.shared),
        entities_(entities),
        has_trusted_(said.shared.has_trusted(records)) {}

  /// Begins at a record, unless it is gone.
  void reach(Slot slot);
  /// Begins at what is judged of a record, whether it is there or not.
  void reach_key(const RecordKey& key);
  /// Everything reached from there.
  std::vector<Slot> slots();

 private:
  void follow(Slot slot);
  void follow_key(const RecordKey& key);
  void follow_trusted(Slot slot);
  void reach_row(Row row);

  const RecordTable& records_;
  const JudgementBook& book_;
  const SealBook& seals_;
  const SharedValues& shared_;
  const EntityTable& entities_;
  bool has_trusted_;
  std::vector<Slot> open_;
  std::vector<RecordKey> open_keys_;
  std::unordered_set<Slot> seen_;
  std::unordered_set<Row> rows_;
  std::unordered_set<uint32_t> entities_seen_;
  std::set<RecordKey> keys_;
  std::unordered_set<uint64_t> trusted_;  // ids whose records are reached
};

}  // namespace newlyn::index
