// SPDX-License-Identifier: MIT
// PostgreSQL, SQL Server and Oracle say what their own user may do.
#include "source/database/rights_sql.h"

#include <fmt/format.h>

namespace newlyn::source {
namespace {

std::string in_quotes(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

std::string postgres_sql(const NativeTable& table) {
  constexpr std::string_view kRights = "'INSERT,UPDATE,DELETE,TRUNCATE'";
  std::string which = fmt::format(
      "EXISTS (SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = "
      "c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'f') AND left(CAST(n.nspname AS text), 3) "
      "<> 'pg_' AND n.nspname <> 'information_schema' AND has_table_privilege(c.oid, {}))",
      kRights);
  if (table.query.empty()) {
    which = fmt::format("has_table_privilege({}, {})",
                        in_quotes(odbc_table(Dialect::standard, table.table)), kRights);
  }
  return fmt::format("SELECT CASE WHEN {} THEN 1 ELSE 0 END AS newlyn_writes", which);
}

std::string sqlserver_sql(const NativeTable& table) {
  const auto may = [](const std::string& name) {
    std::string any;
    for (const char* right : {"INSERT", "UPDATE", "DELETE"}) {
      any += fmt::format("{}HAS_PERMS_BY_NAME({}, 'OBJECT', '{}') = 1", any.empty() ? "" : " OR ",
                         name, right);
    }
    return any;
  };
  std::string which = fmt::format("EXISTS (SELECT 1 FROM sys.tables WHERE {})",
                                  may("QUOTENAME(SCHEMA_NAME(schema_id)) + '.' + QUOTENAME(name)"));
  if (table.query.empty()) {
    which = may(in_quotes(odbc_table(Dialect::sqlserver, table.table)));
  }
  return fmt::format("SELECT CASE WHEN {} THEN 1 ELSE 0 END AS newlyn_writes", which);
}

std::string oracle_sql() {
  return "SELECT CASE WHEN EXISTS (SELECT 1 FROM user_tables) OR EXISTS (SELECT 1 FROM "
         "session_privs WHERE privilege IN ('INSERT ANY TABLE', 'UPDATE ANY TABLE', 'DELETE ANY "
         "TABLE')) OR EXISTS (SELECT 1 FROM all_tab_privs WHERE privilege IN ('INSERT', 'UPDATE', "
         "'DELETE') AND grantee IN (SELECT user FROM dual UNION ALL SELECT role FROM "
         "session_roles)) THEN 1 ELSE 0 END AS newlyn_writes FROM dual";
}

}  // namespace

std::string may_write_sql(const NativeTable& table) {
  if (table.dialect == Dialect::sqlserver) return sqlserver_sql(table);
  if (table.dialect == Dialect::oracle) return oracle_sql();
  return postgres_sql(table);
}

}  // namespace newlyn::source
