// SPDX-License-Identifier: MIT
// Lines of truth.
#include "synthetic/records/truth.h"

#include <fmt/format.h>

#include <iterator>

#include "synthetic/town/gazetteer.h"

namespace newlyn::synthetic {

std::string person_id(uint32_t person) { return fmt::format("P{:07}", person + 1); }

void RecordTruth::about_person(std::string_view record, uint32_t person, std::string_view role) {
  if (!noted_) return;
  record_ = record;
  role_ = role;
  mistake_counted_ = false;
  ++records;
  fmt::format_to(std::back_inserter(record_lines), "{},{},P{:07},{},\n", source_, record,
                 person + 1, role);
}

void RecordTruth::about_property(std::string_view record, uint32_t property) {
  if (!noted_) return;
  fmt::format_to(std::back_inserter(record_lines), "{},{},,property,{}\n", source_, record,
                 uprn_of(property));
}

void RecordTruth::wrong(ErrorKind kind, std::string_view field) {
  if (!noted_) return;
  const auto place = static_cast<size_t>(kind);
  ++counts[place];
  fmt::format_to(std::back_inserter(error_lines), "{},{},{},{},{}\n", source_, record_, role_,
                 field, kErrorNames[place]);
  stale += kind == ErrorKind::stale_address ? 1 : 0;
  without_birth += kind == ErrorKind::no_birth_date ? 1 : 0;
  if (!is_mistake(kind) || mistake_counted_) return;
  mistake_counted_ = true;
  ++mistaken;
}

void RecordTruth::written(uint64_t content) {
  if (!noted_) return;
  fmt::format_to(std::back_inserter(content_lines), "{},{},{},{:016x}\n", source_, record_, role_,
                 content);
}

}  // namespace newlyn::synthetic
