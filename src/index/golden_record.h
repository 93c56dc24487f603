// SPDX-License-Identifier: MIT
// The values that an entity shows: worked out when read, each with where it comes from, the rule
// that chose it, and what it was chosen over.
//
// Rules stand in a file of lines, "# " begins a comment:
//   trust  housing 1            a source and its rank; 1 is trusted most
//   family_name  trusted        a field and its rule
//   *            recent         all other fields
// Ties of any rule go to the more recent value, then the source, then the native id.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/change.h"

namespace newlyn::index {

/// How the value of a field is chosen.
enum class GoldenRule : uint8_t {
  trusted,   // of the source trusted most
  recent,    // of the latest date; not called so where another value is of the same
  frequent,  // that most records have
  longest,   // with most letters
  verified,  // of records whose "verified" is yes or a day, then recent; named so where one is
};

/// The rule of every field.
struct GoldenRules {
  std::map<std::string, GoldenRule, std::less<>> of_field;
  GoldenRule other = GoldenRule::recent;
  std::map<std::string, uint64_t, std::less<>> rank_of_source;  // those not named come last
};

/// Reads a file of rules. Throws Error(request_invalid) that names the line and what it can be.
GoldenRules read_golden_rules(std::string_view text, const std::string& name);

/// What is read of one record.
struct GoldenSource {
  RecordKey key;
  std::string date;  // on which it was read; empty: not known, before all others
  std::vector<FieldValue> fields;
};

/// A value and the record it stands in.
struct ValueOrigin {
  std::string value;
  RecordKey record;
  std::string date;
};

/// A field of a golden record.
struct GoldenValue {
  std::string field;
  ValueOrigin chosen;
  std::string rule;                 // "most recent, since 2025-12-01", "by hand (kay: seen)"
  std::vector<ValueOrigin> others;  // different values, in the order of the rule, each once
  bool disputed = false;
};

/// What a golden record is made of.
struct GoldenRequest {
  std::span<const GoldenSource> records;
  std::span<const Correction> corrections;  // in the order they were made
};

/// The golden record, fields in alphabetical order. The order of the records does not matter.
std::vector<GoldenValue> golden_record(const GoldenRequest& request, const GoldenRules& rules);

}  // namespace newlyn::index
