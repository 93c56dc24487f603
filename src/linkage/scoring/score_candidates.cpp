// SPDX-License-Identifier: MIT
// The scoring loop: one scorer a thread, one list of edges a task, joined in task order.
#include "linkage/scoring/score_candidates.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <vector>

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
  pool.prepare();
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
          answer.edges.push_back({rows.left, rows.right, pair.weight});
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
  scored.edges_of_task.reserve(answers.size());
  for (TaskAnswer& answer : answers) {
    scored.edges_of_task.push_back({std::move(answer.edges), static_cast<uint16_t>(answer.rule)});
    if (answer.pairs == 0) continue;
    scored.pairs_of_rule[answer.rule] += answer.pairs;
    scored.pair_count += answer.pairs;
    for (size_t bin = 0; bin < WeightHistogram::kBins; ++bin) {
      scored.weights.pairs[bin] += answer.weights.pairs[bin];
    }
  }
  return scored;
}

void drop_lighter(std::vector<TaskEdges>& tasks, double weight_min) {
  parallel_ranges(tasks.size(), 1, [&](size_t task, size_t) {
    std::erase_if(tasks[task].edges,
                  [&](const RowEdge& edge) { return !(edge.weight >= weight_min); });
  });
}

}  // namespace newlyn::linkage
