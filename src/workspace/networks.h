// SPDX-License-Identifier: MIT
// The verbs that look at what entities share and what relations their records declare: network,
// path, household.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// An entity in an answer.
struct NamedEntity {
  std::string entity;
  std::string summary;  // of its best view
  uint64_t hops = 0;    // from the one asked about
};

/// A value that two entities share, or a relation that a record declares ("declared"): `left`
/// points at a name of `right`.
struct SharedLink {
  std::string left;
  std::string right;
  std::string relation;
  std::string value;
  uint64_t entities = 0;   // that share it
  std::string first_date;  // of records that have it; empty: not known
  std::string last_date;
  std::string role;  // of a declared one what left is to right; empty: not said
  // Over which time it is so, as the sources say; empty: not said, or open. Of a shared value, when
  // both had it.
  std::string from;
  std::string until;
  // Of a shared value, when each had it, and whether that was never at one time.
  std::string left_from;
  std::string left_until;
  std::string right_from;
  std::string right_until;
  bool is_elsewhen = false;
};

/// A value that very many share, and that is not followed.
struct SharedHub {
  std::string entity;
  std::string relation;
  std::string value;
  uint64_t entities = 0;
  bool or_more = false;
};

/// What a person asks of `network`.
struct NetworkRequest {
  RequestContext context;
  std::string entity;
  uint64_t hops = 1;
  uint64_t hub_min = 25;
  uint64_t count = 100;  // entities shown
};

/// What is around an entity.
struct NetworkAnswer {
  std::string entity;  // that the id leads to
  std::vector<NamedEntity> entities;
  std::vector<SharedLink> links;
  std::vector<SharedHub> hubs;
  uint64_t left_out = 0;
};

/// Shows what is around an entity. Throws Error(request_invalid) for an id that was never given.
NetworkAnswer entity_network(const NetworkRequest& request, RunContext& run);

/// What a person asks of `path`.
struct PathRequest {
  RequestContext context;
  std::string from;
  std::string to;
  uint64_t count = 3;
};

/// A path from one entity to another.
struct PathLine {
  double cost = 0;  // less is stronger
  std::vector<NamedEntity> entities;
  std::vector<std::vector<SharedLink>> steps;
};

/// The paths there are, the strongest first.
struct PathAnswer {
  std::string from;  // that the ids lead to
  std::string to;
  std::vector<PathLine> paths;
  bool is_cut = false;
};

/// Shows how one entity leads to another, over what is rarest.
PathAnswer entity_path(const PathRequest& request, RunContext& run);

/// Somebody of a household and when.
struct HouseholdPerson {
  std::string entity;
  std::string summary;
  std::string from;
  std::string until;
};

/// A place and who is there.
struct HouseholdLine {
  std::string id;  // as long as people follow each other there without a gap; see index::Household
  std::string relation;
  std::string value;
  std::vector<HouseholdPerson> people;
  uint64_t left = 0;  // of those who share the place: died or moved away by the day asked about
  uint64_t elsewhen = 0;
  bool or_more = false;
};

/// The places of an entity, each with who is there.
struct HouseholdAnswer {
  std::string entity;  // that the id leads to
  std::vector<HouseholdLine> households;
};

/// What a person asks of `household`.
struct HouseholdRequest {
  RequestContext context;
  std::string entity;
  std::string as_of;  // day; empty: whoever was there at one time with the entity
};

/// Who shares a place with an entity over the same time; with a day, who was there on it.
HouseholdAnswer entity_households(const HouseholdRequest& request, RunContext& run);

}  // namespace newlyn::workspace
