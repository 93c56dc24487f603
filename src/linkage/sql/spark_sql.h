// SPDX-License-Identifier: MIT
// SQL as Spark spells it, put into DuckDB's spelling.
#pragma once

#include <string>
#include <string_view>

#include "linkage/sql/sql_tree.h"

namespace newlyn::linkage {

/// Text in Spark's quotes and operators with those that DuckDB's parser reads: `name` becomes
/// "name", texts in either quotes lose their backslashes, RLIKE becomes SIMILAR TO. What that
/// makes of the text is whole only after spark_to_duckdb.
std::string readable_spark(std::string_view sql);

/// Renames functions and puts right what counts or orders otherwise: places in arrays from 0, the
/// arguments of datediff and aggregate, formats of dates.
void spark_to_duckdb(SqlTree& tree);

}  // namespace newlyn::linkage
