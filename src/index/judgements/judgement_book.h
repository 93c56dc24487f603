// SPDX-License-Identifier: MIT
// Judgements in force and withdrawn, and what follows from those in force.
//
// 1. "Same" leads from record to record, also through records that are gone.
// 2. Those in force never contradict each other: one that would is refused with the chain.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "index/change.h"

namespace newlyn::index {

/// A judgement and whether it stands.
struct KeptJudgement {
  uint64_t number = 0;  // from 1, in the order they were made
  Judgement judgement;
  bool withdrawn = false;
  uint64_t sequence = 0;  // of the step it was made in
};

class JudgementBook {
 public:
  /// Why a judgement cannot stand beside those in force, in a sentence; nothing when it can.
  std::optional<std::string> contradiction(const Judgement& judgement) const;
  /// Keeps a judgement made in the step `sequence`. Requires: contradiction() has nothing to say.
  uint64_t add(Judgement judgement, uint64_t sequence);
  /// The judgement of this number; null when there is none.
  const KeptJudgement* find(uint64_t number) const noexcept;
  /// Requires: all are there and in force.
  void withdraw(const std::vector<uint64_t>& numbers);
  /// Those in force that were made in one step.
  std::vector<uint64_t> made_in(uint64_t sequence) const;

  const std::vector<KeptJudgement>& all() const noexcept { return kept_; }
  /// True when none in force decides anything.
  bool is_empty() const noexcept { return of_record_.empty(); }
  /// True when a judgement in force that decides something names the record.
  bool is_judged(const RecordKey& key) const;
  /// Those in force and deciding that name the record.
  std::vector<const KeptJudgement*> of(const RecordKey& key) const;
  /// All records judged to be the same as `key`, itself among them, ascending.
  std::vector<RecordKey> same_as(const RecordKey& key) const;
  /// Sets of records judged to be the same, of two or more, each ascending, in order.
  std::vector<std::vector<RecordKey>> same_sets() const;
  /// Puts back what was kept, as all() gave it.
  void restore(std::vector<KeptJudgement> kept);

 private:
  /// The judgements that lead from one record to another by "same"; nothing when none do.
  std::optional<std::vector<const KeptJudgement*>> chain(const RecordKey& from,
                                                         const RecordKey& to) const;

  /// Records judged to be the same.
  struct Group {
    std::vector<RecordKey> members;
    std::vector<uint64_t> different;  // judgements that part one of them from somebody
  };
  size_t group_of(const RecordKey& key);
  void join(const KeptJudgement& kept);
  void part_again(const KeptJudgement& kept);
  void put_in_force(const KeptJudgement& kept);

  std::vector<KeptJudgement> kept_;
  std::map<RecordKey, std::vector<uint64_t>> of_record_;  // in force and deciding
  std::map<RecordKey, size_t> group_of_;                  // of every record of of_record_
  std::vector<Group> groups_;
};

}  // namespace newlyn::index
