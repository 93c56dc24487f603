// SPDX-License-Identifier: MIT
// Calls the comparator of each measure.
#include "pairs/measure.h"

#include <cmath>
#include <cstdlib>

#include "base/error.h"
#include "pairs/comparators/edit_distance.h"
#include "pairs/comparators/jaro.h"
#include "pairs/comparators/letters.h"

namespace newlyn::pairs {
namespace {

double same_initial(std::string_view a, std::string_view b) noexcept {
  const bool single = a.size() == 1 || b.size() == 1;
  return single && !a.empty() && !b.empty() && a[0] == b[0] ? 1 : 0;
}

double begins_with(std::string_view a, std::string_view b) noexcept {
  constexpr size_t kLettersMin = 3;
  if (a.size() > b.size()) std::swap(a, b);
  return a.size() >= kLettersMin && b.starts_with(a) ? 1 : 0;
}

double jaccard(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) {
    throw Error(Code::request_invalid,
                "The model compares letters by jaccard, which is not defined for an empty text. "
                "Make empty texts null, or put a condition before it in the model.");
  }
  return jaccard_letters(a, b);
}

double order_of(std::string_view a, std::string_view b) noexcept {
  const int order = a.compare(b);
  return order < 0 ? -1 : (order > 0 ? 1 : 0);
}

double measure_texts(Measure measure, std::string_view x, std::string_view y) {
  switch (measure) {
    case Measure::levenshtein:
      return levenshtein(x, y);
    case Measure::damerau_levenshtein:
      return damerau_levenshtein(x, y);
    case Measure::one_edit:
      return within_one_edit(x, y) ? 1 : 0;
    case Measure::jaro:
      return jaro_similarity(x, y);
    case Measure::jaro_winkler:
      return jaro_winkler_similarity(x, y);
    case Measure::jaccard:
      return jaccard(x, y);
    case Measure::same_initial:
      return same_initial(x, y);
    case Measure::begins_with:
      return begins_with(x, y);
    case Measure::length_difference:
      return std::abs(static_cast<double>(x.size()) - static_cast<double>(y.size()));
    case Measure::text_order:
      return order_of(x, y);
    default:
      return x == y ? 1 : 0;
  }
}

}  // namespace

bool is_costly(Measure measure) noexcept {
  return measure != Measure::equal && measure != Measure::same_initial &&
         measure != Measure::length_difference;
}

double measure_values(const Feature& feature, const PairColumns& columns, record::ValueCode left,
                      record::ValueCode right) {
  const PairColumn& a = columns.columns[feature.left];
  switch (feature.measure) {
    case Measure::token_share:
      return token_share(a.tokens, left, right);
    case Measure::token_any:
      return token_any(a.tokens, left, right) ? 1 : 0;
    case Measure::common_elements:
      return common_tokens(a.tokens, left, right);
    case Measure::date_distance:
      return date_distance(a, left, right);
    default:
      break;
  }
  std::string_view x = a.values[left];
  std::string_view y = columns.columns[feature.right].values[right];
  if (feature.flipped) std::swap(x, y);
  return measure_texts(feature.measure, x, y);
}

}  // namespace newlyn::pairs
