// SPDX-License-Identifier: MIT
// Walks conditions on texts and multiplies probabilities.
#include "pairs/reference/pair_weight.h"

#include <algorithm>
#include <cmath>

#include "pairs/reference/text_distance.h"
#include "pairs/reference/text_similarity.h"

namespace newlyn::pairs::reference {
namespace {

double initial_shared(const std::string& x, const std::string& y) {
  return (x.size() == 1 && y.starts_with(x)) || (y.size() == 1 && x.starts_with(y)) ? 1 : 0;
}

double begun_by(const std::string& x, const std::string& y) {
  return (x.size() >= 3 && y.starts_with(x)) || (y.size() >= 3 && x.starts_with(y)) ? 1 : 0;
}

}  // namespace

double measure(const Texts& texts, const Feature& feature, RowPair pair) {
  const std::string& x = texts[feature.left][pair.left];
  const std::string& y = texts[feature.right][pair.right];
  switch (feature.measure) {
    case Measure::equal:
      return x == y ? 1 : 0;
    case Measure::levenshtein:
      return static_cast<double>(levenshtein(x, y));
    case Measure::damerau_levenshtein:
      return static_cast<double>(damerau_levenshtein(x, y));
    case Measure::one_edit:
      return within_one_edit(x, y) ? 1 : 0;
    case Measure::jaro:
      return jaro_similarity(x, y);
    case Measure::jaro_winkler:
      return jaro_winkler_similarity(x, y);
    case Measure::jaccard:
      return jaccard_letters(x, y);
    case Measure::token_share:
      return word_share(texts[feature.left], x, y);
    case Measure::token_any:
      return one_word_common(x, y) ? 1 : 0;
    case Measure::same_initial:
      return initial_shared(x, y);
    case Measure::begins_with:
      return begun_by(x, y);
    case Measure::length_difference:
      return static_cast<double>(std::max(x.size(), y.size()) - std::min(x.size(), y.size()));
    case Measure::text_order:
      return x < y ? -1 : (y < x ? 1 : 0);
    case Measure::common_elements:
    case Measure::date_distance:
      break;  // have tables of examples instead of a twin
  }
  return std::nan("");
}

Truth answer(const Texts& texts, const Condition& condition, RowPair pair) {
  using Kind = Condition::Kind;
  const Feature& feature = condition.feature;
  const bool is_null =
      texts[feature.left][pair.left].empty() || texts[feature.right][pair.right].empty();
  const auto known = [&](auto holds) {
    if (is_null) return Truth::unknown;
    return holds() ? Truth::yes : Truth::no;
  };
  bool any_yes = false;
  bool any_no = false;
  bool any_unknown = false;
  for (const Condition& part : condition.parts) {
    const Truth truth = answer(texts, part, pair);
    any_yes |= truth == Truth::yes;
    any_no |= truth == Truth::no;
    any_unknown |= truth == Truth::unknown;
  }
  switch (condition.kind) {
    case Kind::at_least:
      return known([&] { return measure(texts, feature, pair) >= condition.bound; });
    case Kind::at_most:
      return known([&] { return measure(texts, feature, pair) <= condition.bound; });
    case Kind::either_null:
      return is_null ? Truth::yes : Truth::no;
    case Kind::value_is:
    case Kind::value_above: {
      const Operand& of = condition.operand;
      const auto& value = texts[of.column][of.of_right ? pair.right : pair.left];
      if (value.empty()) return Truth::unknown;
      const bool holds =
          condition.kind == Kind::value_is ? value == condition.text : value > condition.text;
      return holds ? Truth::yes : Truth::no;
    }
    case Kind::all_of:
      if (any_no) return Truth::no;
      return any_unknown ? Truth::unknown : Truth::yes;
    case Kind::any_of:
      if (any_yes) return Truth::yes;
      return any_unknown ? Truth::unknown : Truth::no;
    case Kind::negated:
      if (any_unknown) return Truth::unknown;
      return any_yes ? Truth::no : Truth::yes;
    default:
      return Truth::yes;
  }
}

bool holds(const Texts& texts, const Condition& condition, RowPair pair) {
  return answer(texts, condition, pair) == Truth::yes;
}

std::vector<uint8_t> levels(const Texts& texts, const std::vector<Comparison>& comparisons,
                            RowPair pair) {
  std::vector<uint8_t> found;
  for (const Comparison& comparison : comparisons) {
    const auto level = std::find_if(
        comparison.levels.begin(), comparison.levels.end(),
        [&](const Level& candidate) { return holds(texts, candidate.condition, pair); });
    found.push_back(static_cast<uint8_t>(level - comparison.levels.begin()));
  }
  return found;
}

double term_adjustment(const Texts& texts, const TermFrequency& term, RowPair pair) {
  if (term.column < 0) return 0;
  const auto& column = texts[static_cast<size_t>(term.column)];
  double most = 0;
  for (const Row row : {pair.left, pair.right}) {
    if (column[row].empty()) continue;
    const auto held = std::count(column.begin(), column.end(), column[row]);
    most = std::max(most, static_cast<double>(held));
  }
  if (most == 0) return 0;
  const auto records = static_cast<double>(column.size());
  const auto unknown = std::count(column.begin(), column.end(), std::string());
  double share = most / (records - static_cast<double>(unknown));
  if (term.smoothing > 0) {
    // As many further records as `smoothing`, with values of average frequency; the record itself
    // is left out.
    const double average = std::exp2(term.reference);
    share = (most - 1 + term.smoothing * average) / (records - 1 + term.smoothing);
  }
  share = std::max(share, term.minimum);
  return term.weight * std::log2(share / std::exp2(term.reference));
}

double weight(const Texts& texts, const ScoreModel& model, RowPair pair) {
  double match = std::exp2(model.prior_match);
  double random = std::exp2(model.prior_random);
  double family = std::exp2(model.prior_family);
  const std::vector<uint8_t> found = levels(texts, model.comparisons, pair);
  for (size_t c = 0; c < found.size(); ++c) {
    const Level& level = model.comparisons[c].levels[found[c]];
    if (level.is_null) continue;
    const double adjustment = term_adjustment(texts, level.term, pair);
    const double m = std::exp2(level.weights.match);
    const double u = std::exp2(level.weights.random) * std::exp2(adjustment);
    match *= m;
    random *= u;
    // In a household by chance as among strangers, or as one person: twins and namesakes.
    const bool personal = level.term.in_family && adjustment != 0;
    const double alike = level.term.alike;
    family *= personal ? (1 - alike) * u + alike * m : std::exp2(level.weights.family);
  }
  return std::log2(match / (random + family));
}

}  // namespace newlyn::pairs::reference
