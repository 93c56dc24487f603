// SPDX-License-Identifier: MIT
// Judgements in force as clustering reads them: between records that are there.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "index/judgements/judgement_book.h"
#include "linkage/linkage.h"

namespace newlyn::index {

/// Records of one judged set are joined one to the next; a set judged different from another is so
/// by the first of each. What leads through records that are gone holds too. `place` has the judged
/// records that are there, all of a set or none.
std::vector<linkage::Judgement> input_judgements(const JudgementBook& book,
                                                 const std::map<RecordKey, uint32_t>& place);

}  // namespace newlyn::index
