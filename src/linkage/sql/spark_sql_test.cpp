// SPDX-License-Identifier: MIT
// Spark's spellings against those of DuckDB that mean the same, and what they answer.
#include "linkage/sql/spark_sql.h"

#include <gtest/gtest.h>

namespace newlyn::linkage {
namespace {

class SparkSql : public testing::Test {
 protected:
  std::string rendered(const std::string& sql, bool is_spark) {
    return render_expressions(*store_, parse_expressions(*store_, {{sql, "level 1", is_spark}}))[0];
  }
  /// The answer of an expression of Spark's without columns.
  std::string answer(const std::string& sql) {
    return store_->rows("SELECT CAST((" + rendered(sql, true) + ") AS VARCHAR)")
        .rows[0][0]
        .value_or("null");
  }
  void expect_same(const std::string& spark, const std::string& duckdb) {
    EXPECT_EQ(rendered(spark, true), rendered(duckdb, false)) << spark;
  }

 private:
  std::unique_ptr<store::Store> store_ = store::Store::open({});
};

TEST_F(SparkSql, functions_of_another_name_are_renamed) {
  expect_same("jaro_winkler(a_l, a_r) > 0.9", "jaro_winkler_similarity(a_l, a_r) > 0.9");
  expect_same("JARO_SIM(a_l, a_r) > 0.9", "jaro_similarity(a_l, a_r) > 0.9");
  expect_same("size(array_intersect(t_l, t_r)) >= 1", "len(array_intersect(t_l, t_r)) >= 1");
  expect_same("transform(t_l, x -> upper(x)) = t_r", "list_transform(t_l, x -> upper(x)) = t_r");
  expect_same("size(filter(t_l, x -> array_contains(t_r, x))) > 1",
              "len(list_filter(t_l, x -> array_contains(t_r, x))) > 1");
  expect_same("array_max(v_l) - array_min(v_r) < 2", "list_max(v_l) - list_min(v_r) < 2");
  expect_same("array_max(transform(t_l, x -> jaro_winkler(x, a_r))) > 0.9",
              "list_max(list_transform(t_l, x -> jaro_winkler_similarity(x, a_r))) > 0.9");
  expect_same("arrays_overlap(t_l, t_r)", "list_has_any(t_l, t_r)");
  expect_same("aggregate(v_l, 0, (a, x) -> a + x) > 1", "list_reduce(v_l, (a, x) -> a + x, 0) > 1");
  expect_same("nvl(a_l, b_l) = a_r", "coalesce(a_l, b_l) = a_r");
  expect_same("concat(a_l, b_l, 'x') = a_r", "a_l || b_l || 'x' = a_r");
}

TEST_F(SparkSql, rlike_is_an_operator_and_a_function) {
  expect_same("a_l rlike 'n1' and a_r RLIKE 'n1'",
              "regexp_matches(a_l, 'n1') and regexp_matches(a_r, 'n1')");
  expect_same("not a_l rlike ('n1')", "not regexp_matches(a_l, 'n1')");
  expect_same("a_l not rlike 'n1'", "not regexp_matches(a_l, 'n1')");
  expect_same("`a_l` regexp ('n1')", "regexp_matches(a_l, 'n1')");
  expect_same("a_l = 'x' and rlike(a_r, 'n1')", "a_l = 'x' and regexp_matches(a_r, 'n1')");
  expect_same("a_l = 'rlike' or rlike_l = 1", "a_l = 'rlike' or rlike_l = 1");
  EXPECT_EQ(answer("'an1x' rlike 'n[0-9]'"), "true") << "any part may match";
  EXPECT_EQ(answer("'an1x' rlike '^n'"), "false");
}

TEST_F(SparkSql, quotes_are_those_of_spark) {
  expect_same("`first name_l` = `first name_r`", "\"first name_l\" = \"first name_r\"");
  expect_same("a_l = \"it's\"", "a_l = 'it''s'");
  expect_same("a_l = 'it\\'s `so`'", "a_l = 'it''s `so`'");
  expect_same("a_l rlike '^\\\\d+$'", "regexp_matches(a_l, '^\\d+$')");
  expect_same("a_l <=> a_r", "a_l is not distinct from a_r");
}

TEST_F(SparkSql, places_in_arrays_count_from_nought) {
  expect_same("t_l[0] = t_r[1]", "t_l[1] = t_r[2]");
  expect_same("get(t_l, 0) = a_r", "list_extract(t_l, 1) = a_r");
  expect_same("m_l['key'] = a_r", "m_l['key'] = a_r");
  EXPECT_EQ(answer("array_sort(split('b,a,c', ','))[0]"), "a");
  EXPECT_EQ(answer("split('a,b,c', ',')[2]"), "c");
  EXPECT_EQ(answer("split('a,b,c', ',')[3]"), "null");
  EXPECT_EQ(answer("split('a,b,c', ',')[-1]"), "null") << "Spark does not count from the end";
  EXPECT_EQ(answer("split('a,b,c', ',')[length('x')]"), "b");
  EXPECT_EQ(answer("split('a,b,c', ',')[length('x') - 2]"), "null");
  EXPECT_EQ(answer("element_at(split('a,b,c', ','), -1)"), "c");
  EXPECT_EQ(answer("element_at(split('a,b,c', ','), 1)"), "a") << "element_at counts from one";
}

TEST_F(SparkSql, dates_are_read_and_told_apart) {
  EXPECT_EQ(answer("try_to_timestamp('2020-03-01', 'yyyy-MM-dd')"), "2020-03-01 00:00:00");
  EXPECT_EQ(answer("date(try_to_timestamp('2020-03-01', 'yyyy-MM-dd'))"), "2020-03-01");
  EXPECT_EQ(answer("try_to_timestamp('soon', 'yyyy-MM-dd')"), "null");
  EXPECT_EQ(answer("to_date('1/3/2020', 'd/M/yyyy')"), "2020-03-01");
  EXPECT_EQ(answer("to_date('2020-03-01')"), "2020-03-01");
  const std::string format = ", 'yyyy-MM-dd\\'T\\'HH:mm:ssXXX')";
  EXPECT_EQ(answer("try_to_timestamp('2020-03-01T10:20:30Z'" + format), "2020-03-01 10:20:30");
  EXPECT_EQ(answer("try_to_timestamp('2020-03-01T10:20:30+01:00'" + format), "2020-03-01 09:20:30");
  EXPECT_EQ(answer("unix_timestamp('1970-01-02', 'yyyy-MM-dd')"), "86400");
  EXPECT_EQ(answer("datediff('2020-03-01', '2020-02-28')"), "2") << "the end comes first";
  EXPECT_EQ(answer("datediff('2020-02-28', '2020-03-01')"), "-2");
  EXPECT_EQ(answer("datediff('soon', '2020-03-01')"), "null");
}

TEST_F(SparkSql, null_joins_to_null) { EXPECT_EQ(answer("concat('a', null, 'b')"), "null"); }

}  // namespace
}  // namespace newlyn::linkage
