// SPDX-License-Identifier: MIT
// What a column of an input was taken to be.
#pragma once

#include <string>

#include "record/field_kind.h"

namespace newlyn::record {

/// One column of one input and its meaning.
struct RecognisedColumn {
  std::string name;                   // as the input spells it
  FieldKind kind = FieldKind::text;
  double confidence = 0;              // 0 to 1; 1 when a person said so
  std::string reason;                 // "header 'dob'; 97 % of values are dates"
};

}  // namespace newlyn::record
