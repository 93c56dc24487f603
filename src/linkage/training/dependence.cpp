// SPDX-License-Identifier: MIT
// Measures dependence between comparisons from counted levels.
#include "linkage/training/dependence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace newlyn::linkage {
namespace {

constexpr double kOthersMin = 25;   // pairs of two levels below which their frequency is chance
constexpr double kMatchesMin = 10;  // the same among matches
constexpr double kMatchesWanted = 50;
constexpr double kBitsMin = 1;
constexpr size_t kShown = 5;
constexpr double kShareMin = 1e-9;
// The prior and what was found are far apart where they differ by these factors.
constexpr double kPriorTooLow = 3;
constexpr double kPriorTooHigh = 10;
constexpr double kMatchesCounted = 10;

/// Two comparisons, first < second.
struct Two {
  size_t first = 0;
  size_t second = 0;
};

/// The counts of the levels of two comparisons as a table with its sums.
struct Table {
  size_t rows = 0;
  size_t columns = 0;
  std::vector<double> cells;
  std::vector<double> row_sums;
  std::vector<double> column_sums;
  double total = 0;

  Table(const Model& model, const JointCounts& counts, Two two)
      : rows(model.comparisons[two.first].levels.size()),
        columns(model.comparisons[two.second].levels.size()),
        cells(rows * columns),
        row_sums(rows),
        column_sums(columns) {
    const auto& first = model.comparisons[two.first].levels;
    const auto& second = model.comparisons[two.second].levels;
    for (size_t a = 0; a < rows; ++a) {
      for (size_t b = 0; b < columns; ++b) {
        if (first[a].is_null || second[b].is_null) continue;
        const double count = counts.of(two.first, two.second, a, b);
        cells[a * columns + b] = count;
        row_sums[a] += count;
        column_sums[b] += count;
        total += count;
      }
    }
  }
};

/// The share of levels among strangers, from that among all pairs that do not match.
std::vector<double> stranger_shares(const ModelComparison& comparison,
                                    const std::vector<double>& sums, double total,
                                    double households) {
  std::vector<double> shares;
  for (size_t l = 0; l < sums.size(); ++l) {
    const double family = comparison.levels[l].family.value_or(sums[l] / total);
    shares.push_back(std::max(0.0, (sums[l] / total - households * family) / (1 - households)));
  }
  return shares;
}

/// What the model expects of two comparisons among pairs that do not match.
std::vector<double> expected_others(const Model& model, const Table& table, Two two) {
  const double households = model.family_prior / (1 - model.prior);
  const ModelComparison& first = model.comparisons[two.first];
  const ModelComparison& second = model.comparisons[two.second];
  const auto a_shares = stranger_shares(first, table.row_sums, table.total, households);
  const auto b_shares = stranger_shares(second, table.column_sums, table.total, households);
  std::vector<double> expected;
  for (size_t a = 0; a < table.rows; ++a) {
    for (size_t b = 0; b < table.columns; ++b) {
      const double family = first.levels[a].family.value_or(a_shares[a]) *
                            second.levels[b].family.value_or(b_shares[b]);
      expected.push_back(table.total *
                         ((1 - households) * a_shares[a] * b_shares[b] + households * family));
    }
  }
  return expected;
}

/// Matches of two comparisons, and what is expected of them.
struct MatchTable {
  std::vector<double> cells;
  std::vector<double> expected;
  double total = 0;
};

/// m of every level; where it is not trained, nearly all matches are in the first that tells.
std::vector<double> match_shares(const std::vector<ModelLevel>& levels) {
  constexpr double kFirst = 0.95;
  std::vector<double> shares;
  bool first = true;
  for (const ModelLevel& level : levels) {
    const double untrained = first ? kFirst : (1 - kFirst) / static_cast<double>(levels.size());
    shares.push_back(level.is_null ? 0 : level.m.value_or(untrained));
    first &= level.is_null;
  }
  return shares;
}

MatchTable match_table(const Model& model, const std::vector<JointCounts>& matches, Two two) {
  MatchTable all;
  const auto& first = model.comparisons[two.first].levels;
  const auto& second = model.comparisons[two.second].levels;
  all.cells.assign(first.size() * second.size(), 0);
  all.expected = all.cells;
  for (const JointCounts& counts : matches) {
    const Table table(model, counts, two);
    if (table.total <= 0) continue;
    all.total += table.total;
    for (size_t cell = 0; cell < table.cells.size(); ++cell) {
      all.cells[cell] += table.cells[cell];
      all.expected[cell] += table.row_sums[cell / table.columns] *
                            table.column_sums[cell % table.columns] / table.total;
    }
  }
  if (all.total >= kMatchesWanted) return all;
  // Too few were seen: as the model says they are.
  const std::vector<double> first_m = match_shares(first);
  const std::vector<double> second_m = match_shares(second);
  all.total = 1;
  for (size_t cell = 0; cell < all.cells.size(); ++cell) {
    all.cells[cell] = first_m[cell / second.size()] * second_m[cell % second.size()];
    all.expected[cell] = all.cells[cell];
  }
  return all;
}

/// How often unrelated pairs have a level of one comparison, given one of another.
class Conditional {
 public:
  Conditional(const Model& model, const JointCounts& drawn, Two two, size_t given)
      : table_(model, drawn, two), given_first_(given == two.first) {
    const size_t other = given_first_ ? two.second : two.first;
    double sum = 0;
    for (const ModelLevel& level : model.comparisons[other].levels) {
      shares_.push_back(level.is_null ? 0 : level.u.value_or(0));
      sum += shares_.back();
    }
    for (double& share : shares_) share /= std::max(sum, kShareMin);
  }

