// SPDX-License-Identifier: MIT
// Small tables and made-up people for the tests of this room.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "linkage/linkage.h"
#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// Rows of texts; an empty text is null.
using TextRows = std::vector<std::vector<std::string>>;

/// The kind that the standard schema gives a column of this name; text for others.
record::FieldKind kind_of(const std::string& name);

/// A run's input of one source with these columns.
LinkInput make_input(const std::vector<std::string>& names, const TextRows& rows);

/// The same as compared columns, one row a record, in the order given.
pairs::PairColumns make_columns(const std::vector<std::string>& names, const TextRows& rows);

/// The kinds of columns of these names.
std::vector<record::FieldKind> kinds_of(const std::vector<std::string>& names);

/// How people are made up.
struct PeoplePlan {
  size_t people = 100;
  uint64_t seed = 1;
  bool second_source = false;  // second records come from another source
  bool with_copies = false;    // some records come twice, unchanged
};

/// Records of made-up people and who each record is of.
struct People {
  LinkInput input;
  TextRows rows;
  std::vector<uint32_t> truth;
};

/// Names, birth dates and addresses; three people in five have a second record with slips and
/// gaps. Records carry ids. Neighbours of one household share family name and address.
People make_people(const PeoplePlan& plan);

/// The columns of made-up people.
const std::vector<std::string>& people_columns();

/// The records of `people` in the order of `order`.
LinkInput reorder(const People& people, const std::vector<uint32_t>& order);

}  // namespace newlyn::linkage
