// SPDX-License-Identifier: MIT
// Compiles SQL conditions. The engine answers a part itself only where its arithmetic is DuckDB's:
// double precision, or whole numbers that double precision holds exactly.
#include "linkage/sql/compile_condition.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/check.h"

namespace newlyn::linkage {
namespace {

using pairs::Condition;
using pairs::Feature;
using pairs::Measure;
using pairs::Number;
using pairs::Operand;
using Kind = Condition::Kind;

constexpr double kExactWhole = 9007199254740992.0;  // 2^53

bool is_truth_operator(const SqlTree& tree) {
  return is_class(tree, "CONJUNCTION") || is_type(tree, "OPERATOR_NOT") ||
         is_type(tree, "OPERATOR_IS_NULL") || is_type(tree, "OPERATOR_IS_NOT_NULL");
}

bool is_list_overlap(const SqlTree& tree) {
  return is_function(tree, {"list_has_any", "array_has_any", "&&"}, 2);
}

bool is_length(const SqlTree& tree) {
  return is_function(tree, {"array_length", "len", "length", "list_length"}, 1) ||
         is_function(tree, {"cardinality"}, 1);
}

bool is_intersection(const SqlTree& tree) {
  return is_function(tree, {"list_intersect", "array_intersect"}, 2);
}

bool is_date_difference(const SqlTree& tree) {
  return is_function(tree, {"datediff", "date_diff"}, 3) &&
         is_class(tree["children"][0], "CONSTANT") && sides_of(tree["children"][1]).one() &&
         sides_of(tree["children"][2]).one();
}

/// The difference from 1970-01-01, which taken from another gives the difference of two dates: the
/// units that begin between them are counted.
SqlTree since_epoch(const SqlTree& difference, const SqlTree& date) {
  static const SqlTree epoch = SqlTree::parse(
      R"({"class":"CAST","type":"OPERATOR_CAST","alias":"","query_location":0,"child":{"class":
      "CONSTANT","type":"VALUE_CONSTANT","alias":"","query_location":0,"value":{"type":{"id":
      "VARCHAR","type_info":null},"is_null":false,"value":"1970-01-01"}},"cast_type":{"id":"DATE",
      "type_info":null},"try_cast":false})");
  SqlTree tree = difference;
  tree["children"][1] = epoch;
  tree["children"][2] = one_sided(date);
  return tree;
}

void collect(const SqlTree& tree, const LambdaScope& scope, RecordColumns& columns) {
  if (tree.is_array()) {
    for (const SqlTree& part : tree) collect(part, scope, columns);
    return;
  }
  if (!tree.is_object()) return;
  if (is_class(tree, "LAMBDA")) {
    LambdaScope within = scope;
    for (std::string& name : lambda_parameters(tree)) within.insert(std::move(name));
    collect(tree["expr"], within, columns);
    return;
  }
  const SqlSides sides = sides_of(tree, scope);
  if (sides.one() && !is_truth_operator(tree)) {
    const SqlTree plain = one_sided(tree);
    if (!columns.is_broken(plain)) {
      columns.place_of(plain);
      return;
    }
  }
  if (is_date_difference(tree) && sides.both()) {
    for (size_t i = 1; i <= 2; ++i) {
      const SqlTree part = since_epoch(tree, tree["children"][i]);
      if (!columns.is_broken(part)) columns.place_of(part);
    }
  }
  for (const auto& [key, part] : tree.items()) collect(part, scope, columns);
}

}  // namespace

void collect_record_columns(const SqlTree& tree, RecordColumns& columns) {
  collect(tree, {}, columns);
}

std::optional<Operand> ConditionCompiler::operand(const SqlTree& tree) const {
  const SqlSides sides = sides_of(tree);
  if (!sides.one()) return std::nullopt;
  const auto place = columns_.find(one_sided(tree));
  if (!place) return std::nullopt;
  return Operand{sides.right, *place};
}

