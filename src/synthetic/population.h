// SPDX-License-Identifier: MIT
// A whole file of records: as many as asked for, in shuffled order, with the truth.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "synthetic/people/faults.h"
#include "synthetic/people/household.h"
#include "synthetic/people/row.h"

namespace newlyn::synthetic {

/// How many records to make, from which seed.
struct PopulationRequest {
  uint64_t rows = 1000;
  uint64_t seed = 1;
};

/// The records of a population as lines of CSV, not yet numbered.
class Population {
 public:
  /// Makes the people and their records and shuffles the records.
  /// `each` (may be empty) is told of every household before its records are written.
  explicit Population(const PopulationRequest& request,
                      const std::function<void(const Household&)>& each = {});

  /// Where the known answer goes.
  enum class Truth : uint8_t { in_last_column, left_out };

  /// Writes every `parts`-th record from `part` on, with a header. Requires: part < parts.
  void write(std::ostream& out, Truth truth, uint64_t part = 0, uint64_t parts = 1) const;

  /// Writes the known answer: cluster, record_id.
  void write_key(std::ostream& out) const;

  uint64_t row_count() const { return lines_.size(); }
  uint64_t person_count() const { return person_count_; }
  uint64_t household_count() const { return household_count_; }
  const FaultCounts& faults() const { return faults_; }

 private:
  struct Line {
    uint64_t begin;  // in text_
    uint32_t size;
    uint32_t person;
  };
  void add_records(const Person& person, const RowWriter& writer, Random& random);

  uint64_t row_count_max_;
  uint64_t person_count_ = 0;
  uint64_t household_count_ = 0;
  FaultCounts faults_;
  std::string text_;
  std::vector<Line> lines_;
};

}  // namespace newlyn::synthetic
