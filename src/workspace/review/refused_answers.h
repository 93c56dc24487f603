// SPDX-License-Identifier: MIT
// Answers of a list that cannot be kept: the first one stops all, or each is left out and told.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "workspace/index/entity_kinds.h"
#include "workspace/review.h"

namespace newlyn::workspace {

/// The kind that an item is of: its name has the id of an entity. Throws Error(request_invalid).
const EntityKind* kind_of_item(const std::string& item);

class RefusedAnswers {
 public:
  /// Requires: the request outlives it.
  explicit RefusedAnswers(const ReviewDecideAllRequest& request) : request_(request) {}

  /// Refuses what says nothing that could be kept, whatever there is to review.
  void check();
  bool has(size_t place) const { return why_.contains(place); }
  size_t count() const noexcept { return why_.size(); }
  /// The first answer that is not refused; null where all are.
  const ReviewAnswer* first() const;
  /// Refuses an answer. Throws Error(request_invalid), with the line, unless others are kept.
  void refuse(size_t place, const std::string& why);
  /// Does what an answer asks for; an Error(request_invalid) that it throws refuses the answer.
  void attempt(size_t place, const std::function<void()>& act);
  /// In the order of the list.
  std::vector<RefusedAnswer> told() const;

 private:
  const ReviewDecideAllRequest& request_;
  std::map<size_t, std::string> why_;  // by place
};

}  // namespace newlyn::workspace
