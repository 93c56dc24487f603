// SPDX-License-Identifier: MIT
// What seals in force mean for records, entities and clusters.
//
// 1. Whoever is judged the same as a record of an identity is of that identity, also through
//    records that are gone.
// 2. A former identity is hidden with all that is put together with it, and so is each record that
//    tells of it and would else be seen beside the present one.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "index/seals/sealed_sides.h"
#include "index/state/index_state.h"

namespace newlyn::index {

/// What nobody sees who asks.
struct HiddenIdentities {
  std::set<uint32_t> entities;  // that hold a former identity, or held it last
  std::set<uint32_t> slots;     // of these, and others that tell of one
  std::vector<SealedSides> sides;
};
HiddenIdentities hidden_identities(const EntityIndex::State& state);

/// Whether a record, there or gone, is hidden.
bool is_hidden(const EntityIndex::State& state, const HiddenIdentities& hidden,
               const RecordKey& key);

/// Whether nobody may propose that the records of two entities are one: slots of either.
bool keeps_apart(const EntityIndex::State& state, const HiddenIdentities& hidden,
                 const std::vector<uint32_t>& left, const std::vector<uint32_t>& right);

/// Whether judging records the same brings no word of a former identity to the present one.
bool can_be_judged_same(const EntityIndex::State& state, const HiddenIdentities& hidden,
                        const std::vector<RecordKey>& keys);

/// Pairs among the slots that cannot be one, by their places.
std::vector<linkage::Judgement> sealed_pairs(const EntityIndex::State& state,
                                             const std::vector<uint32_t>& slots,
                                             const JudgementBook& book);

/// What is wrong with putting records under a seal, in a sentence for who makes it; empty: nothing.
std::string objection_to(const EntityIndex::State& state, const Seal& seal);

/// Judgements in force that say one record of each identity to be the same.
std::vector<uint64_t> judgements_across(const EntityIndex::State& state, const Seal& seal);

/// Whether judging two records the same would put two identities of one person together.
bool joins_identities(const EntityIndex::State& state, const RecordKey& left,
                      const RecordKey& right);

/// Where records stood before a seal, for who gives them their ids after it.
struct BeforeSeal {
  uint64_t number = 0;
  std::vector<uint32_t> mixed;  // slots of entities that had records of both identities
};
BeforeSeal before_seal(const EntityIndex::State& state, const Seal& seal);

/// Parts the ids of the identities of a new seal: every id that may have stood for both stays with
/// the former one, and whoever else it stood for goes on under a new id, as if never seen before.
void part_ids(EntityIndex::State& state, const BeforeSeal& before);

}  // namespace newlyn::index
