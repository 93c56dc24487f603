// SPDX-License-Identifier: MIT
// Relations of a row as columns of the records that they lead from and to.
#include "workspace/mapping/stored_yields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "record/declared_end.h"

namespace newlyn::workspace {
namespace {

using record::FieldKind;
using source::MappedField;
using source::MappedRecord;
using source::MappedRelation;
using store::quote_name;
using store::quote_text;

/// Relations that are ends of the records of a row, and what the first is to the second.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kRoles = {
    {{"lives_at", "resident"},
     {"located_at", "occupier"},
     {"tenant_of", "tenant"},
     {"works_for", "employee"},
     {"director_of", "director"},
     {"owner_of", "owner"},
     {"parent_of", "parent"},
     {"partner_of", "partner"}}};
constexpr std::array<std::string_view, 3> kLinkedKinds = {"person", "organisation", "place"};
constexpr std::array<std::string_view, 2> kBankWords = {"bank", "iban"};

bool is_linked(const MappedRecord& record) {
  return std::find(kLinkedKinds.begin(), kLinkedKinds.end(), record.kind) != kLinkedKinds.end();
}

std::string_view role_of(const MappedRelation& relation) {
  for (const auto& [kind, role] : kRoles) {
    if (kind == relation.kind) return role;
  }
  return {};
}

const MappedRecord* record_named(const source::Mapping& mapping, const std::string& name) {
  const auto found = std::find_if(mapping.records.begin(), mapping.records.end(),
                                  [&](const MappedRecord& one) { return one.name == name; });
  return found == mapping.records.end() ? nullptr : &*found;
}

/// Whether the type of a value, or its column where it has none, has a word in its name.
bool is_named(const MappedField& field, std::string_view word) {
  std::string name = field.type.empty() ? field.column : field.type;
  for (char& letter : name) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return name.find(word) != std::string::npos;
}

const MappedField* field_named(const MappedRecord& record, std::string_view name) {
  const auto found = std::find_if(record.fields.begin(), record.fields.end(),
                                  [&](const MappedField& field) { return field.field == name; });
  return found == record.fields.end() ? nullptr : &*found;
}

/// SQL: a text without the tabs and line ends that divide parts.
std::string part_sql(const std::string& value) {
  return fmt::format("coalesce(trim(regexp_replace({}, '\\s+', ' ', 'g')), '')", value);
}

/// A record of a row with its relations.
class RowRecord {
 public:
  RowRecord(const std::string& source, const source::Mapping& mapping, const MappedRecord& record,
            Yield& yield)
      : source_(source), mapping_(mapping), record_(record), yield_(yield) {}

  /// `conditions`: when the other records of the row are there, in the order of the mapping.
  void add_relations(const std::vector<std::string>& conditions) {
    for (const MappedRelation& relation : mapping_.relations) {
      const MappedRecord* from = record_named(mapping_, relation.from);
      const MappedRecord* to = record_named(mapping_, relation.to);
      if (from == nullptr || to == nullptr) continue;
      const auto at = static_cast<size_t>((from == &record_ ? to : from) - mapping_.records.data());
      condition_ = conditions[at];
      if (from == &record_) add_held(relation, *to);
      const bool is_end = !role_of(relation).empty() && is_linked(*from) && is_linked(*to);
      if (is_end && from == &record_) add_pointer(relation, *to);
      if (is_end && to == &record_) has_name_ += fmt::format(" OR ({})", condition_);
    }
    if (!has_name_.empty()) add_name();
  }

 private:
  /// Adds a column whose values are there while the other record is.
  void add(const std::string& name, const std::string& value, FieldKind kind = kKey) {
    yield_.expressions.push_back(fmt::format("CASE WHEN {} THEN {} END", condition_, value));
    yield_.columns.push_back({name, kind, 1, ""});
    yield_.places.push_back(fmt::format("{} {}", record_.name, name));
  }

  void add_date(const std::string& name, const std::string& column) {
    const bool is_there =
        std::any_of(yield_.columns.begin(), yield_.columns.end(),
                    [&](const record::RecognisedColumn& of) { return of.name == name; });
    if (column.empty() || is_there) return;
    add(name, fmt::format("CAST({} AS VARCHAR)", quote_name(column)), FieldKind::date);
  }

  void add_period(const std::string& name, const MappedRelation& relation) {
    add_date(name + "_start", relation.start);
    add_date(name + "_end", relation.end);
  }

