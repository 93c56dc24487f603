// SPDX-License-Identifier: MIT
// The verbs by which people have a say: judge, withdraw, merge, split.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/entities.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// What became of a record's entity.
struct JudgedRecord {
  std::string record;
  std::string before;  // entity ids
  std::string after;
};

/// Two records of which something was said.
struct JudgedPair {
  std::string left;
  std::string right;
  std::string verdict;
};

/// The answer of a change by people.
struct JudgeResponse {
  std::string kind;
  std::vector<uint64_t> numbers;   // of judgements made or withdrawn
  std::vector<JudgedPair> judged;  // of those made, in their order
  std::vector<JudgedRecord> records;
  /// Pairs of records that an answer about two entities passed over: people judged them the same,
  /// and they stay so.
  std::vector<JudgedPair> passed_over;
  /// The item of the review queue as which a merge above the set risk waits for another account,
  /// and why; nothing was judged then.
  std::string waits_as;
  std::string waits_why;
};

/// What is judged: records ("SOURCE:ID") or entities, and how.
struct JudgeRequest {
  RequestContext context;  // with the reason, which is needed
  std::string left;
  std::string right;
  std::string verdict;  // "same", "different", "unsure"
};

/// Keeps a judgement: of an entity, on its first record; entities that are judged the same are held
/// together with all their records, as merge_entities does, and entities that are judged different
/// are parted record by record, but for records that people judged the same as one of the other
/// side. Throws Error(request_invalid) for one
/// that contradicts those in force, with the chain of judgements that do.
JudgeResponse judge(const JudgeRequest& request, RunContext& run);

/// Withdraws judgements of a kind by their numbers: all or none.
JudgeResponse withdraw_judgements(const RequestContext& context, const std::string& kind,
                                  const std::vector<uint64_t>& numbers, RunContext& run);

/// All judgements of a kind, also withdrawn ones.
std::vector<JudgementLine> list_judgements(const RequestContext& context, const std::string& kind,
                                           RunContext& run);

/// Judges entities to be one. Throws Error(request_invalid) for more than a hundred of them without
/// `is_sure`.
struct MergeRequest {
  RequestContext context;
  std::vector<std::string> ids;
  bool is_sure = false;
};
JudgeResponse merge_entities(const MergeRequest& request, RunContext& run);

/// Judges some records of an entity to be somebody else than its others.
struct SplitRequest {
  RequestContext context;
  std::string id;
  std::vector<std::string> records;
};
JudgeResponse split_entity(const SplitRequest& request, RunContext& run);

}  // namespace newlyn::workspace
