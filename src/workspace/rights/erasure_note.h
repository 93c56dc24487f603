// SPDX-License-Identifier: MIT
// What an erasure is about to take away, kept while it is at work, and the register of those done.
//
// rights/erase.begun stands from before the first change until after the last: whoever finds it
// finishes the erasure. rights/erasures.json holds no value of a record.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "workspace/erase.h"
#include "workspace/home.h"
#include "workspace/rights/erased_rows.h"

namespace newlyn::workspace {

/// One erasure.
struct Erasure {
  uint64_t number = 0;
  std::string entity;
  std::vector<ErasedRow> rows;
  std::map<std::string, std::vector<index::RecordKey>> keys;  // by kind
  std::vector<std::string> values;                            // that must be found nowhere
  std::vector<std::string> subjects;                          // of the audit log
  std::vector<uint64_t> typed;  // its entries in which somebody typed what names the person
  std::string since;            // when the first record was read
};

/// The erasure that was begun and not finished.
std::optional<Erasure> begun_erasure(const Home& home);
void begin_erasure(const Home& home, const Erasure& erasure);
void end_erasure(const Home& home);

/// The number that the next erasure gets.
uint64_t next_erasure(const Home& home);

/// Notes an erasure in the register.
void note_erasure(const Home& home, const std::string& who, const EraseAnswer& answer);

}  // namespace newlyn::workspace
