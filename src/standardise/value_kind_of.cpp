// SPDX-License-Identifier: MIT
// Kinds of columns and the registry of checked values side by side.
#include "standardise/value_kind_of.h"

#include "standardise/columns/identifier_type.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;

std::vector<CheckedValue> let_pass(const std::vector<std::string>& column) {
  CheckedValue good;
  good.value_class = ValueClass::valid;
  return std::vector<CheckedValue>(column.size(), good);
}

}  // namespace

const ValueKind* value_kind_of(FieldKind kind, std::string_view column_name) {
  switch (kind) {
    case FieldKind::birth_date:
    case FieldKind::date:
    case FieldKind::postcode:
    case FieldKind::telephone:
    case FieldKind::email:
    case FieldKind::sex:
      return value_kind_named(record::field_kind_row(kind).name);
    case FieldKind::national_id:
    case FieldKind::account:
      return value_kind_named(identifier_type(column_name));
    default:
      return nullptr;
  }
}

ValueKind any_value_of(FieldKind kind) noexcept { return {"any", "any value", "", kind, let_pass}; }

}  // namespace newlyn::standardise
