// SPDX-License-Identifier: MIT
// The scoring loop: one scorer a thread, one list of edges a task, joined in task order.
#include "linkage/scoring/score_candidates.h"

#include <algorithm>
#include <atomic>
#include <limits>

#include "base/limits.h"
#include "base/threads.h"

namespace newlyn::linkage {
namespace {

struct TaskAnswer {
  std::vector<RowEdge> edges;
  WeightHistogram weights;
  uint64_t pairs = 0;
  size_t rule = 0;
};

/// Keeps the pairs whose answer to a filter is `wanted`.
void keep_answered(pairs::PairScorer& scorer, const pairs::Condition& filter, bool wanted,
                   std::vector<pairs::RowPair>& pairs) {
  std::vector<pairs::Truth> truths(pairs.size());
  scorer.answer(filter, pairs, truths);
  size_t kept = 0;
  for (size_t i = 0; i < pairs.size(); ++i) {
    if ((truths[i] == pairs::Truth::yes) == wanted) pairs[kept++] = pairs[i];
  }
  pairs.resize(kept);
}

/// The pairs of a batch that `rule` is the first to find, filters asked.
std::vector<pairs::RowPair> first_found(const ScoringJob& job, pairs::PairScorer& scorer,
                                        std::span<const pairs::RowPair> batch, size_t rule) {
  std::vector<pairs::RowPair> pairs(batch.begin(), batch.end());
  if (job.blocks.is_filtered(rule)) keep_answered(scorer, job.model.filters[rule], true, pairs);
  for (size_t earlier = 0; earlier < rule; ++earlier) {
    if (!job.blocks.is_filtered(earlier)) continue;
    const auto shared = std::stable_partition(pairs.begin(), pairs.end(), [&](pairs::RowPair pair) {
      return job.blocks.rule(earlier).shared_block(pair.left, pair.right) == 0;
    });
    std::vector<pairs::RowPair> asked(shared, pairs.end());
    keep_answered(scorer, job.model.filters[earlier], false, asked);
    pairs.erase(shared, pairs.end());
    pairs.insert(pairs.end(), asked.begin(), asked.end());
  }
  return pairs;
}

/// True when a batch of the rule has to be looked through for filters.
bool needs_filters(const pairs::PairBlocks& blocks, size_t rule) {
  for (size_t i = 0; i <= rule; ++i) {
    if (blocks.is_filtered(i)) return true;
  }
  return false;
}

}  // namespace

ScoredPairs score_candidates(const ScoringJob& job, RunContext& run) {
  const pairs::PairBlocks& blocks = job.blocks;
  pairs::ScorerPool pool(job.columns, job.model);
  const double least = job.every_weight ? -std::numeric_limits<double>::infinity() : job.weight_min;
  std::vector<TaskAnswer> answers(blocks.task_count());
  std::atomic<uint64_t> done{0};
  parallel_ranges(blocks.task_count(), 1, [&](size_t task, size_t) {
    run.check_stop();
    TaskAnswer& answer = answers[task];
    pool.with_scorer([&](pairs::PairScorer& scorer) {
      std::vector<pairs::PairWeight> found;
      const auto score = [&](std::span<const pairs::RowPair> batch, size_t rule) {
        answer.rule = rule;
        answer.pairs += batch.size();
        found.clear();
        scorer.weights_from(least, batch, found);
        for (const pairs::PairWeight& pair : found) {
          if (job.every_weight) ++answer.weights.pairs[WeightHistogram::bin_of(pair.weight)];
          if (pair.weight < job.weight_min) continue;
          const pairs::RowPair rows = batch[pair.place];
          answer.edges.push_back({rows.left, rows.right, pair.weight, static_cast<uint16_t>(rule)});
        }
      };
      blocks.visit_task(task, [&](std::span<const pairs::RowPair> batch, size_t rule) {
        run.check_stop();
        if (needs_filters(blocks, rule)) {
          score(first_found(job, scorer, batch, rule), rule);
        } else {
          score(batch, rule);
        }
      });
    });
    run.advance(++done, blocks.task_count());
  });
  ScoredPairs scored;
  scored.pairs_of_rule.assign(blocks.rule_count(), 0);
  size_t kept = 0;
  for (const TaskAnswer& answer : answers) kept += answer.edges.size();
  scored.edges.reserve(kept);
  for (TaskAnswer& answer : answers) {
    if (answer.pairs == 0) continue;
    scored.pairs_of_rule[answer.rule] += answer.pairs;
    scored.pair_count += answer.pairs;
    for (size_t bin = 0; bin < WeightHistogram::kBins; ++bin) {
      scored.weights.pairs[bin] += answer.weights.pairs[bin];
    }
    scored.edges.insert(scored.edges.end(), answer.edges.begin(), answer.edges.end());
    answer.edges = {};
  }
  return scored;
}

}  // namespace newlyn::linkage
