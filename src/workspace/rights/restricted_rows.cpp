// SPDX-License-Identifier: MIT
// Entities of the book of requests, and their records in the index.
#include "workspace/rights/restricted_rows.h"

#include <fmt/format.h>

#include "store/store.h"
#include "workspace/governance/trace.h"
#include "workspace/index/kind_index.h"
#include "workspace/index/standard_records.h"
#include "workspace/rights/request_book.h"

namespace newlyn::workspace {

std::set<std::string> restricted_rows(const Home& home, const std::string& source,
                                      RunContext& run) {
  std::set<std::string> rows;
  const std::vector<std::string> entities = restricted_for(home, principal());
  if (entities.empty()) return rows;
  const KindIndex people = open_kind_index(home, *entity_kind_named("person"), run);
  if (people.entities == nullptr) return rows;
  people.entities->read([&](const index::EntityIndex& index) {
    for (const std::string& entity : entities) {
      for (const auto& keys : {index.records_of(entity), index.former_records_of(entity)}) {
        for (const index::RecordKey& key : keys) {
          if (source_of(key) == source) rows.insert(key.id);
        }
      }
    }
  });
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
