// SPDX-License-Identifier: MIT
// Values as hashes of their texts under the name of their relation.
#include "index/relations/shared_values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <set>

#include "base/random.h"

namespace newlyn::index {
namespace {

using record::FieldKind;

/// Fields known by their names, whatever their kind.
struct NamedField {
  std::string_view name;
  std::string_view relation;
  std::string_view period;
  bool is_new = false;  // not among former_relations
};

constexpr std::string_view kAddress = "address";
constexpr size_t kTelephoneDigitsMin = 7;
constexpr std::array<NamedField, 7> kNamedFields = {{{"uprn", "property", kAddress},
                                                     {"identifier.property", "property", kAddress},
                                                     {"vehicle", "vehicle", "vehicle"},
                                                     {"number_plate", "vehicle", "vehicle"},
                                                     {"account", "account", "account"},
                                                     {"bank_account", "account", "account", true},
                                                     {"held_account", "account", "account", true}}};

bool is_named_field(const std::string& name) {
  return std::any_of(kNamedFields.begin(), kNamedFields.end(),
                     [&](const NamedField& field) { return field.name == name; });
}

/// Whether a part of a text is a value by itself: a number that was left in groups is one.
bool is_whole(std::string_view part, std::string_view relation) {
  if (relation == "email") return part.find('@') != part.npos;
  if (relation != "telephone") return true;
  const auto digits = std::count_if(part.begin(), part.end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
  return static_cast<size_t>(digits) >= kTelephoneDigitsMin;
}

/// The values in a text of one field, which are divided by spaces.
std::vector<std::string> shared_parts(std::string text, std::string_view relation) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  const bool is_list = std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return is_whole(part, relation);
  });
  if (is_list) return parts;
  parts.assign(1, std::move(text));
  return parts;
}

/// The first column of a kind; nothing when there is none.
const linkage::FittedColumn* first_of(const std::vector<linkage::FittedColumn>& columns,
                                      FieldKind kind) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const auto& column) { return column.kind == kind; });
  return found == columns.end() ? nullptr : &*found;
}

/// The part of a number before whose numbers these are: "12345678" of "12345678/123456".
std::string_view number_in(std::string_view text) { return text.substr(0, text.find('/')); }

/// What makes an address one door, where the columns tell it.
std::optional<RelationRule> door_of(const std::vector<linkage::FittedColumn>& columns) {
  const auto* house = first_of(columns, FieldKind::house_number);
  const auto* line = first_of(columns, FieldKind::address_line);
  const auto* postcode = first_of(columns, FieldKind::postcode);
  const auto* door = house != nullptr ? house : line;
  if (postcode == nullptr || door == nullptr) return std::nullopt;
  return RelationRule{"address", {door->name, postcode->name}, std::string(kAddress)};
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
    const auto add = [&](const char* name) { rules.push_back({name, {column.name}, name}); };
    if (column.kind == FieldKind::telephone) add("telephone");
    if (column.kind == FieldKind::email) add("email");
    if (column.kind == FieldKind::account && !is_named_field(column.name)) add("account");
  }
  if (const auto door = door_of(columns)) rules.push_back(*door);
  for (const NamedField& field : kNamedFields) {
    rules.push_back(
        {std::string(field.relation), {std::string(field.name)}, std::string(field.period)});
  }
  return rules;
}

std::vector<RelationRule> former_relations(const std::vector<linkage::FittedColumn>& columns) {
  std::vector<RelationRule> rules;
  for (const linkage::FittedColumn& column : columns) {
    if (column.kind == FieldKind::telephone) rules.push_back({"telephone", {column.name}});
    if (column.kind == FieldKind::email) rules.push_back({"email", {column.name}});
    if (column.kind == FieldKind::account) rules.push_back({"account", {column.name}});
  }
  if (const auto door = door_of(columns)) rules.push_back(*door);
  for (const NamedField& field : kNamedFields) {
    if (!field.is_new) rules.push_back({std::string(field.relation), {std::string(field.name)}});
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

std::string_view SharedValues::value_of(const Record& record, const Field& field) {
  if (field.column != kFurther && !record.values[field.column].empty()) {
    return record.values[field.column];
  }
  const auto found = std::find_if(record.further.begin(), record.further.end(),
                                  [&](const FieldValue& of) { return of.field == field.name; });
  return found == record.further.end() ? std::string_view() : std::string_view(found->value);
}

uint64_t SharedValues::key_of(size_t rule, std::string_view text) const {
  return hash_bytes(text, hash_bytes(rules_[rule].name)) & ~uint64_t{1};
}

std::vector<SharedValue> SharedValues::values_of(const Record& record) const {
  std::vector<SharedValue> values;
  for (size_t rule = 0; rule < rules_.size(); ++rule) {
    std::string text;
    bool whole = true;
    for (const Field& field : fields_[rule]) {
      const std::string_view value = value_of(record, field);
      whole = whole && !value.empty();
      text += (text.empty() ? "" : " ") + std::string(value);
    }
    if (!whole) continue;
    const auto add = [&](std::string value) {
      const uint64_t key = key_of(rule, value);
      const bool seen = std::any_of(values.begin(), values.end(),
                                    [&](const SharedValue& of) { return of.key == key; });
      if (!seen) values.push_back({rule, std::move(value), key});
    };
    if (fields_[rule].size() > 1 || text.find(' ') == text.npos) {
      add(std::move(text));
      continue;
    }
    for (std::string& part : shared_parts(std::move(text), rules_[rule].name)) {
      add(std::move(part));
    }
  }
  return values;
}

std::string SharedValues::held_as(const Record& record, std::string_view text) const {
  for (size_t rule = 0; rule < rules_.size(); ++rule) {
    if (!is_held(rule)) continue;
    const std::string value(value_of(record, fields_[rule][0]));
    for (const std::string& part : shared_parts(value, rules_[rule].name)) {
      if (part == text || number_in(part) == text) return fields_[rule][0].name;
    }
  }
  return {};
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
  for (const SharedValue& value : values_of(record)) {
    take(value.key);
    const std::string_view number = number_in(value.text);
    if (number.size() < value.text.size()) take(key_of(value.rule, number));
  }
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
