// SPDX-License-Identifier: MIT
// Trusted ids as clustering takes them in: judgements "same" between records that have one id, and
// a veto for each type of id.
//
// 1. What parts two records outranks an id that they have in common: what people judged, a seal,
//    one row that names both, different valid numbers, different ids of another type. Of those with
//    one id each is then put with the first that nothing parts it from, in the order of the types,
//    the ids and the records: the outcome follows from the records and judgements there are, not
//    from the order in which they came.
// 2. Ids of records that people judged the same count as one id.
#pragma once

#include <vector>

#include "linkage/fitted_model.h"
#include "record/trusted_id.h"

namespace newlyn::index {

/// The ids of one record of those to be put together.
struct TrustedRecord {
  uint32_t place = 0;  // in the input
  std::vector<record::TrustedId> ids;
};

/// Adds what ids say to an input that has all other judgements and vetoes.
void add_trusted(const std::vector<TrustedRecord>& trusted, linkage::ClusterRecords& input);

}  // namespace newlyn::index