std::optional<Feature> ConditionCompiler::feature(Measure measure, const SqlTree& left,
                                                  const SqlTree& right, ValueKind kind) const {
  const auto a = operand(left);
  const auto b = operand(right);
  if (!a || !b || a->of_right == b->of_right) return std::nullopt;
  if (columns_[a->column].kind != kind || columns_[b->column].kind != kind) return std::nullopt;
  return a->of_right ? Feature{measure, b->column, a->column, true}
                     : Feature{measure, a->column, b->column, false};
}

std::optional<ConditionCompiler::Typed> ConditionCompiler::constant(const SqlTree& tree) const {
  const SqlTree& value = tree["value"];
  if (value.value("is_null", true) || !value["value"].is_number()) return std::nullopt;
  const std::string type = value["type"]["id"].get<std::string>();
  Typed typed;
  typed.number.constant = value["value"].get<double>();
  if (type == "DECIMAL") {
    const int scale = value["type"]["type_info"]["scale"].get<int>();
    typed.number.constant /= std::pow(10.0, scale);
    typed.type = Typed::Type::decimal;
  } else if (type == "DOUBLE") {
    typed.type = Typed::Type::real;
  } else if (type != "INTEGER" && type != "BIGINT" && type != "TINYINT" && type != "SMALLINT") {
    return std::nullopt;
  }
  return typed;
}

std::optional<ConditionCompiler::Typed> ConditionCompiler::record_value(const SqlTree& tree) const {
  const auto found = operand(tree);
  if (!found) return std::nullopt;
  Typed typed;
  typed.number.kind = Number::Kind::value;
  typed.number.operand = *found;
  switch (columns_[found->column].kind) {
    case ValueKind::integer: {
      const std::vector<double>& numbers = values_[found->column].numbers;
      const bool exact = std::all_of(numbers.begin(), numbers.end(),
                                     [](double number) { return std::abs(number) < kExactWhole; });
      if (!exact) return std::nullopt;
      return typed;
    }
    case ValueKind::real:
      typed.type = Typed::Type::real;
      return typed;
    case ValueKind::single:
      typed.type = Typed::Type::single;
      return typed;
    case ValueKind::date:
      typed.type = Typed::Type::date;
      return typed;
    case ValueKind::time:
      typed.type = Typed::Type::time;
      return typed;
    default:
      return std::nullopt;
  }
}

/// The length of an intersection of two lists. DuckDB takes it as empty where only the second list
/// is null, and as null where the first one is.
std::optional<ConditionCompiler::Intersection> ConditionCompiler::intersection(
    const SqlTree& tree) const {
  if (!is_length(tree) || !is_intersection(tree["children"][0])) return std::nullopt;
  const SqlTree& lists = tree["children"][0]["children"];
  const auto found = feature(Measure::common_elements, lists[0], lists[1], ValueKind::list);
  // Elements have numbers inside one column only.
  if (!found || found->left != found->right) return std::nullopt;
  return Intersection{
      *found, Condition::all_of({Condition::is_null(*operand(lists[1])),
                                 Condition::negated(Condition::is_null(*operand(lists[0])))})};
}

/// The length of an intersection against a number: the engine's quick test, and what holds where
/// only the second list is null.
std::optional<Condition> ConditionCompiler::intersection_bound(const SqlTree& left,
                                                               const SqlTree& right,
                                                               std::string_view type) const {
  const bool least = type == "COMPARE_GREATERTHANOREQUALTO";
  if (!least && type != "COMPARE_LESSTHANOREQUALTO") return std::nullopt;
  const auto common = intersection(left);
  const auto bound = is_class(right, "CONSTANT") ? constant(right) : std::nullopt;
  if (!common || !bound) return std::nullopt;
  const double number = bound->number.constant;
  Condition test = least ? Condition::at_least(common->elements, number)
                         : Condition::at_most(common->elements, number);
  const bool zero_holds = least ? 0 >= number : 0 <= number;
  if (zero_holds) return Condition::any_of({common->second_is_null, std::move(test)});
  return Condition::all_of({std::move(test), Condition::negated(common->second_is_null)});
}

