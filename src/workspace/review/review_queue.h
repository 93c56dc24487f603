// SPDX-License-Identifier: MIT
// The items of one kind as records, judgements and the book of reviewers are now, made of what a
// view shows and of nothing else.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "workspace/index/desk.h"
#include "workspace/review.h"
#include "workspace/review/near_entities.h"
#include "workspace/review/review_book.h"
#include "workspace/review/settings.h"

namespace newlyn::workspace {

/// An item with what a decision on it concerns.
struct QueuedItem {
  ReviewItem shown;  // described by ReviewQueue::describe alone
  index::RecordKey left;
  index::RecordKey right;
  std::vector<index::RecordKey> part;  // the records on either side of the question
  std::vector<index::RecordKey> rest;
  bool is_contradiction = false;       // what is known already speaks against how it stands
  bool is_beyond = false;              // of less value than what is asked about in a year
  std::string evidence;                // why it is asked
  std::vector<uint64_t> against;       // judgements that "different" withdraws
  std::vector<ReviewEvent> asked;      // pairs that wait to be merged
  std::vector<ReviewEvent> held;       // pairs inside these entities, to be held with them
  std::vector<ReviewEvent> decisions;  // in force
  std::optional<ReviewClaim> claim;
};

/// What of the index an item is made from, by entity.
struct EntityFacts {
  std::vector<index::RecordKey> keys;
  std::set<std::string> sources;
  std::set<std::string> rows;                            // that name somebody else besides
  std::vector<std::set<std::string>> numbers;            // of each veto
  std::map<std::string, std::set<std::string>> trusted;  // ids by type
};

/// Finds the items of the desk's first kind for whoever opened the desk. Requires: all arguments
/// outlive it.
class ReviewQueue {
 public:
  ReviewQueue(Desk& desk, const index::EntityIndex& index, const ReviewSettings& settings,
              RunContext& run);

  /// All items that wait for somebody, most valuable first.
  const std::vector<QueuedItem>& items() const { return items_; }
  /// The item of a name. Throws Error(request_invalid) that says what became of it, where nothing
  /// is hidden.
  const QueuedItem& item(const std::string& name) const;
  /// What is shown of an item.
  ReviewItem describe(const QueuedItem& item) const;
  ReviewBook& book() { return book_; }
  const index::View& view() const { return view_; }

 private:
  void gather();
  void group_same();
  const index::RecordKey& stands_for(const index::RecordKey& key) const;
  void find_possible(const Nearness& found);
  void find_barely_joined(const Nearness& found);
  void find_judged_different();
  void find_rivals(const Nearness& found);
  std::optional<NearEntities> likest_unjudged(const EntityFacts& left,
                                              const EntityFacts& right) const;
  void find_different_numbers();
  void find_contradicted();
  void find_merges();
  std::optional<EntityCut> cut_without(const std::vector<index::RecordKey>& keys,
                                       const std::set<uint64_t>& judgements) const;
  void find_sides(QueuedItem& item, const std::vector<ReviewEvent>& decisions) const;
  void find_undecided();
  bool is_unproposed(const QueuedItem& item) const;
  void add(QueuedItem item);
  void leave_beyond();
  void weigh(QueuedItem& item) const;
  static bool share_a_row(const EntityFacts& left, const EntityFacts& right);
  bool numbers_differ(const EntityFacts& left, const EntityFacts& right) const;
  bool came_since(const index::RecordKey& key, const index::NumberedJudgement& judgement) const;
  std::string summary_of_record(const index::RecordKey& key) const;

  Desk& desk_;
  const KindIndex& open_;
  index::View view_;
  const ReviewSettings& settings_;
  std::vector<index::NumberedJudgement> judgements_;
  index::SaidNumbers said_;  // the numbers of judgements as people know them
  ReviewBook book_;
  SameJudgements same_;
  std::map<std::string, EntityFacts> entities_;
  /// Judgements in force that put nothing together, by the entities of their records.
  std::map<std::pair<std::string, std::string>, std::vector<const index::NumberedJudgement*>>
      apart_;
  std::map<index::RecordKey, index::RecordKey> stand_in_;  // of records judged the same
  std::set<std::pair<index::RecordKey, index::RecordKey>> judged_pairs_;  // in force, both ways
  std::vector<QueuedItem> items_;
  std::set<std::string> names_;
  std::set<std::pair<std::string, std::string>> waiting_;  // entities that wait to be merged
};

/// Whether an item of these decisions waits for another opinion: "second opinion", "disputed", or
/// empty where it is decided.
std::string opinion_wanted(const std::string& item, const std::vector<ReviewEvent>& decisions,
                           double second_share);

}  // namespace newlyn::workspace
