// SPDX-License-Identifier: MIT
// A value is known by the kind of its field: the column that the mapping of the source gives that
// kind in the record holds what was written. Of dates and words, which several fields are, it is
// the column of the field itself.
#include "workspace/index/written_values.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "record/trusted_id.h"
#include "source/mapping.h"
#include "workspace/index/standard_records.h"

namespace newlyn::workspace {
namespace {

/// A field of a golden record and what its values are.
struct ShownField {
  const std::string& name;
  record::FieldKind kind = record::FieldKind::text;
};

bool stands_under_own_name(record::FieldKind kind) {
  return kind == record::FieldKind::date || kind == record::FieldKind::category;
}

std::string own_name(const source::MappedField& field) {
  std::string name = field.field;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

/// The records of one view, with what the mappings say of their columns.
class WrittenValues {
 public:
  WrittenValues(const Desk& desk, const EntityView& view) : desk_(desk) {
    for (const EntityRecord& record : view.records) records_.emplace(record.record, &record);
  }

  std::string of(const std::string& field, const EntityValueOrigin& origin) {
    const auto record = records_.find(origin.record);
    if (record == records_.end()) return {};
    const auto kind = kind_of(origin.record, field);
    const bool is_of_row =
        kind == record::FieldKind::record_key && field != record::kTrustedIdField;
    if (!kind || is_of_row) return {};
    std::string written;
    for (const std::string& column : columns_of(*record->second, {field, *kind})) {
      for (const auto& [name, value] : record->second->values) {
        if (name != column || value.empty()) continue;
        if (!written.empty() && written != value) return {};  // which of several is meant?
        written = value;
      }
    }
    return written == origin.value ? std::string() : written;
  }

 private:
  std::optional<record::FieldKind> kind_of(const std::string& record, const std::string& field) {
    const auto [known, is_new] = kinds_.try_emplace(record);
    if (is_new) {
      for (const StoredValue& value : stored_values(*desk_.store, key_of_text(record))) {
        known->second.emplace(value.column, value.kind);
      }
    }
    const auto found = known->second.find(field);
    if (found == known->second.end()) return std::nullopt;
    return found->second;
  }

  std::vector<std::string> columns_of(const EntityRecord& record, const ShownField& shown) {
    const auto [known, is_new] = mappings_.try_emplace(record.source);
    if (is_new) {
      const std::string file = desk_.home.mapping_of(record.source);
      if (std::filesystem::exists(file)) known->second = source::read_mapping(file);
    }
    std::vector<std::string> columns;
    if (!known->second) return columns;
    const std::string name = record_name_of(key_of_text(record.record));
    for (const source::MappedRecord& mapped : known->second->records) {
      if (mapped.name != name) continue;
      for (const source::MappedField& field : mapped.fields) {
        const bool is_it = source::schema_field(mapped, field).kind == shown.kind &&
                           (!stands_under_own_name(shown.kind) || own_name(field) == shown.name);
        if (is_it && !field.column.empty()) columns.push_back(field.column);
      }
    }
    return columns;
  }

  const Desk& desk_;
  std::map<std::string, const EntityRecord*> records_;
  std::map<std::string, std::map<std::string, record::FieldKind>> kinds_;  // by record, by field
  std::map<std::string, std::optional<source::Mapping>> mappings_;         // by source
};

}  // namespace

void add_written(const Desk& desk, EntityView& view) {
  WrittenValues written(desk, view);
  const auto is_by_hand = [&](const std::string& field, const EntityValueOrigin& origin) {
    return std::any_of(
        view.corrections.begin(), view.corrections.end(), [&](const CorrectionLine& line) {
          return line.field == field && line.record == origin.record && line.value == origin.value;
        });
  };
  for (EntityValue& value : view.values) {
    if (!is_by_hand(value.field, value.chosen)) {
      value.chosen.written = written.of(value.field, value.chosen);
    }
    for (EntityValueOrigin& other : value.others) other.written = written.of(value.field, other);
  }
}

}  // namespace newlyn::workspace
