// SPDX-License-Identifier: MIT
// The way of a run: evidence of whole columns, then each group of fields of each input, then the
// inputs put one below the other.
#include "standardise/standardise.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/threads.h"
#include "standardise/columns/evidence.h"
#include "standardise/columns/groups.h"
#include "standardise/columns/piece.h"
#include "standardise/later.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;

using StandardiseGroup = Group (*)(const Source&);

constexpr std::array<StandardiseGroup, 7> kGroups = {
    standardise_names,       standardise_dates,     standardise_addresses,   standardise_contacts,
    standardise_identifiers, standardise_relations, standardise_own_columns,  // own ones last
};

// The standard schema in the order of its table.
struct Field {
  FieldKind kind;
  std::string_view name;
};

constexpr std::array<Field, 18> kFields = {{
    {FieldKind::given_name, "given_name"},
    {FieldKind::middle_name, "middle_name"},
    {FieldKind::family_name, "family_name"},
    {FieldKind::generation, "generation"},
    {FieldKind::birth_date, "birth_date"},
    {FieldKind::sex, "sex"},
    {FieldKind::organisation_name, "organisation_name"},
    {FieldKind::entity_type, "entity_type"},
    {FieldKind::house_number, "house_number"},
    {FieldKind::address_line, "street"},
    {FieldKind::town, "town"},
    {FieldKind::county, "county"},
    {FieldKind::postcode, "postcode"},
    {FieldKind::country, "country"},
    {FieldKind::telephone, "telephone"},
    {FieldKind::email, "email"},
    {FieldKind::national_id, "national_id"},
    {FieldKind::account, "account"},
}};

void check_inputs(const std::vector<Input>& inputs) {
  for (const Input& input : inputs) {
    NEWLYN_CHECK(input.columns != nullptr && input.recognised != nullptr,
                 "an input has columns and their meanings");
    NEWLYN_CHECK(input.columns->size() == input.recognised->size(), "every column has a meaning",
                 input.columns->size(), input.recognised->size());
  }
}

size_t row_count(const Input& input) {
  return input.columns->empty() ? 0 : input.columns->front().row_count();
}

// A column of the result before its pieces are put together.
struct Stacking {
  FieldKind kind;
  std::string name;
  std::vector<Piece*> pieces;  // by input; null where an input lacks it
};

Piece* field_piece(std::vector<Group>& groups, FieldKind kind) {
  for (Group& group : groups) {
    for (auto& [field, piece] : group.fields) {
      if (field == kind && !piece.empty()) return &piece;
    }
  }
  return nullptr;
}

// Columns that keep their names: the same name in two inputs is one column, of the first kind.
// `columns` begins with the `schema_count` columns of the schema.
void add_own_column(OwnPiece& own, size_t input, size_t schema_count,
                    std::vector<Stacking>& columns) {
  auto column = std::find_if(columns.begin() + static_cast<ptrdiff_t>(schema_count), columns.end(),
                             [&](const Stacking& other) { return other.name == own.name; });
  if (column == columns.end()) {
    columns.push_back({own.kind, own.name, std::vector<Piece*>(columns[0].pieces.size())});
    column = columns.end() - 1;
  }
  column->pieces[input] = &own.piece;
}

// Where all inputs together know one type of national identifier, a column that does not tell its
// type is taken for that one, unless its input has both.
void join_untyped_identifiers(std::vector<std::vector<Group>>& groups) {
  constexpr FieldKind kKind = FieldKind::national_id;
  std::set<std::string> types;
  std::vector<bool> has_type(groups.size(), false);
  for (size_t input = 0; input < groups.size(); ++input) {
    for (const Group& group : groups[input]) {
      for (const OwnPiece& own : group.own) {
        if (own.kind != kKind) continue;
        types.insert(own.name);
        has_type[input] = true;
      }
    }
  }
  if (types.size() != 1) return;
  for (size_t input = 0; input < groups.size(); ++input) {
    for (Group& group : groups[input]) {
      for (auto& [field, piece] : group.fields) {
        if (field != kKind || piece.empty() || has_type[input]) continue;
        group.own.push_back({*types.begin(), kKind, std::exchange(piece, {})});
      }
    }
  }
}

