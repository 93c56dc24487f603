// SPDX-License-Identifier: MIT
// The store prepares the condition, and says what is wrong with it.
#include "source/table/row_condition.h"

#include <fmt/format.h>

#include "base/error.h"

namespace newlyn::source {

void check_condition(store::Store& store, const Definition& definition,
                     const std::string& relation) {
  if (definition.where.empty()) return;
  const auto prepare = [&](const std::string& condition) {
    store.rows(
        fmt::format("SELECT column_name FROM (DESCRIBE SELECT * FROM {}{})", relation, condition));
  };
  prepare("");  // what is wrong without the condition is not its fault
  try {
    prepare(fmt::format(" WHERE coalesce(({}), false)", definition.where));
  } catch (const Error& error) {
    if (error.code() != Code::store_failed) throw;
    const std::string said = error.what();
    throw Error(
        Code::request_invalid,
        fmt::format("The condition \"{}\" of source '{}' cannot be asked of its rows. Write SQL "
                    "over the columns of the source, as in status <> 'closed'. The store said: {}",
                    definition.where, definition.name, said.substr(0, said.find('\n'))));
  }
}

}  // namespace newlyn::source
