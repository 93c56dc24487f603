// SPDX-License-Identifier: MIT
// Reads a column header: splits it into words and weighs what they say.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/field_kind.h"

namespace newlyn::profile {

inline constexpr size_t kKindCount = static_cast<size_t>(record::FieldKind::empty) + 1;

/// Points for each kind, indexed by the kind's number.
using KindPoints = std::array<double, kKindCount>;

/// The place of `kind` in KindPoints.
constexpr size_t place(record::FieldKind kind) { return static_cast<size_t>(kind); }

/// Words about keys in a header.
enum class KeyWord : uint8_t {
  none,
  plain,   // "id", "record key"
  named,   // "customer_id"
  number,  // "case ref"
  thing,   // "school_id": the key of something the record only mentions
  truth,   // "cluster"
  group,   // "person_id"
};

/// What a header says. All points zero and no key word: it says nothing.
struct HeaderSense {
  KindPoints points{};
  KeyWord key = KeyWord::none;
  unsigned ordinal = 0;  // the last number in the header: 2 in "address_2"; 0: none
  std::string phrase;    // the run of words that gave the highest points, joined
  std::string role;      // further words, joined: "home" in "home_phone"
  bool of_other_person = false;

  bool silent() const;
};

/// Splits at anything but letters and digits, between letters and digits, before a capital that
/// follows a small letter, and before the last capital of a run that a small letter follows
/// ("NHSNumber" is "nhs", "number"). Words are folded; runs of digits are words of their own.
std::vector<std::string> header_words_of(std::string_view header);

/// Reads one header. Never fails.
HeaderSense read_header(std::string_view header);

}  // namespace newlyn::profile
