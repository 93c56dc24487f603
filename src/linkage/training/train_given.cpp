// SPDX-License-Identifier: MIT
// Training of given models, step by step. Method: Fellegi and Sunter 1969; Winkler 1988 for
// expectation maximisation over agreement patterns; Splink's order of steps.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <iterator>
#include <mutex>
#include <optional>
#include <set>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"
#include "linkage/model/em_settings.h"
#include "linkage/sql/record_order.h"
#include "linkage/training/dependence.h"
#include "linkage/training/given_trainer.h"
#include "linkage/training/patterns.h"
#include "linkage/training/random_levels.h"

namespace newlyn::linkage {
namespace {

constexpr double kLeast = 1e-12;
constexpr uint64_t kPriorPairsMax = 50'000'000;
/// Random pairs on which it is measured how far comparisons speak of the same thing.
constexpr size_t kDependencePairs = 200'000;
/// A level tells nothing where its weight is nearer to 0 than this.
constexpr double kWeightTold = 0.05;

/// Shares of the levels of one comparison.
using Shares = std::vector<double>;

class GivenTrainer {
 public:
  GivenTrainer(const ReadyRecords& records, const Model& start, const TrainingRecipe& recipe,
               RunContext& run)
      : recipe_(recipe),
        run_(run),
        exact_(records.exact),
        rows_(records.rows),
        score_(records.score),
        first_rule_(records.first_rule) {
    answer_.model = start;
  }

  GivenTraining train();

 private:
  void train_prior();
  void train_u();
  void train_m_from_matches();
  /// One run of expectation maximisation: what it works on and what it has reached.
  struct Pass {
    PatternCounts patterns;
    std::vector<bool> decided;  // by comparison: not trained
    std::vector<Shares> m;
    std::vector<Shares> u;
    double prior = 0;
  };
  Pass start_pass(size_t rule, const PatternCounts& patterns) const;
  /// The chance that a pair of a pattern is a match.
  double match_share(const Pass& pass, size_t pattern) const;
  /// One round; returns the largest change of a number.
  double improve(Pass& pass) const;
  void count_matches(const Pass& pass);
  void train_pass(size_t index);
  void keep_medians();
  void find_dependences();
  void warn();
  void warn_of_level(size_t comparison, size_t place);

  pairs::PairScope scope() const {
    return {rows_.source_of_row, answer_.model.link_type == "link_only"};
  }
  double all_pairs() const { return pairs_in_scope(rows_.columns.row_count, scope()); }
  /// Some of the recipe's rules, and how many pairs of theirs are enough.
  struct RuleRange {
    size_t first = 0;
    size_t count = 0;
    uint64_t most = 0;
  };
  using Visitor = std::function<void(std::span<const pairs::RowPair>)>;
  double visit_pairs(const RuleRange& rules, const Visitor& visit);
  void add_rules(const RuleRange& rules, pairs::PairBlocks& blocks) const;
  const ExactRule& rule(size_t index) const { return exact_.rules()[first_rule_ + index]; }
  const std::string& words_of(size_t rule) const {
    const size_t prior_rules = recipe_.deterministic_rules.size();
    return rule < prior_rules ? recipe_.deterministic_rules[rule]
                              : recipe_.em_rules[rule - prior_rules];
  }
  PatternCounts patterns_of(std::span<const pairs::RowPair> pairs) const {
    return count_patterns(rows_.columns, score_, pairs);
  }
  std::vector<bool> decided_by(const PatternCounts& patterns) const;
  ModelLevel& level(size_t comparison, size_t place) {
    return answer_.model.comparisons[comparison].levels[place];
  }
  bool is_null(size_t comparison, size_t place) const {
    return answer_.model.comparisons[comparison].levels[place].is_null;
  }
  size_t level_count(size_t comparison) const {
    return answer_.model.comparisons[comparison].levels.size();
  }
  double share(size_t comparison, size_t place, bool of_matches) const;

