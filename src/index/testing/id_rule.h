// SPDX-License-Identifier: MIT
// The rule of ids, as slow and as plain as it is written, held against an index after each step.
//
// 1. A step puts the records there are into clusters. What of an entity is in one cluster is a part
//    of it; records that came, or came back, are of no entity.
// 2. An entity with one part keeps its id. One that falls apart gives its id, and those of entities
//    that were merged into it, to the parts with most of the records that each had first.
// 3. A cluster of several parts has the id of the part with most records, then the oldest, then the
//    smallest id. The others lead to it.
// 4. A cluster without any is given the id that its records had last, where nobody has it now; else
//    a new one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "index/index.h"

namespace newlyn::index {

class IdRule {
 public:
  /// Remembers an index as it is before a step.
  void look(const EntityIndex& index);
  /// What of its ids is not as the rule has it after the step, in sentences. `done` are the changes
  /// of the step that were done, in their order. Requires: no record was touched twice.
  std::vector<std::string> compare(const EntityIndex& index, const std::vector<Change>& done);

 private:
  /// Records of one entity that are in one cluster.
  struct Part {
    std::string entity;
    size_t cluster = 0;
    std::vector<RecordKey> keys;
    std::string id;  // that it brings into the cluster; empty: none
  };
  using Cluster = std::vector<RecordKey>;

  bool is_before(const std::string& a, const std::string& b) const;
  std::vector<Part> parts_of(const std::vector<Cluster>& clusters) const;
  void name(const std::string& entity, std::vector<Part*> parts) const;
  std::string survivor(const std::vector<Part>& parts, size_t cluster) const;
  std::string returning(const Cluster& cluster, const std::vector<Part>& parts) const;
  void learn(const EntityIndex& index, const std::vector<Cluster>& clusters);
  void compare_plainly(const std::vector<Cluster>& clusters, const std::vector<Part>& parts);
  void tell(const std::string& what) { findings_.push_back(what); }

  std::map<RecordKey, std::string> before_;      // entities of records
  std::map<RecordKey, std::string> now_;         // the same after the step
  std::map<RecordKey, std::string> home_;        // the id that a record was first given
  std::map<RecordKey, uint64_t> arrival_;        // when it first came
  std::map<std::string, uint64_t> made_;         // ids ever given, and in which step
  std::map<std::string, std::string> leads_to_;  // ids before the step
  std::vector<std::string> findings_;
};

}  // namespace newlyn::index
