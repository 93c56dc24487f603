// SPDX-License-Identifier: MIT
// One change by people: judgements made and withdrawn as one step of an index.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "workspace/index/desk.h"
#include "workspace/judgements.h"

namespace newlyn::workspace {

/// Throws Error(request_invalid) where no reason is given.
void check_reason(const RequestContext& context);

/// The verdict of a word. Throws Error(request_invalid).
index::Verdict verdict_named(const std::string& word);

/// Does one change of what people say of values, as a step of the desk's first kind. Returns the
/// number of a correction that was made. Throws Error(request_invalid) for what is refused.
uint64_t correct_value(const Desk& desk, index::Change change);

/// Notes what the last step of the desk's first kind was for.
void note_last_step(const Desk& desk, const std::string& what);

/// Throws Error(request_invalid) where something that nobody is shown stands against judging
/// records the same. What it is, is not said. Requires: the desk has one kind.
void expect_joinable(const Desk& desk, const std::vector<index::RecordKey>& keys);

/// Pairs that hold together all records of each entity that has one of `firsts`, as far as the view
/// shows them: each with the first. Otherwise a record that is unlike those of another entity would
/// fall out where people make one of both.
using RecordPairs = std::vector<std::pair<index::RecordKey, index::RecordKey>>;
RecordPairs pairs_within(const index::View& view, const std::set<index::RecordKey>& firsts);

/// Judgements "different" of one answer or command at most.
inline constexpr size_t kDifferentMax = 100'000;

/// Every record of one side with every one of the other: what parts two entities whichever of their
/// records leave, the two that are `shown` first. A record on both sides is not paired with itself.
RecordPairs pairs_across(const std::vector<index::RecordKey>& lefts,
                         const std::vector<index::RecordKey>& rights,
                         const RecordPairs::value_type& shown);

/// The pairs that an answer parts which is about two sides, and those that it passes over.
struct PartedPairs {
  RecordPairs pairs;
  RecordPairs passed_over;  // on either side of the question, and judged the same
};

/// What people judged the same of records, by single judgements.
class SameSets {
 public:
  SameSets() = default;
  /// Of those in force, without those numbered in `but`.
  explicit SameSets(const std::vector<index::NumberedJudgement>& judgements,
                    const std::set<uint64_t>& but = {});
  void join(const index::RecordKey& left, const index::RecordKey& right);
  /// Whether joining a pair would make one of two that are among those `parted`.
  bool would_join(const RecordPairs::value_type& pair, const RecordPairs& parted) const;
  /// The pairs across two sides, as pairs_across has them, without records that are judged the same
  /// as one of the other side: who says of two entities that they are two does not mean those. The
  /// two that are `shown` are meant in any case.
  PartedPairs part(const std::vector<index::RecordKey>& lefts,
                   const std::vector<index::RecordKey>& rights,
                   const RecordPairs::value_type& shown) const;
  /// The record that stands for all of one set.
  const index::RecordKey& first_of(const index::RecordKey& key) const;

 private:
  std::map<index::RecordKey, index::RecordKey> before_;  // towards the first of its set
};

/// The judgement in force that says that two of these records are different, in a sentence, as far
/// as the view shows it. `but`: numbers of those that do not count.
std::optional<std::string> judged_apart(const index::View& view, const RecordPairs& same,
                                        const std::set<uint64_t>& but = {});

/// What is judged under which verb, and whom it is about where that is said: ids or records.
struct JudgingRequest {
  const char* verb;
  const EntityKind* kind;
  std::vector<std::string> about = {};
};

/// One change by people on one kind, by whoever sees the records it is about: callers find these
/// through look(). `context` must outlive it.
class Judging {
 public:
  Judging(const RequestContext& context, const JudgingRequest& request, RunContext& run)
      : context_(context),
        desk_(open_desk({context, request.verb, "Judging", {request.kind}, true, request.about},
                        run)) {
    expect_whole(desk_, "Judging");
  }

  const Desk& desk() const { return desk_; }
  Desk& desk() { return desk_; }
  template <typename Ask>
  void read(Ask ask) const {
    desk_.kinds[0].entities->read(ask);
  }

  /// `reason` empty: that of the context.
  void judge(const index::RecordKey& left, const index::RecordKey& right, index::Verdict verdict,
             const std::string& reason = "");
  void withdraw(const index::NumberedJudgement& judgement);
  /// Tells that these are judged the same and stay so, though the answer parts their entities.
  void pass_over(const RecordPairs& pairs);

  /// What follows is of another answer than what came before.
  void begin_part() { begins_.push_back(changes_.size()); }
  /// For each part that was begun why it cannot be kept beside the parts before it that can be;
  /// nothing where it can.
  std::vector<std::optional<std::string>> refused_parts() const;
  /// Forgets all that was to be judged.
  void clear();

  /// Does all of it or nothing. `kept` is called once it is durable, before the entry that says so.
  JudgeResponse apply(const std::string& what, const std::string& about,
                      const std::function<void(const JudgeResponse&)>& kept = {});

 private:
  size_t group_of(const index::RecordKey& key);
  void note_group(const index::RecordKey& left, const index::RecordKey& right);
  void watch(const index::RecordKey& key) { watched_.insert(key); }
  std::vector<std::string> entities_of_watched() const;
  std::vector<uint64_t> numbers_of(const std::vector<index::Outcome>& outcomes) const;
  void note_judged(JudgeResponse& response) const;
  std::string shown_refusal(const std::string& refusal) const;
  std::vector<size_t> ends_of_parts() const;
  void refuse_unjoinable(const index::View& view, const std::vector<size_t>& ends,
                         std::vector<std::optional<std::string>>& refused) const;

  const RequestContext& context_;
  Desk desk_;
  std::vector<index::Change> changes_;
  std::vector<size_t> begins_;  // of parts, in changes_
  RecordPairs passed_over_;
  // What the step makes one: groups by number, and that of each record.
  std::vector<std::vector<index::RecordKey>> groups_;
  std::map<index::RecordKey, size_t> group_of_;
  std::set<index::RecordKey> watched_;
};

}  // namespace newlyn::workspace