  /// How many times as often as the model allows the levels come together; nothing where too few
  /// pairs tell.
  std::optional<double> times(size_t a, size_t b) const {
    const double met = table_.cells[a * table_.columns + b];
    const double of_given = given_first_ ? table_.row_sums[a] : table_.column_sums[b];
    const double share = shares_[given_first_ ? b : a];
    if (met < kOthersMin || share <= 0) return std::nullopt;
    return met / of_given / share;
  }
  double pairs() const { return table_.total; }

 private:
  Table table_;
  bool given_first_;
  std::vector<double> shares_;  // of the other comparison's levels, by the model
};

/// Dependence of two comparisons from all that was counted.
Dependence measure(const Model& model, const CountedPairs& pairs, Two two) {
  Dependence found;
  found.first = model.comparisons[two.first].name;
  found.second = model.comparisons[two.second].name;
  const Table table(model, pairs.others, two);
  found.pairs = table.total;
  if (table.total <= 0) return found;
  const std::vector<double> expected = expected_others(model, table, two);
  const MatchTable met = match_table(model, pairs.matches, two);
  std::vector<Conditional> conditionals;
  if (!pairs.drawn_by.empty()) {
    for (const size_t given : {two.first, two.second}) {
      conditionals.emplace_back(model, pairs.drawn_by[given], two, given);
      found.pairs += conditionals.back().pairs();
    }
  }
  const auto times_of = [&](size_t cell) -> std::optional<double> {
    for (const Conditional& conditional : conditionals) {
      const auto times = conditional.times(cell / table.columns, cell % table.columns);
      if (times) return times;
    }
    if (table.cells[cell] < kOthersMin || expected[cell] <= 0) return std::nullopt;
    return table.cells[cell] / expected[cell];
  };
  double most = 0;
  for (size_t cell = 0; cell < table.cells.size(); ++cell) {
    const std::optional<double> times = times_of(cell);
    if (!times || met.cells[cell] <= 0) continue;
    const bool enough = met.cells[cell] >= kMatchesMin && met.expected[cell] > 0;
    const double match_times = enough ? met.cells[cell] / met.expected[cell] : 1;
    const double share = met.cells[cell] / met.total;
    const double bits = share * (std::log2(*times) - std::log2(match_times));
    found.bits += bits;
    if (bits > most) {
      most = bits;
      found.times = *times;
    }
  }
  return found;
}

/// What households share is weighed by their class, what names tell together by the classes of
/// names; what counts where it is least speaks against alone.
bool is_weighed_together(const ModelComparison& first, const ModelComparison& second) {
  const auto is_name = [](const ModelComparison& comparison) {
    return comparison.name == "given_name" || comparison.name == "family_name" ||
           comparison.name == "middle_name";
  };
  return first.least_counts || second.least_counts || (is_name(first) && is_name(second)) ||
         (first.shared_by_families && second.shared_by_families);
}

/// What a comparison tells of a match on average, counted in full.
double mean_weight(const ModelComparison& comparison) {
  double mean = 0;
  for (const ModelLevel& level : comparison.levels) {
    if (level.is_null || !level.m || !level.u) continue;
    const double m = std::max(*level.m, kShareMin);
    mean += m * std::log2(m / std::max(*level.u, kShareMin));
  }
  return mean;
}

/// What is done about two comparisons that say partly the same.
std::string remedy_of(const Dependence& two, bool given) {
  if (given) {
    return "Make one comparison of the two, or leave one out. A given model is scored exactly as "
           "it says, so nothing corrects it; a model that Newlyn chooses is corrected.";
  }
  if (two.lowered.empty()) return "One of them counts for less already.";
  return fmt::format(
      "So {} counts for {:.0f} % of its weights. Making one comparison of the two, or leaving one "
      "out, would be better.",
      two.lowered, 100 * two.counts_for);
}

}  // namespace

JointCounts::JointCounts(const Model& model) {
  for (const ModelComparison& comparison : model.comparisons) {
    level_counts_.push_back(comparison.levels.size());
  }
  const size_t width = level_counts_.size();
  places_.assign(width * width, 0);
  size_t size = 0;
  for (size_t first = 0; first < width; ++first) {
    for (size_t second = first + 1; second < width; ++second) {
      places_[first * width + second] = size;
      size += level_counts_[first] * level_counts_[second];
    }
  }
  counts_.assign(size, 0);
}

