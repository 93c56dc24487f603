// SPDX-License-Identifier: MIT
// Looks rules up in the tables of standard records.
#include "workspace/governance/purpose_remarks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "store/store.h"
#include "workspace/governance/home_policy.h"
#include "workspace/governance/named_roles.h"
#include "workspace/sources/write_status.h"

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
    look_at_fields();
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
  /// Fields that no record of the sources has: a slip of the pen hides what was meant.
  void look_at_fields() {
    std::set<std::string> known = {"reason"};
    for (const std::string& source : purpose_.sources) {
      for (std::string& field : fields_of(source)) known.insert(std::move(field));
    }
    if (known.size() == 1) return;
    for (const auto& [field, masking] : purpose_.fields) {
      if (known.contains(field)) continue;
      remarks_.push_back(
          fmt::format("No record of its sources has a field '{}', so naming it shows nothing. "
                      "Their records have: {}.",
                      field, fmt::join(known, ", ")));
    }
  }

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

/// Sources and roles that there are none of. Before the first source, and without a policy, nothing
/// can be told.
std::vector<std::string> name_remarks(const Home& home, const governance::Purpose& purpose) {
  std::vector<std::string> remarks;
  const std::vector<std::string> sources = source_names(home);
  for (const std::string& source : purpose.sources) {
    const bool is_there = std::find(sources.begin(), sources.end(), source) != sources.end();
    if (sources.empty() || is_there) continue;
    remarks.push_back(
        fmt::format("There is no source '{}'. There are: {}.", source, fmt::join(sources, ", ")));
  }
  if (!std::filesystem::exists(policy_file(home, "rules.policy"))) return remarks;
  for (const std::string& role : purpose.roles) {
    try {
      if (is_role_given(home, role)) continue;
    } catch (const Error& error) {
      if (error.code() != Code::request_invalid) throw;
      break;  // roles that cannot be read let nobody in, which is said where somebody asks
    }
    remarks.push_back(fmt::format(
        "Nobody has the role '{}', so nobody can use it. policy/roles.toml gives roles.", role));
  }
  return remarks;
}

}  // namespace

std::vector<std::string> purpose_remarks(const Home& home, const governance::Purpose& purpose) {
  std::vector<std::string> remarks = name_remarks(home, purpose);
  const bool is_read =
      std::any_of(purpose.sources.begin(), purpose.sources.end(), [&](const std::string& source) {
        return source.find('/') == std::string::npos &&
               std::filesystem::exists(home.definition_of(source));
      });
  if (!is_read && purpose.rows.empty() && purpose.sealed.empty()) return remarks;
  try {
    const auto store = open_home_store(home);
    for (std::string& remark : Remarks(*store, purpose).all()) {
      remarks.push_back(std::move(remark));
    }
  } catch (const Error& error) {
    if (error.code() != Code::store_failed) throw;
    remarks.emplace_back(
        "Whether records have its fields and what its rules are about could not be looked up, "
        "because the store is in use: newlyn purpose check does it later.");
  }
  return remarks;
}

}  // namespace newlyn::workspace
