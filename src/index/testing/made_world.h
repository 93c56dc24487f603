// SPDX-License-Identifier: MIT
// A small made-up town whose people are hard to tell apart, and things that happen to its records.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "index/index.h"

namespace newlyn::index {

/// A model fitted on some hundred people of the town, made once.
std::shared_ptr<const linkage::FittedModel> town_model();

/// The same fitted on more people and with a higher bar.
std::shared_ptr<const linkage::FittedModel> stricter_town_model();

/// A model that knows no postcodes: the first five of the town's values.
std::shared_ptr<const linkage::FittedModel> narrow_town_model();

/// An index over the town with one veto.
IndexPlan town_plan();

/// The values of one of the versions of a person's record. Neighbours share family name and
/// address; versions have slips and gaps.
std::vector<std::string> town_values(uint64_t person, uint64_t version);

/// Makes changes that can be done, and knows what is true after them.
class MadeHistory {
 public:
  explicit MadeHistory(uint64_t seed, bool has_seals = true)
      : random_(seed), has_seals_(has_seals) {}
  /// The next change. Some are refused: judgements may contradict each other.
  Change next(const EntityIndex& index);
  /// What became of the last change.
  void note(const Change& change, const Outcome& outcome);
  /// Adds all that is true now, as one would who knows nothing else, in an order of its own.
  std::vector<Change> what_is_true(uint64_t seed) const;

 private:
  Record some_record();
  std::string some_trusted_ids();
  RecordKey some_key();
  Change some_seal(const EntityIndex& index);

  Random random_;
  bool has_seals_ = true;
  std::vector<Record> live_;
  std::vector<RecordKey> gone_;
  std::vector<NumberedJudgement> judgements_;
  std::vector<NumberedSeal> seals_;  // in force
};

/// A step of one change.
Change add_record(std::string source, std::string id, std::vector<std::string> values,
                  std::string veto = "");
Change change_record(std::string source, std::string id, std::vector<std::string> values);
Change remove_record(std::string source, std::string id);
Change judge_records(RecordKey left, RecordKey right, Verdict verdict);
Change withdraw_judgement(uint64_t number);
Change withdraw_correction(uint64_t number);
Change seal_identity(std::vector<RecordKey> former, std::vector<RecordKey> present);
/// The same with what the records say.
Change seal_identity(const EntityIndex& index, std::vector<RecordKey> former,
                     std::vector<RecordKey> present);
Change lift_seal(uint64_t number);

}  // namespace newlyn::index
