// SPDX-License-Identifier: MIT
// A town with secrets, readers who may see parts of it, and what they ask.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "index/index.h"
#include "index/view.h"

namespace newlyn::index {

/// The plan of the town: three sources, a veto, other forms of names, relations.
IndexPlan secret_town_plan();

/// Makes the town: records of some twenty people in three sources that came, changed and went, with
/// judgements and corrections.
std::unique_ptr<EntityIndex> secret_town(uint64_t seed);

/// A reader: sources, fields with all maskings, rows, sealed records.
ViewPlan made_reader(Random& random);

/// Asks one thing by the words and ids of `town`, hidden ones among them, and gives the answer of
/// each view as bytes.
class MadeRequest {
 public:
  /// Chooses what is asked. Requires: the town has records.
  MadeRequest(const EntityIndex& town, Random& random);

  const std::string& words() const noexcept { return words_; }
  std::string answer(const View& view) const;
  /// For the search of sealed entities.
  bool is_search() const noexcept { return kind_ == Kind::search; }
  const std::string& query() const noexcept { return query_; }
  size_t count() const noexcept { return count_; }
  /// Whether the answer has no other than ids and numbers of its own: history, or a walk of which
  /// the order of ids chooses a way.
  bool is_by_ids() const noexcept {
    return kind_ == Kind::history || kind_ == Kind::network || kind_ == Kind::path;
  }
  /// Asks about other entities instead.
  void rename(const std::function<std::string(const std::string&)>& name) {
    id_ = name(id_);
    other_ = name(other_);
  }
  bool is_match() const noexcept { return kind_ == Kind::matches; }
  const std::vector<std::string>& values() const noexcept { return values_; }
  bool is_history() const noexcept { return kind_ == Kind::history; }

 private:
  enum class Kind { search, matches, show, history, pair, network, path, household, all };
  void make_query(const std::vector<Record>& records, Random& random);

  Kind kind_ = Kind::search;
  std::string words_;
  std::string query_;
  size_t count_ = 1;
  std::vector<std::string> values_;
  std::string id_;
  std::string other_;
  RecordKey left_;
  RecordKey right_;
};

}  // namespace newlyn::index