  const TrainingRecipe& recipe_;
  RunContext& run_;
  const ExactModel& exact_;
  const UniqueRows& rows_;
  const pairs::ScoreModel& score_;
  size_t first_rule_;
  GivenTraining answer_;
  std::vector<std::vector<std::vector<double>>> learned_;  // m by comparison, level and pass
  std::vector<JointCounts> matches_;                       // by pass
  MatchesFound found_;                                     // by all passes
};

GivenTraining GivenTrainer::train() {
  run_.step("prior", [&] { train_prior(); });
  run_.step("u", [&] { train_u(); });
  run_.step("m", [&] {
    learned_.resize(score_.comparisons.size());
    for (size_t c = 0; c < learned_.size(); ++c) learned_[c].resize(level_count(c));
    for (size_t i = 0; i < recipe_.em_rules.size(); ++i) train_pass(i);
    train_m_from_matches();
    keep_medians();
  });
  run_.step("checks", [&] { find_dependences(); });
  if (recipe_.keep_terms) exact_.keep_terms(rows_.columns, answer_.model);
  warn();
  return std::move(answer_);
}

void GivenTrainer::add_rules(const RuleRange& rules, pairs::PairBlocks& blocks) const {
  std::vector<std::optional<pairs::RuleBlocks>> made(rules.count);
  parallel_ranges(rules.count, 1, [&](size_t i, size_t) {
    made[i].emplace(exact_.keys(rows_.columns, rule(rules.first + i)), scope());
  });
  double pairs = 0;
  for (size_t i = 0; i < rules.count; ++i) {
    blocks.add(std::move(*made[i]), rule(rules.first + i).has_filter);
    const pairs::BlockSizes sizes = blocks.rule(i).sizes();
    pairs += static_cast<double>(sizes.pair_count);
    if (pairs <= recipe_.pairs_max) continue;
    throw Error(
        Code::resource_exhausted,
        fmt::format("The rule {} brings {} pairs, which together with those before it is "
                    "more than the {:.0f} allowed; its largest block holds {} records. "
                    "Give a stricter rule, or allow more with --allow-pairs.",
                    words_of(rules.first + i), sizes.pair_count, recipe_.pairs_max, sizes.largest));
  }
  blocks.pack_rows();
}

/// Visits the pairs of some rules list by list, from several threads; filters apart, each once.
/// When there are more than `most`, those with the least hash, so that the choice depends on the
/// seed alone. Returns the share visited.
double GivenTrainer::visit_pairs(const RuleRange& rules, const Visitor& visit) {
  pairs::PairBlocks blocks(scope());
  add_rules(rules, blocks);
  double expected = 0;
  for (size_t i = 0; i < rules.count; ++i) {
    expected += static_cast<double>(blocks.rule(i).sizes().pair_count);
  }
  const double kept = std::min(1.0, static_cast<double>(rules.most) / std::max(1.0, expected));
  const auto bar = static_cast<uint64_t>(kept * 0x1p63);
  pairs::ScorerPool scorers(rows_.columns, score_);
  parallel_ranges(blocks.task_count(), 1, [&](size_t task, size_t) {
    run_.check_stop();
    std::vector<pairs::RowPair> drawn;
    std::vector<pairs::Truth> truths;
    blocks.visit_task(task, [&](std::span<const pairs::RowPair> batch, size_t rule) {
      const auto is_drawn = [&](pairs::RowPair pair) {
        return kept >= 1 || hash_mix(hash_mix(recipe_.seed, pair.left), pair.right) >> 1 < bar;
      };
      drawn.clear();
      std::copy_if(batch.begin(), batch.end(), std::back_inserter(drawn), is_drawn);
      if (blocks.is_filtered(rule)) {
        truths.assign(drawn.size(), pairs::Truth::no);
        scorers.with_scorer([&](pairs::PairScorer& scorer) {
          scorer.answer(score_.filters[first_rule_ + rules.first + rule], drawn, truths);
        });
        size_t met = 0;
        for (size_t i = 0; i < drawn.size(); ++i) {
          if (truths[i] == pairs::Truth::yes) drawn[met++] = drawn[i];
        }
        drawn.resize(met);
      }
      visit(drawn);
    });
  });
  return kept;
}

void GivenTrainer::train_prior() {
  const size_t count = recipe_.deterministic_rules.size();
  if (count == 0) return;
  bool any_filter = false;
  for (size_t i = 0; i < count; ++i) any_filter |= rule(i).has_filter;
  std::atomic<uint64_t> pairs{0};
  std::set<std::pair<pairs::Row, pairs::Row>> seen;
  std::mutex adding;
  visit_pairs({0, count, kPriorPairsMax}, [&](std::span<const pairs::RowPair> batch) {
    pairs += batch.size();
    if (!any_filter) return;
    // Filtered rules may find a pair again, so pairs are told apart.
    const std::lock_guard lock(adding);
    for (const pairs::RowPair pair : batch) seen.emplace(pair.left, pair.right);
  });
  answer_.deterministic_pairs = any_filter ? seen.size() : pairs.load();
  const double found = static_cast<double>(answer_.deterministic_pairs) / recipe_.recall;
  if (found == 0) {
    answer_.warnings.push_back(
        "The deterministic rules find no pair, so the prior stays as it was. Give rules that some "
        "duplicates meet.");
    return;
  }
  answer_.model.prior = std::clamp(found / all_pairs(), kLeast, 0.5);
  if (found > all_pairs() / 2) {
    answer_.warnings.push_back(
        "The deterministic rules find more than half of all pairs; they are not strict enough to "
        "tell how many matches there are.");
  }
}

void GivenTrainer::train_u() {
  if (recipe_.random_pairs == 0) return;
  const std::vector<LevelTally> tallies =
      count_random_levels(rows_.columns, score_,
                          {scope(), recipe_.random_pairs, recipe_.level_pairs, recipe_.seed}, run_);
  for (size_t c = 0; c < tallies.size(); ++c) {
    const LevelTally& tally = tallies[c];
    answer_.random_pairs = std::max(answer_.random_pairs, tally.drawn);
    double known = 0;
    double known_met = 0;
    for (size_t l = 0; l < tally.pairs.size(); ++l) {
      if (is_null(c, l)) continue;
      known += tally.pairs[l];
      known_met += static_cast<double>(tally.met[l]);
    }
    for (size_t l = 0; l < tally.pairs.size(); ++l) {
      ModelLevel& here = level(c, l);
      if (here.is_null || here.fixed_u || known == 0) continue;
      if (tally.pairs[l] > 0) {
        here.u = tally.pairs[l] / known;
        continue;
      }
      here.u = 0.5 / known_met;
      answer_.warnings.push_back(fmt::format(
          "No random pair was \"{}\" in {}, so its u is a guess below one pair. Draw more random "
          "pairs, or set it and fix it.",
          here.label, answer_.model.comparisons[c].name));
    }
  }
}

double GivenTrainer::share(size_t comparison, size_t place, bool of_matches) const {
  const pairs::LevelWeights& weights = score_.comparisons[comparison].levels[place].weights;
  const ModelLevel& level = answer_.model.comparisons[comparison].levels[place];
  const double untrained = std::exp2(of_matches ? weights.match : weights.random);
  return std::max((of_matches ? level.m : level.u).value_or(untrained), kLeast);
}

/// Comparisons that all pairs agree on or know nothing about: the rule decides them.
std::vector<bool> GivenTrainer::decided_by(const PatternCounts& patterns) const {
  std::vector<bool> decided;
  for (size_t c = 0; c < score_.comparisons.size(); ++c) {
    std::set<uint8_t> met;
    for (size_t p = 0; p < patterns.size(); ++p) {
      if (!is_null(c, patterns.pattern(p)[c])) met.insert(patterns.pattern(p)[c]);
    }
    decided.push_back(met.size() < 2);
  }
  return decided;
}

GivenTrainer::Pass GivenTrainer::start_pass(size_t rule, const PatternCounts& patterns) const {
  Pass pass{patterns, decided_by(patterns), {}, {}, 0};
  const std::vector<bool> read = exact_.comparisons_read_by(first_rule_ + rule);
  double odds = answer_.model.prior / (1 - answer_.model.prior);
  for (size_t c = 0; c < score_.comparisons.size(); ++c) {
    pass.decided[c] = pass.decided[c] || read[c];
    pass.m.emplace_back();
    pass.u.emplace_back();
    for (size_t l = 0; l < level_count(c); ++l) {
      pass.m[c].push_back(is_null(c, l) ? 1 : share(c, l, true));
      pass.u[c].push_back(is_null(c, l) ? 1 : share(c, l, false));
    }
    // Pairs of the rule agree on what it reads: matches are that much more frequent among them.
    const size_t first = is_null(c, 0) ? 1 : 0;
    if (read[c] && first < pass.m[c].size()) odds *= pass.m[c][first] / pass.u[c][first];
  }
  pass.prior = std::clamp(odds / (1 + odds), 1e-6, 0.95);
  return pass;
}

double GivenTrainer::match_share(const Pass& pass, size_t index) const {
  const std::span<const uint8_t> pattern = pass.patterns.pattern(index);
  double match = pass.prior;
  double other = 1 - pass.prior;
  for (size_t c = 0; c < pass.m.size(); ++c) {
    if (pass.decided[c]) continue;
    match *= pass.m[c][pattern[c]];
    other *= pass.u[c][pattern[c]];
  }
  return match / (match + other);
}

double GivenTrainer::improve(Pass& pass) const {
  std::vector<Shares> matches;
  for (const Shares& shares : pass.m) matches.emplace_back(shares.size(), 0.0);
  double match_total = 0;
  double total = 0;
  for (size_t p = 0; p < pass.patterns.size(); ++p) {
    const std::span<const uint8_t> pattern = pass.patterns.pattern(p);
    const double expected = pass.patterns.counts[p] * match_share(pass, p);
    match_total += expected;
    total += pass.patterns.counts[p];
    for (size_t c = 0; c < pass.m.size(); ++c) matches[c][pattern[c]] += expected;
  }
  double change = std::abs(match_total / total - pass.prior);
  pass.prior = std::clamp(match_total / total, 1e-9, 1 - 1e-9);
  for (size_t c = 0; c < pass.m.size(); ++c) {
    if (pass.decided[c]) continue;
    double known = 0;
    for (size_t l = 0; l < pass.m[c].size(); ++l) known += is_null(c, l) ? 0 : matches[c][l];
    for (size_t l = 0; l < pass.m[c].size(); ++l) {
      if (is_null(c, l) || answer_.model.comparisons[c].levels[l].fixed_m || known == 0) continue;
      const double now = std::max(matches[c][l] / known, kLeast);
      change = std::max(change, std::abs(now - pass.m[c][l]));
      pass.m[c][l] = now;
    }
  }
  return change;
}

void GivenTrainer::train_pass(size_t index) {
  const size_t rule = recipe_.deterministic_rules.size() + index;
  PatternCounter counter(rows_.columns, score_);
  const double kept =
      visit_pairs({rule, 1, recipe_.em_pairs_max},
                  [&](std::span<const pairs::RowPair> batch) { counter.add(batch); });
  const PatternCounts patterns = counter.counts();
  TrainingPassReport report;
  report.rule = recipe_.em_rules[index];
  for (const double count : patterns.counts) report.pairs += static_cast<uint64_t>(count);
  if (report.pairs == 0) {
    answer_.warnings.push_back(fmt::format(
        "The rule {} finds no pair, so nothing was learned from it. Give a looser rule.",
        report.rule));
    answer_.passes.push_back(std::move(report));
    return;
  }
  Pass pass = start_pass(rule, patterns);
  const EmSettings em = em_settings(answer_.model);
  while (report.rounds < em.rounds_max) {
    run_.check_stop();
    ++report.rounds;
    const double change = improve(pass);
    report.history.push_back({pass.prior, change});
    if (change < em.converged) break;
  }
  report.match_share = pass.prior;
  const double matches = pass.prior * static_cast<double>(report.pairs) / kept;
  found_.least = std::max(found_.least, matches);
  found_.most += matches;
  count_matches(pass);
  for (size_t c = 0; c < pass.m.size(); ++c) {
    const std::string& name = answer_.model.comparisons[c].name;
    (pass.decided[c] ? report.left_out : report.trained).push_back(name);
    if (pass.decided[c]) continue;
    for (size_t l = 0; l < pass.m[c].size(); ++l) {
      if (!is_null(c, l) && pass.m[c][l] > kLeast) learned_[c][l].push_back(pass.m[c][l]);
    }
  }
  answer_.passes.push_back(std::move(report));
}

/// Remembers which levels occur together among the matches of a pass.
void GivenTrainer::count_matches(const Pass& pass) {
  JointCounts counts(answer_.model);
  for (size_t p = 0; p < pass.patterns.size(); ++p) {
    counts.add(pass.patterns.pattern(p), pass.patterns.counts[p] * match_share(pass, p),
               pass.decided);
  }
  matches_.push_back(std::move(counts));
}

void GivenTrainer::train_m_from_matches() {
  if (recipe_.matches.empty()) return;
  std::vector<pairs::RowPair> pairs;
  for (const auto& [left, right] : recipe_.matches) {
    const pairs::Row a = rows_.row_of_record[left];
    const pairs::Row b = rows_.row_of_record[right];
    if (a != b) pairs.push_back({std::min(a, b), std::max(a, b)});
  }
  const PatternCounts patterns = patterns_of(pairs);
  JointCounts together(answer_.model);
  for (size_t p = 0; p < patterns.size(); ++p) {
    together.add(patterns.pattern(p), patterns.counts[p], {});
  }
  matches_.push_back(std::move(together));
  for (size_t c = 0; c < learned_.size(); ++c) {
    Shares counts(level_count(c), 0.0);
    double known = 0;
    for (size_t p = 0; p < patterns.size(); ++p) {
      const uint8_t place = patterns.pattern(p)[c];
      counts[place] += patterns.counts[p];
      if (!is_null(c, place)) known += patterns.counts[p];
    }
    for (size_t l = 0; l < counts.size(); ++l) {
      if (!is_null(c, l) && counts[l] > 0) learned_[c][l].push_back(counts[l] / known);
    }
  }
}

void GivenTrainer::keep_medians() {
  for (size_t c = 0; c < learned_.size(); ++c) {
    for (size_t l = 0; l < learned_[c].size(); ++l) {
      std::vector<double>& values = learned_[c][l];
      if (values.empty() || level(c, l).fixed_m) continue;
      std::sort(values.begin(), values.end());
      const size_t half = values.size() / 2;
      level(c, l).m = values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
  }
}

/// Random pairs are drawn anew: u was counted comparison by comparison.
void GivenTrainer::find_dependences() {
  if (score_.comparisons.size() < 2) return;
  const auto pairs =
      draw_random_pairs(rows_.columns.row_count, scope(), kDependencePairs, recipe_.seed);
  const PatternCounts patterns = patterns_of(pairs);
  JointCounts others(answer_.model);
  for (size_t p = 0; p < patterns.size(); ++p) {
    const double other = 1 - match_chance(answer_.model, patterns.pattern(p));
    others.add(patterns.pattern(p), patterns.counts[p] * other, {});
  }
  answer_.dependences = linkage::find_dependences(answer_.model, {std::move(others), matches_});
}

void GivenTrainer::warn_of_level(size_t comparison, size_t place) {
  const bool wants_m = !recipe_.em_rules.empty() || !recipe_.matches.empty();
  const ModelLevel& here = level(comparison, place);
  const std::string& name = answer_.model.comparisons[comparison].name;
  if (here.is_null) return;
  if (wants_m && learned_[comparison][place].empty() && !here.fixed_m) {
    answer_.warnings.push_back(fmt::format(
        "No match was ever \"{}\" in {}, so its m was not learned. Leave the level out, or set it "
        "and fix it.",
        here.label, name));
  }
  if (here.m && here.u && std::abs(std::log2(*here.m / *here.u)) < kWeightTold) {
    answer_.warnings.push_back(fmt::format(
        "\"{}\" in {} is as frequent among matches as among others (m {:.4g}, u {:.4g}), so it "
        "tells nothing. Put it together with the level after it.",
        here.label, name, *here.m, *here.u));
  }
}

void GivenTrainer::warn() {
  const bool wants_m = !recipe_.em_rules.empty() || !recipe_.matches.empty();
  for (size_t c = 0; c < learned_.size(); ++c) {
    const ModelComparison& comparison = answer_.model.comparisons[c];
    const bool any = std::any_of(learned_[c].begin(), learned_[c].end(),
                                 [](const auto& values) { return !values.empty(); });
    const bool fixed = std::all_of(comparison.levels.begin(), comparison.levels.end(),
                                   [](const ModelLevel& at) { return at.is_null || at.fixed_m; });
    if (wants_m && !any && !fixed) {
      answer_.warnings.push_back(fmt::format(
          "No pass could train {}: every rule decides it. Add an --em-rule that does not use it.",
          comparison.name));
      continue;
    }
    for (size_t l = 0; l < comparison.levels.size(); ++l) warn_of_level(c, l);
  }
  for (std::string& warning : dependence_warnings(answer_.dependences, true)) {
    answer_.warnings.push_back(std::move(warning));
  }
  if (recipe_.em_rules.empty()) return;
  std::string prior = prior_warning(answer_.model.prior, found_, all_pairs());
  if (!prior.empty()) answer_.warnings.push_back(std::move(prior));
}

void check_recipe(const TrainingRecipe& recipe) {
  const bool rules = !recipe.deterministic_rules.empty() || !recipe.em_rules.empty();
  if (rules || recipe.random_pairs > 0 || !recipe.matches.empty()) return;
  throw Error(Code::request_invalid,
              "The recipe trains nothing. Give --em-rule, --deterministic-rule, --labels, or a "
              "number of random pairs.");
}

}  // namespace

std::vector<BlockingRule> rules_of(const TrainingRecipe& recipe, const Model& model) {
  std::vector<BlockingRule> rules;
  for (const auto* given : {&recipe.deterministic_rules, &recipe.em_rules}) {
    for (const std::string& sql : *given) rules.push_back({sql, {}, {}, model.dialect});
  }
  return rules;
}

GivenTraining train_ready(const ReadyRecords& records, const Model& start,
                          const TrainingRecipe& recipe, RunContext& run) {
  return GivenTrainer(records, start, recipe, run).train();
}

GivenTraining train_given(LinkInput input, const Model& start, const TrainingRecipe& recipe,
                          RunContext& run) {
  check_recipe(recipe);
  Model asked = start;
  asked.rules = rules_of(recipe, start);
  std::unique_ptr<ExactModel> exact;
  UniqueRows rows;
  pairs::ScoreModel score;
  run.step("encoding", [&] {
    exact = std::make_unique<ExactModel>(RecordTable{*input.store, input.table}, asked);
    rows = order_records(input, exact->take_values(), true);
    exact->fill(rows.columns);
    rows.columns.pack_rows();
    score = exact->compile(rows.columns, asked);
  });
  return train_ready({*exact, rows, score, 0}, start, recipe, run);
}

}  // namespace newlyn::linkage
