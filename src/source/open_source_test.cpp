// SPDX-License-Identifier: MIT
// What Oracle and SQL Server say when something is wrong, as sentences about the source.
#include "source/open_source.h"

#include <gtest/gtest.h>

namespace newlyn::source {
namespace {

TEST(source_failure, what_oracle_and_sql_server_say_is_told_as_what_it_is) {
  Definition definition;
  definition.name = "tenants";
  definition.table = "housing.tenants";
  definition.from = "odbc:Driver={x}";
  definition.secret = "env:PASSWORD";
  struct Row {
    std::string_view said;
    Code code;
    std::string_view told;
  };
  for (const Row& row : {
           Row{"28000(1017): [Oracle][ODBC][Ora]ORA-01017: invalid username/password; logon denied",
               Code::access_refused, "refuses the user or the password"},
           Row{"08004(12541): [Oracle][ODBC][Ora]ORA-12541: TNS:no listener", Code::source_missing,
               "does not answer"},
           Row{"42S02(942): [Oracle][ODBC][Ora]ORA-00942: table or view does not exist",
               Code::source_missing, "does not show it to this user"},
           Row{"42000(1031): [Oracle][ODBC][Ora]ORA-01031: insufficient privileges",
               Code::access_refused, "Have the right to SELECT from it granted"},
           Row{"HY000(3113): [Oracle][ODBC][Ora]ORA-03113: end-of-file on communication channel",
               Code::source_unreadable, "was cut while it was read"},
           Row{"28000(18456): [Microsoft][SQL Server]Login failed for user 'newlyn'.",
               Code::access_refused, "refuses the user or the password"},
           Row{"08001(0): [FreeTDS][SQL Server]Unable to connect to data source",
               Code::source_missing, "does not answer"},
           Row{"42S02(208): [Microsoft][SQL Server]Invalid object name 'dbo.tenants'.",
               Code::source_missing, "does not have the table"},
           Row{"42000(229): [Microsoft][SQL Server]The SELECT permission was denied on the object "
               "'tenants', database 'Housing', schema 'dbo'.",
               Code::access_refused, "Have the right to SELECT from it granted"},
           Row{"08S01(10054): [Microsoft][SQL Server]Communication link failure",
               Code::source_unreadable, "was cut while it was read"},
       }) {
    const Error error(Code::store_failed,
                      "'SQLExecDirect' failed, return: -1, diagnostics: '" + std::string(row.said));
    const Error told = source_failure(definition, error);
    EXPECT_EQ(told.code(), row.code) << row.said;
    EXPECT_NE(std::string_view(told.what()).find(row.told), std::string_view::npos) << told.what();
  }
}

}  // namespace
}  // namespace newlyn::source
