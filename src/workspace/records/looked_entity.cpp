// SPDX-License-Identifier: MIT
// What single questions and an export of all entities have in common.
#include "workspace/records/looked_entity.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "linkage/linkage.h"
#include "workspace/index/entity_answers.h"
#include "workspace/index/standard_records.h"

namespace newlyn::workspace {
namespace {

constexpr double kRelated = 0.01;
constexpr size_t kRelatedRecords = 20;

/// Those whom records of an entity are near to, each by the record that weighs most with it.
std::vector<RelatedEntity> related_to(const Desk& desk, const index::View& index,
                                      const std::string& id) {
  std::map<std::string, RelatedEntity> related;
  const std::set<std::string> withheld = withheld_in(desk, index);
  std::vector<index::RecordKey> keys = index.records_of(id);
  if (keys.size() > kRelatedRecords) keys.resize(kRelatedRecords);
  for (const index::RecordKey& key : keys) {
    for (const index::Match& match :
         index.matches(index.record(key)->values, linkage::weight_of(kRelated))) {
      if (match.entity == id || withheld.contains(match.entity)) continue;
      RelatedEntity& one = related[match.entity];
      if (!one.found.entity.empty() && one.found.weight >= match.weight) continue;
      one.record = key_text(key);
      one.found.entity = match.entity;
      one.found.weight = match.weight;
      one.found.probability = linkage::probability_of(match.weight);
      one.found.record = key_text(match.key);
    }
  }
  std::vector<RelatedEntity> all;
  for (auto& [other, one] : related) {
    one.found.grade = match_grade(one.found.probability, 0, false);
    one.found.summary = shown_summary(desk, index, other);
    all.push_back(std::move(one));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.found.weight > b.found.weight; });
  return all;
}

}  // namespace

LookedEntity looked_entity(Desk& desk, const index::View::Views& views, const std::string& id) {
  LookedEntity entity;
  entity.view = view_of(desk, *views[0], id, {});
  add_relations(desk, views, {}, entity.view);
  entity.name = summary_of(entity.view.values);
  entity.related = related_to(desk, *views[0], entity.view.id);
  return entity;
}

}  // namespace newlyn::workspace