std::vector<Stacking> plan_columns(std::vector<std::vector<Group>>& groups) {
  std::vector<Stacking> columns;
  for (const Field& field : kFields) {
    Stacking column{field.kind, std::string(field.name), {}};
    for (std::vector<Group>& of_input : groups) {
      column.pieces.push_back(field_piece(of_input, field.kind));
    }
    columns.push_back(std::move(column));
  }
  for (size_t input = 0; input < groups.size(); ++input) {
    for (Group& group : groups[input]) {
      for (OwnPiece& own : group.own) add_own_column(own, input, kFields.size(), columns);
    }
  }
  return columns;
}

void gather_findings(const std::vector<Evidence>& evidence,
                     const std::vector<std::vector<Group>>& groups, StandardRecords& records) {
  for (size_t input = 0; input < groups.size(); ++input) {
    records.notes.insert(records.notes.end(), evidence[input].notes.begin(),
                         evidence[input].notes.end());
    for (const Group& group : groups[input]) {
      const Findings& found = group.findings;
      records.notes.insert(records.notes.end(), found.notes.begin(), found.notes.end());
      records.placeholders.insert(records.placeholders.end(), found.placeholders.begin(),
                                  found.placeholders.end());
      records.unreadable.insert(records.unreadable.end(), found.unreadable.begin(),
                                found.unreadable.end());
    }
  }
}

StandardRecords standardise_by(const std::vector<Input>& inputs,
                               const std::vector<Evidence>& evidence,
                               const std::function<void()>& columns_read) {
  StandardRecords records;
  std::vector<size_t> rows;
  for (size_t input = 0; input < inputs.size(); ++input) {
    rows.push_back(row_count(inputs[input]));
    records.source_names.push_back(inputs[input].source_name);
    records.source_of_record.resize(records.source_of_record.size() + rows.back(),
                                    static_cast<uint32_t>(input));
  }
  records.record_count = records.source_of_record.size();
  std::vector<std::vector<Group>> groups(inputs.size(), std::vector<Group>(kGroups.size()));
  parallel_ranges(inputs.size() * kGroups.size(), 1, [&](size_t task, size_t) {
    const size_t input = task / kGroups.size();
    const size_t group = task % kGroups.size();
    groups[input][group] = kGroups[group]({inputs[input], evidence[input]});
  });
  for (size_t input = 0; input < inputs.size(); ++input) {
    leave_out_role_mailboxes({inputs[input], evidence[input]}, groups[input]);
  }
  if (columns_read) columns_read();
  join_untyped_identifiers(groups);
  const std::vector<Stacking> plan = plan_columns(groups);
  std::vector<StandardColumn> columns(plan.size());
  parallel_ranges(plan.size(), 1, [&](size_t at, size_t) {
    columns[at] = {plan[at].kind, stack(plan[at].name, plan[at].pieces, rows)};
  });
  for (StandardColumn& column : columns) {
    if (column.column.values.value_count() > 0) records.columns.push_back(std::move(column));
  }
  gather_findings(evidence, groups, records);
  return records;
}

}  // namespace

StandardRecords standardise_records(const std::vector<Input>& inputs,
                                    const std::function<void()>& columns_read) {
  check_inputs(inputs);
  return standardise_by(inputs, gather_evidence(inputs), columns_read);
}

KeptEvidence keep_evidence(const std::vector<Input>& inputs) {
  check_inputs(inputs);
  return std::make_shared<const std::vector<Evidence>>(gather_evidence(inputs));
}

StandardRecords standardise_later(const std::vector<Input>& inputs, const KeptEvidence& evidence) {
  check_inputs(inputs);
  NEWLYN_CHECK(evidence->size() == inputs.size(), "the evidence is of these inputs");
  return standardise_by(inputs, *evidence, {});
}

}  // namespace newlyn::standardise
