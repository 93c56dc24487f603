// SPDX-License-Identifier: MIT
// What Oracle and SQL Server are sent: quoting, literals, paging, watermarks.
#include "source/database/odbc_sql.h"

#include <gtest/gtest.h>

namespace newlyn::source {
namespace {

TEST(odbc_sql, the_dialect_is_told_by_the_driver) {
  EXPECT_EQ(dialect_of("Driver={Oracle 21 ODBC driver};DBQ=host/db"), Dialect::oracle);
  EXPECT_EQ(dialect_of("Driver={ODBC Driver 18 for SQL Server};Server=host"), Dialect::sqlserver);
  EXPECT_EQ(dialect_of("Driver={FreeTDS};Server=host"), Dialect::sqlserver);
  EXPECT_EQ(dialect_of("Driver={MariaDB Unicode};Server=host"), Dialect::mysql);
  EXPECT_EQ(dialect_of("DSN=housing"), Dialect::standard);
}

TEST(odbc_sql, names_are_quoted_as_each_database_wants) {
  EXPECT_EQ(odbc_name(Dialect::oracle, "person_id"), "\"PERSON_ID\"");
  EXPECT_EQ(odbc_name(Dialect::oracle, "Person Id"), "\"Person Id\"");
  EXPECT_EQ(odbc_name(Dialect::sqlserver, "order]s"), "[order]]s]");
  EXPECT_EQ(odbc_name(Dialect::mysql, "na`me"), "`na``me`");
  EXPECT_EQ(odbc_name(Dialect::standard, "na\"me"), "\"na\"\"me\"");
}

TEST(odbc_sql, texts_stay_texts_whatever_they_look_like) {
  EXPECT_EQ(odbc_text(Dialect::standard, "17"), "'17'");
  EXPECT_EQ(odbc_text(Dialect::sqlserver, "O'Neill"), "N'O''Neill'");
  EXPECT_EQ(odbc_text(Dialect::mysql, R"(a\' --)"), R"('a\\'' --')");
  EXPECT_EQ(odbc_table(Dialect::oracle, "housing.people"), R"("HOUSING"."PEOPLE")");
}

TEST(odbc_sql, literals_are_read_alike_whatever_the_settings) {
  struct Row {
    Dialect dialect;
    std::string_view value;
    std::string_view literal;
  };
  for (const Row& row : {
           Row{Dialect::oracle, "2026-01-31", "DATE '2026-01-31'"},
           Row{Dialect::oracle, "2026-01-31 12:00:00.5", "TIMESTAMP '2026-01-31 12:00:00.5'"},
           Row{Dialect::sqlserver, "2026-01-31 12:00:00",
               "CONVERT(datetime2, '2026-01-31T12:00:00', 126)"},
           Row{Dialect::sqlserver, "2026-01-31", "CONVERT(datetime2, '2026-01-31', 126)"},
           Row{Dialect::standard, "2026-01-31", "'2026-01-31'"},
           Row{Dialect::oracle, "17", "17"},
           Row{Dialect::sqlserver, "-1.5", "-1.5"},
           Row{Dialect::oracle, "O'Brien", "'O''Brien'"},
           Row{Dialect::sqlserver, "1-2", "'1-2'"},
           Row{Dialect::sqlserver, "1; DROP TABLE x", "'1; DROP TABLE x'"},
       }) {
    EXPECT_EQ(odbc_literal(row.dialect, row.value), row.literal) << row.value;
  }
}

TEST(odbc_sql, a_table_is_selected_whole) {
  EXPECT_EQ(odbc_select(Dialect::oracle, {"housing.tenants", {}, "", ""}),
            "SELECT * FROM \"HOUSING\".\"TENANTS\"");
  EXPECT_EQ(odbc_select(Dialect::sqlserver, {"dbo.tenants", {"id", "surname"}, "", ""}),
            "SELECT [id], [surname] FROM [dbo].[tenants]");
}

TEST(odbc_sql, a_watermark_takes_what_is_as_new_or_newer) {
  EXPECT_EQ(odbc_select(Dialect::oracle, {"tenants", {}, "changed_at", "2026-01-31 12:00:00"}),
            "SELECT * FROM \"TENANTS\" WHERE \"CHANGED_AT\" >= TIMESTAMP '2026-01-31 12:00:00'");
  EXPECT_EQ(odbc_select(Dialect::sqlserver, {"tenants", {}, "row_version", "4711"}),
            "SELECT * FROM [tenants] WHERE [row_version] >= 4711");
  EXPECT_EQ(odbc_select(Dialect::sqlserver, {"tenants", {}, "changed_at", ""}),
            "SELECT * FROM [tenants]");
}

TEST(odbc_sql, pages_are_cut_in_the_words_of_each) {
  OdbcSelect select{"tenants", {}, "changed_at", "7"};
  select.offset = 200;
  select.rows_max = 100;
  EXPECT_EQ(
      odbc_select(Dialect::oracle, select),
      "SELECT * FROM \"TENANTS\" WHERE \"CHANGED_AT\" >= 7 ORDER BY \"CHANGED_AT\" OFFSET 200 "
      "ROWS FETCH NEXT 100 ROWS ONLY");
  EXPECT_EQ(odbc_select(Dialect::sqlserver, select),
            "SELECT * FROM [tenants] WHERE [changed_at] >= 7 ORDER BY [changed_at] OFFSET 200 ROWS "
            "FETCH NEXT 100 ROWS ONLY");
  select.watermark.clear();
  EXPECT_EQ(odbc_select(Dialect::sqlserver, select),
            "SELECT * FROM [tenants] ORDER BY (SELECT NULL) OFFSET 200 ROWS FETCH NEXT 100 ROWS "
            "ONLY");
  EXPECT_EQ(odbc_select(Dialect::standard, select),
            "SELECT * FROM \"tenants\" LIMIT 100 OFFSET 200");
}

TEST(odbc_sql, a_password_cannot_break_out_of_its_value) {
  EXPECT_EQ(odbc_value("a;b}c"), "{a;b}}c}");
}

}  // namespace
}  // namespace newlyn::source
