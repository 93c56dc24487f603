// SPDX-License-Identifier: MIT
// What only scoring may read: who a record is about, and what is wrong with it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace newlyn::synthetic {

/// What is wrong with a value, or how its form differs from the person's full present one.
enum class ErrorKind : uint8_t {
  keying,
  hearing,
  scanning,
  day_month_swapped,
  names_swapped,
  placeholder,
  default_value,
  truncation,
  wrong_record,
  stale_address,
  no_birth_date,
  nickname,
  other_spelling,
  former_name,
};

inline constexpr std::array<std::string_view, 14> kErrorNames = {
    "keying",        "hearing",       "scanning",       "day_month_swapped", "names_swapped",
    "placeholder",   "default_value", "truncation",     "wrong_record",      "stale_address",
    "no_birth_date", "nickname",      "other_spelling", "former_name"};

/// True for what is a mistake about the person, rather than a gap, an old address or another form.
constexpr bool is_mistake(ErrorKind kind) noexcept { return kind < ErrorKind::stale_address; }

/// The truth about the records of one source, as lines of the truth files.
class RecordTruth {
 public:
  explicit RecordTruth(std::string_view source) : source_(source) {}

  /// `record` is about `person` in a role ("tenant"); `property` is where it says she was, truly.
  void about_person(std::string_view record, uint32_t person, std::string_view role);
  /// `record` is about a property only.
  void about_property(std::string_view record, uint32_t property);
  /// The record told of last has `kind` in `field`.
  void wrong(ErrorKind kind, std::string_view field);
  /// The record told of last is written so: equal on two days where nothing about it changed.
  void written(uint64_t content);
  /// What is told from now on is noted or, of records that are not in the delivery, not.
  void note(bool noted) { noted_ = noted; }

  uint64_t records = 0;  // about people
  uint64_t mistaken = 0;
  uint64_t stale = 0;
  uint64_t without_birth = 0;
  std::array<uint64_t, kErrorNames.size()> counts{};
  std::string record_lines;   // source,record_id,person_id,role,uprn
  std::string error_lines;    // source,record_id,role,field,error
  std::string content_lines;  // source,record_id,role,content

 private:
  std::string source_;
  std::string record_;
  std::string role_;
  bool mistake_counted_ = false;
  bool noted_ = true;
};

/// "P00000017"
std::string person_id(uint32_t person);

}  // namespace newlyn::synthetic
