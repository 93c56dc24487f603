// SPDX-License-Identifier: MIT
// What reviewers did with items: claimed, gave back, decided, took back. Kept as events in the
// table newlyn_review_event of the store, which are never changed.
//
// 1. What a decision says of records is a judgement of the index; the book knows its numbers. A
//    decision all of whose judgements were withdrawn counts no more.
// 2. A second opinion that contradicts the first makes no judgement: a third one settles it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "store/store.h"
#include "workspace/index/desk.h"

namespace newlyn::workspace {

/// One thing that somebody did with an item.
struct ReviewEvent {
  std::string item;
  std::string topic;
  std::string when;
  int64_t micros = 0;
  std::string who;
  std::string what;     // "claimed", "released", "decided", "taken back", "asked"
  std::string verdict;  // of a decision
  std::string why;
  std::vector<uint64_t> judgements;  // made
  std::vector<uint64_t> settled;     // withdrawn because a third opinion outvoted them
  index::RecordKey left;             // what was asked about
  index::RecordKey right;
  double weight = 0;
};

/// A claim in force.
struct ReviewClaim {
  std::string who;
  int64_t until_micros = 0;
};

/// The book of one kind.
class ReviewBook {
 public:
  /// Reads it. `withdrawn` are the judgements of the index that were taken back.
  ReviewBook(store::Store& store, const EntityKind& kind, std::set<uint64_t> withdrawn);

  /// Leaves out what was done with items that are about a record which a view does not show: as if
  /// nobody had ever been asked. One that is gone is shown where nothing is hidden.
  void leave_hidden(const index::View& view);

  /// Decisions in force on an item, one a reviewer, in their order.
  std::vector<ReviewEvent> decisions(const std::string& item) const;
  /// Who has claimed an item so that it lasts until now or longer. One made further ahead of now
  /// than a claim lasts is over: the clock was set back.
  std::optional<ReviewClaim> claim(const std::string& item, int64_t claim_minutes) const;
  /// All items with a decision in force.
  std::vector<std::string> decided_items() const;
  /// The merges that wait to be confirmed, each the pairs that it joins.
  std::vector<std::vector<ReviewEvent>> asked() const;
  /// Appends an event, with the time of now.
  void add(ReviewEvent event);
  /// Appends all or, where that fails or is cut off, none of them, each with the time of now.
  /// Requires: no transaction is open in the store.
  void add_all(std::vector<ReviewEvent> events);

 private:
  bool is_void(const ReviewEvent& event, const std::set<uint64_t>& settled) const;

  store::Store& store_;
  const EntityKind& kind_;
  std::set<uint64_t> withdrawn_;
  std::map<std::string, std::vector<ReviewEvent>> events_;
};

/// The book of a kind as a view of its index shows it.
ReviewBook book_seen(const Desk& desk, const index::EntityIndex& index, const index::View& view);

/// Microseconds since 1970 as "2026-01-01T12:30:00Z".
std::string time_text(int64_t micros);

}  // namespace newlyn::workspace
