// SPDX-License-Identifier: MIT
// SQL conditions on two records as conditions of the engine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "linkage/sql/record_columns.h"
#include "pairs/comparison.h"

namespace newlyn::linkage {

/// Asks `columns` for everything that `tree` needs of one record alone. `trees` may be conditions
/// or parts of them.
void collect_record_columns(const SqlTree& tree, RecordColumns& columns);

/// What of a condition DuckDB must answer pair by pair.
struct ForeignSql {
  std::string sql;  // over v0, v1, ...
  std::vector<pairs::Operand> operands;
  std::string words;  // the condition as it stands in the model
  std::string place;  // where it stands: "level 2 of surname"
};

/// Turns conditions into the engine's. What the engine cannot answer becomes a foreign condition.
class ConditionCompiler {
 public:
  /// `columns` are loaded and `values` are theirs, in the same places.
  ConditionCompiler(store::Store& store, const RecordColumns& columns,
                    const std::vector<pairs::PairColumn>& values)
      : store_(store), columns_(columns), values_(values) {}

  pairs::Condition compile(const SqlTree& tree);
  /// Where in the model stands what is compiled from now on, for messages.
  void set_place(std::string place) { place_ = std::move(place); }
  /// The foreign conditions met so far, by Condition::place.
  const std::vector<ForeignSql>& foreign() const noexcept { return foreign_; }

 private:
  /// A number and its type in SQL, which decides how DuckDB would work it out.
  struct Typed {
    pairs::Number number;
    enum class Type : uint8_t { integer, decimal, single, real, date, time } type = Type::integer;
  };
  /// The elements that two lists have in common, and when DuckDB takes them as none.
  struct Intersection {
    pairs::Feature elements;
    pairs::Condition second_is_null;  // and the first is not
  };
  std::optional<Typed> number(const SqlTree& tree);
  std::optional<Typed> constant(const SqlTree& tree) const;
  std::optional<Typed> record_value(const SqlTree& tree) const;
  std::optional<Typed> measure(const SqlTree& tree) const;
  std::optional<Intersection> intersection(const SqlTree& tree) const;
  std::optional<pairs::Condition> intersection_bound(const SqlTree& left, const SqlTree& right,
                                                     std::string_view type) const;
  std::optional<Typed> date_difference(const SqlTree& tree);
  std::optional<Typed> function_of_one(const SqlTree& tree);
  std::optional<Typed> arithmetic(const SqlTree& tree);
  std::optional<Typed> choice(const SqlTree& tree);
  static bool comparable(const Typed& left, const Typed& right);

  std::optional<pairs::Condition> null_test(const SqlTree& tree) const;
  std::optional<pairs::Condition> comparison(const SqlTree& tree);
  std::optional<pairs::Condition> between(const SqlTree& tree);
  std::optional<pairs::Condition> equality(const SqlTree& left, const SqlTree& right) const;
  std::optional<pairs::Condition> compare(const SqlTree& left, const SqlTree& right,
                                          std::string_view type);
  pairs::Condition foreign(const SqlTree& tree);

  /// The place of an expression over one record, where it is one.
  std::optional<pairs::Operand> operand(const SqlTree& tree) const;
  /// Two texts or lists, one of each record, as a feature.
  std::optional<pairs::Feature> feature(pairs::Measure measure, const SqlTree& left,
                                        const SqlTree& right, ValueKind kind) const;

  store::Store& store_;
  const RecordColumns& columns_;
  const std::vector<pairs::PairColumn>& values_;
  std::vector<ForeignSql> foreign_;
  std::string place_;
};

}  // namespace newlyn::linkage
