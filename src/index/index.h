// SPDX-License-Identifier: MIT
// Entities over time: records arrive, change and go, people judge, and each record has an entity
// whose id stays.
//
// 1. The partition is what a full run gives over the records and judgements there are now, under
//    the one fitted model: whatever happened before, in whatever order and in what portions.
// 2. A change is worked out inside what edges and judgements join it to; nothing else is looked at.
// 3. One thread changes; others may ask as long as none does.
// 4. What a seal hides (Change::Kind::seal) is in no answer, as if it had never come: whoever must
//    know of all records, to keep them as their sources have them, asks whole().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/run_context.h"
#include "index/change.h"
#include "index/golden_record.h"
#include "index/network.h"
#include "linkage/fitted_model.h"

namespace newlyn::index {

/// What an index is made for.
struct IndexPlan {
  std::shared_ptr<const linkage::FittedModel> fitted;
  /// What two records of one entity may not differ in: "NHS number".
  std::vector<std::string> vetoes = {};
  /// The row of a system that a record was made of. Two records of one row are two entities, unless
  /// people judge them the same. Null: every record has a row of its own.
  std::function<std::string(const RecordKey&)> row_of = {};
  /// Other forms of a word that search knows: "bill" for "william". Empty: none.
  std::function<std::vector<std::string>(std::string_view)> variants = {};
  /// Columns whose words nobody looks for: codes that were made for comparing.
  std::vector<std::string> unsearched = {};
  /// The fitted model of a version that a journal names beside `fitted`: one before a refit. Null
  /// where there is none.
  std::function<std::shared_ptr<const linkage::FittedModel>(const std::string&)> former = {};
  /// Of all ids this index gives every `id_lanes`-th, from the `id_lane`-th on: two indexes in
  /// lanes of their own never give one id. Requires: id_lane < id_lanes.
  uint32_t id_lane = 0;
  uint32_t id_lanes = 1;
  /// What entities may share. Empty: what follows from the columns, see default_relations.
  std::vector<RelationRule> relations = {};
  /// A durable index is written to a snapshot when doing again what is not in it would take longer
  /// than this. Negative: never by itself.
  double checkpoint_seconds = 2;
};

/// What became of one change.
struct Outcome {
  bool is_done = false;
  std::string refusal;             // in a sentence, when it was not done
  uint64_t judgement_number = 0;   // of one that was made
  uint64_t correction_number = 0;  // of one that was made
  uint64_t seal_number = 0;        // of one that was made
};

/// A record's possible match.
struct Match {
  std::string entity;
  RecordKey key;      // the record of the entity that weighs most
  double weight = 0;  // log2 of the odds
};

/// An entity that a search found.
struct SearchHit {
  std::string entity;
  RecordKey key;                     // its record that fits best
  double score = 0;                  // how much what was found tells, in bits
  std::vector<std::string> reasons;  // "family_name like smyth"
  double odds = 0;                   // that it is meant, to one that nobody of the index is
};

/// One thing in the life of an entity.
struct EntityStep {
  uint64_t sequence = 0;  // of the changes that brought it about
  std::string words;      // "merged into 7KX3PQM"
};

/// A record that a refit put under another entity.
struct Moved {
  RecordKey key;
  std::string from;
  std::string to;
};

/// A judgement with its number.
struct NumberedJudgement {
  uint64_t number = 0;
  Judgement judgement;
  bool withdrawn = false;
  uint64_t sequence = 0;  // of the step that made it: what Change::step withdraws
};

/// A correction with its number.
struct NumberedCorrection {
  uint64_t number = 0;
  Correction correction;
  bool withdrawn = false;
  uint64_t sequence = 0;      // of the step that made it
  uint64_t withdrawn_in = 0;  // the step; 0 also where it is not known any more
};

/// A seal with its number.
struct NumberedSeal {
  uint64_t number = 0;
  Seal seal;
  bool lifted = false;
  uint64_t sequence = 0;  // of the step that made it
};

/// Live records that whoever holds a seal has to look at.
struct OpenUnderSeal {
  /// Like the identities, and joined to neither: they tell of both and are hidden, or cannot be
  /// told apart.
  std::vector<RecordKey> undecided;
  /// Of the present identity, and hidden, as they tell of the former one.
  std::vector<RecordKey> hidden;
};

/// Who is less likely meant than this, to one that the best is, counts for nobody.
inline constexpr double kMeantShare = 1.0 / 128;

/// What is looked for.
struct SearchRequest {
  std::string query;
  size_t count = 10;
  /// Of entities that fit all but as well as the last of `count`, so many more are shown.
  size_t ties_max = 100;
};

/// What was found, best first.
struct SearchAnswer {
  std::vector<SearchHit> hits;
  size_t further = 0;       // entities that fit all but as well as the last and are not shown
  double further_odds = 0;  // that somebody is meant who is not among the hits
  /// Entities of which it may be said that they exist and nothing else, see View; by id.
  std::vector<std::string> sealed;
};

struct IndexPicture;
struct ViewPlan;
class View;
class SnapshotReader;
class SnapshotWriter;

/// What is taken out of an index for good.
struct Forgotten {
  std::vector<RecordKey> keys;   // of records that go, with all that they ever said
  std::vector<RecordKey> pasts;  // of records that stay, of which what they said before goes
};

/// What of a record is meant: what it says now, or that and all it said before, as far as kept.
enum class Said { now, ever };

/// Records, judgements and entities in memory. Throws nothing but for defects and stops, and
/// Error(request_invalid) for a search that is too long.
class EntityIndex {
 public:
  struct State;  // known inside the room alone
  /// Requires: a fitted model.
  explicit EntityIndex(IndexPlan plan);
  ~EntityIndex();
  EntityIndex(const EntityIndex&) = delete;
  EntityIndex& operator=(const EntityIndex&) = delete;

