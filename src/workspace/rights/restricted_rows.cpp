// SPDX-License-Identifier: MIT
// Entities of the book of requests, and their records in the index.
#include "workspace/rights/restricted_rows.h"

#include <fmt/format.h>

#include "governance/decision.h"
#include "workspace/governance/home_policy.h"
#include "workspace/governance/trace.h"
#include "workspace/index/closed_entities.h"
#include "workspace/index/kind_index.h"
#include "workspace/index/standard_records.h"
#include "workspace/rights/request_book.h"

namespace newlyn::workspace {

std::set<std::string> restricted_rows(const Home& home, store::Store& store, const RowsLook& look,
                                      RunContext& run) {
  std::set<std::string> rows;
  const std::string who = principal();
  std::vector<std::string> requested = restricted_for(home, who);
  for (const PersonRequest& objection : objections_to(home, look.purpose)) {
    requested.push_back(objection.entity);
  }
  const HomePolicy policy = read_home_policy(home, who, {});
  const auto uncleared = governance::uncleared_classes(
      policy.policy, {who, "show_entity", {}, sign_in_facts()}, policy.restricted);
  for (const EntityKind& kind : kEntityKinds) {
    if (requested.empty() && uncleared.empty()) break;
    const KindIndex open = open_kind_index(home, store, kind, run);
    if (open.entities == nullptr) continue;
    std::set<std::string> entities(requested.begin(), requested.end());
    for (const auto& [entity, of] : restricted_entities(home, store, open, uncleared).classes) {
      entities.insert(entity);
    }
    open.entities->read([&](const index::EntityIndex& index) {
      for (const std::string& entity : entities) {
        for (const auto& keys : {index.records_of(entity), index.former_records_of(entity)}) {
          for (const index::RecordKey& key : keys) {
            if (source_of(key) == look.source) rows.insert(key.id);
          }
        }
      }
    });
  }
  return rows;
}

std::string not_restricted_sql(const std::string& id, const std::set<std::string>& restricted) {
  if (restricted.empty()) return "true";
  std::string ids;
  for (const std::string& one : restricted) {
    ids += fmt::format("{}{}", ids.empty() ? "" : ", ", store::quote_text(one));
  }
  return fmt::format("({0} IS NULL OR {0} NOT IN ({1}))", id, ids);
}

}  // namespace newlyn::workspace
