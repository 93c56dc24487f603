// SPDX-License-Identifier: MIT
// Completes a model before it is used: what its conditions read, and what that needs prepared.
#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/threads.h"
#include "pairs/measure.h"
#include "pairs/pair_scorer.h"
#include "pairs/score_plan.h"

namespace newlyn::pairs {
namespace {

constexpr size_t kRowsWorthThreads = 10'000;

/// Calls `visit` with every condition and number of a tree.
template <typename VisitCondition, typename VisitNumber>
struct TreeWalk {
  VisitCondition condition;
  VisitNumber number;

  template <typename Tree>
  void walk_condition(Tree& tree) {
    condition(tree);
    for (auto& part : tree.parts) walk_condition(part);
    for (auto& part : tree.numbers) walk_number(part);
  }
  template <typename Tree>
  void walk_number(Tree& tree) {
    number(tree);
    for (auto& part : tree.parts) walk_number(part);
    for (auto& part : tree.when) walk_condition(part);
  }
};

template <typename VisitCondition, typename VisitNumber>
TreeWalk(VisitCondition, VisitNumber) -> TreeWalk<VisitCondition, VisitNumber>;

template <typename Model, typename VisitCondition, typename VisitNumber>
void walk_model(Model& model, VisitCondition condition, VisitNumber number) {
  TreeWalk<VisitCondition, VisitNumber> walk{condition, number};
  for (auto& comparison : model.comparisons) {
    for (auto& level : comparison.levels) walk.walk_condition(level.condition);
  }
  for (auto& filter : model.filters) walk.walk_condition(filter);
}

bool is_bound(const Condition& condition) noexcept {
  return condition.kind == Condition::Kind::at_least || condition.kind == Condition::Kind::at_most;
}

/// The one column that all conditions of a comparison read; kNoMemory when there are several.
uint16_t only_column(const Comparison& comparison) {
  std::vector<uint16_t> columns;
  bool foreign = false;
  TreeWalk walk{[&](const Condition& condition) {
                  using Kind = Condition::Kind;
                  foreign |= condition.kind == Kind::foreign;
                  const bool reads_feature =
                      is_bound(condition) || condition.kind == Kind::either_null;
                  if (reads_feature) {
                    columns.push_back(condition.feature.left);
                    columns.push_back(condition.feature.right);
                  }
                  if (condition.kind == Kind::is_null || condition.kind == Kind::is_true ||
                      condition.kind == Kind::value_is || condition.kind == Kind::value_above) {
                    columns.push_back(condition.operand.column);
                  }
                },
                [&](const Number& number) {
                  if (number.kind == Number::Kind::value) columns.push_back(number.operand.column);
                  if (number.kind == Number::Kind::measure) {
                    columns.push_back(number.feature.left);
                    columns.push_back(number.feature.right);
                  }
                }};
  for (const Level& level : comparison.levels) walk.walk_condition(level.condition);
  std::sort(columns.begin(), columns.end());
  const bool one = !foreign && !columns.empty() && columns.front() == columns.back();
  return one ? columns.front() : kNoMemory;
}

}  // namespace

void complete_model(ScoreModel& model) {
  for (Comparison& comparison : model.comparisons) {
    if (comparison.depends_on == kNoMemory) comparison.depends_on = only_column(comparison);
  }
  model.plan = std::make_shared<SharedPlan>();
  model.remembered.clear();
  const auto place_of = [&](const Feature& feature) {
    const auto found = std::find(model.remembered.begin(), model.remembered.end(), feature);
    const auto place = static_cast<uint16_t>(found - model.remembered.begin());
    if (found == model.remembered.end()) model.remembered.push_back(feature);
    return place;
  };
  walk_model(
      model,
      [&](Condition& condition) {
        if (is_bound(condition) && is_costly(condition.feature.measure)) {
          condition.memory = place_of(condition.feature);
        }
      },
      [&](Number& number) {
        if (number.kind == Number::Kind::measure && is_costly(number.feature.measure)) {
          number.memory = place_of(number.feature);
        }
      });
}

void prepare_columns(PairColumns& columns, const ScoreModel& model) {
  std::set<std::pair<uint16_t, bool>> asked;  // a column and whether for its dates; else its words
  const auto ask = [&](const Feature& feature) {
    const bool dates = feature.measure == Measure::date_distance;
    const bool words =
        feature.measure == Measure::token_share || feature.measure == Measure::token_any;
    if (!dates && !words) return;
    NEWLYN_CHECK(feature.left == feature.right, "words and dates are compared inside one column");
    asked.emplace(feature.left, dates);
  };
  walk_model(
      model,
      [&](const Condition& condition) {
        if (is_bound(condition)) ask(condition.feature);
      },
      [&](const Number& number) {
        if (number.kind == Number::Kind::measure) ask(number.feature);
      });
  const std::vector<std::pair<uint16_t, bool>> each(asked.begin(), asked.end());
  const auto prepare = [&](size_t from, size_t to) {
    for (size_t i = from; i < to; ++i) {
      PairColumn& column = columns.columns[each[i].first];
      each[i].second ? prepare_dates(column) : prepare_tokens(column);
    }
  };
  // Of few rows waking another thread would take longer.
  parallel_ranges(each.size(), columns.row_count < kRowsWorthThreads ? each.size() + 1 : 1,
                  prepare);
}

}  // namespace newlyn::pairs
