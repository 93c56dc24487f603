// SPDX-License-Identifier: MIT
// Adds what the header says and what the values show into points for each kind.
//
// The points of a kind are a plain sum; the kind with most points is the column's kind:
//
// | evidence                                             | points                               |
// |------------------------------------------------------|--------------------------------------|
// | header is exactly a known phrase                     | 8 sure, 6 likely, 2 to 3.5 a hint    |
// | the same with neutral, with unknown words beside it  | 0.9, 0.6 of that                     |
// | nine in ten values or more have the kind's form      | 1 to 9, by how telling the form is   |
// | half of the values have the form                     | 0, and linear to either side         |
// | one in twenty or fewer have a form the kind demands  | -5 to -9: the header is wrong        |
// | values found in word lists (names, towns)            | up to 6, full from a modest share on |
// | every row has its own value, and a key's form        | 6; with a key's header 10 to 12      |
//
// A short text of unknown meaning has 1.5 points whatever it holds, so that weaker evidence than
// that is not believed.
#pragma once

#include <string>

#include "profile/evidence/column_shape.h"
#include "profile/evidence/header_sense.h"

namespace newlyn::profile {

/// Everything known of one column.
struct ColumnEvidence {
  HeaderSense header;
  ColumnShape shape;
  KindPoints points{};
};

/// Fills `evidence.points` from its header and shape.
void score_column(ColumnEvidence& evidence);

/// How sure `kind` is, 0.05 to 0.99, from its lead over the other kinds and its own strength.
double confidence_of(const KindPoints& points, record::FieldKind kind);

/// Says in plain words why the column called `name` was taken for `kind`; empty when neither its
/// header nor its values say anything.
std::string reason_for(const std::string& name, const ColumnEvidence& evidence,
                       record::FieldKind kind);

}  // namespace newlyn::profile
