// SPDX-License-Identifier: MIT
// Estimates u from random pairs and m, household levels and priors by expectation maximisation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "linkage/model.h"
#include "linkage/training/patterns.h"
#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// Pairs that one blocking rule yields, as patterns, and the comparisons that the rule decides
/// beforehand: nothing is learned about those from it.
struct TrainingPass {
  PatternCounts patterns;
  std::vector<bool> fixed;  // by comparison
};

/// Sets u of every level. `random` are levels of random pairs. Levels that random pairs hardly meet
/// get u from the frequencies of their term column, or a floor.
/// Guesses in `guesses`, a model of the same shape, count as a few hundred pairs.
void estimate_u(Model& model, const Model& guesses, const pairs::PairColumns& columns,
                const PatternCounts& random);

/// Sets m of every level, and the household shares when the model has a household class, from all
/// passes at once: the passes share the levels and differ in how many of their pairs match.
/// u stays as it is. Method: Dempster, Laird, Rubin 1977; Winkler 2000 for record linkage.
/// Guesses in `guesses`, a model of the same shape, count as a few observed pairs, so that small
/// inputs stay sane. `distinct_share` is the share of pairs that are not in several passes: pairs
/// seen again and again are not more evidence.
void estimate_m(Model& model, const Model& guesses, const std::vector<TrainingPass>& passes,
                double distinct_share);

/// Sets m of every level from pairs known to match, and the household shares that follow from m.
/// Guesses in `guesses`, a model of the same shape, count as a few pairs.
void count_m(Model& model, const Model& guesses, const PatternCounts& matches);

/// Takes the matches out of u: random pairs of a small input hold many. `match_share` has, for each
/// comparison, the share of matches among random pairs for which both values are known.
void correct_u(Model& model, const std::vector<double>& match_share);

/// Sets the least term frequency of levels that ask for closeness only: near values weigh by
/// frequency as equal ones do, so that a slip never tells more than equality, but not without end.
void limit_fuzzy_frequencies(Model& model);

/// The model as the engine wants it.
pairs::ScoreModel make_score_model(const Model& model, const pairs::PairColumns& columns);

/// Sentences about what training could not learn: levels never seen, comparisons that tell nothing.
std::vector<std::string> training_warnings(const Model& model);

}  // namespace newlyn::linkage