std::optional<ConditionCompiler::Typed> ConditionCompiler::measure(const SqlTree& tree) const {
  struct Row {
    std::string_view name;
    Measure measure;
    Typed::Type type;
  };
  static constexpr Row kMeasures[] = {
      {"levenshtein", Measure::levenshtein, Typed::Type::integer},
      {"editdist3", Measure::levenshtein, Typed::Type::integer},
      {"damerau_levenshtein", Measure::damerau_levenshtein, Typed::Type::integer},
      {"jaro_similarity", Measure::jaro, Typed::Type::real},
      {"jaro_winkler_similarity", Measure::jaro_winkler, Typed::Type::real},
      {"jaccard", Measure::jaccard, Typed::Type::real},
  };
  std::optional<Feature> found;
  Typed typed;
  for (const Row& row : kMeasures) {
    if (!is_function(tree, {row.name}, 2)) continue;
    found = feature(row.measure, tree["children"][0], tree["children"][1], ValueKind::text);
    typed.type = row.type;
  }
  if (const auto common = intersection(tree)) {
    Number zero;
    Number elements;
    elements.kind = Number::Kind::measure;
    elements.feature = common->elements;
    typed.number.kind = Number::Kind::choose;
    typed.number.when.push_back(common->second_is_null);
    typed.number.parts = {zero, elements};
    return typed;
  }
  if (!found) return std::nullopt;
  typed.number.kind = Number::Kind::measure;
  typed.number.feature = *found;
  return typed;
}

std::optional<ConditionCompiler::Typed> ConditionCompiler::date_difference(const SqlTree& tree) {
  if (!is_date_difference(tree) || !sides_of(tree).both()) return std::nullopt;
  Typed typed;
  typed.number.kind = Number::Kind::subtract;
  for (size_t i = 2; i >= 1; --i) {
    const SqlTree& date = tree["children"][i];
    const auto place = columns_.find(since_epoch(tree, date));
    if (!place || columns_[*place].kind != ValueKind::integer) return std::nullopt;
    Number part;
    part.kind = Number::Kind::value;
    part.operand = {sides_of(date).right, *place};
    typed.number.parts.push_back(part);
  }
  return typed;
}

std::optional<ConditionCompiler::Typed> ConditionCompiler::function_of_one(const SqlTree& tree) {
  struct Row {
    std::string_view name;
    Number::Kind kind;
    bool keeps_type;
  };
  static constexpr Row kFunctions[] = {
      {"abs", Number::Kind::absolute, true},     {"@", Number::Kind::absolute, true},
      {"-", Number::Kind::negate, true},         {"sin", Number::Kind::sine, false},
      {"cos", Number::Kind::cosine, false},      {"acos", Number::Kind::arc_cosine, false},
      {"radians", Number::Kind::radians, false},
  };
  for (const Row& row : kFunctions) {
    if (!is_function(tree, {row.name}, 1)) continue;
    auto part = number(tree["children"][0]);
    const bool usable =
        part && (part->type == Typed::Type::integer || part->type == Typed::Type::real ||
                 (part->type == Typed::Type::decimal && !row.keeps_type));
    if (!usable) return std::nullopt;
    Typed typed;
    typed.type = row.keeps_type ? part->type : Typed::Type::real;
    typed.number.kind = row.kind;
    typed.number.parts.push_back(std::move(part->number));
    return typed;
  }
  if (is_class(tree, "CAST") && !tree.value("try_cast", true)) {
    const std::string target = tree["cast_type"]["id"].get<std::string>();
    auto part = number(tree["child"]);
    const bool usable =
        part && (part->type == Typed::Type::integer || part->type == Typed::Type::real);
    if (!usable || (target != "DOUBLE" && target != "FLOAT")) return std::nullopt;
    if (target == "DOUBLE") {
      part->type = Typed::Type::real;
      return part;
    }
    Typed typed;
    typed.type = Typed::Type::single;
    typed.number.kind = Number::Kind::to_float;
    typed.number.parts.push_back(std::move(part->number));
    return typed;
  }
  return std::nullopt;
}

