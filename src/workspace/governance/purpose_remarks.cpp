// SPDX-License-Identifier: MIT
// Looks rules up in the tables of standard records.
#include "workspace/governance/purpose_remarks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "store/store.h"

namespace newlyn::workspace {
namespace {

using record::RowRule;
using store::quote_name;

/// One purpose held against the records there are.
class Remarks {
 public:
  Remarks(store::Store& store, const governance::Purpose& purpose)
      : store_(store), purpose_(purpose) {}

  std::vector<std::string> all() {
    for (const RowRule& rule : purpose_.rows) {
      if (rule.source.empty()) {
        look_everywhere(rule);
      } else {
        look(rule, "this hides all of them");
      }
    }
    for (const RowRule& rule : purpose_.sealed) {
      if (!rule.field.empty()) look(rule, "this seals none of them");
    }
    return std::move(remarks_);
  }

 private:
  /// Fields of which the records of a source have a value; none where it was not read.
  std::vector<std::string> fields_of(const std::string& source) {
    const std::string table = "standard_" + source;
    std::vector<std::string> fields;
    const auto columns = store_.rows(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = $1 AND NOT "
        "starts_with(column_name, 'newlyn_') ORDER BY column_name",
        std::array{store::Parameter::of(std::string_view(table))});
    for (const auto& row : columns.rows) {
      const std::string field = row[0].value_or("");
      if (has(source, fmt::format("nullif({}, '') IS NOT NULL", quote_name(field)))) {
        fields.push_back(field);
      }
    }
    return fields;
  }

  bool has(const std::string& source, const std::string& condition) {
    return store_.number(fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT 1)",
                                     quote_name("standard_" + source), condition)) > 0;
  }

  bool has_value(const RowRule& rule, const std::string& source) {
    std::vector<std::string> values;
    for (const std::string& value : rule.values) values.push_back(store::quote_text(value));
    return !values.empty() &&
           has(source, fmt::format("{} IN ({})", quote_name(rule.field), fmt::join(values, ", ")));
  }

  void look(const RowRule& rule, const char* effect) {
    const std::vector<std::string> fields = fields_of(rule.source);
    if (fields.empty()) return;
    if (std::find(fields.begin(), fields.end(), rule.field) == fields.end()) {
      remarks_.push_back(
          fmt::format("No record of {} has a field '{}', so {}. Its records have: {}.", rule.source,
                      rule.field, effect, fmt::join(fields, ", ")));
    } else if (!has_value(rule, rule.source)) {
      remarks_.push_back(fmt::format(
          "No record of {} has {} as its {}, so {}. Values are written as newlyn entity show "
          "lists them.",
          rule.source, fmt::join(rule.values, " or "), rule.field, effect));
    }
  }

  /// A rule without a source is about those that have the field: without one it does nothing.
  void look_everywhere(const RowRule& rule) {
    bool is_read = false;
    bool has_field = false;
    for (const std::string& source : purpose_.sources) {
      const std::vector<std::string> fields = fields_of(source);
      is_read = is_read || !fields.empty();
      if (std::find(fields.begin(), fields.end(), rule.field) == fields.end()) continue;
      has_field = true;
      look({source, rule.field, rule.values}, "this hides all of them");
    }
    if (has_field || !is_read) return;
    remarks_.push_back(
        fmt::format("No record of any source has a field '{}', so the rule about it hides nothing.",
                    rule.field));
  }

  store::Store& store_;
  const governance::Purpose& purpose_;
  std::vector<std::string> remarks_;
};

}  // namespace

std::vector<std::string> purpose_remarks(const Home& home, const governance::Purpose& purpose) {
  if (purpose.rows.empty() && purpose.sealed.empty()) return {};
  try {
    const auto store = open_home_store(home);
    return Remarks(*store, purpose).all();
  } catch (const Error& error) {
    if (error.code() != Code::store_failed) throw;
    return {
        "Whether records have the fields of its rules about rows could not be looked up, because "
        "the store is in use: newlyn purpose check does it later."};
  }
}

}  // namespace newlyn::workspace
