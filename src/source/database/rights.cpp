// SPDX-License-Identifier: MIT
// Each database is asked in its own words; where those are not known, PostgreSQL's are tried.
#include "source/rights.h"

#include <fmt/format.h>

#include "base/error.h"
#include "source/database/rights_sql.h"
#include "source/database/short_rows.h"

namespace newlyn::source {
namespace {

Rights rights_of_mysql(store::Store& store, Place place) {
  // What stands before ON: a table may be named update_log. A role stands without ON.
  return store.number(fmt::format(
             "SELECT count(*) FROM {} AS grants(g) WHERE regexp_matches(g, '^GRANT [^`]*(INSERT|"
             "UPDATE|DELETE|DROP|ALL PRIVILEGES)[^`]* ON ')",
             native_relation(place, "SHOW GRANTS"))) != 0
             ? Rights::may_write
             : Rights::only_reads;
}

}  // namespace

Rights rights_of(store::Store& store, const Definition& definition) {
  const Place place = place_of(definition);
  if (place == Place::files || place == Place::sqlite) return Rights::only_reads;
  const NativeTable table = native_table(definition);
  const AskingScope scope(store, definition);
  try {
    if (place == Place::mysql || table.dialect == Dialect::mysql) {
      return rights_of_mysql(store, place);
    }
    const int64_t writes = store.number(fmt::format("SELECT CAST(COLUMNS(*) AS BIGINT) FROM {}",
                                                    native_relation(place, may_write_sql(table))));
    return writes != 0 ? Rights::may_write : Rights::only_reads;
  } catch (const Error& error) {
    if (error.code() != Code::store_failed) throw;
    return Rights::unknown;
  }
}

}  // namespace newlyn::source
