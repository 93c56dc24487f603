// SPDX-License-Identifier: MIT
// Values as hashes of their texts under the name of their relation.
#include "index/relations/shared_values.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/random.h"

namespace newlyn::index {
namespace {

using record::FieldKind;

/// Fields known by the last part of their names, whatever their kind.
struct NamedField {
  std::string_view ending;
  std::string_view relation;
};

constexpr std::array<NamedField, 5> kNamedFields = {{{"uprn", "property"},
                                                     {"identifier.property", "property"},
                                                     {"vehicle", "vehicle"},
                                                     {"number_plate", "vehicle"},
                                                     {"account", "account"}}};

/// The first column of a kind; nothing when there is none.
const linkage::FittedColumn* first_of(const std::vector<linkage::FittedColumn>& columns,
                                      FieldKind kind) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const auto& column) { return column.kind == kind; });
  return found == columns.end() ? nullptr : &*found;
}

}  // namespace

uint64_t veto_key(size_t veto, std::string_view value) { return hash_bytes(value, veto + 1) | 1; }

uint64_t trusted_key(const record::TrustedId& id) {
  return hash_bytes(id.type + '\t' + id.number, hash_bytes("trusted id")) & ~uint64_t{1};
}

uint64_t end_key(const record::DeclaredEnd& end, bool is_anchor) {
  const uint64_t side = hash_bytes(is_anchor ? "anchor of a relation" : "pointer of a relation");
  return hash_bytes(end.domain + '\t' + end.key, side) & ~uint64_t{1};
}

std::vector<RelationRule> default_relations(const std::vector<linkage::FittedColumn>& columns) {
  std::vector<RelationRule> rules;
  for (const linkage::FittedColumn& column : columns) {
    if (column.kind == FieldKind::telephone) rules.push_back({"telephone", {column.name}});
    if (column.kind == FieldKind::email) rules.push_back({"email", {column.name}});
    if (column.kind == FieldKind::account) rules.push_back({"account", {column.name}});
  }
  const auto* house = first_of(columns, FieldKind::house_number);
  const auto* line = first_of(columns, FieldKind::address_line);
  const auto* postcode = first_of(columns, FieldKind::postcode);
  if (postcode != nullptr && house != nullptr) {
    rules.push_back({"address", {house->name, postcode->name}});
  } else if (postcode != nullptr && line != nullptr) {
    rules.push_back({"address", {line->name, postcode->name}});
  }
  for (const NamedField& field : kNamedFields) {
    rules.push_back({std::string(field.relation), {std::string(field.ending)}});
  }
  return rules;
}

SharedValues::SharedValues(std::vector<RelationRule> rules,
                           const std::vector<linkage::FittedColumn>& columns)
    : rules_(std::move(rules)) {
  for (const RelationRule& rule : rules_) {
    std::vector<Field>& fields = fields_.emplace_back();
    for (const std::string& name : rule.fields) {
      const auto column = std::find_if(columns.begin(), columns.end(),
                                       [&](const auto& of) { return of.name == name; });
      const bool is_column = column != columns.end();
      fields.push_back(
          {name, is_column ? static_cast<size_t>(column - columns.begin()) : kFurther});
    }
  }
}

std::vector<SharedValue> SharedValues::values_of(const Record& record) const {
  std::vector<SharedValue> values;
  for (size_t rule = 0; rule < rules_.size(); ++rule) {
    std::string text;
    bool whole = true;
    for (const Field& field : fields_[rule]) {
      std::string_view value;
      if (field.column != kFurther) {
        value = record.values[field.column];
      } else {
        const auto found =
            std::find_if(record.further.begin(), record.further.end(),
                         [&](const FieldValue& of) { return of.field == field.name; });
        if (found != record.further.end()) value = found->value;
      }
      whole = whole && !value.empty();
      text += (text.empty() ? "" : " ") + std::string(value);
    }
    if (!whole) continue;
    const uint64_t key = hash_bytes(text, hash_bytes(rules_[rule].name)) & ~uint64_t{1};
    const bool seen = std::any_of(values.begin(), values.end(),
                                  [&](const SharedValue& of) { return of.key == key; });
    if (!seen) values.push_back({rule, std::move(text), key});
  }
  return values;
}

std::vector<record::DeclaredEnd> SharedValues::ends_of(const Record& record) {
  for (const FieldValue& of : record.further) {
    if (of.field == record::kRelationField) return record::read_declared_ends(of.value);
  }
  return {};
}

bool SharedValues::has_trusted(const RecordTable& records) const {
  bool has = false;
  each(kAnyTrusted, records, [&](Slot) {
    has = true;
    return false;
  });
  return has;
}

template <typename Take>
void SharedValues::each_key(const Record& record, Take take) const {
  for (const SharedValue& value : values_of(record)) take(value.key);
  for (const record::DeclaredEnd& end : ends_of(record)) take(end_key(end, end.is_anchor));
  const std::vector<record::TrustedId> trusted = trusted_ids_of(record);
  for (const record::TrustedId& id : trusted) take(trusted_key(id));
  if (!trusted.empty()) take(kAnyTrusted);
  for (size_t veto = 0; veto < record.vetoes.size(); ++veto) {
    if (!record.vetoes[veto].empty()) take(veto_key(veto, record.vetoes[veto]));
  }
}

void SharedValues::add(Slot slot, const Record& record) {
  each_key(record, [&](uint64_t key) { slots_.add(key, slot); });
}

void SharedValues::build(const RecordTable& records) {
  slots_ = Postings();
  for (Slot slot = 0; slot < records.slot_count(); ++slot) {
    if (!records.is_live(slot)) continue;
    each_key(records.record(slot), [&](uint64_t key) { slots_.add_unfrozen(key, slot); });
  }
  slots_.freeze();
}

SharedValues SharedValues::share() {
  SharedValues copy({}, {});
  copy.slots_ = slots_.share();
  return copy;
}

}  // namespace newlyn::index
