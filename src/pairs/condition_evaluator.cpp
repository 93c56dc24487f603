// SPDX-License-Identifier: MIT
// Walks conditions and numbers over lists of pairs.
#include "pairs/condition_evaluator.h"

#include <algorithm>

#include "base/check.h"
#include "pairs/arithmetic.h"
#include "pairs/measure.h"

namespace newlyn::pairs {
namespace {

using Kind = Condition::Kind;
using Pairs = std::span<const RowPair>;

constexpr size_t kMemorySlots = 1u << 13;

struct Slot {
  uint64_t key = 0;
  double value = 0;
};

Truth truth_of(bool holds) noexcept { return holds ? Truth::yes : Truth::no; }

/// Numbers of many pairs, and which of them there are.
struct Numbers {
  std::vector<double> values;
  std::vector<uint8_t> known;

  explicit Numbers(size_t count) : values(count, 0), known(count, 1) {}
};

}  // namespace

struct ConditionEvaluator::Memory {
  const PairColumns& columns;
  const ConditionSetting setting;
  std::vector<std::vector<Slot>> slots;  // by remembered feature

  Memory(const PairColumns& of, const ConditionSetting& with)
      : columns(of), setting(with), slots(with.remembered.size()) {}

  record::ValueCode code(const Operand& operand, RowPair pair) const noexcept {
    return columns.code(operand.of_right ? pair.right : pair.left, operand.column);
  }

  double remembered(const Feature& feature, uint16_t memory, record::ValueCode left,
                    record::ValueCode right) {
    if (memory == kNoMemory) return measure_values(feature, columns, left, right);
    std::vector<Slot>& table = slots[memory];
    if (table.empty()) table.resize(kMemorySlots);
    const uint64_t key = (static_cast<uint64_t>(left) << 32 | right) + 1;
    Slot& slot = table[(key * 0x9E3779B97F4A7C15ULL >> 40) & (kMemorySlots - 1)];
    if (slot.key != key) {
      slot.value = measure_values(feature, columns, left, right);
      slot.key = key;
    }
    return slot.value;
  }

  void answer(const Condition& condition, Pairs pairs, std::span<Truth> truths);
  void answer_equal(const Condition& condition, Pairs pairs, std::span<Truth> truths) const;
  void answer_bound(const Condition& condition, Pairs pairs, std::span<Truth> truths);
  void answer_numbers(const Condition& condition, Pairs pairs, std::span<Truth> truths);
  void answer_parts(const Condition& condition, Pairs pairs, std::span<Truth> truths);

  Numbers numbers(const Number& number, Pairs pairs);
  Numbers measured(const Number& number, Pairs pairs);
  Numbers chosen(const Number& number, Pairs pairs);
  Numbers combined(const Number& number, Pairs pairs);
};

void ConditionEvaluator::Memory::answer_equal(const Condition& condition, Pairs pairs,
                                              std::span<Truth> truths) const {
  const Feature& feature = condition.feature;
  const bool one_column = feature.left == feature.right;
  // Equality is 1 or 0: what does the bound make of each?
  const bool at_least = condition.kind == Kind::at_least;
  const Truth for_equal = truth_of(at_least ? 1 >= condition.bound : 1 <= condition.bound);
  const Truth for_unequal = truth_of(at_least ? 0 >= condition.bound : 0 <= condition.bound);
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto left = columns.code(pairs[i].left, feature.left);
    const auto right = columns.code(pairs[i].right, feature.right);
    if (left == record::kNullCode || right == record::kNullCode) {
      truths[i] = Truth::unknown;
      continue;
    }
    const bool same = one_column ? left == right
                                 : columns.columns[feature.left].values[left] ==
                                       columns.columns[feature.right].values[right];
    truths[i] = same ? for_equal : for_unequal;
  }
}

void ConditionEvaluator::Memory::answer_bound(const Condition& condition, Pairs pairs,
                                              std::span<Truth> truths) {
  const Feature& feature = condition.feature;
  const bool at_least = condition.kind == Kind::at_least;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto left = columns.code(pairs[i].left, feature.left);
    const auto right = columns.code(pairs[i].right, feature.right);
    if (left == record::kNullCode || right == record::kNullCode) {
      truths[i] = Truth::unknown;
      continue;
    }
    const double value = remembered(feature, condition.memory, left, right);
    truths[i] = truth_of(at_least ? value >= condition.bound : value <= condition.bound);
  }
}

