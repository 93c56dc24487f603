// SPDX-License-Identifier: MIT
// Spark's SQL in DuckDB's words. Source: the reference of Spark SQL's functions and datetime
// patterns, https://spark.apache.org/docs/latest/api/sql/
#include "linkage/sql/spark_sql.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <utility>

namespace newlyn::linkage {
namespace {

using Names = std::map<std::string, std::string, std::less<>>;

/// Functions that differ in name only.
const Names& renamed() {
  static const Names names = {
      {"jaro_sim", "jaro_similarity"},
      {"jaro", "jaro_similarity"},
      {"jaro_winkler", "jaro_winkler_similarity"},
      {"jaccard_sim", "jaccard"},
      {"size", "len"},
      {"array_size", "len"},
      {"cardinality", "len"},
      {"rlike", "regexp_matches"},
      {"regexp", "regexp_matches"},
      {"regexp_like", "regexp_matches"},
      // What SIMILAR TO is parsed to, which stands for RLIKE here: any part may match.
      {"regexp_full_match", "regexp_matches"},
      {"transform", "list_transform"},
      {"filter", "list_filter"},
      {"array_max", "list_max"},
      {"array_min", "list_min"},
      {"array_sort", "list_sort"},
      {"sort_array", "list_sort"},
      {"arrays_overlap", "list_has_any"},
      {"split", "string_split_regex"},
  };
  return names;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// A text as DuckDB quotes it, of what stands between Spark's quotes.
std::string unescaped(std::string_view text) {
  std::string plain = "'";
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      c = text[++i];
      if (c == 'n') c = '\n';
      if (c == 't') c = '\t';
      if (c == 'r') c = '\r';
      // Those two mean something to LIKE.
      if (c == '%' || c == '_') plain += '\\';
    }
    if (c == '\'') plain += '\'';
    plain += c;
  }
  return plain + "'";
}

/// Where a quoted piece that begins at `from` ends: after its closing quote.
size_t end_of_quoted(std::string_view sql, size_t from) {
  const char quote = sql[from];
  size_t i = from + 1;
  for (; i < sql.size(); ++i) {
    if (sql[i] == '\\' && quote != '`') {
      ++i;
    } else if (sql[i] == quote) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

/// True when the word RLIKE or REGEXP that ends at `end`, after `before`, stands between two
/// operands and not before the arguments of a function.
bool is_operator(std::string_view before, std::string_view sql, size_t end) {
  const size_t next = sql.find_first_not_of(" \t\r\n", end);
  if (next == std::string_view::npos) return false;
  if (sql[next] != '(') return true;
  const size_t last = before.find_last_not_of(" \t\r\n");
  if (last == std::string_view::npos) return false;
  if (!is_word(before[last])) {
    return before[last] == '"' || before[last] == '\'' || before[last] == ')' ||
           before[last] == ']';
  }
  size_t begin = last;
  while (begin > 0 && is_word(before[begin - 1])) --begin;
  static const std::set<std::string, std::less<>> kOpeners = {"and",  "or",   "not", "when",
                                                              "then", "else", "case"};
  return !kOpeners.contains(lower(before.substr(begin, last - begin + 1)));
}

SqlTree text_constant(const std::string& text) {
  SqlTree tree;
  tree["class"] = "CONSTANT";
  tree["type"] = "VALUE_CONSTANT";
  tree["alias"] = "";
  tree["query_location"] = 0;
  tree["value"]["type"] = {{"id", "VARCHAR"}, {"type_info", nullptr}};
  tree["value"]["is_null"] = false;
  tree["value"]["value"] = text;
  return tree;
}

SqlTree whole_constant(int64_t number) {
  SqlTree tree = text_constant("");
  tree["value"]["type"]["id"] = "INTEGER";
  tree["value"]["value"] = number;
  return tree;
}

SqlTree tried_cast(SqlTree tree, const std::string& type) {
  SqlTree cast;
  cast["class"] = "CAST";
  cast["type"] = "OPERATOR_CAST";
  cast["alias"] = "";
  cast["query_location"] = 0;
  cast["child"] = std::move(tree);
  cast["cast_type"] = {{"id", type}, {"type_info", nullptr}};
  cast["try_cast"] = true;
  return cast;
}

/// The second where the first is null.
SqlTree either(SqlTree first, SqlTree second) {
  SqlTree tree;
  tree["class"] = "OPERATOR";
  tree["type"] = "OPERATOR_COALESCE";
  tree["alias"] = "";
  tree["query_location"] = 0;
  tree["children"] = {std::move(first), std::move(second)};
  return tree;
}

/// A call written as `like` is.
SqlTree call(const SqlTree& like, const std::string& name, std::vector<SqlTree> arguments) {
  SqlTree tree = like;
  tree["function_name"] = name;
  tree["is_operator"] = false;
  tree["children"] = std::move(arguments);
  return tree;
}

bool is_text(const SqlTree& tree) {
  return is_class(tree, "CONSTANT") && tree["value"]["value"].is_string();
}

bool is_whole(const SqlTree& tree) {
  return is_class(tree, "CONSTANT") && tree["value"]["value"].is_number_integer();
}

/// A pattern of Java's for times as strptime has it: letters by how many stand together.
std::string strptime_format(std::string_view pattern) {
  static const std::map<std::string, std::string, std::less<>> parts = {
      {"yyyy", "%Y"}, {"uuuu", "%Y"},   {"y", "%Y"},  {"yy", "%y"},  {"MM", "%m"},   {"M", "%-m"},
      {"MMM", "%b"},  {"MMMM", "%B"},   {"dd", "%d"}, {"d", "%-d"},  {"HH", "%H"},   {"H", "%-H"},
      {"hh", "%I"},   {"h", "%-I"},     {"mm", "%M"}, {"m", "%-M"},  {"ss", "%S"},   {"s", "%-S"},
      {"SSS", "%g"},  {"SSSSSS", "%f"}, {"a", "%p"},  {"E", "%a"},   {"EEEE", "%A"}, {"DDD", "%j"},
      {"XXX", "%z"},  {"X", "%z"},      {"Z", "%z"},  {"xxx", "%z"},
  };
  std::string format;
  for (size_t i = 0; i < pattern.size();) {
    if (pattern[i] == '\'') {
      const size_t end = std::min(pattern.find('\'', i + 1), pattern.size());
      format += end == i + 1 ? "'" : std::string(pattern.substr(i + 1, end - i - 1));
      i = end + 1;
      continue;
    }
    size_t end = i + 1;
    while (end < pattern.size() && pattern[end] == pattern[i]) ++end;
    const auto part = parts.find(pattern.substr(i, end - i));
    if (pattern[i] == '%') {
      format.append(2 * (end - i), '%');
    } else {
      format += part == parts.end() ? std::string(pattern.substr(i, end - i)) : part->second;
    }
    i = end;
  }
  return format;
}

/// A time read out of a text: with a pattern, or as the type reads one.
SqlTree time_of(const SqlTree& tree, const std::string& type) {
  const SqlTree& arguments = tree["children"];
  if (arguments.size() == 1) return tried_cast(arguments[0], type);
  if (arguments.size() != 2 || !is_text(arguments[1])) return tree;
  const std::string format = strptime_format(arguments[1]["value"]["value"].get<std::string>());
  const auto read = [&](const std::string& by) {
    return tried_cast(call(tree, "try_strptime", {arguments[0], text_constant(by)}), type);
  };
  if (!format.ends_with("%z")) return read(format);
  // Z is a zone too, though not for strptime.
  return either(read(format.substr(0, format.size() - 2) + "Z"), read(format));
}

/// A place counted from 0 as one counted from 1. Those below 0 are nowhere in Spark, as 0 is in
/// DuckDB.
SqlTree counted_from_one(const SqlTree& place, const SqlTree& function) {
  if (is_text(place)) return place;  // a key
  if (is_whole(place)) {
    const auto number = place["value"]["value"].get<int64_t>();
    return whole_constant(std::max<int64_t>(number, -1) + 1);
  }
  SqlTree least = call(function, "greatest", {place, whole_constant(-1)});
  SqlTree sum = call(function, "+", {std::move(least), whole_constant(1)});
  sum["is_operator"] = true;
  return sum;
}

/// An empty call, for what is no call itself.
SqlTree blank_call() {
  return SqlTree::parse(R"({"class":"FUNCTION","type":"FUNCTION","alias":"","query_location":0,
      "function_name":"","schema":"","children":[],"filter":null,"order_bys":{"type":
      "ORDER_MODIFIER","orders":[]},"distinct":false,"is_operator":false,"export_state":false,
      "catalog":""})");
}

void change_call(SqlTree& tree) {
  const std::string name = lower(tree["function_name"].get<std::string>());
  const SqlTree arguments = tree["children"];
  if (const auto found = renamed().find(name); found != renamed().end()) {
    tree["function_name"] = found->second;
  } else if ((name == "datediff" || name == "date_diff") && arguments.size() == 2) {
    // The end comes first.
    tree = call(
        tree, "date_diff",
        {text_constant("day"), tried_cast(arguments[1], "DATE"), tried_cast(arguments[0], "DATE")});
  } else if (name == "to_timestamp" || name == "try_to_timestamp") {
    tree = time_of(tree, "TIMESTAMP");
  } else if (name == "to_date" || name == "try_to_date") {
    tree = time_of(tree, "DATE");
  } else if (name == "unix_timestamp" && !arguments.empty()) {
    SqlTree epoch = call(tree, "epoch", {time_of(tree, "TIMESTAMP")});
    tree = tried_cast(call(tree, "floor", {std::move(epoch)}), "BIGINT");
  } else if (name == "element_at" && arguments.size() == 2) {
    tree["function_name"] = is_text(arguments[1]) ? "map_extract_value" : "list_extract";
  } else if (name == "get" && arguments.size() == 2) {
    tree = call(tree, "list_extract", {arguments[0], counted_from_one(arguments[1], tree)});
  } else if ((name == "aggregate" || name == "reduce") && arguments.size() == 3) {
    tree = call(tree, "list_reduce", {arguments[0], arguments[2], arguments[1]});
  } else if (name == "concat" && arguments.size() > 1) {
    // Null as soon as a part is, which DuckDB's concat would leave out.
    SqlTree joined = arguments[0];
    for (size_t i = 1; i < arguments.size(); ++i) {
      joined = call(tree, "||", {std::move(joined), arguments[i]});
      joined["is_operator"] = true;
    }
    tree = std::move(joined);
  } else if (name == "nvl" && arguments.size() == 2) {
    tree = either(arguments[0], arguments[1]);
  }
}

}  // namespace

std::string readable_spark(std::string_view sql) {
  std::string changed;
  for (size_t i = 0; i < sql.size();) {
    const char c = sql[i];
    if (c == '\'' || c == '"' || c == '`') {
      const size_t end = end_of_quoted(sql, i);
      if (end == std::string_view::npos) return changed.append(sql.substr(i));
      const std::string_view within = sql.substr(i + 1, end - i - 2);
      changed += c == '`' ? store::quote_name(std::string(within)) : unescaped(within);
      i = end;
      continue;
    }
    if (sql.substr(i).starts_with("<=>")) {
      changed += " IS NOT DISTINCT FROM ";
      i += 3;
      continue;
    }
    size_t end = i + 1;
    if (is_word(c)) {
      while (end < sql.size() && is_word(sql[end])) ++end;
    }
    const std::string_view word = sql.substr(i, end - i);
    const std::string lowered = lower(word);
    const bool matches = lowered == "rlike" || lowered == "regexp";
    changed += matches && is_operator(changed, sql, end) ? "SIMILAR TO" : std::string(word);
    i = end;
  }
  return changed;
}

void spark_to_duckdb(SqlTree& tree) {
  if (tree.is_array()) {
    for (SqlTree& part : tree) spark_to_duckdb(part);
    return;
  }
  if (!tree.is_object()) return;
  for (auto& [key, part] : tree.items()) spark_to_duckdb(part);
  if (is_type(tree, "ARRAY_EXTRACT")) {
    SqlTree& children = tree["children"];
    children[1] = counted_from_one(children[1], blank_call());
  } else if (is_class(tree, "FUNCTION")) {
    change_call(tree);
  }
}

}  // namespace newlyn::linkage
