// SPDX-License-Identifier: MIT
// Entities joined by what their records share (an address, a telephone, an e-mail, an account, a
// vehicle), and by relations that records declare: one points at a name that the other has.
//
// 1. Worked out when asked, from the records the reader may see (see view.h), so that neither the
//    order in which records came nor which entities they are put under matters.
// 2. What very many entities share joins nobody: a letting agent's telephone, a refuge. It is shown
//    as a hub with the number of entities behind it, and not followed. So are very many who point
//    at one name; whom each points at is shown.
// 3. Over several indexes at once declared relations lead from one into another; what is shared
//    joins entities of one index.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "linkage/fitted_model.h"

namespace newlyn::index {

/// What a link by a declared relation is called, in place of the name of a rule.
inline constexpr const char* kDeclared = "declared";

/// What two entities may share. All its fields must have a value. Where it has one field, a value
/// of it may be several, divided by spaces: each of them is shared.
struct RelationRule {
  std::string name;                 // "telephone"
  std::vector<std::string> fields;  // columns of the model or further fields
  /// The further fields that say over which time a record has it begin so: "vehicle" for
  /// "vehicle_start" and "vehicle_end". Empty: those whose names end so, of whatever they are.
  std::string period = {};
  bool operator==(const RelationRule&) const = default;
};

/// From when until when something is so, "2020-01-31". Empty ends are open or not known.
struct Period {
  std::string from;
  std::string until;
  bool operator==(const Period&) const = default;
  bool is_known() const noexcept { return !from.empty() || !until.empty(); }
};

/// The rules that follow from the kinds of columns, and from fields by their names: a property
/// number, a vehicle.
std::vector<RelationRule> default_relations(const std::vector<linkage::FittedColumn>& columns);

/// The rules that an index had without any given before values of one field counted each, and bank
/// accounts: its pictures are of them.
std::vector<RelationRule> former_relations(const std::vector<linkage::FittedColumn>& columns);

/// What is asked of a network.
struct NetworkRequest {
  std::string entity;
  size_t hops = 1;
  size_t hub_min = 25;        // entities that share a value, from which on it is a hub
  size_t entities_max = 500;  // shown; the nearest, then those with the rarest links
};

/// An entity of a network and how far it is.
struct NetworkEntity {
  std::string entity;
  size_t hops = 0;
  std::string through;  // the entity it was reached from; empty for the one asked about
};

/// Two entities and a value they share, or a declared relation: `left` points at a name of `right`.
struct NetworkLink {
  std::string left;
  std::string right;
  std::string relation;
  std::string value;
  size_t entities = 0;     // that share it; of a declared one that have the name or point at it
  std::string first_date;  // of records that have it, of the two; empty: not known
  std::string last_date;
  // Of a declared one; empty: not said.
  std::string domain;  // of the name that left points at, which is `value` in one
  std::string key;
  std::string role;  // what left is to right
  // Over which time it is so, as the sources say: of a shared value when both had it.
  std::string from;
  std::string until;
  // Of a shared value: when each had it, and whether that was never at one time.
  Period of_left;
  Period of_right;
  bool is_elsewhen = false;
};

/// A value that is not followed.
struct NetworkHub {
  std::string entity;  // that has it
  std::string relation;
  std::string value;
  size_t entities = 0;   // that share it
  bool or_more = false;  // counting stopped there
};

/// What is around an entity. Entities by distance, then id.
struct Network {
  std::vector<NetworkEntity> entities;
  std::vector<NetworkLink> links;
  std::vector<NetworkHub> hubs;
  size_t left_out = 0;  // entities reached and not shown
};

/// What is asked of a path.
struct PathRequest {
  std::string from;
  std::string to;
  size_t count = 3;  // at most so many paths, each over links of its own
  size_t hops_max = 6;
  size_t entities_max = 20'000;  // looked at
};

/// A path and how rare what it goes over is: the sum over its steps of log2 of how many entities
/// share the rarest value of the step. Less is stronger.
struct EntityPath {
  double cost = 0;
  std::vector<std::string> entities;
  std::vector<std::vector<NetworkLink>> steps;  // between neighbours, all they share, rarest first
};

/// What paths there are, strongest first.
struct PathAnswer {
  std::vector<EntityPath> paths;
  bool is_cut = false;  // entities_max was reached: there may be others
};

/// Somebody who shares a place, and when.
struct HouseholdMember {
  std::string entity;
  std::string from;   // empty: not known
  std::string until;  // empty: still
};

/// A place and who is there at some time together with the entity asked about, which is one of
/// them. Members by id.
struct Household {
  /// The place and the day since when it is lived in without a gap, "100023336956/2019-03-01"; or
  /// "/always" where nobody says since when. It stays while people come and go, as long as
  /// somebody is there whom the next one meets.
  std::string id;
  std::string relation;  // "property", "address"
  std::string value;
  std::vector<HouseholdMember> members;
  size_t elsewhen = 0;   // entities with the place, at another time
  bool or_more = false;  // there are more than are shown: no household but an institution
};

}  // namespace newlyn::index