void ConditionEvaluator::Memory::answer_numbers(const Condition& condition, Pairs pairs,
                                                std::span<Truth> truths) {
  const Numbers left = numbers(condition.numbers[0], pairs);
  const Numbers right = numbers(condition.numbers[1], pairs);
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (left.known[i] == 0 || right.known[i] == 0) {
      truths[i] = Truth::unknown;
      continue;
    }
    const int order = order_numbers(left.values[i], right.values[i]);
    const bool holds = condition.kind == Kind::less
                           ? order < 0
                           : (condition.kind == Kind::less_or_equal ? order <= 0 : order == 0);
    truths[i] = truth_of(holds);
  }
}

/// One part after the other; pairs that a part settles are not asked again.
void ConditionEvaluator::Memory::answer_parts(const Condition& condition, Pairs pairs,
                                              std::span<Truth> truths) {
  const Truth settling = condition.kind == Kind::all_of ? Truth::no : Truth::yes;
  const Truth start = settling == Truth::no ? Truth::yes : Truth::no;
  std::fill(truths.begin(), truths.end(), start);
  std::vector<RowPair> open(pairs.begin(), pairs.end());
  std::vector<uint32_t> places(pairs.size());
  for (uint32_t i = 0; i < places.size(); ++i) places[i] = i;
  std::vector<Truth> answers(pairs.size());
  for (const Condition& part : condition.parts) {
    if (open.empty()) return;
    answer(part, open, {answers.data(), open.size()});
    size_t kept = 0;
    for (size_t i = 0; i < open.size(); ++i) {
      if (answers[i] == settling) {
        truths[places[i]] = settling;
        continue;
      }
      if (answers[i] == Truth::unknown) truths[places[i]] = Truth::unknown;
      open[kept] = open[i];
      places[kept++] = places[i];
    }
    open.resize(kept);
  }
}

void ConditionEvaluator::Memory::answer(const Condition& condition, Pairs pairs,
                                        std::span<Truth> truths) {
  switch (condition.kind) {
    case Kind::at_least:
    case Kind::at_most:
      if (condition.feature.measure == Measure::equal) {
        answer_equal(condition, pairs, truths);
      } else {
        answer_bound(condition, pairs, truths);
      }
      return;
    case Kind::either_null:
      for (size_t i = 0; i < pairs.size(); ++i) {
        const auto left = columns.code(pairs[i].left, condition.feature.left);
        const auto right = columns.code(pairs[i].right, condition.feature.right);
        truths[i] = truth_of(left == record::kNullCode || right == record::kNullCode);
      }
      return;
    case Kind::is_null:
      for (size_t i = 0; i < pairs.size(); ++i) {
        truths[i] = truth_of(code(condition.operand, pairs[i]) == record::kNullCode);
      }
      return;
    case Kind::is_true: {
      const std::vector<double>& values = columns.columns[condition.operand.column].numbers;
      for (size_t i = 0; i < pairs.size(); ++i) {
        const auto at = code(condition.operand, pairs[i]);
        truths[i] = at == record::kNullCode ? Truth::unknown : truth_of(values[at] != 0);
      }
      return;
    }
    case Kind::value_is: {
      const auto asked = columns.columns[condition.operand.column].values.find(condition.text);
      for (size_t i = 0; i < pairs.size(); ++i) {
        const auto at = code(condition.operand, pairs[i]);
        truths[i] = at == record::kNullCode ? Truth::unknown : truth_of(at == asked);
      }
      return;
    }
    case Kind::value_above: {
      const record::ValueSet& values = columns.columns[condition.operand.column].values;
      for (size_t i = 0; i < pairs.size(); ++i) {
        const auto at = code(condition.operand, pairs[i]);
        truths[i] =
            at == record::kNullCode ? Truth::unknown : truth_of(values[at] > condition.text);
      }
      return;
    }
    case Kind::less:
    case Kind::less_or_equal:
    case Kind::equal_numbers:
      return answer_numbers(condition, pairs, truths);
    case Kind::foreign:
      return setting.foreign[condition.place]->answer(pairs, truths);
    case Kind::all_of:
    case Kind::any_of:
      return answer_parts(condition, pairs, truths);
    case Kind::negated:
      answer(condition.parts[0], pairs, truths);
      for (Truth& truth : truths) {
        if (truth != Truth::unknown) truth = truth_of(truth == Truth::no);
      }
      return;
    case Kind::otherwise:
      std::fill(truths.begin(), truths.end(), Truth::yes);
      return;
  }
}

