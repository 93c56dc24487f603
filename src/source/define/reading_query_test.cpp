// SPDX-License-Identifier: MIT
// Queries that only read are taken, and those that hide something else are not.
#include "source/define/reading_query.h"

#include <gtest/gtest.h>

namespace newlyn::source {
namespace {

constexpr const char* kPostgres = "postgres://reader@db.example.org/council";
constexpr const char* kMysql = "mysql://reader@db.example.org/council";
constexpr const char* kSqlserver = "odbc:Driver={ODBC Driver 18 for SQL Server};Server=db";
constexpr const char* kOracle = "odbc:Driver={Oracle 21 ODBC driver};DBQ=db";
constexpr const char* kOther = "odbc:Driver={PostgreSQL Unicode};Server=db";

std::string fault(const char* from, const char* query) {
  Definition definition;
  definition.from = from;
  definition.query = query;
  return why_not_reading(definition);
}

struct Query {
  const char* from;
  const char* query;
};

class ReadingQuery : public testing::TestWithParam<Query> {};
class ChangingQuery : public testing::TestWithParam<Query> {};

TEST_P(ReadingQuery, is_taken) { EXPECT_EQ(fault(GetParam().from, GetParam().query), ""); }

INSTANTIATE_TEST_SUITE_P(
    reading_query, ReadingQuery,
    testing::Values(
        Query{kPostgres, "SELECT id, surname FROM tenants WHERE note = 'DELETE; it''s'"},
        Query{kPostgres, "  with a AS (SELECT 1) SELECT * FROM a ; "},
        Query{kPostgres, "-- DELETE; FROM it\nSELECT 1 /* a; /* INSERT */ b */"},
        Query{kPostgres, "SELECT $a$ ; DROP $a$, \"delete\", t.update, last_update FROM t"},
        Query{kMysql, "SELECT 'it''s; DELETE', insert('a', 1, 1, 'x'), truncate(1.5, 0) FROM t"},
        Query{kMysql, "SELECT `delete` # ; DELETE\nFROM t"},
        Query{kSqlserver, "SELECT [insert into], [a]]; DROP] FROM t"},
        Query{kOracle, "SELECT q'[it's; DELETE]' FROM dual"},
        Query{kOther, "(SELECT replace(a, 'b', 'c') FROM t) UNION (SELECT 'x')"}));

TEST_P(ChangingQuery, is_refused) { EXPECT_NE(fault(GetParam().from, GetParam().query), ""); }

INSTANTIATE_TEST_SUITE_P(
    reading_query, ChangingQuery,
    testing::Values(Query{kPostgres, ""}, Query{kPostgres, "DELETE FROM t"},
                    Query{kPostgres, "selected FROM t"},
                    Query{kPostgres, "WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d"},
                    Query{kPostgres, "WITH d AS (SELECT 1)\nUpDaTe t SET a = 1"},
                    Query{kPostgres, "SELECT * INTO copied FROM t"},
                    Query{kPostgres, "SELECT 1; COMMIT; DELETE FROM t"},
                    Query{kPostgres, "SELECT 'a\\'; DELETE FROM t; --'"},
                    Query{kPostgres, "SELECT E'a\\'; DELETE FROM t; --"},
                    Query{kPostgres, "SELECT a$b$; DELETE FROM t; SELECT a$b$"},
                    Query{kPostgres, "SELECT set_config('transaction_read_only', 'off', true)"},
                    Query{kPostgres, "SELECT * FROM t FOR UPDATE"},
                    Query{kMysql, "SELECT 1 /*! INTO OUTFILE '/tmp/x' */ FROM t"},
                    Query{kMysql, "SELECT 1--1; DELETE FROM t"},
                    Query{kMysql, "SELECT 1 /* a /* */; DELETE FROM t -- */"},
                    Query{kSqlserver, "SELECT 1 AS id DELETE FROM t"},
                    Query{kSqlserver, "SELECT 1 EXEC('DROP TABLE t')"},
                    Query{kOther, "SELECT 1 /* a /* */ ; DELETE FROM t -- */"},
                    Query{kOther, "SELECT '\\'; DELETE FROM t; --'"}));

TEST(reading_query, says_what_is_wrong_and_what_to_do) {
  EXPECT_EQ(fault(kPostgres, "SELECT * INTO copied FROM t"),
            "The query says INTO, which does more than reading, and Newlyn never changes a source. "
            "Write one SELECT, or WITH before a SELECT, that only reads; a column of that name is "
            "written in quotes.");
  EXPECT_EQ(fault(kPostgres, "SELECT 1; SELECT 2"),
            "A query is one statement, and a second one follows the ';'. Write one SELECT, or WITH "
            "before a SELECT, that only reads; a column of that name is written in quotes.");
}

}  // namespace
}  // namespace newlyn::source
