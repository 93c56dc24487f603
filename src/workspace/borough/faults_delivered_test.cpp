// SPDX-License-Identifier: MIT
// What goes wrong in the borough is wrong in what is delivered, as often as the guide says, by kind
// and by source.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "workspace/borough/delivered_town.h"

namespace newlyn::workspace {
namespace {

DeliveredTown& town() { return DeliveredTown::one(); }

/// The rates of the guide in per cent: by kind, then by source; "" is the usual one.
using Rates = std::map<std::string, std::map<std::string, double>>;

/// Reads rows such as: | `keying` | 9.5 | of records | electoral_register 4.5, registrars 4 |
Rates rates_of_the_guide() {
  std::ifstream guide("docs/guides/borough.md");
  Rates rates;
  for (std::string line; std::getline(guide, line);) {
    if (!line.starts_with("| `")) continue;
    std::istringstream cells(line.substr(1));
    std::vector<std::string> row;
    for (std::string cell; std::getline(cells, cell, '|');) row.push_back(cell);
    if (row.size() < 4) continue;
    const std::string kind = row[0].substr(2, row[0].rfind('`') - 2);
    rates[kind][""] = std::stod(row[1]);
    std::istringstream others(row[3]);
    std::string source;
    std::string rate;
    while (others >> source >> rate) rates[kind][source] = std::stod(rate);
  }
  return rates;
}

double rate_of(const Rates& rates, const std::string& kind, const std::string& source) {
  const auto& of_kind = rates.at(kind);
  const auto own = of_kind.find(source);
  return (own == of_kind.end() ? of_kind.at("") : own->second) / 100;
}

/// How many records of each source a kind could befall, and how many it befell.
struct Befell {
  double possible = 0;
  double planted = 0;
};

/// `possible` counts over person_record AS r, `planted` over fault AS f.
std::map<std::string, Befell> befell(const std::string& possible, const std::string& planted) {
  std::map<std::string, Befell> all;
  for (const auto& row : town()
                             .rows("SELECT r.source, count(*) FROM person_record AS r JOIN "
                                   "truth_people AS p USING (person_id) WHERE " +
                                   possible + " GROUP BY 1 ORDER BY 1")
                             .rows) {
    all[*row[0]].possible = std::stod(*row[1]);
  }
  for (const auto& row :
       town()
           .rows("SELECT f.source, count(*) FROM fault AS f WHERE " + planted + " GROUP BY 1")
           .rows) {
    all[*row[0]].planted = std::stod(*row[1]);
  }
  return all;
}

/// Each source errs at its rate. `slack` is what the records that can err are not exactly known by.
void expect_rates(const std::string& kind, const std::string& possible, double slack) {
  static const Rates rates = rates_of_the_guide();
  ASSERT_TRUE(rates.contains(kind)) << kind << " is not in the guide";
  for (const auto& [source, counts] : befell(possible, "f.error = '" + kind + "'")) {
    const double rate = rate_of(rates, kind, source);
    const double expected = counts.possible * rate;
    const double spread = 5 * std::sqrt(expected * (1 - rate)) + 1;
    EXPECT_NEAR(counts.planted, expected, spread + slack * expected)
        << kind << " in " << source << ", of " << counts.possible;
  }
}

TEST(borough_faults, every_record_of_the_truth_is_delivered) {
  EXPECT_GT(town().count("SELECT count(*) FROM person_record"), 90'000);
  EXPECT_EQ(town().count("SELECT count(*) FROM person_record WHERE has_birth IS NULL"), 0);
  EXPECT_EQ(town().count("SELECT count(DISTINCT source) FROM person_record"), 16);
}

TEST(borough_faults, enough_records_err_are_stale_or_lack_a_birth_date) {
  const double records = static_cast<double>(town().count("SELECT count(*) FROM person_record"));
  const auto share = [&](const std::string& what) {
    return static_cast<double>(town().count("SELECT count(DISTINCT (source, record_id, role)) "
                                            "FROM fault WHERE error " +
                                            what)) /
           records;
  };
  EXPECT_GE(share("IN ('keying', 'hearing', 'scanning', 'day_month_swapped', 'names_swapped', "
                  "'placeholder', 'default_value', 'truncation', 'wrong_record')"),
            0.15);
  EXPECT_GE(share("= 'stale_address'"), 0.10);
  // Counted in the deliveries: of the sources that ask for one, no date, or a placeholder.
  const double without =
      static_cast<double>(town().count("SELECT count(*) FROM person_record WHERE has_birth = 'yes' "
                                       "AND (born IS NULL OR born < '1902')"));
  EXPECT_GE(without / records, 0.10);
}

TEST(borough_faults, each_kind_comes_at_the_rate_of_the_guide_in_each_source) {
  expect_rates("keying", "true", 0.02);
  expect_rates("hearing", "true", 0.05);
  expect_rates("scanning", "true", 0.05);
  expect_rates("names_swapped", "true", 0.02);
  expect_rates("placeholder", "true", 0.02);
  expect_rates("wrong_record", "r.has_birth = 'yes' OR r.email IS NOT NULL", 0.5);
  expect_rates("no_birth_date", "r.has_birth = 'yes'", 0);
  const std::string dated =
      "r.has_birth = 'yes' AND (r.source, r.record_id, r.role) NOT IN (SELECT (source, record_id, "
      "role) FROM fault WHERE error = 'no_birth_date') AND ";
  expect_rates("day_month_swapped",
               dated +
                   "day(CAST(p.born AS DATE)) <= 12 AND day(CAST(p.born AS DATE)) <> "
                   "month(CAST(p.born AS DATE))",
               0.05);
  expect_rates("default_value", dated + "substr(p.born, 6) <> '01-01'", 0.05);
}

TEST(borough_faults, other_forms_come_at_the_rate_of_the_guide) {
  // Names that have another form are those that have it somewhere.
  const auto known = [](const std::string& kind, const std::string& field) {
    return fmt::format(
        "p.{} IN (SELECT DISTINCT q.{} FROM fault AS g JOIN truth_people AS q USING (person_id) "
        "WHERE g.error = '{}' AND g.field = '{}')",
        field, field, kind, field);
  };
  expect_rates("nickname", known("nickname", "given"), 0.1);
  const auto counts =
      befell(known("other_spelling", "given"), "f.error = 'other_spelling' AND f.field = 'given'");
  double possible = 0;
  double planted = 0;
  for (const auto& [source, of_source] : counts) {
    possible += of_source.possible;
    planted += of_source.planted;
  }
  EXPECT_NEAR(planted / possible, rates_of_the_guide().at("other_spelling").at("") / 100, 0.008);
  // Pupils have no names of before.
  EXPECT_EQ(town().count("SELECT count(DISTINCT source) FROM fault WHERE error = 'former_name'"),
            15);
}

TEST(borough_faults, addresses_are_as_old_as_the_guide_says_where_the_day_is_known) {
  // Who lived elsewhere before the stay of the day: for these sources the day is delivered.
  const std::string moved =
      "r.source IN ('electoral_register', 'service_requests', 'contacts', 'library_members', "
      "'school_admissions') AND r.has_address = 'yes' AND (SELECT count(*) FROM truth_stays AS s "
      "WHERE s.person_id = r.person_id AND s.\"from\" <= r.place_day) > 1";
  static const Rates rates = rates_of_the_guide();
  for (const auto& [source, counts] : befell(moved, "f.error = 'stale_address'")) {
    if (counts.possible == 0) continue;
    const double expected = counts.possible * rate_of(rates, "stale_address", source);
    EXPECT_NEAR(counts.planted, expected, 5 * std::sqrt(expected) + 0.02 * expected) << source;
  }
}

TEST(borough_faults, what_the_truth_notes_is_seen_in_the_delivery) {
  const std::string no_true_family =
      "NOT EXISTS (SELECT 1 FROM true_family AS t WHERE t.person_id = r.person_id AND "
      "contains(' ' || r.family || ' ', ' ' || t.family || ' '))";
  const std::string given_differs =
      "NOT contains(' ' || r.given || ' ', ' ' || lower(p.given) || ' ')";
  const std::string slipped = "CASE f.field WHEN 'family' THEN " + no_true_family +
                              " WHEN 'given' THEN " + given_differs +
                              " WHEN 'birth_date' THEN r.born <> p.born ELSE true END";
  const std::vector<std::pair<std::string, std::string>> kinds = {
      {"keying", slipped},
      {"hearing", slipped},
      {"scanning", slipped},
      {"nickname", given_differs},
      {"other_spelling", slipped},
      {"no_birth_date", "r.born IS NULL"},
      {"day_month_swapped",
       "r.born = strftime(make_date(year(CAST(p.born AS DATE)), day(CAST(p.born AS DATE)), "
       "month(CAST(p.born AS DATE))), '%Y-%m-%d')"},
      {"default_value", "r.born = substr(p.born, 1, 4) || '-01-01'"},
      {"names_swapped",
       "ends_with(r.family, lower(p.given)) AND (r.given = r.family OR NOT "
       "contains(r.given, lower(p.given)))"},
      {"truncation",
       "CASE f.field WHEN 'given' THEN " + given_differs + " ELSE " + no_true_family + " END"},
      {"former_name",
       "NOT contains(' ' || r.family || ' ', ' ' || lower(coalesce(p.family, p.given)) || "
       "' ')"},
      {"wrong_record",
       "CASE f.field WHEN 'birth_date' THEN r.born <> p.born WHEN 'email' THEN r.email IS NOT NULL "
       "ELSE r.nino <> (SELECT CASE WHEN count(o.nino) > 2 THEN mode(o.nino) ELSE '' END FROM "
       "person_record AS o WHERE o.person_id = r.person_id) END"},
  };
  for (const auto& [kind, seen] : kinds) {
    const auto counted = town().rows(fmt::format(
        "SELECT count(*), count(*) FILTER ({}), string_agg(DISTINCT r.source, ' ') "
        "FILTER (NOT coalesce({}, false)) FROM fault AS f JOIN person_record AS r USING (source, "
        "record_id, role) JOIN truth_people AS p ON p.person_id = r.person_id "
        "WHERE f.error = '{}' AND f.alone = 1",
        seen, seen, kind));
    const double all = std::stod(*counted.rows[0][0]);
    const double visible = std::stod(*counted.rows[0][1]);
    EXPECT_GT(all, 20) << kind;
    // Names that letters cannot be told apart in, and two people of one number, are few.
    EXPECT_GE(visible / all, 0.97) << kind << ": not seen in " << counted.rows[0][2].value_or("");
  }
}

TEST(borough_faults, placeholders_stand_in_the_delivery) {
  const auto hidden = town().rows(
      "SELECT f.source, f.field, count(*) FROM fault AS f JOIN person_record AS r USING (source, "
      "record_id, role) WHERE f.error = 'placeholder' AND CASE f.field "
      "WHEN 'birth_date' THEN coalesce(r.born, '') NOT IN ('1900-01-01', '1901-01-01', "
      "'1800-01-01') WHEN 'phone' THEN f.alone = 1 AND coalesce(r.phone, '') NOT IN "
      "('00000000000', 'N/A', '0') "
      "ELSE f.alone = 1 AND NOT regexp_matches(r.given, 'unknown|n/a|tbc|not known|-') END "
      "GROUP BY 1, 2 ORDER BY 1, 2");
  for (const auto& row : hidden.rows) {
    ADD_FAILURE() << *row[2] << " placeholders in " << *row[1] << " of " << *row[0];
  }
}

TEST(borough_faults, an_old_address_is_one_where_the_person_lived) {
  const std::string stale =
      "FROM fault AS f JOIN person_record AS r USING (source, record_id, role) "
      "WHERE f.error = 'stale_address' AND r.uprn IS NOT NULL";
  EXPECT_GT(town().count("SELECT count(*) " + stale), 200);
  EXPECT_EQ(town().count("SELECT count(*) " + stale +
                         " AND NOT EXISTS (SELECT 1 FROM truth_stays AS s WHERE s.person_id = "
                         "r.person_id AND s.place = r.uprn)"),
            0);
  // On the day it was told, the person lived there no more.
  EXPECT_EQ(
      town().count("SELECT count(*) " + stale +
                   " AND f.source IN ('electoral_register', 'service_requests') AND EXISTS ("
                   "SELECT 1 FROM truth_stays AS s WHERE s.person_id = r.person_id AND s.place = "
                   "r.uprn AND s.\"from\" <= r.place_day AND (s.\"to\" IS NULL OR "
                   "s.\"to\" > r.place_day))"),
      0);
}

}  // namespace
}  // namespace newlyn::workspace
