// SPDX-License-Identifier: MIT
// Builds comparisons level by level.
#include "linkage/model/level_builder.h"

#include <algorithm>

#include "linkage/model/condition_sql.h"

namespace newlyn::linkage {

LevelBuilder::LevelBuilder(const pairs::PairColumns& columns, std::string name)
    : columns_(columns) {
  comparison_.name = std::move(name);
}

LevelBuilder& LevelBuilder::alike_in_families(double share) {
  comparison_.alike_in_families = share;
  return *this;
}

LevelBuilder& LevelBuilder::changes_over_time() {
  comparison_.changes_over_time = true;
  return *this;
}

LevelBuilder& LevelBuilder::least_counts() {
  comparison_.least_counts = true;
  return *this;
}

LevelBuilder& LevelBuilder::with_fixed_m() {
  comparison_.levels.back().fixed_m = true;
  return *this;
}

LevelBuilder& LevelBuilder::with_guess_as_most() {
  comparison_.levels.back().guess_is_most = true;
  return *this;
}

LevelBuilder& LevelBuilder::with_fixed_u() {
  comparison_.levels.back().fixed_u = true;
  return *this;
}

LevelBuilder& LevelBuilder::null_when(pairs::Condition condition) {
  ModelLevel level;
  level.label = "not known";
  level.is_null = true;
  level.sql = condition_sql(condition, columns_);
  level.condition = std::move(condition);
  comparison_.levels.push_back(std::move(level));
  return *this;
}

LevelBuilder& LevelBuilder::level(std::string label, LevelGuess guess, pairs::Condition condition) {
  ModelLevel level;
  level.label = std::move(label);
  level.sql = condition_sql(condition, columns_);
  level.condition = std::move(condition);
  level.m = guess.m;
  level.u = guess.u;
  if (guess.family >= 0) {
    level.family = guess.family;
    comparison_.shared_by_families = true;
  }
  comparison_.levels.push_back(std::move(level));
  return *this;
}

LevelBuilder& LevelBuilder::by_frequency(uint16_t column, bool in_family) {
  ModelLevel& level = comparison_.levels.back();
  level.term_column = columns_.columns[column].name;
  level.term_in_family = in_family;
  level.term_smoothing = kTermSmoothing;
  return *this;
}

ModelComparison LevelBuilder::otherwise(std::string label, LevelGuess guess) {
  level(std::move(label), guess, pairs::Condition::otherwise());
  return finish();
}

ModelComparison LevelBuilder::otherwise_null() {
  null_when(pairs::Condition::otherwise());
  return finish();
}

/// Makes the guesses sum to 1 and names the columns that are read.
ModelComparison LevelBuilder::finish() {
  double matches = 0;
  double strangers = 0;
  for (const ModelLevel& level : comparison_.levels) {
    matches += level.m.value_or(0);
    strangers += level.u.value_or(0);
  }
  for (ModelLevel& level : comparison_.levels) {
    if (!level.is_null) {
      level.m = level.m.value_or(0) / matches;
      level.u = level.u.value_or(0) / strangers;
    }
    for (std::string& name : columns_of(level.condition, columns_)) {
      auto& names = comparison_.columns;
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(std::move(name));
      }
    }
  }
  return std::move(comparison_);
}

}  // namespace newlyn::linkage
