// SPDX-License-Identifier: MIT
// Counts ids that stay, merged, ended and came, and records that are elsewhere.
#include "workspace/index/movement.h"

#include <set>

#include "workspace/index/standard_records.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kMovedShown = 10;

/// The records of each entity, in the order of their keys.
using Members = std::map<std::string, std::vector<index::RecordKey>>;

Members members_of(const Partition& partition) {
  Members members;
  for (const auto& [key, id] : partition) members[id].push_back(key);
  return members;
}

void report_ids(const Partition& before, const Partition& now, const index::EntityIndex& after,
                LinkedKind& linked) {
  const Members members_before = members_of(before);
  const Members members_now = members_of(now);
  linked.ids_before = members_before.size();
  linked.entities = members_now.size();
  for (const auto& [id, keys] : members_before) {
    const auto still = members_now.find(id);
    if (still != members_now.end()) {
      ++linked.ids_stay;
      if (still->second != keys) ++linked.entities_changed;
    } else if (after.resolve(id).value_or(id) != id) {
      ++linked.merged;
    } else {
      ++linked.ended;
    }
  }
  linked.made = members_now.size() - linked.ids_stay;
}

void report_moved(const Partition& before, const Partition& now, LinkedKind& linked) {
  for (const auto& [key, id] : before) {
    const auto place = now.find(key);
    if (place == now.end() || place->second == id) continue;
    ++linked.moved;
    if (linked.moved_first.size() < kMovedShown) {
      linked.moved_first.push_back({key_text(key), id, place->second});
    }
  }
}

void report_sources(const Partition& now, LinkedKind& linked) {
  std::map<std::string, LinkedSource> sources;
  std::map<std::string, std::set<std::string>> sources_of_entity;
  for (const auto& [key, id] : now) {
    const std::string source = source_of(key);
    LinkedSource& report = sources[source];
    report.source = source;
    ++report.records;
    if (!sources_of_entity[id].insert(source).second) ++report.duplicates;
  }
  for (auto& [source, report] : sources) linked.sources.push_back(std::move(report));
  for (const auto& [id, of_entity] : sources_of_entity) {
    if (of_entity.size() > 1) ++linked.in_several_sources;
  }
  linked.records = now.size();
}

}  // namespace

Partition partition_of(const index::EntityIndex& index) {
  Partition partition;
  index.each_record([&](const index::Record& record, const std::string& entity) {
    partition.emplace_hint(partition.end(), record.key, entity);
  });
  return partition;
}

void report_movement(const Partition& before, const index::EntityIndex& after, LinkedKind& linked) {
  const Partition now = partition_of(after);
  report_ids(before, now, after, linked);
  report_moved(before, now, linked);
  report_sources(now, linked);
}

}  // namespace newlyn::workspace
