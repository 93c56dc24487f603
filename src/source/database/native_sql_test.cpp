// SPDX-License-Identifier: MIT
// Names and values are quoted as each database does; parts leave no row out between them.
#include "source/database/native_sql.h"

#include <gtest/gtest.h>

#include "source/database/rights_sql.h"

namespace newlyn::source {
namespace {

const NativeTable kTenants{Place::postgres, "tenants", "tenant_id"};
const NativeTable kHousing{Place::mysql, "housing.tenants", "ref"};

TEST(native_sql, the_first_part_has_no_beginning_and_the_last_holds_rows_without_a_value) {
  EXPECT_EQ(part_sql(kTenants, {{"tenant_id"}}, {"", "500"}),
            R"(SELECT "tenant_id" FROM "public"."tenants" WHERE "tenant_id" <= '500')");
  EXPECT_EQ(
      part_sql(kTenants, {}, {"500", "900"}),
      R"(SELECT * FROM "public"."tenants" WHERE "tenant_id" > '500' AND "tenant_id" <= '900')");
  EXPECT_EQ(part_sql(kTenants, {}, {"900", ""}),
            R"(SELECT * FROM "public"."tenants" WHERE "tenant_id" > '900' OR "tenant_id" IS NULL)");
  EXPECT_EQ(part_sql(kTenants, {}, {"", ""}), R"(SELECT * FROM "public"."tenants")");
}

TEST(native_sql, a_part_ends_with_the_row_that_fills_it) {
  EXPECT_EQ(part_end_sql(kHousing, "", 50),
            "SELECT CAST(`ref` AS CHAR) AS newlyn_end FROM `housing`.`tenants` WHERE `ref` IS NOT "
            "NULL ORDER BY `ref` LIMIT 1 OFFSET 49");
  EXPECT_EQ(part_end_sql(kTenants, "7", 50),
            "SELECT CAST(\"tenant_id\" AS text) AS newlyn_end FROM \"public\".\"tenants\" WHERE "
            "\"tenant_id\" > '7' ORDER BY \"tenant_id\" LIMIT 1 OFFSET 49");
}

TEST(native_sql, of_sqlite_every_value_is_read_as_text) {
  const NativeTable members{Place::sqlite, "members", "card"};
  EXPECT_EQ(part_end_sql(members, "7", 50),
            "SELECT CAST(\"card\" AS text) AS newlyn_end FROM \"members\" WHERE \"card\" > '7' "
            "ORDER BY \"card\" LIMIT 1 OFFSET 49");
  EXPECT_EQ(part_sql(members, {{"loans"}}, {"7", "9"}),
            "SELECT CAST(\"loans\" AS TEXT) AS \"loans\" FROM \"members\" WHERE \"card\" > '7' AND "
            "\"card\" <= '9'");
  EXPECT_EQ(native_relation(Place::sqlite, "SELECT 1"), "sqlite_query('peer', 'SELECT 1')");
}

TEST(native_sql, through_odbc_values_are_written_in_the_type_of_the_column) {
  const NativeTable texts{Place::odbc, "dbo.people", "ref", Dialect::sqlserver, "text"};
  EXPECT_EQ(part_end_sql(texts, "17", 50),
            "SELECT [ref] AS newlyn_end FROM [dbo].[people] WHERE [ref] > N'17' ORDER BY [ref] "
            "OFFSET 49 ROWS FETCH NEXT 1 ROWS ONLY");
  const NativeTable numbers{Place::odbc, "people", "id", Dialect::oracle, "number"};
  EXPECT_EQ(part_sql(numbers, {{"surname"}}, {"17", "90"}),
            R"(SELECT "SURNAME" FROM "PEOPLE" WHERE "ID" > 17 AND "ID" <= 90)");
  const NativeTable days{Place::odbc, "people", "born", Dialect::oracle, "date"};
  EXPECT_EQ(part_sql(days, {{"born"}}, {"2001-01-31", ""}),
            R"(SELECT "BORN" FROM "PEOPLE" WHERE "BORN" > DATE '2001-01-31' OR "BORN" IS NULL)");
  EXPECT_EQ(native_relation(Place::odbc, "SELECT 1"),
            "odbc_query(getvariable('newlyn_peer'), 'SELECT 1')");
}

TEST(native_sql, sqlite_gives_the_numbers_of_rows_where_they_are_asked_for) {
  NativeTable table{Place::sqlite, "main.it's", "id"};
  table.numbered = true;
  EXPECT_EQ(part_sql(table, {{"id"}}, {}),
            R"(SELECT CAST("id" AS TEXT) AS "id", rowid AS newlyn_row FROM "main"."it's")");
  EXPECT_EQ(is_numbered_sql(table),
            "SELECT count(*) AS newlyn_numbered FROM pragma_table_list WHERE lower(name) = "
            "lower('it''s') AND type <> 'view' AND wr = 0");
}

TEST(native_sql, a_value_that_is_too_long_does_not_travel_and_is_marked) {
  using Length = NativeColumn::Length;
  const std::vector<NativeColumn> columns = {
      {"id"}, {"notes", Length::text, 1}, {"photo", Length::bytes, 2}};
  EXPECT_EQ(
      part_sql(kTenants, {columns[0], columns[1]}, {}),
      R"(SELECT "id", CASE WHEN octet_length(CAST("notes" AS text)) > 1048576 THEN NULL ELSE )"
      R"("notes" END AS "notes", CASE WHEN octet_length(CAST("notes" AS text)) > 1048576 )"
      R"(THEN 1 ELSE 0 END AS newlyn_long, CASE WHEN octet_length(CAST("notes" AS text)) > )"
      R"(1048576 THEN octet_length(CAST("notes" AS text)) ELSE 0 END AS newlyn_long_bytes )"
      R"(FROM "public"."tenants")");
  struct Row {
    Place place;
    Dialect dialect;
    std::string_view text;
    std::string_view bytes;
  };
  for (const Row& row : {
           Row{Place::postgres, Dialect::standard, R"(octet_length(CAST("notes" AS text)))",
               R"(octet_length("photo"))"},
           Row{Place::mysql, Dialect::standard, "octet_length(`notes`)", "octet_length(`photo`)"},
           Row{Place::sqlite, Dialect::standard, R"(length(CAST("notes" AS BLOB)))",
               R"(length(CAST("photo" AS BLOB)))"},
           Row{Place::odbc, Dialect::oracle, R"(LENGTH("NOTES"))",
               R"(DBMS_LOB.GETLENGTH("PHOTO"))"},
           Row{Place::odbc, Dialect::sqlserver, "DATALENGTH([notes]) / 2", "DATALENGTH([photo])"},
           Row{Place::odbc, Dialect::mysql, "octet_length(`notes`)", "octet_length(`photo`)"},
           Row{Place::odbc, Dialect::standard, R"(octet_length("notes"))",
               R"(octet_length("photo"))"},
       }) {
    const NativeTable table{row.place, "tenants", "id", row.dialect};
    for (const std::string_view length : {row.text, row.bytes}) {
      const std::string sql = part_sql(table, columns, {});
      EXPECT_NE(sql.find("CASE WHEN " + std::string(length) + " > 1048576 THEN NULL"), sql.npos)
          << sql;
    }
  }
}

TEST(native_sql, any_rows_are_looked_at_in_the_words_of_each) {
  using Length = NativeColumn::Length;
  const std::vector<NativeColumn> notes = {{"notes", Length::text}};
  EXPECT_EQ(look_sql({Place::odbc, "dbo.people", "", Dialect::sqlserver}, notes, 10),
            "SELECT CASE WHEN DATALENGTH([notes]) / 2 > 1048576 THEN NULL ELSE SUBSTRING([notes], "
            "1, 4096) END AS [notes] FROM [dbo].[people] ORDER BY (SELECT NULL) OFFSET 0 ROWS "
            "FETCH NEXT 10 ROWS ONLY");
  EXPECT_EQ(look_sql({Place::odbc, "people", "", Dialect::oracle}, notes, 10),
            "SELECT CASE WHEN LENGTH(\"NOTES\") > 1048576 THEN NULL ELSE SUBSTR(\"NOTES\", 1, "
            "4096) END AS \"NOTES\" FROM \"PEOPLE\" OFFSET 0 ROWS FETCH NEXT 10 ROWS ONLY");
  EXPECT_EQ(look_sql(kHousing, {{"id"}}, 10), "SELECT `id` FROM `housing`.`tenants` LIMIT 10");
}

TEST(native_sql, a_query_stands_in_brackets_of_its_own) {
  NativeTable table{Place::odbc, "", "changed", Dialect::oracle};
  table.query = "SELECT id FROM people -- all";
  EXPECT_EQ(part_sql(table, {{"id"}}, {"", "", "2026-01-31"}),
            "SELECT \"ID\" FROM (SELECT id FROM people -- all\n) newlyn_rows WHERE \"CHANGED\" >= "
            "DATE '2026-01-31'");
}

TEST(native_sql, the_next_rows_are_asked_for_with_their_bytes_alone) {
  using Length = NativeColumn::Length;
  const NativeTable people{Place::odbc, "people", "id", Dialect::sqlserver, "number"};
  EXPECT_EQ(next_rows_sql(people, {{"id"}, {"notes", Length::bytes}}, "7", 50),
            "SELECT [id] AS newlyn_end, CASE WHEN DATALENGTH([notes]) <= 1048576 THEN "
            "DATALENGTH([notes]) ELSE 0 END AS newlyn_bytes FROM [people] WHERE [id] > 7 ORDER BY "
            "[id] OFFSET 0 ROWS FETCH NEXT 50 ROWS ONLY");
  EXPECT_EQ(row_sizes_sql(kTenants, {{"id"}}, {}),
            "SELECT max(newlyn_bytes) AS newlyn_longest, sum(CASE WHEN newlyn_bytes > 32768 THEN "
            "1.0 * newlyn_bytes ELSE 0.0 END) AS newlyn_heavy FROM (SELECT 0 AS newlyn_bytes FROM "
            "\"public\".\"tenants\") newlyn_sizes");
}

TEST(native_sql, hostile_values_and_names_stay_what_they_are) {
  EXPECT_EQ(
      part_sql(kHousing, {}, {R"(o'x\' OR 1=1 --)", ""}),
      R"(SELECT * FROM `housing`.`tenants` WHERE `ref` > 'o''x\\'' OR 1=1 --' OR `ref` IS NULL)");
  EXPECT_EQ(largest_sql({Place::mysql, "a`b", "x"}, "c`d"),
            "SELECT max(`c``d`) AS `c``d` FROM `a``b`");
  EXPECT_EQ(largest_sql({Place::postgres, "a\"b", "x"}, "c"),
            R"(SELECT max("c") AS "c" FROM "public"."a""b")");
}

TEST(native_sql, only_types_whose_texts_keep_their_order_are_cut_by) {
  EXPECT_TRUE(has_exact_order("integer"));
  EXPECT_TRUE(has_exact_order("character varying"));
  EXPECT_FALSE(has_exact_order("double precision"));
  EXPECT_FALSE(has_exact_order("enum"));
  EXPECT_FALSE(has_exact_order(""));
}

TEST(native_sql, a_query_stands_after_from) {
  EXPECT_EQ(native_relation(Place::mysql, "SELECT 'a'"), "mysql_query('peer', 'SELECT ''a''')");
}

TEST(native_sql, the_right_to_write_is_asked_for_in_the_words_of_the_database) {
  NativeTable table{Place::postgres, "Mixed Case", ""};
  EXPECT_EQ(may_write_sql(table),
            "SELECT CASE WHEN has_table_privilege('\"Mixed Case\"', "
            "'INSERT,UPDATE,DELETE,TRUNCATE') THEN 1 ELSE 0 END AS newlyn_writes");
  table = {Place::odbc, "dbo.People", "", Dialect::sqlserver};
  EXPECT_EQ(may_write_sql(table),
            "SELECT CASE WHEN HAS_PERMS_BY_NAME('[dbo].[People]', 'OBJECT', 'INSERT') = 1 OR "
            "HAS_PERMS_BY_NAME('[dbo].[People]', 'OBJECT', 'UPDATE') = 1 OR "
            "HAS_PERMS_BY_NAME('[dbo].[People]', 'OBJECT', 'DELETE') = 1 THEN 1 ELSE 0 END AS "
            "newlyn_writes");
  table.dialect = Dialect::oracle;
  EXPECT_TRUE(may_write_sql(table).ends_with("FROM dual"));
}

}  // namespace
}  // namespace newlyn::source
