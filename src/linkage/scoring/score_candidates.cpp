// SPDX-License-Identifier: MIT
// The scoring loop: one scorer a thread, one list of edges a task, joined in task order.
#include "linkage/scoring/score_candidates.h"

#include <algorithm>
#include <atomic>
#include <limits>

#include "base/limits.h"
#include "base/threads.h"
#include "linkage/blocking/first_found.h"

namespace newlyn::linkage {
namespace {

struct TaskAnswer {
  std::vector<RowEdge> edges;
  WeightHistogram weights;
  uint64_t pairs = 0;
  size_t rule = 0;
};

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
          score(first_found(blocks, job.model, scorer, {batch, rule}), rule);
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
