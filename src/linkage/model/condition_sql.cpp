// SPDX-License-Identifier: MIT
// Writes conditions and blocking rules as SQL and reads the same forms back.
#include "linkage/model/condition_sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/error.h"
#include "linkage/model/sql_reader.h"
#include "store/store.h"

namespace newlyn::linkage {
namespace {

using pairs::Condition;
using pairs::Feature;
using pairs::Measure;

struct Function {
  Measure measure;
  std::string_view name;
};

// The first six are DuckDB's; the others are Newlyn's own.
constexpr std::array<Function, 13> kFunctions = {{
    {Measure::levenshtein, "levenshtein"},
    {Measure::damerau_levenshtein, "damerau_levenshtein"},
    {Measure::jaro, "jaro_similarity"},
    {Measure::jaro_winkler, "jaro_winkler_similarity"},
    {Measure::jaccard, "jaccard"},
    {Measure::jaro_winkler, "jaro_winkler"},
    {Measure::one_edit, "newlyn_one_edit"},
    {Measure::token_share, "newlyn_word_share"},
    {Measure::token_any, "newlyn_shares_word"},
    {Measure::date_distance, "newlyn_date_distance"},
    {Measure::same_initial, "newlyn_same_initial"},
    {Measure::begins_with, "newlyn_begins_with"},
    {Measure::text_order, "newlyn_text_order"},
}};

constexpr int kDepthMax = 100;

/// Words and dates are prepared column by column, so they are compared inside one column only.
bool is_of_one_column(Measure measure) {
  return measure == Measure::token_share || measure == Measure::token_any ||
         measure == Measure::date_distance;
}

std::string side(const std::string& name, char letter) {
  return fmt::format("\"{}_{}\"", name, letter);
}

std::string feature_sql(const Feature& feature, const pairs::PairColumns& columns) {
  const std::string left = side(columns.columns[feature.left].name, 'l');
  const std::string right = side(columns.columns[feature.right].name, 'r');
  for (const Function& function : kFunctions) {
    if (function.measure == feature.measure) {
      return fmt::format("{}({}, {})", function.name, left, right);
    }
  }
  return fmt::format("{} = {}", left, right);
}

std::string joined(const Condition& condition, const pairs::PairColumns& columns,
                   std::string_view word) {
  std::string sql = "(";
  for (size_t i = 0; i < condition.parts.size(); ++i) {
    sql += fmt::format("{}{}", i == 0 ? "" : word, condition_sql(condition.parts[i], columns));
  }
  return sql + ")";
}

void collect_columns(const Condition& condition, const pairs::PairColumns& columns,
                     std::vector<std::string>& names) {
  using Kind = Condition::Kind;
  const bool leaf = condition.kind == Kind::at_least || condition.kind == Kind::at_most ||
                    condition.kind == Kind::either_null;
  std::vector<uint16_t> read;
  if (leaf) read = {condition.feature.left, condition.feature.right};
  if (condition.kind == Kind::value_is || condition.kind == Kind::value_above) {
    read = {condition.operand.column};
  }
  for (const uint16_t column : read) {
    const std::string& name = columns.columns[column].name;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  for (const Condition& part : condition.parts) collect_columns(part, columns, names);
}

/// Reads one condition by descent: or, and, not, then a test.
class ConditionReader {
 public:
  ConditionReader(const std::string& sql, const pairs::PairColumns& columns)
      : words_(sql), columns_(columns) {}

  Condition read() {
    Condition condition = read_any();
    words_.expect_end();
    return condition;
  }

 private:
  Condition read_any() {
    std::vector<Condition> parts{read_all()};
    while (words_.take_word("or")) parts.push_back(read_all());
    return parts.size() == 1 ? std::move(parts[0]) : joined_null(std::move(parts));
  }

  /// Both sides' null tests joined by OR are one test of the pair.
  static Condition joined_null(std::vector<Condition> parts) {
    std::vector<Condition> kept;
    for (Condition& part : parts) {
      const bool again = std::any_of(kept.begin(), kept.end(), [&](const Condition& other) {
        return part.kind == Condition::Kind::either_null && other.kind == part.kind &&
               other.feature == part.feature;
      });
      if (!again) kept.push_back(std::move(part));
    }
    return kept.size() == 1 ? std::move(kept[0]) : Condition::any_of(std::move(kept));
  }

  Condition read_all() {
    std::vector<Condition> parts{read_one()};
    while (words_.take_word("and")) parts.push_back(read_one());
    return parts.size() == 1 ? std::move(parts[0]) : Condition::all_of(std::move(parts));
  }

  Condition read_one() {
    if (words_.take_word("else")) return Condition::otherwise();
    if (words_.take_word("not")) {
      enter();
      Condition inner = Condition::negated(read_one());
      --depth_;
      return inner;
    }
    if (words_.take_symbol("(")) {
      enter();
      Condition inner = read_any();
      words_.expect_symbol(")");
      --depth_;
      return inner;
    }
    if (words_.at_function()) return read_function();
    return read_columns();
  }

  void enter() {
    if (++depth_ > kDepthMax) words_.refuse("brackets inside brackets without end");
  }

  Condition read_function() {
    const std::string name = words_.take_name();
    const auto function = std::find_if(kFunctions.begin(), kFunctions.end(),
                                       [&](const Function& row) { return row.name == name; });
    if (function == kFunctions.end()) words_.refuse(fmt::format("the function {}", name));
    words_.expect_symbol("(");
    Feature feature = read_pair_of_columns(",");
    words_.expect_symbol(")");
    feature.measure = function->measure;
    if (feature.left != feature.right && is_of_one_column(feature.measure)) {
      words_.refuse(fmt::format("{} of two different columns", name));
    }
    return read_bound(feature);
  }

  Condition read_bound(const Feature& feature) {
    const std::string order = words_.take_order();
    const double bound = words_.take_number();
    if (order == ">=") return Condition::at_least(feature, bound);
    if (order == "<=") return Condition::at_most(feature, bound);
    // As in SQL, a value that is not known is neither above nor below.
    if (order == ">") {
      return Condition::all_of({Condition::at_least(feature, bound),
                                Condition::negated(Condition::at_most(feature, bound))});
    }
    if (order == "<") {
      return Condition::all_of({Condition::at_most(feature, bound),
                                Condition::negated(Condition::at_least(feature, bound))});
    }
    if (order == "=") {
      return Condition::all_of(
          {Condition::at_least(feature, bound), Condition::at_most(feature, bound)});
    }
    words_.refuse(fmt::format("the comparison {}", order));
  }

  /// a_l = a_r, a_l = 'text', a_l > 'text', or a_l IS NULL.
  Condition read_columns() {
    const SideColumn left = words_.take_column();
    if (words_.take_word("is")) {
      const bool negated = words_.take_word("not");
      if (!words_.take_word("null")) words_.refuse("what stands after IS");
      const uint16_t column = place(left.name);
      Condition null = Condition::either_null(column);
      return negated ? Condition::negated(std::move(null)) : null;
    }
    const pairs::Operand of_left{left.side == 'r', place(left.name)};
    if (words_.take_symbol(">")) return Condition::value_above(of_left, words_.take_text());
    words_.expect_symbol("=");
    if (words_.at_text()) return Condition::value_is(of_left, words_.take_text());
    const SideColumn right = words_.take_column();
    return Condition::at_least(sides(left, right), 1);
  }

  Feature read_pair_of_columns(std::string_view between) {
    const SideColumn left = words_.take_column();
    words_.expect_symbol(between);
    const SideColumn right = words_.take_column();
    return sides(left, right);
  }

  Feature sides(const SideColumn& a, const SideColumn& b) {
    if (a.side == b.side) words_.refuse("a test of two columns of one record");
    const SideColumn& left = a.side == 'l' ? a : b;
    const SideColumn& right = a.side == 'l' ? b : a;
    return {Measure::equal, place(left.name), place(right.name)};
  }

  uint16_t place(const std::string& name) const {
    if (const auto column = columns_.find(name)) return *column;
    std::string there;
    for (const pairs::PairColumn& column : columns_.columns) {
      there += fmt::format("{}{}", there.empty() ? "" : ", ", column.name);
    }
    throw Error(Code::model_invalid,
                fmt::format("The model compares the column \"{}\", which the input does not have. "
                            "It has: {}. Rename the column in the file or in the model.",
                            name, there));
  }

  SqlReader words_;
  const pairs::PairColumns& columns_;
  int depth_ = 0;
};

/// One side of an equality of a blocking rule.
struct RuleSide {
  KeyPart part;
  char letter = 'l';
};

std::string part_sql(const KeyPart& part, char letter) {
  const std::string column = fmt::format("{}.\"{}\"", letter, part.column);
  switch (part.cut) {
    case KeyCut::whole:
      return column;
    case KeyCut::first_letters:
      return fmt::format("substr({}, 1, {})", column, part.length);
    case KeyCut::year:
      return fmt::format("substr({}, 1, 4)", column);
    case KeyCut::month:
      return fmt::format("substr({}, 1, 7)", column);
    case KeyCut::day_of_year:
      return fmt::format("substr({}, 6, 5)", column);
    case KeyCut::each_word:
      return fmt::format("newlyn_words({})", column);
  }
  return column;
}

RuleSide read_side(SqlReader& words) {
  KeyPart part;
  SideColumn column;
  if (words.take_word("newlyn_words")) {
    words.expect_symbol("(");
    column = words.take_dotted_column();
    part.cut = KeyCut::each_word;
    words.expect_symbol(")");
  } else if (words.take_word("substr") || words.take_word("substring")) {
    words.expect_symbol("(");
    column = words.take_dotted_column();
    words.expect_symbol(",");
    const double first = words.take_number();
    words.expect_symbol(",");
    const double length = words.take_number();
    words.expect_symbol(")");
    if (first == 6 && length == 5) {
      part.cut = KeyCut::day_of_year;
    } else if (first == 1 && length >= 1 && length <= 200 && length == std::floor(length)) {
      part.cut = KeyCut::first_letters;
      part.length = static_cast<uint8_t>(length);
    } else {
      words.refuse("a piece from the middle of a value");
    }
  } else {
    column = words.take_dotted_column();
  }
  part.column = column.name;
  return {part, column.side};
}

void read_equalities(SqlReader& words, std::vector<KeyPart>& parts, int depth) {
  if (depth > kDepthMax) words.refuse("brackets inside brackets without end");
  do {
    if (words.take_symbol("(")) {
      read_equalities(words, parts, depth + 1);
      words.expect_symbol(")");
      continue;
    }
    const RuleSide left = read_side(words);
    words.expect_symbol("=");
    const RuleSide right = read_side(words);
    if (!(left.part == right.part)) words.refuse("an equality of two different columns");
    if (left.letter == right.letter) words.refuse("an equality inside one record");
    parts.push_back(left.part);
  } while (words.take_word("and"));
}

}  // namespace

std::string condition_sql(const Condition& condition, const pairs::PairColumns& columns) {
  using Kind = Condition::Kind;
  switch (condition.kind) {
    case Kind::at_least:
      if (condition.feature.measure == Measure::equal) {
        return feature_sql(condition.feature, columns);
      }
      return fmt::format("{} >= {}", feature_sql(condition.feature, columns), condition.bound);
    case Kind::at_most:
      return fmt::format("{} <= {}", feature_sql(condition.feature, columns), condition.bound);
    case Kind::either_null: {
      const std::string& name = columns.columns[condition.feature.left].name;
      return fmt::format("({} IS NULL OR {} IS NULL)", side(name, 'l'), side(name, 'r'));
    }
    case Kind::value_is:
    case Kind::value_above: {
      const pairs::Operand& of = condition.operand;
      return fmt::format("{} {} {}", side(columns.columns[of.column].name, of.of_right ? 'r' : 'l'),
                         condition.kind == Kind::value_is ? "=" : ">",
                         store::quote_text(condition.text));
    }
    case Kind::all_of:
      return joined(condition, columns, " AND ");
    case Kind::any_of:
      return joined(condition, columns, " OR ");
    case Kind::negated:
      return fmt::format("NOT ({})", condition_sql(condition.parts[0], columns));
    case Kind::otherwise:
      return "ELSE";
    default:
      // Other kinds come from given models, which are written as they were read: ELSE in their
      // place would be another model.
      throw Error(Code::internal,
                  fmt::format("This is a defect of Newlyn: a condition of kind {} has no SQL.",
                              static_cast<int>(condition.kind)));
  }
}

Condition read_condition(const std::string& sql, const pairs::PairColumns& columns) {
  return ConditionReader(sql, columns).read();
}

std::vector<std::string> columns_of(const Condition& condition, const pairs::PairColumns& columns) {
  std::vector<std::string> names;
  collect_columns(condition, columns, names);
  return names;
}

std::string rule_sql(const std::vector<KeyPart>& parts) {
  std::string sql;
  for (const KeyPart& part : parts) {
    sql += fmt::format("{}{} = {}", sql.empty() ? "" : " AND ", part_sql(part, 'l'),
                       part_sql(part, 'r'));
  }
  return sql;
}

std::vector<KeyPart> read_rule(const std::string& sql) {
  SqlReader words(sql);
  std::vector<KeyPart> parts;
  read_equalities(words, parts, 0);
  words.expect_end();
  return parts;
}

}  // namespace newlyn::linkage
