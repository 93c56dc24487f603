// SPDX-License-Identifier: MIT
// Comparisons compiled into flat tests that are answered value code by value code: the form of
// conditions in the hot loop.
//
// 1. Tests stand in one array, parent before parts, each with the place where its subtree ends, so
//    an answer walks forward through memory and never allocates.
// 2. A measure is worked out once per pair of values: what several levels ask of it is remembered
//    in a direct-mapped table, one a measure.
// 3. Where levels only ask whether a similarity reaches a bound or a distance keeps to one, a cheap
//    limit from the letters of both values settles most pairs without measuring.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "pairs/comparison.h"
#include "pairs/pair_columns.h"
#include "pairs/prepared_values.h"

namespace newlyn::pairs {

/// A measure that tests share, and what they ask of it.
struct AskedMeasure {
  Feature feature;
  double least = std::numeric_limits<double>::infinity();  // below, all values are alike to tests
  double most = -std::numeric_limits<double>::infinity();  // above, all values are alike to tests
  const LetterSet* left = nullptr;  // by value code, where letters give a limit
  const LetterSet* right = nullptr;
  SimilarityBound reach;           // of a similarity
  std::optional<double> of_equal;  // the measure of equal values, where it is one for all
  uint32_t slots = 0;              // remembered pairs of values, a power of two; 0: none
};

/// Letters that are read of two rows.
struct ReadLetters {
  const LetterSet* left = nullptr;  // by value code
  const LetterSet* right = nullptr;
  uint16_t left_column = 0;
  uint16_t right_column = 0;
};

/// What one thread remembers of one program's measures.
struct MeasureMemory {
  struct Slot {
    uint64_t key = 0;
    double value = 0;
  };
  /// A number of the pair of rows asked last.
  struct LastNumber {
    const record::ValueCode* left = nullptr;
    const record::ValueCode* right = nullptr;
    std::optional<double> value;
  };
  std::vector<std::vector<Slot>> slots;  // by measure
  std::vector<LastNumber> numbers;       // by number
};

/// The codes of two rows, by column.
struct CodePair {
  const record::ValueCode* left = nullptr;
  const record::ValueCode* right = nullptr;
};

/// The levels that two values of one column have whatever they are, where that can be said.
struct ForeseenLevels {
  std::optional<uint8_t> equal;
  std::optional<uint8_t> unequal;
  std::optional<uint8_t> left_null;
  std::optional<uint8_t> right_null;
  std::optional<uint8_t> both_null;
};

/// The levels of one comparison, compiled. Safe to use from many threads, each with a memory of its
/// own.
class LevelProgram {
 public:
  /// Compiles the conditions of all levels. Nothing for a comparison with conditions that are
  /// answered elsewhere. `columns` and `values` must outlive the program.
  static std::optional<LevelProgram> compile(const Comparison& comparison,
                                             const PairColumns& columns, PreparedValues& values);

  MeasureMemory new_memory() const;

  /// The first level that holds. Throws Error(request_invalid) for a measure that is not defined
  /// for a pair of values.
  uint8_t level(const CodePair& codes, MeasureMemory& memory) const;

  /// Asks the processor for what level() will read of two rows.
  void prefetch(const CodePair& codes) const noexcept;

  /// Filled where the outcome depends on one column and conditions on that column settle it.
  const ForeseenLevels& foreseen() const noexcept { return foreseen_; }

