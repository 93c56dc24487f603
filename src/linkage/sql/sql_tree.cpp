// SPDX-License-Identifier: MIT
// Parses, walks and writes SQL expressions.
#include "linkage/sql/sql_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "base/check.h"
#include "base/error.h"
#include "linkage/sql/spark_sql.h"

namespace newlyn::linkage {
namespace {

/// Positions differ between equal expressions, and aliases are not wanted.
void clean(SqlTree& tree) {
  if (tree.is_array()) {
    for (SqlTree& part : tree) clean(part);
    return;
  }
  if (!tree.is_object()) return;
  if (tree.contains("query_location")) tree["query_location"] = 0;
  if (tree.contains("alias")) tree["alias"] = "";
  for (auto& [key, part] : tree.items()) clean(part);
}

[[noreturn]] void refuse(const SqlSource& source, const std::string& reason) {
  throw Error(Code::model_invalid,
              fmt::format("The model cannot be used: {} has SQL that cannot be read: {}. Correct "
                          "the model file.",
                          source.place, reason));
}

SqlTree expression_of(const std::string& answer, const SqlSource& source) {
  SqlTree json = SqlTree::parse(answer);
  if (json.value("error", true)) {
    refuse(source, json.value("error_message", std::string("it is no SQL")));
  }
  const SqlTree& statements = json["statements"];
  const bool one = statements.size() == 1 && statements[0]["node"]["type"] == "SELECT_NODE" &&
                   statements[0]["node"]["select_list"].size() == 1 &&
                   statements[0]["node"]["from_table"]["type"] == "EMPTY" &&
                   statements[0]["node"]["where_clause"].is_null();
  if (!one) refuse(source, "it is more than one expression");
  SqlTree tree = statements[0]["node"]["select_list"][0];
  clean(tree);
  if (source.is_spark) spark_to_duckdb(tree);
  return tree;
}

/// A statement that selects nothing yet, as DuckDB writes it.
SqlTree empty_statement(store::Store& store) {
  const auto answer = store.rows("SELECT json_serialize_sql('SELECT 1')");
  return SqlTree::parse(answer.rows[0][0].value());
}

void collect_sides(const SqlTree& tree, LambdaScope& inner, const LambdaScope& outer,
                   SqlSides& sides) {
  if (tree.is_array()) {
    for (const SqlTree& part : tree) collect_sides(part, inner, outer, sides);
    return;
  }
  if (!tree.is_object()) return;
  if (is_class(tree, "LAMBDA")) {
    LambdaScope within = inner;
    for (std::string& name : lambda_parameters(tree)) within.insert(std::move(name));
    collect_sides(tree["expr"], within, outer, sides);
    return;
  }
  if (is_class(tree, "COLUMN_REF")) {
    const std::string name = lower(tree["column_names"][0].get<std::string>());
    if (inner.contains(name)) return;
    if (outer.contains(name)) {
      sides.unbound = true;
      return;
    }
    const auto column = column_of(tree);
    if (!column) return;
    (column->of_right ? sides.right : sides.left) = true;
    return;
  }
  for (const auto& [key, part] : tree.items()) collect_sides(part, inner, outer, sides);
}

void visit_columns(const SqlTree& tree, LambdaScope& scope,
                   const std::function<void(const SqlTree&)>& visit) {
  if (tree.is_array()) {
    for (const SqlTree& part : tree) visit_columns(part, scope, visit);
    return;
  }
  if (!tree.is_object()) return;
  if (is_class(tree, "LAMBDA")) {
    LambdaScope within = scope;
    for (std::string& name : lambda_parameters(tree)) within.insert(std::move(name));
    visit_columns(tree["expr"], within, visit);
    return;
  }
  if (is_class(tree, "COLUMN_REF")) {
    if (!scope.contains(lower(tree["column_names"][0].get<std::string>()))) visit(tree);
    return;
  }
  for (const auto& [key, part] : tree.items()) visit_columns(part, scope, visit);
}

void strip_sides(SqlTree& tree, LambdaScope scope) {
  if (tree.is_array()) {
    for (SqlTree& part : tree) strip_sides(part, scope);
    return;
  }
  if (!tree.is_object()) return;
  if (is_class(tree, "LAMBDA")) {
    for (std::string& name : lambda_parameters(tree)) scope.insert(std::move(name));
    strip_sides(tree["expr"], scope);
    return;
  }
  if (is_class(tree, "COLUMN_REF")) {
    SqlTree& names = tree["column_names"];
    const std::string first = names[0].get<std::string>();
    const auto column = column_of(tree);
    if (!column || scope.contains(lower(first))) return;
    if (names.size() > 1 && (lower(first) == "l" || lower(first) == "r")) {
      names.erase(names.begin());
    } else {
      names[0] = column->name;
    }
    return;
  }
  for (auto& [key, part] : tree.items()) strip_sides(part, scope);
}

}  // namespace

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lowered;
}

