// SPDX-License-Identifier: MIT
// Binds written comparisons and rules.
#include "linkage/model/model_wishes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "linkage/model/condition_sql.h"
#include "linkage/model/level_builder.h"

namespace newlyn::linkage {
namespace {

constexpr double kFirstM = 0.8;  // of the first level, where nobody guesses
constexpr double kLastU = 0.9;   // of the last
constexpr double kShareLeast = 1e-4;

/// Calls `read`; what it cannot use is told with its place.
template <typename Read>
auto at_place(const std::string& place, Read read) {
  try {
    return read();
  } catch (const Error& problem) {
    if (problem.code() != Code::model_invalid) throw;
    throw Error(Code::model_invalid, fmt::format("{}: {}", place, problem.what()));
  }
}

/// Fills what is missing so that all shares sum to 1; `most` belongs to the level `likeliest`.
void fill_shares(std::vector<ModelLevel*>& levels, std::optional<double> ModelLevel::*share,
                 size_t likeliest, double most) {
  double given = 0;
  size_t missing = 0;
  for (const ModelLevel* level : levels) {
    if (level->*share) {
      given += *(level->*share);
    } else {
      ++missing;
    }
  }
  if (missing == 0) return;
  double rest = std::max(1 - given, kShareLeast);
  if (!(levels[likeliest]->*share)) {
    levels[likeliest]->*share = missing == 1 ? rest : most * rest;
    rest -= *(levels[likeliest]->*share);
    --missing;
  }
  for (ModelLevel* level : levels) {
    if (!(level->*share)) level->*share = rest / static_cast<double>(missing);
  }
}

void bind_levels(ModelComparison& comparison, const std::string& place,
                 const pairs::PairColumns& columns) {
  std::vector<ModelLevel*> told;
  for (ModelLevel& level : comparison.levels) {
    level.condition = at_place(place, [&] { return read_condition(level.sql, columns); });
    for (std::string& name : columns_of(level.condition, columns)) {
      auto& names = comparison.columns;
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(std::move(name));
      }
    }
    if (level.is_null) continue;
    told.push_back(&level);
    comparison.shared_by_families |= level.family.has_value();
    if (level.term_column.empty()) continue;
    if (level.term_smoothing == 0) level.term_smoothing = kTermSmoothing;
    if (columns.find(level.term_column)) continue;
    throw Error(Code::model_invalid,
                fmt::format("{}: the level \"{}\" of {} is weighed by the frequency of {}, which "
                            "the input does not have. Name one of its columns.",
                            place, level.label, comparison.name, level.term_column));
  }
  fill_shares(told, &ModelLevel::m, 0, kFirstM);
  fill_shares(told, &ModelLevel::u, told.size() - 1, kLastU);
}

ModelComparison chosen_levels(const WrittenComparison& written, const ChosenComparisons& chosen) {
  std::string there;
  for (const ModelComparison& comparison : chosen.comparisons) {
    if (comparison.name == written.comparison.name) return comparison;
    there += (there.empty() ? "" : ", ") + comparison.name;
  }
  throw Error(
      Code::model_invalid,
      fmt::format("{}: the files hold nothing that is compared as \"{}\" without being told "
                  "how. Give it levels, or use one of: {}.",
                  written.place, written.comparison.name, there));
}

}  // namespace

void use_written(const std::vector<WrittenComparison>& written, const pairs::PairColumns& columns,
                 ChosenComparisons& chosen) {
  if (written.empty()) return;
  std::vector<ModelComparison> comparisons;
  for (const WrittenComparison& wish : written) {
    if (wish.comparison.levels.empty()) {
      comparisons.push_back(chosen_levels(wish, chosen));
      continue;
    }
    comparisons.push_back(wish.comparison);
    bind_levels(comparisons.back(), wish.place, columns);
  }
  chosen.comparisons = std::move(comparisons);
}

std::vector<KeyPart> read_written(const WrittenRule& rule, const pairs::PairColumns& columns) {
  return at_place(rule.place, [&] {
    std::vector<KeyPart> parts = read_rule(rule.sql);
    for (const KeyPart& part : parts) {
      if (columns.find(part.column)) continue;
      throw Error(Code::model_invalid,
                  fmt::format("The rule {} reads the column \"{}\", which the input does not have. "
                              "Name one of its columns.",
                              rule.sql, part.column));
    }
    return parts;
  });
}

void restore_fixed(const Model& start, Model& model) {
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    for (size_t l = 0; l < model.comparisons[c].levels.size(); ++l) {
      const ModelLevel& first = start.comparisons[c].levels[l];
      ModelLevel& level = model.comparisons[c].levels[l];
      if (first.fixed_m) level.m = first.m;
      if (first.fixed_u) level.u = first.u;
    }
  }
}

}  // namespace newlyn::linkage