void JointCounts::add(std::span<const uint8_t> levels, double count,
                      const std::vector<bool>& left_out) {
  for (size_t first = 0; first < levels.size(); ++first) {
    if (!left_out.empty() && left_out[first]) continue;
    for (size_t second = first + 1; second < levels.size(); ++second) {
      if (!left_out.empty() && left_out[second]) continue;
      counts_[place(first, second) + levels[first] * level_counts_[second] + levels[second]] +=
          count;
    }
  }
}

double match_chance(const Model& model, std::span<const uint8_t> levels) {
  double match = std::log2(model.prior);
  double other = std::log2(std::max(1 - model.prior - model.family_prior, kShareMin));
  double family = std::log2(std::max(model.family_prior, 1e-300));
  for (size_t c = 0; c < levels.size(); ++c) {
    const ModelLevel& level = model.comparisons[c].levels[levels[c]];
    if (level.is_null || !level.m || !level.u) continue;
    const double u = std::log2(std::max(*level.u, kShareMin));
    match += std::log2(std::max(*level.m, kShareMin));
    other += u;
    family += level.family ? std::log2(std::max(*level.family, kShareMin)) : u;
  }
  return 1 / (1 + std::exp2(other - match) + std::exp2(family - match));
}

std::vector<Dependence> find_dependences(const Model& model, const CountedPairs& pairs) {
  std::vector<Dependence> found;
  for (size_t first = 0; first < model.comparisons.size(); ++first) {
    for (size_t second = first + 1; second < model.comparisons.size(); ++second) {
      const bool is_own = !model.raw_columns;
      if (is_own && is_weighed_together(model.comparisons[first], model.comparisons[second])) {
        continue;
      }
      Dependence dependence = measure(model, pairs, {first, second});
      if (dependence.bits >= kBitsMin) found.push_back(std::move(dependence));
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Dependence& a, const Dependence& b) { return a.bits > b.bits; });
  return found;
}

void correct_dependences(std::vector<Dependence>& found, Model& model) {
  const auto named = [&](const std::string& name) {
    return std::find_if(model.comparisons.begin(), model.comparisons.end(),
                        [&](const ModelComparison& comparison) { return comparison.name == name; });
  };
  for (Dependence& two : found) {
    const auto first = named(two.first);
    const auto second = named(two.second);
    const double first_tells = mean_weight(*first);
    const double second_tells = mean_weight(*second);
    ModelComparison& weaker = first_tells < second_tells ? *first : *second;
    const double tells = std::min(first_tells, second_tells);
    // What counts for less already says less of the same.
    const double same = two.bits * first->counts_for * second->counts_for;
    if (tells <= 0 || same <= 0) continue;
    weaker.counts_for *= std::max(0.0, 1 - same / (tells * weaker.counts_for));
    two.lowered = weaker.name;
    two.counts_for = weaker.counts_for;
  }
}

std::vector<std::string> dependence_warnings(const std::vector<Dependence>& found, bool given) {
  std::vector<std::string> warnings;
  for (size_t i = 0; i < std::min(found.size(), kShown); ++i) {
    const Dependence& two = found[i];
    warnings.push_back(fmt::format(
        "{} and {} say partly the same: records that do not match agree on both {:.0f} times as "
        "often as their weights allow (measured on {:.0f} pairs). A match would weigh about {:.1f} "
        "too much because of it, its odds be stated {:.0f} times too high. {}",
        two.first, two.second, two.times, two.pairs, two.bits, std::exp2(two.bits),
        remedy_of(two, given)));
  }
  if (found.size() > kShown) {
    double rest = 0;
    for (size_t i = kShown; i < found.size(); ++i) rest += found[i].bits;
    warnings.push_back(
        fmt::format("{} further pairs of comparisons say partly the same, {:.1f} of match weight "
                    "together. All are in the answer of --json.",
                    found.size() - kShown, rest));
  }
  return warnings;
}

std::string prior_warning(double prior, MatchesFound found, double all_pairs) {
  const double said = prior * all_pairs;
  if (std::max(said, found.least) < kMatchesCounted) return {};
  if (found.least > kPriorTooLow * said) {
    return fmt::format(
        "The prior says that {:.0f} of all pairs match, but the pairs looked at hold about {:.0f}: "
        "every weight is about {:.1f} too low. Set probability_two_random_records_match to {:.2g}, "
        "or let newlyn train find it with --deterministic-rule and --recall.",
        said, found.least, std::log2(found.least / said), found.least / all_pairs);
  }
  if (found.most * kPriorTooHigh < said) {
    return fmt::format(
        "The prior says that {:.0f} of all pairs match, but the pairs looked at hold about {:.0f}. "
        "Either the rules miss most matches (newlyn blocking shows what they bring), or the prior "
        "is too high and every weight with it; newlyn train finds one with --deterministic-rule "
        "and --recall.",
        said, found.most);
  }
  return {};
}

}  // namespace newlyn::linkage
