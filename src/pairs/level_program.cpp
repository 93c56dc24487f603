// SPDX-License-Identifier: MIT
// Compiles comparisons and answers them.
#include "pairs/level_program.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "pairs/arithmetic.h"
#include "pairs/comparators/edit_distance.h"
#include "pairs/comparators/jaro.h"
#include "pairs/measure.h"

namespace newlyn::pairs {
namespace {

constexpr uint32_t kSharedSlots = 1u << 10;  // where pairs of values come back; few, to stay near
constexpr size_t kNotMeasured = std::numeric_limits<size_t>::max();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Truth truth_of(bool holds) noexcept { return holds ? Truth::yes : Truth::no; }

Truth opposite(Truth truth) noexcept {
  if (truth == Truth::unknown) return truth;
  return truth_of(truth == Truth::no);
}

bool is_similarity(Measure measure) noexcept {
  return measure == Measure::jaro || measure == Measure::jaro_winkler ||
         measure == Measure::one_edit;
}

bool is_distance(Measure measure) noexcept {
  return measure == Measure::levenshtein || measure == Measure::damerau_levenshtein;
}

/// The column that a condition asks whether one of both values is null, written as two conditions.
std::optional<uint16_t> column_of_either_null(const Condition& condition) {
  const std::vector<Condition>& parts = condition.parts;
  const bool two_nulls = condition.kind == Condition::Kind::any_of && parts.size() == 2 &&
                         parts[0].kind == Condition::Kind::is_null &&
                         parts[1].kind == Condition::Kind::is_null;
  if (!two_nulls) return std::nullopt;
  const Operand& first = parts[0].operand;
  const Operand& second = parts[1].operand;
  const bool both_sides = first.of_right != second.of_right && first.column == second.column;
  return both_sides ? std::optional(first.column) : std::nullopt;
}

bool every_value(const PairColumn& column, bool (*holds)(const PairColumn&, record::ValueCode)) {
  for (record::ValueCode code = 1; code <= column.values.value_count(); ++code) {
    if (!holds(column, code)) return false;
  }
  return true;
}

/// The measure of two equal values of a column, where it is one number for all of them.
std::optional<double> measure_of_equal(const Feature& feature, const PairColumns& columns) {
  if (feature.left != feature.right) return std::nullopt;
  const PairColumn& column = columns.columns[feature.left];
  switch (feature.measure) {
    case Measure::levenshtein:
    case Measure::damerau_levenshtein:
    case Measure::length_difference:
    case Measure::text_order:
    case Measure::date_distance:
      return 0;
    case Measure::equal:
    case Measure::one_edit:
      return 1;
    case Measure::jaro:
    case Measure::jaro_winkler:
      // An empty text is like no other.
      if (!every_value(column, [](const PairColumn& of, record::ValueCode code) {
            return !of.values[code].empty();
          })) {
        return std::nullopt;
      }
      return 1;
    case Measure::token_any:
      if (column.tokens.offsets.empty() ||
          !every_value(column, [](const PairColumn& of, record::ValueCode code) {
            return !of.tokens.of(code).empty();
          })) {
        return std::nullopt;
      }
      return 1;
    default:
      return std::nullopt;
  }
}

/// False where a similarity is below all that tests ask of it.
bool within_reach(const AskedMeasure& asked, record::ValueCode left,
                  record::ValueCode right) noexcept {
  const LetterSet& a = asked.left[left];
  const LetterSet& b = asked.right[right];
  if (asked.feature.measure == Measure::one_edit) return edits_at_least(a, b) <= 1;
  return asked.reach.within_reach(a, b);
}

/// The columns of |left value - right value|, where a number is that.
std::optional<std::pair<uint16_t, uint16_t>> columns_apart(const Number& number) {
  if (number.kind != Number::Kind::absolute || number.parts.size() != 1) return std::nullopt;
  const Number& inner = number.parts[0];
  if (inner.kind != Number::Kind::subtract || inner.parts.size() != 2) return std::nullopt;
  const Number& first = inner.parts[0];
  const Number& second = inner.parts[1];
  const bool are_values = first.kind == Number::Kind::value && second.kind == Number::Kind::value;
  if (!are_values || first.operand.of_right == second.operand.of_right) return std::nullopt;
  if (first.operand.of_right) return std::pair(second.operand.column, first.operand.column);
  return std::pair(first.operand.column, second.operand.column);
}

}  // namespace

std::optional<LevelProgram> LevelProgram::compile(const Comparison& comparison,
                                                  const PairColumns& columns,
                                                  PreparedValues& values) {
  if (columns.columns.empty()) return std::nullopt;
  LevelProgram program;
  program.columns_ = &columns;
  program.values_ = &values;
  for (const Level& level : comparison.levels) {
    program.levels_.push_back(static_cast<uint32_t>(program.tests_.size()));
    if (!program.add(level.condition)) return std::nullopt;
  }
  program.set_cutoffs();
  if (comparison.depends_on != kNoMemory) {
    for (AskedMeasure& asked : program.measures_) asked.slots = std::min(asked.slots, 1U);
    program.foresee(comparison.depends_on);
  }
  return program;
}

/// True when a null test says the same of `column` as of the one column that outcomes depend on:
/// it is that one, or made from it and null in the same rows.
bool LevelProgram::is_null_as(uint16_t column, uint16_t only) const {
  if (column == only) return true;
  const auto& made = columns_->columns[column].codes;
  const auto& own = columns_->columns[only].codes;
  return std::equal(made.begin(), made.end(), own.begin(), own.end(),
                    [](record::ValueCode a, record::ValueCode b) {
                      return (a == record::kNullCode) == (b == record::kNullCode);
                    });
}

bool LevelProgram::add(const Condition& condition) {
  if (const auto column = column_of_either_null(condition)) {
    return add(Condition::either_null(*column));
  }
  const size_t place = tests_.size();
  tests_.emplace_back();
  Test test;  // not in place yet: filling may add further tests
  if (!fill(condition, test)) return false;
  tests_[place] = test;
  for (const Condition& part : condition.parts) {
    if (!add(part)) return false;
  }
  tests_[place].end = static_cast<uint32_t>(tests_.size());
  return true;
}

/// Writes what one node of the condition asks. False for what needs the general evaluator.
bool LevelProgram::fill(const Condition& condition, Test& test) {
  using Kind = Condition::Kind;
  test.left = condition.feature.left;
  test.right = condition.feature.right;
  test.bound = condition.bound;
  switch (condition.kind) {
    case Kind::at_least:
    case Kind::at_most:
      fill_bound(condition, test);
      return true;
    case Kind::either_null:
      test.kind = Test::Kind::either_null;
      return true;
    case Kind::is_null:
    case Kind::is_true:
      test.kind = condition.kind == Kind::is_null ? Test::Kind::is_null : Test::Kind::is_true;
      test.of_right = condition.operand.of_right;
      test.left = test.right = condition.operand.column;
      return true;
    case Kind::value_is:
    case Kind::value_above:
      test.kind = condition.kind == Kind::value_is ? Test::Kind::value_is : Test::Kind::value_above;
      test.text = values_->keep(condition.text);
      test.of_right = condition.operand.of_right;
      test.left = test.right = condition.operand.column;
      test.code = columns_->columns[test.left].values.find(condition.text);
      return true;
    case Kind::all_of:
      test.kind = Test::Kind::all_of;
      return true;
    case Kind::any_of:
      test.kind = Test::Kind::any_of;
      return true;
    case Kind::negated:
      test.kind = Test::Kind::negated;
      return true;
    case Kind::otherwise:
      test.kind = Test::Kind::always;
      return true;
    case Kind::less:
    case Kind::less_or_equal:
    case Kind::equal_numbers:
      return fill_numbers(condition, test);
    default:
      return false;
  }
}

/// Conditions inside the numbers become tests within the subtree of this one; only the numbers ask
/// them.
bool LevelProgram::fill_numbers(const Condition& condition, Test& test) {
  using Kind = Condition::Kind;
  if (fill_apart(condition, test)) return true;
  test.kind = condition.kind == Kind::less            ? Test::Kind::less
              : condition.kind == Kind::less_or_equal ? Test::Kind::less_or_equal
                                                      : Test::Kind::equal_numbers;
  const auto first = number_place(condition.numbers[0]);
  const auto second = number_place(condition.numbers[1]);
  if (!first || !second) return false;
  test.place = *first;
  test.second = *second;
  return true;
}

/// Most conditions over numbers ask how far apart two dates are at most; these are one test.
bool LevelProgram::fill_apart(const Condition& condition, Test& test) {
  const auto apart = columns_apart(condition.numbers[0]);
  const Number& bound = condition.numbers[1];
  const bool is_plain = apart && bound.kind == Number::Kind::constant &&
                        !std::isnan(bound.constant) &&
                        condition.kind != Condition::Kind::equal_numbers;
  if (!is_plain) return false;
  test.kind =
      condition.kind == Condition::Kind::less ? Test::Kind::apart_below : Test::Kind::apart_at_most;
  std::tie(test.left, test.right) = *apart;
  test.bound = bound.constant;
  return true;
}

std::optional<uint16_t> LevelProgram::number_place(const Number& number) {
  const auto found = std::find(number_trees_.begin(), number_trees_.end(), number);
  if (found != number_trees_.end()) {
    return static_cast<uint16_t>(found - number_trees_.begin());
  }
  std::optional<NumberTest> compiled = compile_number(number);
  if (!compiled) return std::nullopt;
  number_trees_.push_back(number);
  numbers_.push_back(std::move(*compiled));
  return static_cast<uint16_t>(numbers_.size() - 1);
}

std::optional<LevelProgram::NumberTest> LevelProgram::compile_number(const Number& number) {
  NumberTest made;
  made.kind = number.kind;
  made.constant = number.constant;
  made.operand = number.operand;
  made.left = number.feature.left;
  made.right = number.feature.right;
  if (number.kind == Number::Kind::measure) {
    made.place = place_of(number.feature);
    measures_[made.place].least = -kInfinity;
    measures_[made.place].most = kInfinity;
  }
  for (const Number& part : number.parts) {
    auto compiled = compile_number(part);
    if (!compiled) return std::nullopt;
    made.parts.push_back(std::move(*compiled));
  }
  for (const Condition& when : number.when) {
    made.when.push_back(static_cast<uint32_t>(tests_.size()));
    if (!add(when)) return std::nullopt;
  }
  return made;
}

void LevelProgram::fill_bound(const Condition& condition, Test& test) {
  const bool at_least = condition.kind == Condition::Kind::at_least;
  if (condition.feature.measure != Measure::equal) {
    test.kind = at_least ? Test::Kind::at_least : Test::Kind::at_most;
    test.place = measure_place(condition);
    return;
  }
  // Equality is 1 or 0: what does the bound make of each?
  test.for_equal = truth_of(at_least ? 1 >= test.bound : 1 <= test.bound);
  test.for_unequal = truth_of(at_least ? 0 >= test.bound : 0 <= test.bound);
  test.kind = Test::Kind::equal;
  if (test.left == test.right) return;
  test.kind = Test::Kind::equal_across;
  test.place = static_cast<uint16_t>(maps_.size());
  maps_.push_back(&values_->codes_in(test.left, test.right));
}

uint16_t LevelProgram::place_of(const Feature& feature) {
  const auto found =
      std::find_if(measures_.begin(), measures_.end(),
                   [&](const AskedMeasure& asked) { return asked.feature == feature; });
  const auto place = static_cast<uint16_t>(found - measures_.begin());
  if (found != measures_.end()) return place;
  AskedMeasure asked;
  asked.feature = feature;
  asked.slots = is_costly(feature.measure) ? kSharedSlots : 0;
  asked.of_equal = measure_of_equal(feature, *columns_);
  measures_.push_back(asked);
  return place;
}

uint16_t LevelProgram::measure_place(const Condition& condition) {
  const uint16_t place = place_of(condition.feature);
  AskedMeasure& asked = measures_[place];
  if (condition.kind == Condition::Kind::at_least) {
    asked.least = std::min(asked.least, condition.bound);
    asked.most = kInfinity;
  } else {
    asked.most = std::max(asked.most, condition.bound);
    asked.least = -kInfinity;
  }
  return place;
}

/// A limit helps where all tests look at the measure from one side.
void LevelProgram::set_cutoffs() {
  for (AskedMeasure& asked : measures_) {
    const bool from_below = is_similarity(asked.feature.measure) && asked.least > 0;
    const bool from_above = is_distance(asked.feature.measure) && asked.most < kInfinity;
    if (!from_below && !from_above) continue;
    asked.left = values_->letters(asked.feature.left).data();
    asked.right = values_->letters(asked.feature.right).data();
    letters_.push_back({asked.left, asked.right, asked.feature.left, asked.feature.right});
    asked.reach = {asked.least, asked.feature.measure == Measure::jaro_winkler};
  }
}

/// A distance above what any test asks may be any number above it.
double LevelProgram::distance(const AskedMeasure& asked, record::ValueCode left,
                              record::ValueCode right) const {
  const double least = edits_at_least(asked.left[left], asked.right[right]);
  if (least > asked.most) return least;
  const std::string_view a = columns_->columns[asked.feature.left].values[left];
  const std::string_view b = columns_->columns[asked.feature.right].values[right];
  if (asked.feature.measure == Measure::levenshtein) {
    return asked.most < 2 ? levenshtein_to_one(a, b) : levenshtein(a, b);
  }
  if (asked.most < 2) return a == b ? 0 : (within_one_edit(a, b) ? 1 : 2);
  // A swap is two edits at most, so half of the edits without swaps are needed at least.
  const double without_swaps = levenshtein(a, b);
  if (without_swaps > 2 * asked.most) return without_swaps / 2;
  return without_swaps < 2 ? without_swaps : damerau_levenshtein(a, b);
}

double LevelProgram::measure(const AskedMeasure& asked, record::ValueCode left,
                             record::ValueCode right) const {
  if (asked.left != nullptr) {
    if (is_distance(asked.feature.measure)) return distance(asked, left, right);
    if (!within_reach(asked, left, right)) return 0;
  }
  return measure_values(asked.feature, *columns_, left, right);
}

double LevelProgram::remembered(uint16_t place, record::ValueCode left, record::ValueCode right,
                                MeasureMemory& memory) const {
  const AskedMeasure& asked = measures_[place];
  if (left == right && asked.of_equal) return *asked.of_equal;
  if (asked.slots == 0) return measure(asked, left, right);
  std::vector<MeasureMemory::Slot>& slots = memory.slots[place];
  const uint64_t key = (static_cast<uint64_t>(left) << 32 | right) + 1;
  MeasureMemory::Slot& slot = slots[(key * 0x9E3779B97F4A7C15ULL >> 40) & (slots.size() - 1)];
  if (slot.key != key) {
    slot.value = measure(asked, left, right);
    slot.key = key;
  }
  return slot.value;
}

Truth LevelProgram::answer_parts(size_t place, const CodePair& codes, MeasureMemory& memory) const {
  const Test& test = tests_[place];
  const Truth settling = test.kind == Test::Kind::all_of ? Truth::no : Truth::yes;
  Truth answered = opposite(settling);
  for (size_t part = place + 1; part < test.end; part = tests_[part].end) {
    const Truth truth = answer(part, codes, memory);
    if (truth == settling) return settling;
    if (truth == Truth::unknown) answered = Truth::unknown;
  }
  return answered;
}

/// How far the numbers of two values lie apart.
inline double LevelProgram::apart(const Test& test, record::ValueCode left,
                                  record::ValueCode right) const noexcept {
  return std::abs(columns_->columns[test.left].numbers[left] -
                  columns_->columns[test.right].numbers[right]);
}

/// A test without parts.
inline Truth LevelProgram::answer_leaf(const Test& test, const CodePair& codes,
                                       MeasureMemory& memory) const {
  const record::ValueCode left = codes.left[test.left];
  const record::ValueCode right = codes.right[test.right];
  const bool null = left == record::kNullCode || right == record::kNullCode;
  switch (test.kind) {
    case Test::Kind::equal:
      if (null) return Truth::unknown;
      return left == right ? test.for_equal : test.for_unequal;
    case Test::Kind::equal_across:
      if (null) return Truth::unknown;
      return (*maps_[test.place])[left] == right ? test.for_equal : test.for_unequal;
    case Test::Kind::at_least:
      if (null) return Truth::unknown;
      return truth_of(remembered(test.place, left, right, memory) >= test.bound);
    case Test::Kind::at_most:
      if (null) return Truth::unknown;
      return truth_of(remembered(test.place, left, right, memory) <= test.bound);
    case Test::Kind::either_null:
      return truth_of(null);
    case Test::Kind::is_null:
      return truth_of((test.of_right ? right : left) == record::kNullCode);
    case Test::Kind::is_true: {
      const record::ValueCode code = test.of_right ? right : left;
      if (code == record::kNullCode) return Truth::unknown;
      return truth_of(columns_->columns[test.left].numbers[code] != 0);
    }
    case Test::Kind::value_is: {
      const record::ValueCode code = test.of_right ? right : left;
      return code == record::kNullCode ? Truth::unknown : truth_of(code == test.code);
    }
    case Test::Kind::value_above: {
      const record::ValueCode code = test.of_right ? right : left;
      if (code == record::kNullCode) return Truth::unknown;
      return truth_of(columns_->columns[test.left].values[code] > test.text);
    }
    case Test::Kind::apart_below:
      if (null) return Truth::unknown;
      return truth_of(apart(test, left, right) < test.bound);
    case Test::Kind::apart_at_most:
      if (null) return Truth::unknown;
      return truth_of(apart(test, left, right) <= test.bound);
    default:
      return answer_numbers(test, codes, memory);
  }
}

Truth LevelProgram::answer(size_t place, const CodePair& codes, MeasureMemory& memory) const {
  const Test& test = tests_[place];
  if (is_leaf(test)) return answer_leaf(test, codes, memory);
  if (test.kind == Test::Kind::negated) return opposite(answer(place + 1, codes, memory));
  if (test.kind == Test::Kind::always) return Truth::yes;
  return answer_parts(place, codes, memory);
}

/// Levels mostly hold one number of the pair against several bounds.
std::optional<double> LevelProgram::last_number(uint16_t place, const CodePair& codes,
                                                MeasureMemory& memory) const {
  const NumberTest& test = numbers_[place];
  if (test.kind == Number::Kind::constant) return test.constant;
  MeasureMemory::LastNumber& last = memory.numbers[place];
  if (last.left != codes.left || last.right != codes.right) {
    last = {codes.left, codes.right, number(test, codes, memory)};
  }
  return last.value;
}

Truth LevelProgram::answer_numbers(const Test& test, const CodePair& codes,
                                   MeasureMemory& memory) const {
  const std::optional<double> left = last_number(test.place, codes, memory);
  const std::optional<double> right = last_number(test.second, codes, memory);
  if (!left || !right) return Truth::unknown;
  const int order = order_numbers(*left, *right);
  if (test.kind == Test::Kind::less) return truth_of(order < 0);
  return truth_of(test.kind == Test::Kind::less_or_equal ? order <= 0 : order == 0);
}

/// A branch is worked out only for the pairs that take it: others may not be able to.
std::optional<double> LevelProgram::chosen(const NumberTest& test, const CodePair& codes,
                                           MeasureMemory& memory) const {
  for (size_t branch = 0; branch < test.parts.size(); ++branch) {
    const bool taken =
        branch >= test.when.size() || answer(test.when[branch], codes, memory) == Truth::yes;
    if (taken) return number(test.parts[branch], codes, memory);
  }
  return std::nullopt;
}

std::optional<double> LevelProgram::combined(const NumberTest& test, const CodePair& codes,
                                             MeasureMemory& memory) const {
  const bool skips = skips_nulls(test.kind);
  std::optional<double> answer = number(test.parts[0], codes, memory);
  if (test.parts.size() == 1 && !skips) {
    return answer ? std::optional(number_of_one(test.kind, *answer)) : std::nullopt;
  }
  for (size_t part = 1; part < test.parts.size(); ++part) {
    const std::optional<double> other = number(test.parts[part], codes, memory);
    if (answer && other) {
      answer = number_of_two(test.kind, *answer, *other);
    } else if (!skips) {
      answer.reset();
    } else if (other) {
      answer = other;
    }
  }
  return answer;
}

std::optional<double> LevelProgram::number(const NumberTest& test, const CodePair& codes,
                                           MeasureMemory& memory) const {
  switch (test.kind) {
    case Number::Kind::constant:
      return test.constant;
    case Number::Kind::value: {
      const uint16_t column = test.operand.column;
      const record::ValueCode code = (test.operand.of_right ? codes.right : codes.left)[column];
      if (code == record::kNullCode) return std::nullopt;
      return columns_->columns[column].numbers[code];
    }
    case Number::Kind::measure: {
      const record::ValueCode left = codes.left[test.left];
      const record::ValueCode right = codes.right[test.right];
      if (left == record::kNullCode || right == record::kNullCode) return std::nullopt;
      return remembered(test.place, left, right, memory);
    }
    case Number::Kind::choose:
      return chosen(test, codes, memory);
    default:
      return combined(test, codes, memory);
  }
}

MeasureMemory LevelProgram::new_memory() const {
  MeasureMemory memory;
  for (const AskedMeasure& asked : measures_) memory.slots.emplace_back(asked.slots);
  memory.numbers.resize(numbers_.size());
  return memory;
}

void LevelProgram::prefetch(const CodePair& codes) const noexcept {
  for (const ReadLetters& read : letters_) {
    __builtin_prefetch(read.left + codes.left[read.left_column]);
    __builtin_prefetch(read.right + codes.right[read.right_column]);
  }
}

/// The first level that has to be asked of two rows: those before it are known not to hold where
/// the values of the one column are different ones.
inline size_t LevelProgram::first_asked(const CodePair& codes) const noexcept {
  if (not_of_unequal_ == 0) return 0;
  const record::ValueCode left = codes.left[only_];
  const record::ValueCode right = codes.right[only_];
  const bool unequal = left != right && left != record::kNullCode && right != record::kNullCode;
  return unequal ? not_of_unequal_ : 0;
}

uint8_t LevelProgram::level(const CodePair& codes, MeasureMemory& memory) const {
  const size_t last = levels_.size() - 1;
  size_t measured = kNotMeasured;  // the measure that was asked last: levels hold it against bounds
  double value = 0;
  for (size_t level = first_asked(codes); level < last; ++level) {
    const uint32_t place = levels_[level];
    const Test& test = tests_[place];
    const bool at_least = test.kind == Test::Kind::at_least;
    // Most levels are one test; those are answered here, without a call.
    if (at_least || test.kind == Test::Kind::at_most) {
      const record::ValueCode left = codes.left[test.left];
      const record::ValueCode right = codes.right[test.right];
      if (left == record::kNullCode || right == record::kNullCode) continue;
      if (measured != test.place) value = remembered(test.place, left, right, memory);
      measured = test.place;
      if (at_least ? value >= test.bound : value <= test.bound) return static_cast<uint8_t>(level);
      continue;
    }
    const Truth truth =
        is_leaf(test) ? answer_leaf(test, codes, memory) : answer(place, codes, memory);
    if (truth == Truth::yes) return static_cast<uint8_t>(level);
  }
  return static_cast<uint8_t>(last);
}

/// The answer that two values give whatever they are, if it is one.
std::optional<Truth> LevelProgram::foreseen(size_t place, Sight sight) const {
  const Test& test = tests_[place];
  const bool equal = sight == Sight::equal;
  const bool unequal = sight == Sight::unequal;
  const bool tests_null = test.kind == Test::Kind::either_null || test.kind == Test::Kind::is_null;
  if (is_leaf(test)) {
    if (test.left != test.right) return std::nullopt;
    if (test.left != only_ && !(tests_null && is_null_as(test.left, only_))) return std::nullopt;
  }
  switch (test.kind) {
    case Test::Kind::equal:
    case Test::Kind::equal_across:
      if (unequal) return test.for_unequal;
      return equal ? test.for_equal : Truth::unknown;
    case Test::Kind::at_least:
    case Test::Kind::at_most:
      if (unequal) return std::nullopt;
      return equal ? foreseen_equal(test) : Truth::unknown;
    case Test::Kind::either_null:
      return truth_of(!equal && !unequal);
    case Test::Kind::is_null:
      return truth_of(sight == Sight::both_null ||
                      sight == (test.of_right ? Sight::right_null : Sight::left_null));
    case Test::Kind::is_true:
    case Test::Kind::value_is:
    case Test::Kind::value_above:
    case Test::Kind::apart_below:
    case Test::Kind::apart_at_most:
    case Test::Kind::less:
    case Test::Kind::less_or_equal:
    case Test::Kind::equal_numbers:
      return std::nullopt;
    case Test::Kind::all_of:
    case Test::Kind::any_of:
      return foreseen_parts(place, sight);
    case Test::Kind::negated: {
      const std::optional<Truth> part = foreseen(place + 1, sight);
      return part ? std::optional(opposite(*part)) : std::nullopt;
    }
    default:
      return Truth::yes;
  }
}

/// What a bound says of equal values.
std::optional<Truth> LevelProgram::foreseen_equal(const Test& test) const {
  const std::optional<double>& value = measures_[test.place].of_equal;
  if (!value) return std::nullopt;
  return truth_of(test.kind == Test::Kind::at_least ? *value >= test.bound : *value <= test.bound);
}

std::optional<Truth> LevelProgram::foreseen_parts(size_t place, Sight sight) const {
  const Test& test = tests_[place];
  const Truth settling = test.kind == Test::Kind::all_of ? Truth::no : Truth::yes;
  std::optional<Truth> answered = opposite(settling);
  for (size_t part = place + 1; part < test.end; part = tests_[part].end) {
    const std::optional<Truth> truth = foreseen(part, sight);
    if (truth == settling) return settling;
    if (!truth) return std::nullopt;
    if (truth == Truth::unknown) answered = Truth::unknown;
  }
  return answered;
}

std::optional<uint8_t> LevelProgram::foreseen_level(Sight sight) const {
  const size_t last = levels_.size() - 1;
  for (size_t level = 0; level < last; ++level) {
    const std::optional<Truth> truth = foreseen(levels_[level], sight);
    if (!truth) return std::nullopt;
    if (truth == Truth::yes) return static_cast<uint8_t>(level);
  }
  return static_cast<uint8_t>(last);
}

void LevelProgram::foresee(uint16_t only_column) {
  only_ = only_column;
  foreseen_.equal = foreseen_level(Sight::equal);
  foreseen_.unequal = foreseen_level(Sight::unequal);
  foreseen_.left_null = foreseen_level(Sight::left_null);
  foreseen_.right_null = foreseen_level(Sight::right_null);
  foreseen_.both_null = foreseen_level(Sight::both_null);
  while (not_of_unequal_ + 1 < levels_.size()) {
    const std::optional<Truth> truth = foreseen(levels_[not_of_unequal_], Sight::unequal);
    if (!truth || truth == Truth::yes) break;
    ++not_of_unequal_;
  }
}

}  // namespace newlyn::pairs