Numbers ConditionEvaluator::Memory::measured(const Number& number, Pairs pairs) {
  Numbers answer(pairs.size());
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto left = columns.code(pairs[i].left, number.feature.left);
    const auto right = columns.code(pairs[i].right, number.feature.right);
    answer.known[i] = left != record::kNullCode && right != record::kNullCode;
    if (answer.known[i] == 0) continue;
    answer.values[i] = remembered(number.feature, number.memory, left, right);
  }
  return answer;
}

/// A branch is worked out only for the pairs that take it: others may not be able to.
Numbers ConditionEvaluator::Memory::chosen(const Number& number, Pairs pairs) {
  Numbers answer(pairs.size());
  std::vector<RowPair> open(pairs.begin(), pairs.end());
  std::vector<uint32_t> places(pairs.size());
  for (uint32_t i = 0; i < places.size(); ++i) places[i] = i;
  for (size_t branch = 0; branch < number.parts.size() && !open.empty(); ++branch) {
    std::vector<Truth> taken(open.size(), Truth::yes);
    if (branch < number.when.size()) {
      this->answer(number.when[branch], open, taken);
    }
    std::vector<RowPair> here;
    std::vector<uint32_t> here_places;
    size_t kept = 0;
    for (size_t i = 0; i < open.size(); ++i) {
      if (taken[i] == Truth::yes) {
        here.push_back(open[i]);
        here_places.push_back(places[i]);
      } else {
        open[kept] = open[i];
        places[kept++] = places[i];
      }
    }
    open.resize(kept);
    const Numbers part = numbers(number.parts[branch], here);
    for (size_t i = 0; i < here.size(); ++i) {
      answer.values[here_places[i]] = part.values[i];
      answer.known[here_places[i]] = part.known[i];
    }
  }
  return answer;
}

Numbers ConditionEvaluator::Memory::combined(const Number& number, Pairs pairs) {
  const bool skips_null = skips_nulls(number.kind);
  Numbers answer = numbers(number.parts[0], pairs);
  if (number.parts.size() == 1 && !skips_null) {
    for (size_t i = 0; i < pairs.size(); ++i) {
      if (answer.known[i] != 0) answer.values[i] = number_of_one(number.kind, answer.values[i]);
    }
    return answer;
  }
  for (size_t part = 1; part < number.parts.size(); ++part) {
    const Numbers other = numbers(number.parts[part], pairs);
    for (size_t i = 0; i < pairs.size(); ++i) {
      const bool both = answer.known[i] != 0 && other.known[i] != 0;
      if (both) {
        answer.values[i] = number_of_two(number.kind, answer.values[i], other.values[i]);
      } else if (skips_null) {
        if (other.known[i] != 0) answer.values[i] = other.values[i];
        answer.known[i] |= other.known[i];
      } else {
        answer.known[i] = 0;
      }
    }
  }
  return answer;
}

Numbers ConditionEvaluator::Memory::numbers(const Number& number, Pairs pairs) {
  switch (number.kind) {
    case Number::Kind::constant: {
      Numbers answer(pairs.size());
      std::fill(answer.values.begin(), answer.values.end(), number.constant);
      return answer;
    }
    case Number::Kind::value: {
      Numbers answer(pairs.size());
      const std::vector<double>& values = columns.columns[number.operand.column].numbers;
      for (size_t i = 0; i < pairs.size(); ++i) {
        const auto at = code(number.operand, pairs[i]);
        answer.known[i] = at != record::kNullCode;
        answer.values[i] = values[at];
      }
      return answer;
    }
    case Number::Kind::measure:
      return measured(number, pairs);
    case Number::Kind::choose:
      return chosen(number, pairs);
    default:
      return combined(number, pairs);
  }
}

ConditionEvaluator::ConditionEvaluator(const PairColumns& columns, const ConditionSetting& setting)
    : memory_(std::make_unique<Memory>(columns, setting)) {}

ConditionEvaluator::~ConditionEvaluator() = default;
ConditionEvaluator::ConditionEvaluator(ConditionEvaluator&&) noexcept = default;

void ConditionEvaluator::answer(const Condition& condition, std::span<const RowPair> pairs,
                                std::span<Truth> truths) {
  NEWLYN_CHECK(pairs.size() == truths.size(), "there is one answer a pair", pairs.size());
  memory_->answer(condition, pairs, truths);
}

}  // namespace newlyn::pairs