std::optional<ConditionCompiler::Typed> ConditionCompiler::arithmetic(const SqlTree& tree) {
  struct Row {
    std::string_view name;
    Number::Kind kind;
  };
  static constexpr Row kOperators[] = {
      {"+", Number::Kind::add},       {"-", Number::Kind::subtract},
      {"*", Number::Kind::multiply},  {"/", Number::Kind::divide},
      {"least", Number::Kind::least}, {"greatest", Number::Kind::greatest},
  };
  for (const Row& row : kOperators) {
    if (!is_function(tree, {row.name}, 2)) continue;
    auto left = number(tree["children"][0]);
    auto right = number(tree["children"][1]);
    if (!left || !right) return std::nullopt;
    const bool dates = left->type == Typed::Type::date && right->type == Typed::Type::date;
    const bool whole = left->type == Typed::Type::integer && right->type == Typed::Type::integer;
    const auto plain = [](const Typed& part) {
      return part.type == Typed::Type::integer || part.type == Typed::Type::real ||
             part.type == Typed::Type::decimal;
    };
    const bool real = plain(*left) && plain(*right) &&
                      (left->type == Typed::Type::real || right->type == Typed::Type::real);
    Typed typed;
    if (real) {
      typed.type = Typed::Type::real;
    } else if (whole && row.kind == Number::Kind::divide) {
      typed.type = Typed::Type::real;
    } else if (whole && row.kind != Number::Kind::multiply) {
      typed.type = Typed::Type::integer;
    } else if (dates && row.kind == Number::Kind::subtract) {
      typed.type = Typed::Type::integer;
    } else {
      return std::nullopt;
    }
    typed.number.kind = row.kind;
    typed.number.parts.push_back(std::move(left->number));
    typed.number.parts.push_back(std::move(right->number));
    return typed;
  }
  return std::nullopt;
}

std::optional<ConditionCompiler::Typed> ConditionCompiler::choice(const SqlTree& tree) {
  if (!is_class(tree, "CASE")) return std::nullopt;
  Typed typed;
  typed.number.kind = Number::Kind::choose;
  bool real = false;
  const auto add = [&](const SqlTree& part) {
    auto branch = number(part);
    if (!branch) return false;
    const bool usable = branch->type == Typed::Type::integer || branch->type == Typed::Type::real;
    real |= branch->type == Typed::Type::real;
    typed.number.parts.push_back(std::move(branch->number));
    return usable;
  };
  for (const SqlTree& check : tree["case_checks"]) {
    const size_t before = foreign_.size();
    typed.number.when.push_back(compile(check["when_expr"]));
    const bool usable = foreign_.size() == before && add(check["then_expr"]);
    if (usable) continue;
    foreign_.resize(before);
    return std::nullopt;
  }
  if (!add(tree["else_expr"])) return std::nullopt;
  typed.type = real ? Typed::Type::real : Typed::Type::integer;
  return typed;
}

std::optional<ConditionCompiler::Typed> ConditionCompiler::number(const SqlTree& tree) {
  if (is_class(tree, "CONSTANT")) return constant(tree);
  if (auto found = record_value(tree)) return found;
  if (auto found = measure(tree)) return found;
  if (auto found = date_difference(tree)) return found;
  if (auto found = function_of_one(tree)) return found;
  if (auto found = arithmetic(tree)) return found;
  return choice(tree);
}

bool ConditionCompiler::comparable(const Typed& left, const Typed& right) {
  using Type = Typed::Type;
  if (left.type == right.type && left.type != Type::decimal) return true;
  const auto is_plain = [](Type type) {
    return type == Type::integer || type == Type::decimal || type == Type::real;
  };
  if (is_plain(left.type) && is_plain(right.type)) return true;
  // Against single precision DuckDB rounds the other number: the same when nothing is lost.
  const auto fits_single = [](const Typed& part) {
    const double value = part.number.constant;
    return part.number.kind == Number::Kind::constant &&
           static_cast<double>(static_cast<float>(value)) == value;
  };
  return (left.type == Type::single && fits_single(right)) ||
         (right.type == Type::single && fits_single(left));
}

