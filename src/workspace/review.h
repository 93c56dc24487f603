// SPDX-License-Identifier: MIT
// The verbs of the review desk: what people are asked about, in order of what it is worth, and what
// they said.
//
// 1. An item is asked of one person at a time: a claim keeps others out until it runs out.
// 2. A decision is a judgement of the index. Whoever gives a second opinion does not see the first;
//    one that contradicts it decides nothing until a third person has spoken.
// 3. An item stands on records and judgements as they are now. One that was answered, also by
//    newlyn judge, is asked no more; one whose judgement is withdrawn is asked again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/crosswalk.h"
#include "workspace/judgements.h"
#include "workspace/link_files.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// Something that people are asked about.
struct ReviewItem {
  std::string name;   // "possible-7KX3PQM-B2C4DFG"
  std::string topic;  // "possible match", "weak entity", ...
  std::string kind;
  std::string state;  // "open", "claimed", "second opinion", "disputed"
  std::string left;   // the records asked about
  std::string right;
  std::string left_summary;
  std::string right_summary;
  double weight = 0;  // of the two records
  double probability = 0;
  uint64_t records = 0;  // that the answer puts together or parts
  double value = 0;      // what the order goes by
  std::string order;     // the same in words
  std::string evidence;  // why it is asked, in words
  std::string claimed_by;
  std::string claimed_until;
};

/// What is listed.
struct ReviewListRequest {
  RequestContext context;
  std::string kind;   // empty: person
  std::string topic;  // empty: all
  size_t count = 20;
  bool beyond = false;  // list what is beyond the year's share as well
};

/// The items of most value, and how many there are by state.
struct ReviewList {
  std::vector<ReviewItem> items;
  uint64_t open = 0;
  uint64_t claimed = 0;
  uint64_t second = 0;
  uint64_t disputed = 0;
  uint64_t beyond = 0;  // of less value than what is asked about in a year
};

/// Lists items in order. Leaves out those that the person who asks has decided.
ReviewList review_list(const ReviewListRequest& request, RunContext& run);

/// An item that was claimed, with the two records taken apart.
struct ReviewClaimed {
  ReviewItem item;
  PairReport pair;
};

/// Claims an item, or the next one of a kind where `item` is empty. Throws Error(request_invalid)
/// where another person has claimed it, where there is none, or where the person who asks has
/// decided it.
struct ReviewClaimRequest {
  RequestContext context;
  std::string kind;  // of the next one; empty: person
  std::string item;
};
ReviewClaimed review_claim(const ReviewClaimRequest& request, RunContext& run);

/// Gives a claim back. Throws Error(request_invalid) where the person who asks has none.
void review_release(const RequestContext& context, const std::string& item, RunContext& run);

/// An answer to an item.
struct ReviewDecideRequest {
  RequestContext context;  // with the reason, which is needed
  std::string item;
  std::string verdict;  // "same", "different", "unsure"; "withdraw" takes the own decision back
};

/// What became of a decision.
struct ReviewDecision {
  std::string item;
  std::string verdict;
  std::string next;      // what happens now, in a sentence
  JudgeResponse judged;  // without numbers where no judgement was made
};

/// One answer of several.
struct ReviewAnswer {
  uint64_t line = 0;  // where it stands in a list; 0: it is no list
  std::string item;
  std::string verdict;  // "same", "different", "unsure"
  std::string reason;   // empty: that of the context
};

/// Answers to several items of one kind: all or none, or with `keeps_others` all but those that
/// cannot be kept.
struct ReviewDecideAllRequest {
  RequestContext context;
  std::vector<ReviewAnswer> answers;
  bool keeps_others = false;
};

/// An answer that was not kept.
struct RefusedAnswer {
  uint64_t line = 0;
  std::string item;
  std::string verdict;
  std::string why;  // in sentences, with the chain of judgements that it contradicts
};

/// What became of them, in their order, and what was judged by them together. Each answer is among
/// the decisions or refused.
struct ReviewDecisions {
  std::vector<ReviewDecision> decisions;
  JudgeResponse judged;
  std::vector<RefusedAnswer> refused;  // where others are kept
};

/// Keeps a decision. Throws Error(request_invalid) where another person has claimed the item or has
/// decided it and no second opinion is asked.
ReviewDecision review_decide(const ReviewDecideRequest& request, RunContext& run);

/// Keeps decisions as one step, as review_decide does each. Throws Error(request_invalid) besides
/// for an item that is answered twice, and for answers that contradict each other; the message
/// names the line. Where others are kept, such answers are refused by themselves, in the order of
/// the list: one counts beside those before it that are kept.
ReviewDecisions review_decide_all(const ReviewDecideAllRequest& request, RunContext& run);

/// How often two reviewers agree.
struct ReviewAgreement {
  std::string kind;
  uint64_t decided = 0;         // items
  uint64_t twice = 0;           // of which by two people
  uint64_t agreed = 0;          // of these
  double observed = 0;          // agreed / twice
  double expected = 0;          // by chance
  std::optional<double> kappa;  // none without pairs, or where chance alone agrees always
  /// counts[first][second] of same, different, unsure.
  std::vector<std::vector<uint64_t>> counts;
};

/// Measures agreement over all items that two people decided, by their first two opinions.
/// Cohen, "A coefficient of agreement for nominal scales", 1960.
ReviewAgreement review_agreement(const RequestContext& context, const std::string& kind,
                                 RunContext& run);

/// Decisions as labels that train and evaluate read: one row for each pair of records of different
/// rows, in force. Columns: source_dataset_l, unique_id_l, source_dataset_r, unique_id_r,
/// judgement, clerical_match_score, reviewers, decided.
ExportResponse review_export(const ExportRequest& request, RunContext& run);

}  // namespace newlyn::workspace
