// SPDX-License-Identifier: MIT
// The question whether a user may write, in the words of the database.
#pragma once

#include <string>

#include "source/database/native_sql.h"

namespace newlyn::source {

/// A query for one number: 1 where the user may change the table, or for a query any table that is
/// not the database's own; else 0. Not for MySQL, which has SHOW GRANTS.
std::string may_write_sql(const NativeTable& table);

}  // namespace newlyn::source