std::optional<Condition> ConditionCompiler::null_test(const SqlTree& tree) const {
  const bool wants_null = is_type(tree, "OPERATOR_IS_NULL");
  if (!wants_null && !is_type(tree, "OPERATOR_IS_NOT_NULL")) return std::nullopt;
  const auto found = operand(tree["children"][0]);
  if (!found) return std::nullopt;
  Condition test = Condition::is_null(*found);
  return wants_null ? test : Condition::negated(std::move(test));
}

std::optional<Condition> ConditionCompiler::equality(const SqlTree& left,
                                                     const SqlTree& right) const {
  const auto a = operand(left);
  const auto b = operand(right);
  if (!a || !b || a->of_right == b->of_right) return std::nullopt;
  const RecordColumn& x = columns_[a->column];
  const bool same_text = x.kind == ValueKind::text && columns_[b->column].kind == ValueKind::text;
  if (a->column != b->column && !same_text) return std::nullopt;
  const uint16_t of_left = a->of_right ? b->column : a->column;
  const uint16_t of_right = a->of_right ? a->column : b->column;
  return Condition::at_least({Measure::equal, of_left, of_right, false}, 1);
}

std::optional<Condition> ConditionCompiler::compare(const SqlTree& left, const SqlTree& right,
                                                    std::string_view type) {
  if (auto quick = intersection_bound(left, right, type)) return quick;
  auto a = number(left);
  auto b = number(right);
  if (!a || !b) {
    const auto order = feature(Measure::text_order, left, right, ValueKind::text);
    if (!order) return std::nullopt;
    a.emplace();
    a->number.kind = Number::Kind::measure;
    a->number.feature = *order;
    b.emplace();
  }
  if (!comparable(*a, *b)) return std::nullopt;
  // A measure of texts against a number is the engine's quickest test.
  const bool bound =
      a->number.kind == Number::Kind::measure && b->number.kind == Number::Kind::constant;
  if (bound && type == "COMPARE_GREATERTHANOREQUALTO") {
    return Condition::at_least(a->number.feature, b->number.constant);
  }
  if (bound && type == "COMPARE_LESSTHANOREQUALTO") {
    return Condition::at_most(a->number.feature, b->number.constant);
  }
  if (type == "COMPARE_GREATERTHAN" || type == "COMPARE_GREATERTHANOREQUALTO") std::swap(a, b);
  if (type == "COMPARE_LESSTHAN" || type == "COMPARE_GREATERTHAN") {
    return Condition::compare(Kind::less, std::move(a->number), std::move(b->number));
  }
  if (type == "COMPARE_LESSTHANOREQUALTO" || type == "COMPARE_GREATERTHANOREQUALTO") {
    return Condition::compare(Kind::less_or_equal, std::move(a->number), std::move(b->number));
  }
  if (type != "COMPARE_EQUAL") return std::nullopt;
  return Condition::compare(Kind::equal_numbers, std::move(a->number), std::move(b->number));
}

std::optional<Condition> ConditionCompiler::comparison(const SqlTree& tree) {
  if (!is_class(tree, "COMPARISON")) return std::nullopt;
  const std::string type = tree["type"].get<std::string>();
  const bool unequal = type == "COMPARE_NOTEQUAL";
  std::optional<Condition> found;
  if (unequal || type == "COMPARE_EQUAL") found = equality(tree["left"], tree["right"]);
  if (!found) found = compare(tree["left"], tree["right"], unequal ? "COMPARE_EQUAL" : type);
  if (found && unequal) return Condition::negated(std::move(*found));
  return found;
}

