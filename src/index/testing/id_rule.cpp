// SPDX-License-Identifier: MIT
// Clusters are read off the index after the step; their ids are worked out from what was before.
#include "index/testing/id_rule.h"

#include <algorithm>
#include <set>

#include "index/view.h"

namespace newlyn::index {

void IdRule::look(const EntityIndex& index) {
  const View whole = index.whole();
  before_.clear();
  whole.each_key([&](const RecordKey& key, const std::string& id) { before_[key] = id; });
  leads_to_.clear();
  for (const auto& [id, made] : made_) leads_to_[id] = *whole.resolve(id);
}

/// Older, or as old and with the smaller id.
bool IdRule::is_before(const std::string& a, const std::string& b) const {
  if (made_.at(a) != made_.at(b)) return made_.at(a) < made_.at(b);
  return a < b;
}

std::vector<IdRule::Part> IdRule::parts_of(const std::vector<Cluster>& clusters) const {
  std::vector<Part> parts;
  for (size_t cluster = 0; cluster < clusters.size(); ++cluster) {
    std::map<std::string, Part> of_cluster;
    for (const RecordKey& key : clusters[cluster]) {
      const auto entity = before_.find(key);
      if (entity == before_.end()) continue;
      Part& part = of_cluster[entity->second];
      part.entity = entity->second;
      part.cluster = cluster;
      part.keys.push_back(key);
    }
    for (auto& [entity, part] : of_cluster) parts.push_back(std::move(part));
  }
  std::map<std::string, std::vector<Part*>> of_entity;
  for (Part& part : parts) of_entity[part.entity].push_back(&part);
  for (auto& [entity, its] : of_entity) name(entity, its);
  return parts;
}

/// Gives the parts of an entity its id and those of entities that were merged into it.
void IdRule::name(const std::string& entity, std::vector<Part*> parts) const {
  if (parts.size() == 1) {
    parts[0]->id = entity;
    return;
  }
  struct Claim {
    std::string id;
    Part* part = nullptr;
    size_t count = 0;
    uint64_t first = UINT64_MAX;
  };
  std::vector<Claim> claims;
  for (Part* part : parts) {
    std::map<std::string, Claim> by_id;
    for (const RecordKey& key : part->keys) {
      const std::string& home = home_.at(key);
      if (leads_to_.at(home) != entity) continue;
      Claim& claim = by_id[home];
      claim.id = home;
      claim.part = part;
      ++claim.count;
      claim.first = std::min(claim.first, arrival_.at(key));
    }
    for (auto& [id, claim] : by_id) claims.push_back(claim);
  }
  std::set<std::string> given;
  while (!claims.empty()) {
    const auto best =
        std::min_element(claims.begin(), claims.end(), [&](const Claim& a, const Claim& b) {
          if (a.count != b.count) return a.count > b.count;
          if (a.id != b.id) return is_before(a.id, b.id);
          return a.first < b.first;
        });
    best->part->id = best->id;
    given.insert(best->id);
    const Claim taken = *best;
    std::erase_if(claims, [&](const Claim& claim) {
      return claim.id == taken.id || claim.part == taken.part;
    });
  }
  if (given.contains(entity)) return;
  Part* largest = nullptr;
  for (Part* part : parts) {
    if (!part->id.empty()) continue;
    if (largest == nullptr || part->keys.size() > largest->keys.size()) largest = part;
  }
  if (largest != nullptr) largest->id = entity;
}

std::string IdRule::survivor(const std::vector<Part>& parts, size_t cluster) const {
  const Part* best = nullptr;
  for (const Part& part : parts) {
    if (part.cluster != cluster || part.id.empty()) continue;
    const bool is_better = best == nullptr || part.keys.size() > best->keys.size() ||
                           (part.keys.size() == best->keys.size() && is_before(part.id, best->id));
    if (is_better) best = &part;
  }
  return best == nullptr ? "" : best->id;
}

/// The id that records of no entity had last, where no part of that is there.
std::string IdRule::returning(const Cluster& cluster, const std::vector<Part>& parts) const {
  std::string best;
  for (const RecordKey& key : cluster) {
    const auto home = home_.find(key);
    if (home == home_.end()) continue;
    const std::string& last = leads_to_.at(home->second);
    const bool is_there = std::any_of(parts.begin(), parts.end(),
                                      [&](const Part& part) { return part.entity == last; });
    if (!is_there && (best.empty() || is_before(last, best))) best = last;
  }
  return best;
}

void IdRule::learn(const EntityIndex& index, const std::vector<Cluster>& clusters) {
  for (const Cluster& cluster : clusters) {
    const std::string& id = now_.at(cluster[0]);
    const bool is_new = made_.emplace(id, index.sequence()).second;
    for (const RecordKey& key : cluster) {
      if (is_new) home_[key] = id;
      home_.emplace(key, id);
    }
  }
}

/// Where the records of an id are the same as before, the id is.
void IdRule::compare_plainly(const std::vector<Cluster>& clusters, const std::vector<Part>& parts) {
  std::map<std::string, size_t> sizes;
  for (const auto& [key, id] : before_) ++sizes[id];
  for (const Part& part : parts) {
    const bool is_same = part.keys.size() == clusters[part.cluster].size() &&
                         part.keys.size() == sizes.at(part.entity);
    if (is_same && now_.at(part.keys[0]) != part.entity) {
      tell(part.entity + " has the records it had and is " + now_.at(part.keys[0]) + " now.");
    }
  }
}

std::vector<std::string> IdRule::compare(const EntityIndex& index,
                                         const std::vector<Change>& done) {
  findings_.clear();
  for (const Change& change : done) {
    if (change.kind == Change::Kind::add) arrival_.emplace(change.record.key, arrival_.size());
    if (change.kind == Change::Kind::remove) before_.erase(change.record.key);
  }
  const View whole = index.whole();
  now_.clear();
  whole.each_key([&](const RecordKey& key, const std::string& id) { now_[key] = id; });
  std::map<std::string, Cluster> by_id;
  for (const auto& [key, id] : now_) by_id[id].push_back(key);
  std::vector<Cluster> clusters;
  for (const auto& [id, cluster] : by_id) clusters.push_back(cluster);
  std::sort(clusters.begin(), clusters.end());  // by their first record
  const std::vector<Part> parts = parts_of(clusters);
  compare_plainly(clusters, parts);
  std::set<std::string> taken;
  std::vector<std::string> wanted;
  for (size_t cluster = 0; cluster < clusters.size(); ++cluster) {
    wanted.push_back(survivor(parts, cluster));
    const bool has_part = std::any_of(parts.begin(), parts.end(),
                                      [&](const Part& part) { return part.cluster == cluster; });
    if (!has_part) wanted.back() = returning(clusters[cluster], parts);
    if (!wanted.back().empty() && !taken.insert(wanted.back()).second) wanted.back().clear();
    const std::string& is = now_.at(clusters[cluster][0]);
    if (wanted.back().empty() ? made_.contains(is) : is != wanted.back()) {
      tell("A cluster of " + std::to_string(clusters[cluster].size()) + " is " + is + ", not " +
           (wanted.back().empty() ? "new" : wanted.back()) + ".");
    }
  }
  for (const Part& part : parts) {
    const std::string& into = now_.at(part.keys[0]);
    if (whole.records_of(part.entity).empty()) tell(part.entity + " leads to nobody.");
    if (part.id.empty() || part.id == into) continue;
    if (whole.resolve(part.id) != into) tell(part.id + " does not lead to " + into + ".");
  }
  learn(index, clusters);
  return findings_;
}

}  // namespace newlyn::index
