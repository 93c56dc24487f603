// SPDX-License-Identifier: MIT
// What a record says of the two identities of a seal: by names, dates, numbers and places that one
// of them has said and the other has not.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "index/state/index_state.h"

namespace newlyn::index {

/// Of which identities a record tells.
struct Telling {
  bool former = false;
  bool present = false;
  bool operator==(const Telling&) const = default;
};

/// What live records of these keys say of who somebody is, by the names of columns and vetoes, each
/// once.
std::vector<FieldValue> told_by(const EntityIndex::State& state,
                                const std::vector<RecordKey>& keys);

/// The values of one seal, to hold records against. A name that is written wrong by one letter
/// counts as the name, unless it is as near to one of the other identity.
class ToldValues {
 public:
  ToldValues(const EntityIndex::State& state, const Seal& seal);

  /// By what is compared: equal contents tell the same.
  Telling by_content(const Record& record) const;
  /// By all it says: numbers that part records, and names that are shown but not compared.
  Telling of(const Record& record) const;
  /// Whether a record has a name and the birth date of the former identity, whoever is like it.
  bool names_former(const Record& record) const;
  /// Words of names of the former identity that no name of the present one has.
  const std::set<std::string>& former_names() const noexcept { return former_names_; }

 private:
  struct Sides {
    size_t place = 0;  // of the column or veto
    bool is_name = false;
    bool is_birth_date = false;
    std::set<std::string> former;
    std::set<std::string> present;
  };
  static void tell(const std::string& word, const Sides& sides, Telling& telling);

  std::vector<Sides> columns_;
  std::vector<Sides> vetoes_;
  std::set<std::string> former_names_;
};

}  // namespace newlyn::index