bool is_class(const SqlTree& tree, std::string_view name) {
  return tree.is_object() && tree.contains("class") && tree["class"] == name;
}

bool is_type(const SqlTree& tree, std::string_view name) {
  return tree.is_object() && tree.contains("type") && tree["type"] == name;
}

bool is_function(const SqlTree& tree, std::initializer_list<std::string_view> names,
                 size_t arguments) {
  if (!is_class(tree, "FUNCTION") || tree["children"].size() != arguments) return false;
  const std::string name = lower(tree["function_name"].get<std::string>());
  return std::find(names.begin(), names.end(), name) != names.end();
}

SqlTree column_named(const std::string& name) {
  SqlTree reference;
  reference["class"] = "COLUMN_REF";
  reference["type"] = "COLUMN_REF";
  reference["alias"] = "";
  reference["query_location"] = 0;
  reference["column_names"] = SqlTree::array({name});
  return reference;
}

std::vector<std::string> lambda_parameters(const SqlTree& lambda) {
  std::vector<std::string> names;
  each_column(lambda["lhs"], [&](const SqlTree& reference) {
    names.push_back(lower(reference["column_names"][0].get<std::string>()));
  });
  return names;
}

std::optional<SqlColumn> column_of(const SqlTree& reference) {
  const SqlTree& names = reference["column_names"];
  const std::string first = names[0].get<std::string>();
  const std::string lowered = lower(first);
  if (names.size() > 1 && (lowered == "l" || lowered == "r")) {
    return SqlColumn{lowered == "r", names[1].get<std::string>()};
  }
  if (lowered.ends_with("_l") || lowered.ends_with("_r")) {
    return SqlColumn{lowered.ends_with("_r"), first.substr(0, first.size() - 2)};
  }
  return std::nullopt;
}

SqlSides sides_of(const SqlTree& tree, const LambdaScope& scope) {
  SqlSides sides;
  LambdaScope inner;
  collect_sides(tree, inner, scope, sides);
  return sides;
}

void each_column(const SqlTree& tree, const std::function<void(const SqlTree&)>& visit) {
  LambdaScope scope;
  visit_columns(tree, scope, visit);
}

SqlTree one_sided(SqlTree tree) {
  strip_sides(tree, {});
  return tree;
}

std::vector<SqlTree> parse_expressions(store::Store& store, const std::vector<SqlSource>& sources) {
  std::vector<SqlTree> trees;
  if (sources.empty()) return trees;
  std::string query;
  std::vector<store::Parameter> parameters;
  for (size_t i = 0; i < sources.size(); ++i) {
    const SqlSource& source = sources[i];
    const std::string sql = source.is_spark ? readable_spark(source.sql) : source.sql;
    query +=
        fmt::format("{} json_serialize_sql(CAST(${} AS VARCHAR))", i == 0 ? "SELECT" : ",", i + 1);
    parameters.push_back(store::Parameter::of(std::string_view("SELECT (" + sql + "\n)")));
  }
  const auto answer = store.rows_apart(query, parameters);
  for (size_t i = 0; i < sources.size(); ++i) {
    trees.push_back(expression_of(answer.rows[0][i].value_or("{}"), sources[i]));
  }
  return trees;
}

std::vector<std::string> render_expressions(store::Store& store,
                                            const std::vector<SqlTree>& trees) {
  std::vector<std::string> texts;
  if (trees.empty()) return texts;
  SqlTree statement = empty_statement(store);
  std::string query;
  std::vector<store::Parameter> parameters;
  for (size_t i = 0; i < trees.size(); ++i) {
    statement["statements"][0]["node"]["select_list"] = SqlTree::array({trees[i]});
    query +=
        fmt::format("{} json_deserialize_sql(CAST(${} AS JSON))", i == 0 ? "SELECT" : ",", i + 1);
    parameters.push_back(store::Parameter::of(std::string_view(statement.dump())));
  }
  const auto answer = store.rows(query, parameters);
  constexpr std::string_view kSelect = "SELECT ";
  for (const std::optional<std::string>& text : answer.rows[0]) {
    NEWLYN_CHECK(text && text->starts_with(kSelect), "a written expression is a SELECT");
    texts.push_back(text->substr(kSelect.size()));
  }
  return texts;
}

}  // namespace newlyn::linkage