  /// Does the changes in their order as one step; what cannot be done is refused by itself.
  std::vector<Outcome> apply(std::span<const Change> changes, RunContext& run);
  /// The same of changes that are made one at a time; `keep` is called with each that was done.
  std::vector<Outcome> apply(const ChangeFeed& feed, RunContext& run,
                             const std::function<void(const Change&)>& keep);

  /// Goes over to another fitted model as one step, and tells which records moved. Judgements,
  /// corrections and ids stay. A column that only the new model has is filled from what records
  /// show besides (Record::further); one that it lacks is shown besides from then on.
  std::vector<Moved> refit(std::shared_ptr<const linkage::FittedModel> fitted, RunContext& run);

  /// What complete values of these records have, or ever had, and those of no other record that is
  /// there: by column, the values and the words in them.
  std::vector<linkage::ColumnTexts> texts_of_alone(std::span<const RecordKey> keys,
                                                   Said said) const;
  /// Takes records out as one step, and with them all that was ever kept of them, there or gone:
  /// values, keys, and what people said of them. Of other records that are gone only the keys are
  /// kept from then on. Ids, their history and the numbers of judgements stay. `fitted` is the
  /// model from then on. Requires: it gives pairs of other records the same keys and weights, see
  /// linkage::without_texts.
  /// Of `Forgotten::pasts`, which stay, what they said before goes.
  void forget(const Forgotten& forgotten, std::shared_ptr<const linkage::FittedModel> fitted,
              RunContext& run);

  size_t record_count() const noexcept;
  /// Calls `take` with every record that is there and the id of its entity, in order of the keys.
  void each_record(const std::function<void(const Record&, const std::string& entity)>& take) const;
  /// The same with the key alone.
  void each_key(const std::function<void(const RecordKey&, const std::string& entity)>& take) const;
  /// How many pairs were weighed since it was made or opened.
  uint64_t pair_count() const noexcept;
  /// How often apply() was called.
  uint64_t sequence() const noexcept;
  /// The record of this key, while it is there, also one that a seal hides. Good until it changes
  /// or goes; it is kept for that long, so that whoever goes over many records does better with
  /// record().
  const Record* find(const RecordKey& key) const;
  /// A copy of the record of this key, if it is there.
  std::optional<Record> record(const RecordKey& key) const;
  /// The entity of a record that is there.
  std::optional<std::string> entity_of(const RecordKey& key) const;
  /// What an id leads to today: itself, or what it was merged into. Nothing for what was never
  /// given.
  std::optional<std::string> resolve(std::string_view id) const;
  /// The records of the entity an id leads to, in order of their keys; empty when it ended.
  std::vector<RecordKey> records_of(std::string_view id) const;
  /// Records that are gone and were last in the entity that an id leads to, in order of their keys.
  std::vector<RecordKey> former_records_of(std::string_view id) const;
  /// What happened to an entity, oldest first.
  std::vector<EntityStep> history(std::string_view id) const;
  /// All judgements that name a record, also withdrawn ones.
  std::vector<NumberedJudgement> judgements_of(const RecordKey& key) const;
  /// All judgements ever made, in the order of their numbers.
  std::vector<NumberedJudgement> judgements() const;
  /// All corrections of a record's values, also withdrawn ones, in the order of their numbers.
  std::vector<NumberedCorrection> corrections_of(const RecordKey& key) const;
  /// Entities that a record with these values may belong to, best first, from `weight_min` on.
  /// Nothing is kept of it. Requires: one value a column.
  std::vector<Match> matches(const std::vector<std::string>& values, double weight_min) const;

