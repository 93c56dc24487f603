// SPDX-License-Identifier: MIT
// One record of a person: what was true in its year, written down with faults.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "synthetic/people/faults.h"
#include "synthetic/people/household.h"

namespace newlyn::synthetic {

/// The columns of a record between its id and the truth, in their order in the file.
enum class Column : uint8_t {
  first_name,
  middle_name,
  last_name,
  dob,
  sex,
  address,
  town,
  postcode,
  phone,
  email,
};

inline constexpr std::array<std::string_view, 10> kColumnNames = {
    "first_name", "middle_name", "last_name", "dob",   "sex",
    "address",    "town",        "postcode",  "phone", "email"};

/// The cells of one record; an empty cell is missing.
struct Row {
  std::array<std::string, kColumnNames.size()> cells;
  std::string& operator[](Column column) { return cells[static_cast<size_t>(column)]; }
  const std::string& operator[](Column column) const { return cells[static_cast<size_t>(column)]; }
};

/// Writes records of people. Constant after construction.
class RowWriter {
 public:
  /// The arguments must outlive the writer.
  RowWriter(const Words& words, const Places& places) : words_(words), places_(places) {}

  /// Writes one record of `person` from a year drawn at random; counts its faults in `counts`.
  Row write(const Person& person, FaultCounts& counts, Random& random) const;

 private:
  struct Pen;
  void write_names(const Person& person, int year, Pen& pen) const;
  void write_birth(const Person& person, Pen& pen) const;
  void write_place(const Person& person, int year, Pen& pen) const;
  void write_contact(const Person& person, int year, Pen& pen) const;
  void lose_values(Pen& pen) const;

  const Words& words_;
  const Places& places_;
};

}  // namespace newlyn::synthetic