  void add_held(const MappedRelation& relation, const MappedRecord& to) {
    const std::string held(record::kHeldFields);
    const std::string_view kind = relation.kind;
    const bool lives = kind == "lives_at" || kind == "tenant_of" || kind == "located_at";
    for (const MappedField& field : to.fields) {
      if (to.kind == "place" && lives && field.field == "identifier.property" &&
          is_named(field, "uprn")) {
        add(held + "uprn", value_sql(field));
      }
      const bool tells_vehicle = field.field == "registration" || field.field == "chassis";
      if (to.kind == "vehicle" && tells_vehicle) add(held + "vehicle", value_sql(field));
    }
    if (to.kind == "vehicle") add_period("vehicle", relation);
    if (to.kind == "account" && kind == "holds") {
      add_accounts(to);
      add_period("account", relation);
    }
  }

  void add_accounts(const MappedRecord& account) {
    const MappedField* bank = field_named(account, "bank");
    for (const MappedField& field : account.fields) {
      if (field.field != "number") continue;
      const bool is_bank =
          bank != nullptr || std::any_of(kBankWords.begin(), kBankWords.end(),
                                         [&](auto word) { return is_named(field, word); });
      const std::string whose = !is_bank          ? quote_text(source_)
                                : bank == nullptr ? "NULL"
                                                  : part_sql(value_sql(*bank));
      add(fmt::format("{}{}", record::kHeldFields, is_bank ? "bank_account" : "held_account"),
          fmt::format("concat_ws(chr(9), nullif({}, ''), nullif({}, ''))",
                      part_sql(value_sql(field)), whose));
    }
  }

  /// SQL: under which name a record of the row is pointed at.
  std::string name_sql(const MappedRecord& record) const {
    return fmt::format("{} || {}", quote_text(source_ + "/" + record.name + ":"),
                       part_sql("newlyn_native_id"));
  }

  std::string next_column() { return fmt::format("{}{}", record::kRowEndFields, ++columns_); }

  void add_pointer(const MappedRelation& relation, const MappedRecord& to) {
    const auto date = [](const std::string& column) {
      if (column.empty()) return std::string("''");
      return part_sql(fmt::format("CAST({} AS VARCHAR)", quote_name(column)));
    };
    const std::string column = next_column();
    add(column,
        fmt::format("concat_ws(chr(9), 'pointer', '{}', {}, '{}', {}, {})", record::kRecordDomain,
                    name_sql(to), role_of(relation), date(relation.start), date(relation.end)));
    add_date(column + ".start", relation.start);
    add_date(column + ".end", relation.end);
  }

  void add_name() {
    condition_ = "(" + has_name_.substr(std::string_view(" OR ").size()) + ")";
    add(next_column(), fmt::format("concat_ws(chr(9), 'anchor', '{}', {})", record::kRecordDomain,
                                   name_sql(record_)));
  }

  static constexpr FieldKind kKey = FieldKind::record_key;
  const std::string& source_;
  const source::Mapping& mapping_;
  const MappedRecord& record_;
  Yield& yield_;
  std::string condition_;
  std::string has_name_;  // SQL: when a relation leads to it
  size_t columns_ = 0;
};

}  // namespace

std::vector<Yield> stored_yields(const std::string& source, const source::Mapping& mapping) {
  std::vector<Yield> yields = record_yields(mapping);
  std::vector<std::string> conditions;
  for (const Yield& yield : yields) conditions.push_back(yield.condition);
  for (size_t i = 0; i < yields.size(); ++i) {
    RowRecord(source, mapping, mapping.records[i], yields[i]).add_relations(conditions);
  }
  return yields;
}

bool is_period_column(std::string_view column) noexcept {
  constexpr std::array<std::string_view, 5> kPeriods = {"address", "vehicle", "account",
                                                        "telephone", "email"};
  return std::any_of(kPeriods.begin(), kPeriods.end(), [&](std::string_view period) {
    if (!column.starts_with(period)) return false;
    const std::string_view side = column.substr(period.size());
    return side == "_start" || side == "_end";
  });
}

bool is_about_record(std::string_view column) noexcept {
  return column == "verified" || column == "last_updated";
}

std::vector<const MappedRecord*> holders_of(const source::Mapping& mapping,
                                            const std::vector<std::string>& names) {
  std::vector<const MappedRecord*> holders;
  const auto is_among = [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const MappedRecord& record : mapping.records) {
    const bool has = std::any_of(mapping.relations.begin(), mapping.relations.end(),
                                 [&](const MappedRelation& relation) {
                                   return relation.from == record.name && is_among(relation.to);
                                 });
    if (has && is_linked(record) && !is_among(record.name)) holders.push_back(&record);
  }
  return holders;
}

}  // namespace newlyn::workspace
