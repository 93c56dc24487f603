// SPDX-License-Identifier: MIT
// SQL expressions as syntax trees: DuckDB parses and writes them, here they are walked and changed.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "store/store.h"

namespace newlyn::linkage {

/// A syntax tree as DuckDB's json_serialize_sql gives it.
using SqlTree = nlohmann::json;

/// An expression and where it stands, for messages.
struct SqlSource {
  std::string sql;
  std::string place;      // "level 2 of surname"
  bool is_spark = false;  // written as Spark wants it
};

/// Parses expressions. Throws Error(model_invalid) that names the place and DuckDB's reason.
std::vector<SqlTree> parse_expressions(store::Store& store, const std::vector<SqlSource>& sources);

/// Writes expressions as SQL.
std::vector<std::string> render_expressions(store::Store& store, const std::vector<SqlTree>& trees);

/// Which records an expression reads.
struct SqlSides {
  bool left = false;
  bool right = false;
  bool unbound = false;  // reads a parameter of a lambda that stands around it

  bool one() const noexcept { return left != right && !unbound; }
  bool both() const noexcept { return left && right; }
};

/// A column of one of the two records.
struct SqlColumn {
  bool of_right = false;
  std::string name;
};

/// The column that a reference names: surname_l, "surname_r", l.surname; nothing for the parameter
/// of a lambda.
std::optional<SqlColumn> column_of(const SqlTree& reference);

/// Parameters of the lambdas that stand around an expression.
using LambdaScope = std::set<std::string>;

/// Which records `tree` reads.
SqlSides sides_of(const SqlTree& tree, const LambdaScope& scope = {});

/// Calls `visit` with every column reference of `tree` that is not a lambda's parameter.
void each_column(const SqlTree& tree, const std::function<void(const SqlTree&)>& visit);

/// The tree with references to either record replaced by plain columns: surname_l and l.surname
/// become surname.
SqlTree one_sided(SqlTree tree);

/// ASCII letters in lower case: names in SQL differ by nothing else.
std::string lower(std::string_view text);

/// A reference to a column of this name.
SqlTree column_named(const std::string& name);

bool is_function(const SqlTree& tree, std::initializer_list<std::string_view> names,
                 size_t arguments);
bool is_class(const SqlTree& tree, std::string_view name);
bool is_type(const SqlTree& tree, std::string_view name);

/// The parameters of a lambda.
std::vector<std::string> lambda_parameters(const SqlTree& lambda);

}  // namespace newlyn::linkage
