// SPDX-License-Identifier: MIT
// Which rows of the store are past the time that a rule of retention gives them.
//
// 1. A row without the date that its rule asks for never falls due, and is counted.
// 2. Of a date that is known by its year or month alone, the last day counts.
// 3. rows == due + held + undated + waiting + earlier, for every rule.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "index/index.h"
#include "store/store.h"
#include "workspace/home.h"
#include "workspace/retain.h"
#include "workspace/rights/erased_rows.h"
#include "workspace/rights/retention_rules.h"

namespace newlyn::workspace {

/// A hold, and the rows that it keeps, by source.
struct HeldRows {
  RetentionHold hold;
  bool is_all = false;  // of its source, or of all sources where it names none
  std::map<std::string, std::set<std::string>> rows;
};

/// Whom rules are asked about.
struct DueQuestion {
  store::Store& store;
  const Home& home;
  const index::EntityIndex* people = nullptr;  // null: nobody was linked
  std::string today;
  std::vector<HeldRows> holds;
  std::map<std::string, std::string> deaths;  // by entity, the last that any source says
  /// Rows of which it is told whether their time still runs; null: none.
  const std::set<std::string>* asked = nullptr;
};

/// The holds of the rules and of open restrictions, with the rows they keep.
std::vector<HeldRows> held_rows(const RetentionRules& rules, const Home& home,
                                const index::EntityIndex* people);

/// The day of death of entities, from all sources.
std::map<std::string, std::string> known_deaths(store::Store& store,
                                                const index::EntityIndex* people);

/// What a rule says of its source, and the rows that go. `earlier` has the rows, by source, that go
/// whole by rules before it; whole rows that go by this one are added. Throws
/// Error(request_invalid) for a rule whose source, record or column there is not.
struct DueRows {
  RetainLine line;
  RowGroup group;
  std::set<std::string> waiting;  // rows that were asked about, and whose time runs or is not known
};
/// The columns that the fields of a rule are read from, its records' alone, and those of the date
/// that its time runs from; empty where the rule names no fields. Other fields may be read from
/// them too.
std::vector<std::string> columns_of_fields(const Home& home, const RetentionRule& rule);

DueRows due_rows(const DueQuestion& question, const RetentionRule& rule,
                 std::map<std::string, std::set<std::string>>& earlier);

}  // namespace newlyn::workspace