  /// The golden record of the entity an id leads to: of its compared and further values, where a
  /// further value stands for the compared one of its name.
  std::vector<GoldenValue> golden(std::string_view id, const GoldenRules& rules) const;
  /// Entities by whatever is known of them: names and parts of names, other forms, misspelt by a
  /// letter, dates in any form, postcodes, numbers, native ids. Words in quotes must stand there as
  /// they are. Best first; at most `count`, and those that fit all but as well as the last.
  std::vector<SearchHit> search(std::string_view query, size_t count) const;
  /// The same with no more near-ties than were asked for.
  SearchAnswer search(const SearchRequest& request) const;

  /// What is around an entity by what its records share; nothing for an id that was never given.
  std::optional<Network> network(const NetworkRequest& request) const;
  /// How one entity leads to another. Nothing when one of the ids was never given.
  std::optional<PathAnswer> paths(const PathRequest& request) const;
  /// Who shares a place with the entity over the same time, by property number or door. Records
  /// say from when and until when in further fields that end in start, from or moved_in, and in
  /// end, until or moved_out; one without is taken to be there all the time.
  std::vector<Household> households(std::string_view id) const;

  /// The index as somebody sees it who may see everything that no seal hides, or what a plan leaves
  /// of that. Good until the index changes.
  View view() const;
  View view(ViewPlan plan) const;
  /// The index with what seals hide.
  View whole() const;

  /// All seals ever made, in the order of their numbers.
  std::vector<NumberedSeal> seals() const;
  /// What live records of these keys say of who somebody is: for a seal's former_said and
  /// present_said. A record that comes later and says what one identity alone has said never joins
  /// the other one, and is of that identity when it is like either; one that says something of both
  /// is put with nobody and hidden.
  std::vector<FieldValue> told_by(const std::vector<RecordKey>& keys) const;
  /// By how much seals in force have grown: records that stand together with either identity and
  /// are not among its records yet, and what they say. Made as changes, it stays when they go.
  std::vector<Change> seal_extensions() const;
  /// What is open under a seal in force.
  OpenUnderSeal open_under(uint64_t number) const;
  /// The entities of today of the records there are of an identity, those judged the same with
  /// them.
  std::vector<std::string> entities_under(const std::vector<RecordKey>& keys) const;

  /// What does not hold of what must, each in a sentence; empty when all is well. Goes over
  /// everything; with `by_full_run` it also clusters all records anew and compares.
  std::vector<std::string> check(bool by_full_run, RunContext& run) const;
  /// A number for all there is: records, entities, ids and their history, judgements and
  /// corrections. Equal for equal indexes.
  uint64_t state_hash() const;

  /// A number for the partition of the records there are: equal for equal partitions.
  uint64_t partition_hash() const;
  /// The same for what a full run gives.
  uint64_t full_run_hash(RunContext& run) const;

  /// A picture of everything, taken in less than a millisecond while nothing changes or is asked.
  /// It stays as it is whatever happens to the index.
  std::unique_ptr<IndexPicture> take_picture();
  /// Writes a picture. From any thread, while the index is at work.
  static void save_picture(IndexPicture& picture, SnapshotWriter& writer);
  /// Takes over what saving the picture has sorted, so that looking up stays fast.
  void take_over(IndexPicture& picture);
  /// Becomes what a picture was of. Throws Error(store_failed) for a snapshot that is damaged or of
  /// another plan; the index must not be used then. Requires: nothing was done yet.
  void open_picture(SnapshotReader& reader);

 private:
  uint64_t hash_of_books() const;
  uint64_t hash_of_seals() const;

  std::unique_ptr<State> state_;
};

}  // namespace newlyn::index