std::optional<Condition> ConditionCompiler::between(const SqlTree& tree) {
  if (!is_class(tree, "BETWEEN")) return std::nullopt;
  auto low = compare(tree["input"], tree["lower"], "COMPARE_GREATERTHANOREQUALTO");
  auto high = compare(tree["input"], tree["upper"], "COMPARE_LESSTHANOREQUALTO");
  if (!low || !high) return std::nullopt;
  return Condition::all_of({std::move(*low), std::move(*high)});
}

Condition ConditionCompiler::compile(const SqlTree& tree) {
  if (is_class(tree, "CONJUNCTION")) {
    std::vector<Condition> parts;
    for (const SqlTree& part : tree["children"]) parts.push_back(compile(part));
    const bool any = tree["type"] == "CONJUNCTION_OR";
    const bool two_nulls = any && parts.size() == 2 && parts[0].kind == Kind::is_null &&
                           parts[1].kind == Kind::is_null &&
                           parts[0].operand.of_right != parts[1].operand.of_right &&
                           parts[0].operand.column == parts[1].operand.column;
    if (two_nulls) return Condition::either_null(parts[0].operand.column);
    return any ? Condition::any_of(std::move(parts)) : Condition::all_of(std::move(parts));
  }
  if (is_type(tree, "OPERATOR_NOT")) return Condition::negated(compile(tree["children"][0]));
  if (auto found = null_test(tree)) return std::move(*found);
  if (auto found = comparison(tree)) return std::move(*found);
  if (auto found = between(tree)) return std::move(*found);
  if (is_list_overlap(tree)) {
    const auto overlap = feature(Measure::common_elements, tree["children"][0], tree["children"][1],
                                 ValueKind::list);
    if (overlap && overlap->left == overlap->right) return Condition::at_least(*overlap, 1);
  }
  if (const auto found = operand(tree)) {
    if (columns_[found->column].kind == ValueKind::boolean) return Condition::is_true(*found);
  }
  return foreign(tree);
}

namespace {

/// Replaces what concerns one record by references, in the order met.
class HandOver {
 public:
  explicit HandOver(const RecordColumns& columns) : columns_(columns) {}

  void replace(SqlTree& tree, const LambdaScope& scope) {
    if (tree.is_array()) {
      for (SqlTree& part : tree) replace(part, scope);
      return;
    }
    if (!tree.is_object()) return;
    if (is_class(tree, "LAMBDA")) {
      LambdaScope within = scope;
      for (std::string& name : lambda_parameters(tree)) within.insert(std::move(name));
      replace(tree["expr"], within);
      return;
    }
    const SqlSides sides = sides_of(tree, scope);
    if (sides.one()) {
      if (const auto place = columns_.find(one_sided(tree))) {
        tree = column_named("v" + std::to_string(number_of({sides.right, *place})));
        return;
      }
    }
    for (auto& [key, part] : tree.items()) replace(part, scope);
  }

  std::vector<Operand> operands;

 private:
  size_t number_of(Operand operand) {
    for (size_t i = 0; i < operands.size(); ++i) {
      const bool same =
          operands[i].of_right == operand.of_right && operands[i].column == operand.column;
      if (same) return i;
    }
    operands.push_back(operand);
    return operands.size() - 1;
  }

  const RecordColumns& columns_;
};

}  // namespace

Condition ConditionCompiler::foreign(const SqlTree& tree) {
  ForeignSql foreign;
  foreign.place = place_;
  foreign.words = render_expressions(store_, {tree})[0];
  SqlTree handed = tree;
  HandOver hand_over(columns_);
  hand_over.replace(handed, {});
  foreign.sql = render_expressions(store_, {handed})[0];
  foreign.operands = std::move(hand_over.operands);
  for (size_t i = 0; i < foreign_.size(); ++i) {
    if (foreign_[i].words == foreign.words) return Condition::foreign(static_cast<uint16_t>(i));
  }
  foreign_.push_back(std::move(foreign));
  return Condition::foreign(static_cast<uint16_t>(foreign_.size() - 1));
}

}  // namespace newlyn::linkage
