// SPDX-License-Identifier: MIT
// The scoring loop: one scorer a thread, one list of edges a task, joined in task order.
#include "linkage/scoring/score_candidates.h"

#include <atomic>
#include <memory>
#include <mutex>

#include "base/threads.h"

namespace newlyn::linkage {
namespace {

/// Scorers that are not in use. A scorer remembers measures, so it is worth using again.
class ScorerPool {
 public:
  ScorerPool(const pairs::PairColumns& columns, const pairs::ScoreModel& model)
      : columns_(columns), model_(model) {}

  std::unique_ptr<pairs::PairScorer> take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return std::make_unique<pairs::PairScorer>(columns_, model_);
    auto scorer = std::move(free_.back());
    free_.pop_back();
    return scorer;
  }

  void give(std::unique_ptr<pairs::PairScorer> scorer) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(scorer));
  }

 private:
  const pairs::PairColumns& columns_;
  const pairs::ScoreModel& model_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<pairs::PairScorer>> free_;
};

struct TaskAnswer {
  std::vector<RowEdge> edges;
  WeightHistogram weights;
  uint64_t pairs = 0;
  size_t rule = 0;
};

}  // namespace

ScoredPairs score_candidates(const ScoringJob& job, RunContext& run) {
  const pairs::PairBlocks& blocks = job.blocks;
  ScorerPool pool(job.columns, job.model);
  std::vector<TaskAnswer> answers(blocks.task_count());
  std::atomic<uint64_t> done{0};
  parallel_ranges(blocks.task_count(), 1, [&](size_t task, size_t) {
    run.check_stop();
    TaskAnswer& answer = answers[task];
    auto scorer = pool.take();
    blocks.visit_task(task, [&](std::span<const pairs::RowPair> batch, size_t rule) {
      answer.rule = rule;
      answer.pairs += batch.size();
      for (const pairs::RowPair pair : batch) {
        const double weight = scorer->weight(pair);
        ++answer.weights.pairs[WeightHistogram::bin_of(weight)];
        if (weight < job.weight_min) continue;
        answer.edges.push_back(
            {pair.left, pair.right, static_cast<float>(weight), static_cast<uint16_t>(rule)});
      }
    });
    pool.give(std::move(scorer));
    run.advance(++done, blocks.task_count());
  });
  ScoredPairs scored;
  scored.pairs_of_rule.assign(blocks.rule_count(), 0);
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
