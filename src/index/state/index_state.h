// SPDX-License-Identifier: MIT
// What an EntityIndex is made of, and its copy for a snapshot.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "index/corrections/correction_book.h"
#include "index/entities/entity_table.h"
#include "index/entity_id.h"
#include "index/index.h"
#include "index/judgements/judgement_book.h"
#include "index/judgements/veto_aliases.h"
#include "index/records/record_table.h"
#include "index/relations/shared_values.h"
#include "index/seals/seal_book.h"
#include "index/search/correction_words.h"
#include "index/search/entity_search.h"

namespace newlyn::index {

class Sight;
struct BeforeSeal;

/// What people said, as clustering takes it in.
struct Judged {
  const JudgementBook& book;
  const VetoAliases& aliases;
};

struct EntityIndex::State {
  IndexPlan plan;
  RecordTable records;
  JudgementBook book;
  EntityTable entities;
  VetoAliases aliases;
  CorrectionBook corrections;
  SealBook seals;
  EntitySearch words;
  SharedValues shared;
  uint64_t sequence = 0;
  uint64_t past_from = 0;   // the step from whose end on the past is kept
  uint64_t bulk_pairs = 0;  // weighed in steps that compared everything at once
  // Records that find() handed out, kept until they change or go.
  mutable std::mutex handed_out_lock;
  mutable std::unordered_map<Slot, std::unique_ptr<const Record>> handed_out;
  // How everybody sees it while a seal hides something; made when somebody first asks.
  mutable std::mutex common_sight_lock;
  mutable std::shared_ptr<const Sight> common_sight;
  // The words of corrections in force; made when somebody first searches after one changed.
  mutable std::mutex corrected_lock;
  mutable std::shared_ptr<const CorrectionWords> corrected;
  // Of the step at work:
  std::vector<Slot> seeds;
  std::vector<RecordKey> seed_keys;  // judged ones, there or not
  bool judged_changed = false;
  bool bulk = false;
  std::vector<BeforeSeal> new_seals;

  explicit State(IndexPlan of);
  ~State();

  /// The id of the entity that was made as the `number`-th.
  std::string id_of(uint32_t number) const {
    return entity_id(number * plan.id_lanes + plan.id_lane);
  }
  /// The number behind an id; nothing for one that this index never gave. One that a view gave to a
  /// part of what records left out had joined (see EntityCut) stands for the entity of its record.
  std::optional<uint32_t> number_of(std::string_view id) const noexcept;
  /// What stands behind an id: the number of an entity, or the slot that a view named a part after.
  struct IdNumber {
    uint32_t number = 0;
    bool is_slot = false;
  };
  std::optional<IdNumber> number_behind(std::string_view id) const noexcept;
  /// The number after which a view names a part by one of its records: counted from the last id
  /// down, where entities never come.
  uint32_t number_of_part(Slot slot) const noexcept {
    return kEntityIdsMax / plan.id_lanes - 1 - slot;
  }
  /// The records of the entity that an id leads to, in order of their keys.
  std::vector<Slot> slots_of_id(std::string_view id) const;

  Outcome apply_one(const Change& change);
  Outcome put(const Change& change);
  void take(Slot slot);
  Outcome judge(const Judgement& judgement);
  Outcome withdraw(uint64_t number);
  Outcome withdraw_correction(uint64_t number);
  Outcome withdraw_step(uint64_t step);
  Outcome seal(const Seal& wanted);
  Outcome extend_seal(uint64_t number, const Seal& by);
  Outcome lift_seal(uint64_t number);
  void touch(const RecordKey& key);
  void touch(const Seal& seal);
  void renew_aliases();
  std::vector<std::vector<const Record*>> judged_sets(const JudgementBook& by,
                                                      std::vector<Record>& records_of_sets) const;
  std::vector<Slot> touched() const;
  std::vector<Slot> live_slots() const;
  linkage::ClusterRecords cluster_records(const std::vector<Slot>& slots) const {
    return cluster_records(slots, {book, aliases});
  }
  /// The same where less was said.
  linkage::ClusterRecords cluster_records(const std::vector<Slot>& slots,
                                          const Judged& judged) const;
  /// The same without what seals say.
  linkage::ClusterRecords unsealed_records(const std::vector<Slot>& slots,
                                           const Judged& judged) const;
  void add_trusted(const std::vector<Slot>& slots, linkage::ClusterRecords& input) const;
  std::vector<uint32_t> clusters_at_once(const std::vector<Slot>& slots, RunContext& run);
  void add_vetoes(const std::vector<Slot>& slots, const VetoAliases& of,
                  linkage::ClusterRecords& input) const;
  void part_rows(const std::vector<Slot>& slots, const JudgementBook& by,
                 linkage::ClusterRecords& input) const;
  void recluster(RunContext& run);
  void catch_up_words();
  std::shared_ptr<const CorrectionWords> corrected_words() const;
  void sort_by_key(std::vector<Slot>& slots) const;
  /// A number for what of the plan a snapshot depends on.
  uint64_t plan_hash() const;
  /// The same where these are the rules of what entities share.
  uint64_t hash_with(const std::vector<RelationRule>& rules) const;
};

/// What does not hold of records, entities, judgements and search, each in a sentence.
std::vector<std::string> findings_of(const EntityIndex::State& state);

/// The rules of a plan, or those that follow from its columns.
std::vector<RelationRule> relations_of(const IndexPlan& plan);

/// Everything of an index at one moment, for somebody who saves it.
struct IndexPicture {
  RecordTable records;
  EntityTable entities;
  EntitySearch words;
  SharedValues shared;
  std::vector<KeptJudgement> judgements;
  std::vector<NumberedCorrection> corrections;
  std::vector<NumberedSeal> seals;
  uint64_t sequence = 0;
  uint64_t past_from = 0;
  uint64_t bulk_pairs = 0;
  uint64_t plan_hash = 0;
  std::string model;
  std::shared_ptr<const linkage::FittedModel> fitted;  // as long as the records are needed

  /// Sorts what came since the last picture. Takes seconds for millions of records.
  void sort();
  void save(SnapshotWriter& writer) const;
};

}  // namespace newlyn::index
