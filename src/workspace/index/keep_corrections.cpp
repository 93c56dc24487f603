// SPDX-License-Identifier: MIT
// Of each field of an entity the correction made last holds: where its record leaves, it is made
// again of another one.
#include "workspace/index/keep_corrections.h"

#include <map>
#include <optional>
#include <set>
#include <string>

#include "index/view.h"

namespace newlyn::workspace {
namespace {

/// The correction of each field that holds for an entity.
std::map<std::string, index::NumberedCorrection> holding(const index::View& whole,
                                                         const std::string& entity) {
  std::map<std::string, index::NumberedCorrection> last;
  for (const index::RecordKey& key : whole.records_of(entity)) {
    for (const index::NumberedCorrection& made : whole.corrections_of(key)) {
      if (made.withdrawn || made.correction.disputed) continue;
      index::NumberedCorrection& known = last[made.correction.field];
      if (made.number >= known.number) known = made;
    }
  }
  return last;
}

/// The first record of an entity that stays.
std::optional<index::RecordKey> staying(const index::View& whole, const std::string& entity,
                                        const std::set<index::RecordKey>& leaving) {
  for (const index::RecordKey& key : whole.records_of(entity)) {
    if (!leaving.contains(key)) return key;
  }
  return std::nullopt;
}

std::vector<index::Change> corrections_that_stay(const index::EntityIndex& entities,
                                                 const std::vector<index::RecordKey>& leaving) {
  const index::View whole = entities.whole();
  const std::set<index::RecordKey> all(leaving.begin(), leaving.end());
  std::set<std::string> touched;
  for (const index::RecordKey& key : leaving) {
    if (entities.corrections_of(key).empty()) continue;
    if (const auto entity = whole.entity_of(key)) touched.insert(*entity);
  }
  std::vector<index::Change> kept;
  for (const std::string& entity : touched) {
    const auto heir = staying(whole, entity, all);
    if (!heir) continue;
    for (const auto& [field, made] : holding(whole, entity)) {
      if (!all.contains(made.correction.record)) continue;
      index::Change change;
      change.kind = index::Change::Kind::correct;
      change.correction = made.correction;
      change.correction.record = *heir;
      kept.push_back(std::move(change));
    }
  }
  return kept;
}

}  // namespace

void keep_corrections(index::DurableIndex& entities, const std::vector<index::RecordKey>& leaving) {
  std::vector<index::Change> kept;
  entities.read([&](const index::EntityIndex& of) { kept = corrections_that_stay(of, leaving); });
  if (!kept.empty()) entities.apply(std::move(kept));
}

}  // namespace newlyn::workspace
