// SPDX-License-Identifier: MIT
// One value under the rule of its kind: what it is compared as, what it is, what is wrong with it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/field_kind.h"

namespace newlyn::standardise {

/// What a value is under the rule of its kind.
enum class ValueClass : uint8_t {
  valid,           // of the form, and its check digit fits; it need not have been issued
  partial,         // good as far as it goes: an outcode, a year, a number without its last letter
  temporary,       // stands in for a number that was not known
  administrative,  // made by an office for its own use, in the form of the real one
  special,         // outside the usual scheme on purpose: BFPO, ZZ99, Q plates
  missing,         // says that the value is not known
  impossible,      // of the form, but never given to anybody: wrong check digit, 31 February
  unreadable,      // not of the form
};

/// The name of a class as commands and JSON write it: "valid", "partial" ...
std::string_view class_name(ValueClass value_class) noexcept;

/// Something that a value tells: ("district", "sw1a").
struct ValuePart {
  std::string name;
  std::string text;
};

/// A value under the rule of its kind.
struct CheckedValue {
  std::string comparable;  // the standard form; the value as text where the rule cannot read it
  std::string written;     // as people write it: "SW1A 1AA"; empty where the rule cannot tell
  ValueClass value_class = ValueClass::unreadable;
  std::string remark;      // what is wrong or worth knowing, in plain words; may be empty
  std::string suggestion;  // what was probably meant; only where one reading is possible
  std::vector<ValuePart> parts;
};

/// A kind of value that can be checked: a row of the registry that the command and its help read.
struct ValueKind {
  std::string_view name;
  std::string_view words;
  std::string_view example;
  record::FieldKind field;  // whose words for "not known" count
  /// Checks the values of one column: what they have in common (the order of day and month) is
  /// found out from all of them. One answer a value, in their order.
  std::vector<CheckedValue> (*check)(const std::vector<std::string>& column);
};

/// All kinds in the order of help.
std::span<const ValueKind> value_kinds() noexcept;

/// The kind of that name, or null.
const ValueKind* value_kind_named(std::string_view name) noexcept;

/// Checks the values of one column of that kind. A value that stands for "not known" is `missing`.
/// Never throws for a bad value; checking a comparable form once more gives it again.
std::vector<CheckedValue> check_values(const ValueKind& kind,
                                       const std::vector<std::string>& column);

}  // namespace newlyn::standardise
