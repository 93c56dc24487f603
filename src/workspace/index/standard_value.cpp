// SPDX-License-Identifier: MIT
// One value through the standardiser, as a column of one row.
#include "workspace/index/standard_value.h"

#include <fmt/format.h>

#include "base/error.h"
#include "standardise/standardise.h"

namespace newlyn::workspace {

using record::FieldKind;

std::string standard_value(const KindIndex& open, const std::string& field,
                           const std::string& value) {
  const auto column = open.fitted->find(field);
  const FieldKind kind = column ? open.fitted->parts().columns[*column].kind : FieldKind::text;
  if (kind == FieldKind::text) return value;
  record::TextColumnBuilder builder(field);
  builder.add(value);
  std::vector<record::TextColumn> columns;
  columns.push_back(builder.finish());
  const std::vector<record::RecognisedColumn> recognised{{field, kind, 1, ""}};
  const auto standard = standardise::standardise_records({{"asked", &columns, &recognised}});
  for (const standardise::StandardColumn& of : standard.columns) {
    if (of.kind == kind && !of.column.text(0).empty()) return std::string(of.column.text(0));
  }
  throw Error(Code::request_invalid,
              fmt::format("The value cannot be read as {}. newlyn standardise says how a value is "
                          "read.",
                          field));
}

}  // namespace newlyn::workspace