 private:
  /// A number, and the place of what it is made of.
  struct NumberTest {
    Number::Kind kind = Number::Kind::constant;
    double constant = 0;
    Operand operand;
    uint16_t left = 0;  // columns of a measure
    uint16_t right = 0;
    uint16_t place = 0;  // of the measure
    std::vector<NumberTest> parts;
    std::vector<uint32_t> when;  // conditions of a choice, as tests
  };
  struct Test {
    enum class Kind : uint8_t {
      equal,         // the codes of one column
      equal_across,  // the values of two columns, see maps_
      at_least,
      at_most,
      either_null,
      is_null,
      is_true,
      value_is,
      value_above,
      apart_below,  // |left - right| of two values' numbers against the bound
      apart_at_most,
      less,  // of two numbers, see numbers_
      less_or_equal,
      equal_numbers,
      all_of,
      any_of,
      negated,
      always,
    };
    Kind kind = Kind::always;
    bool of_right = false;
    Truth for_equal = Truth::yes;
    Truth for_unequal = Truth::no;
    uint16_t left = 0;  // columns
    uint16_t right = 0;
    uint16_t place = 0;                          // of the measure, the code map or the first number
    uint16_t second = 0;                         // of the second number
    uint32_t end = 0;                            // the place behind its subtree
    record::ValueCode code = record::kNullCode;  // of the value asked for; null: no row has it
    std::string_view text = {};                  // that values are held against
    double bound = 0;
  };
  /// What is known of two values of one column before they are looked at.
  enum class Sight : uint8_t { equal, unequal, left_null, right_null, both_null };

  bool add(const Condition& condition);
  bool fill(const Condition& condition, Test& test);
  bool fill_numbers(const Condition& condition, Test& test);
  bool fill_apart(const Condition& condition, Test& test);
  std::optional<NumberTest> compile_number(const Number& number);
  std::optional<uint16_t> number_place(const Number& number);
  void fill_bound(const Condition& condition, Test& test);
  bool is_null_as(uint16_t column, uint16_t only) const;
  uint16_t place_of(const Feature& feature);
  uint16_t measure_place(const Condition& condition);
  void set_cutoffs();
  void foresee(uint16_t only_column);
  std::optional<Truth> foreseen(size_t place, Sight sight) const;
  std::optional<Truth> foreseen_equal(const Test& test) const;
  std::optional<Truth> foreseen_parts(size_t place, Sight sight) const;
  std::optional<uint8_t> foreseen_level(Sight sight) const;

  size_t first_asked(const CodePair& codes) const noexcept;
  static bool is_leaf(const Test& test) noexcept { return test.kind < Test::Kind::all_of; }
  Truth answer_leaf(const Test& test, const CodePair& codes, MeasureMemory& memory) const;
  Truth answer(size_t place, const CodePair& codes, MeasureMemory& memory) const;
  Truth answer_parts(size_t place, const CodePair& codes, MeasureMemory& memory) const;
  std::optional<double> last_number(uint16_t place, const CodePair& codes,
                                    MeasureMemory& memory) const;
  Truth answer_numbers(const Test& test, const CodePair& codes, MeasureMemory& memory) const;
  double apart(const Test& test, record::ValueCode left, record::ValueCode right) const noexcept;
  std::optional<double> number(const NumberTest& test, const CodePair& codes,
                               MeasureMemory& memory) const;
  std::optional<double> chosen(const NumberTest& test, const CodePair& codes,
                               MeasureMemory& memory) const;
  std::optional<double> combined(const NumberTest& test, const CodePair& codes,
                                 MeasureMemory& memory) const;
  double measure(const AskedMeasure& asked, record::ValueCode left, record::ValueCode right) const;
  double distance(const AskedMeasure& asked, record::ValueCode left, record::ValueCode right) const;
  double remembered(uint16_t place, record::ValueCode left, record::ValueCode right,
                    MeasureMemory& memory) const;

  const PairColumns* columns_ = nullptr;
  PreparedValues* values_ = nullptr;
  std::vector<Test> tests_;
  std::vector<uint32_t> levels_;  // the first test of each level
  std::vector<AskedMeasure> measures_;
  std::vector<ReadLetters> letters_;  // of the measures that they limit
  std::vector<Number> number_trees_;  // as they were before they were compiled
  std::vector<NumberTest> numbers_;   // distinct ones, in the same places
  std::vector<const std::vector<record::ValueCode>*> maps_;  // left codes in the right column
  uint16_t only_ = kNoMemory;  // the column that outcomes depend on, where it is one
  size_t not_of_unequal_ = 0;  // so many levels, from the first, hold for no two unequal values
  ForeseenLevels foreseen_;
};

}  // namespace newlyn::pairs
