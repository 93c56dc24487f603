// SPDX-License-Identifier: MIT
// Conditions as SQL over one relation, in one pass for each rule.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "profile/quality.h"

namespace newlyn::profile {
namespace {

constexpr std::array<DimensionRow, 6> kDimensions = {{
    {Dimension::completeness, "completeness", "what is expected is there"},
    {Dimension::uniqueness, "uniqueness", "nobody and nothing stands there twice"},
    {Dimension::consistency, "consistency", "values do not contradict each other"},
    {Dimension::timeliness, "timeliness", "it is as fresh as was agreed"},
    {Dimension::validity, "validity", "values have the form and range they should have"},
    {Dimension::accuracy, "accuracy", "values agree with a reference"},
}};

// A comment at the end of a condition must not swallow what follows it.
std::string whole(const std::string& condition) { return fmt::format("({}\n)", condition); }

std::string applies_sql(const QualityRule& rule) {
  return rule.applies.empty() ? "true" : whole(rule.applies) + " IS TRUE";
}

// The first line of what the store said, without what it says before every reason.
[[noreturn]] void refuse(const QualityRule& rule, std::string_view why) {
  std::string_view reason = why.substr(0, why.find('\n'));
  const size_t kind = reason.find("Error: ");
  if (kind != reason.npos) reason.remove_prefix(kind + std::string_view("Error: ").size());
  throw Error(
      Code::request_invalid,
      fmt::format("The rule '{}' ({}) cannot be run: {} A condition is SQL over the columns "
                  "that the source copies. Correct it and try again.",
                  rule.name, rule.origin, reason));
}

// The store only takes one SELECT apart; anything else is no condition.
void check_condition(store::Store& store, const QualityRule& rule, const std::string& condition) {
  if (condition.empty()) return;
  const auto answer = store.rows(
      "SELECT json_extract_string(tree, '$.error'), json_extract_string(tree, '$.error_message'), "
      "json_array_length(tree, '$.statements'), "
      "json_array_length(tree, '$.statements[0].node.select_list'), "
      "json_extract_string(tree, '$.statements[0].node.from_table.type') "
      "FROM (SELECT json_serialize_sql(CAST($1 AS VARCHAR)) AS tree)",
      std::array{store::Parameter::of(std::string_view("SELECT " + whole(condition)))});
  const auto& row = answer.rows[0];
  if (row[0].value_or("") == "true") refuse(rule, row[1].value_or("It is no SQL") + ".");
  const bool one = row[2].value_or("") == "1" && row[3].value_or("") == "1" &&
                   row[4].value_or("EMPTY") == "EMPTY";
  if (!one) refuse(rule, "It is more than one expression.");
}

}  // namespace

std::span<const DimensionRow> dimensions() noexcept { return kDimensions; }

std::string_view dimension_name(Dimension dimension) noexcept {
  return kDimensions[static_cast<size_t>(dimension)].name;
}

std::optional<Dimension> dimension_named(std::string_view name) noexcept {
  for (const DimensionRow& row : kDimensions) {
    if (row.name == name) return row.dimension;
  }
  return std::nullopt;
}

std::string failing_sql(const QualityRule& rule) {
  return fmt::format("{} AND {} IS NOT TRUE", applies_sql(rule), whole(rule.holds));
}

RuleCounts count_rule(store::Store& store, const std::string& relation, const QualityRule& rule) {
  check_condition(store, rule, rule.applies);
  check_condition(store, rule, rule.holds);
  try {
    const auto answer = store.rows(fmt::format(
        "SELECT count(*), count(*) FILTER (WHERE {0} AND {1} IS TRUE), count(*) FILTER (WHERE {2}) "
        "FROM {3}",
        applies_sql(rule), whole(rule.holds), failing_sql(rule), relation));
    const auto number = [&](size_t at) { return std::stoull(answer.rows[0][at].value_or("0")); };
    return {number(0), number(1), number(2)};
  } catch (const Error& error) {
    if (error.code() != Code::store_failed) throw;
    refuse(rule, error.what());
  }
}

}  // namespace newlyn::profile
