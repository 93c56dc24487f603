// SPDX-License-Identifier: MIT
// Who is restricted, as rows of a source: for looks that go by the place of a row and know no
// person.
#pragma once

#include <set>
#include <string>

#include "base/run_context.h"
#include "store/store.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// A look at rows of a source.
struct RowsLook {
  const std::string& source;
  const std::string& purpose;  // empty: none
};

/// The native ids of rows of a source in which somebody stands whose values are withheld from the
/// account that asks: at the person's request (none for an officer), because the person objects to
/// the purpose, or because the account is not cleared for them. Somebody whose rows are all gone is
/// not in it.
std::set<std::string> restricted_rows(const Home& home, store::Store& store, const RowsLook& look,
                                      RunContext& run);

/// SQL that holds for rows that are none of these: "true" where there are none.
std::string not_restricted_sql(const std::string& id, const std::set<std::string>& restricted);

}  // namespace newlyn::workspace
