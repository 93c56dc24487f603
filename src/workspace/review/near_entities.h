// SPDX-License-Identifier: MIT
// Which entities are near one another, and which hang together least: what people are asked about.
//
// 1. Two entities are near when their likest records weigh at least some weight.
// 2. What was found is kept in the store; only entities whose records are others than then, and
//    what they were near to, are looked at again.
// 3. All of it is about what a view shows. What somebody finds who does not see everything is not
//    kept; what was kept holds for them as far as they see the same records.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/index/desk.h"

namespace newlyn::workspace {

/// Two entities and their likest records. `left_entity` < `right_entity`.
struct NearEntities {
  std::string left_entity;
  std::string right_entity;
  index::RecordKey left;
  index::RecordKey right;
  double weight = 0;
};

/// The place where an entity hangs together least: between two parts, over its strongest tie there.
struct EntityCut {
  std::vector<index::RecordKey> part;  // the smaller one
  std::vector<index::RecordKey> rest;
  index::RecordKey left;  // in `part`
  index::RecordKey right;
  double tie = 0;     // what these two weigh
  double weight = 0;  // the mean over all pairs across
};

/// An entity of several records and the weight of its weakest cut.
struct EntityHold {
  std::string entity;
  double weight = 0;
};

/// What was found of a kind.
struct Nearness {
  std::vector<NearEntities> near;
  std::vector<EntityHold> holds;
};

/// Finds entities that are near by at least `weight_min`, and how each holds together, by what a
/// view shows. Requires: `desk.kinds[0]` is the kind of `view`.
Nearness find_near(const Desk& desk, const index::View& view, double weight_min, RunContext& run);

/// Records that people judged the same, or that a trusted id puts together, each with the others.
using SameJudgements = std::map<index::RecordKey, std::vector<index::RecordKey>>;

/// Those in force that a view shows.
SameJudgements same_judgements(const index::View& view);

/// What a cut is looked for in.
struct CutRequest {
  const KindIndex& open;
  const index::View& view;
  const SameJudgements& same;
};

/// The weakest cut of an entity; nothing for one of a single record, for one of equal records, or
/// where judgements hold all of it together.
std::optional<EntityCut> weakest_cut(const CutRequest& request,
                                     const std::vector<index::RecordKey>& keys);

}  // namespace newlyn::workspace
