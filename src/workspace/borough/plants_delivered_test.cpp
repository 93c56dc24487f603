// SPDX-License-Identifier: MIT
// What was planted for later questions can be found in what is delivered, as often as the guide
// says; the truth only says who.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "workspace/borough/delivered_town.h"

namespace newlyn::workspace {
namespace {

int64_t count(const std::string& sql) { return DeliveredTown::one().count(sql); }

int64_t planted(const std::string& kind) { return count("SELECT count(*) FROM planted_" + kind); }

/// `part` of `whole` is `rate` of it, as far as chance lets it.
void expect_rate(double part, double whole, double rate) {
  EXPECT_NEAR(part, whole * rate, 4 * std::sqrt(whole * rate * (1 - rate)) + 1) << "of " << whole;
}

// Grown people of each home at the end.
constexpr const char* kGrown =
    "(SELECT lives_at, count(*) AS grown FROM truth_people WHERE lives_at IS NOT NULL AND "
    "born <= '2007-12-31' GROUP BY 1)";

TEST(borough_plants, a_discount_is_claimed_where_other_adults_live) {
  const int64_t all = planted("discount_with_adults");
  EXPECT_EQ(count("SELECT count(*) FROM planted_discount_with_adults AS d JOIN council_tax AS c ON "
                  "c.ACCOUNT_REF = d.account WHERE c.DISCOUNT_CODE = 'SPD25' AND c.LIABLE_TO IS "
                  "NULL AND c.PROPERTY_UPRN = d.uprn"),
            all);
  // Most of the others are on the register, at that property.
  const int64_t registered = count(
      "SELECT count(*) FROM planted_discount_with_adults AS d WHERE EXISTS (SELECT 1 FROM "
      "electoral_register AS e JOIN truth_records AS r ON r.source = 'electoral_register' AND "
      "r.record_id = e.ElectorNumber WHERE e.UPRN = d.uprn AND "
      "contains(d.other_adults, r.person_id))");
  EXPECT_GT(registered, all * 3 / 4);
  // No other discount of the delivery is with a grown person who lives there.
  EXPECT_EQ(count(fmt::format("SELECT count(*) FROM council_tax AS c JOIN {} AS g ON g.lives_at = "
                              "c.PROPERTY_UPRN WHERE c.DISCOUNT_CODE IS NOT NULL AND c.LIABLE_TO "
                              "IS NULL AND g.grown > 1",
                              kGrown)),
            all);
  const int64_t homes =
      count(fmt::format("SELECT count(DISTINCT c.PROPERTY_UPRN) FROM council_tax AS c JOIN {} AS g "
                        "ON g.lives_at = c.PROPERTY_UPRN WHERE c.LIABLE_TO IS NULL AND g.grown > 1",
                        kGrown));
  expect_rate(static_cast<double>(all), static_cast<double>(homes), 0.026);
}

TEST(borough_plants, a_tenancy_is_kept_by_who_lives_elsewhere) {
  const int64_t all = planted("tenancy_lived_elsewhere");
  EXPECT_EQ(count("SELECT count(*) FROM planted_tenancy_lived_elsewhere AS t JOIN "
                  "housing_tenancies_tenancies AS h ON h.tenancy_ref = t.tenancy WHERE h.end_date "
                  "IS NULL AND h.uprn = t.uprn"),
            all);
  // Other systems know them at the other home.
  const int64_t elsewhere = count(
      "SELECT count(*) FROM planted_tenancy_lived_elsewhere AS t WHERE t.lives_at_uprn IN (SELECT "
      "c.PROPERTY_UPRN FROM council_tax AS c JOIN truth_records AS r ON r.source = 'council_tax' "
      "AND r.record_id = c.LIABILITY_REF WHERE r.person_id = t.person_id UNION SELECT e.UPRN FROM "
      "electoral_register AS e JOIN truth_records AS r ON r.source = 'electoral_register' AND "
      "r.record_id = e.ElectorNumber WHERE r.person_id = t.person_id)");
  EXPECT_GT(elsewhere, all * 3 / 4);
  // And others live in it.
  EXPECT_GT(count("SELECT count(*) FROM planted_tenancy_lived_elsewhere AS t WHERE EXISTS (SELECT "
                  "1 FROM council_tax AS c JOIN truth_records AS r ON r.source = 'council_tax' AND "
                  "r.record_id = c.LIABILITY_REF WHERE c.PROPERTY_UPRN = t.uprn AND c.LIABLE_TO IS "
                  "NULL AND r.person_id <> t.person_id)"),
            all * 3 / 4);
  const int64_t moved = count(
      "SELECT count(*) FROM housing_tenancies_tenancies AS h JOIN housing_tenancies_tenancy_people "
      "AS m USING (tenancy_ref) JOIN truth_records AS r ON r.source = 'housing_tenancies' AND "
      "r.record_id = m.person_ref JOIN truth_people AS p ON p.person_id = r.person_id WHERE m.role "
      "= 'tenant' AND p.died IS NULL AND p.lives_at <> h.uprn AND coalesce(h.end_date, "
      "'2025-12-31') >= '2020-01-02'");
  expect_rate(static_cast<double>(all), static_cast<double>(moved), 0.22);
}

TEST(borough_plants, one_bank_account_is_on_forty_claims) {
  const int64_t claims = count(
      "SELECT max(claims) FROM (SELECT count(*) AS claims FROM housing_benefit GROUP BY "
      "BANK_ACCOUNT)");
  EXPECT_GE(claims, 40);
  EXPECT_LE(claims, 41);
  EXPECT_EQ(claims, planted("one_bank_account"));
  EXPECT_EQ(count("SELECT count(*) FROM planted_one_bank_account AS b JOIN housing_benefit AS h ON "
                  "h.CLAIM_NO = b.claim AND h.BANK_ACCOUNT = b.bank_account"),
            claims);
  // The claimants are as many people.
  EXPECT_EQ(count("SELECT count(DISTINCT person_id) FROM planted_one_bank_account"), claims);
}

TEST(borough_plants, a_claim_declares_less_than_the_tenancy_shows) {
  const int64_t all = planted("declared_income");
  EXPECT_GT(all, 8);
  EXPECT_EQ(count("SELECT count(*) FROM planted_declared_income AS d JOIN housing_benefit AS h ON "
                  "h.CLAIM_NO = d.claim WHERE CAST(h.INCOME_WEEKLY AS INTEGER) = "
                  "CAST(d.declared_weekly AS INTEGER) AND h.\"END\" IS NULL"),
            all);
  // What the reviews of the household's tenancy add up to, a week; one in seventeen is not noted.
  const std::string reviewed =
      "(SELECT sum(CAST(m.income_at_review AS INTEGER)) / 52 FROM truth_people AS p JOIN "
      "housing_tenancies_tenancies AS h ON h.uprn = p.lives_at AND h.end_date IS NULL JOIN "
      "housing_tenancies_tenancy_people AS m USING (tenancy_ref) WHERE p.person_id = d.person_id)";
  EXPECT_GE(count("SELECT count(*) FROM planted_declared_income AS d WHERE " + reviewed +
                  " > 2 * CAST(d.declared_weekly AS INTEGER)"),
            all * 8 / 10);
  EXPECT_EQ(count("SELECT count(*) FROM planted_declared_income WHERE abs(CAST(observed_weekly AS "
                  "INTEGER) / 5 - CAST(declared_weekly AS INTEGER)) > 1"),
            0);
  // Of council homes above the limit: those whose household earns more than 400 a week and neither
  // claims nor could.
  const int64_t above = count(
      "SELECT count(*) FROM (SELECT h.uprn, sum(CAST(m.income_at_review AS INTEGER)) / 52 AS "
      "income "
      "FROM housing_tenancies_tenancies AS h JOIN housing_tenancies_tenancy_people AS m USING "
      "(tenancy_ref) WHERE h.end_date IS NULL GROUP BY 1) WHERE income > 400");
  EXPECT_GT(all, above * 1 / 100);
  EXPECT_LT(all, above * 4 / 100);
}

TEST(borough_plants, a_permit_is_used_after_the_death_that_the_registrar_wrote_down) {
  const int64_t all = planted("permit_used_after_death");
  EXPECT_GT(all, 5);
  const std::string permits =
      "FROM permits AS b JOIN truth_records AS r ON r.source = 'permits' AND r.record_id = "
      "b.\"Permit no\" JOIN truth_records AS e ON e.person_id = r.person_id AND e.source = "
      "'registrars' AND e.role = 'deceased' JOIN registrars_deaths AS d ON d.entry = e.record_id ";
  const std::string used = "strptime(substr(b.\"Last used\", 1, 10), '%d/%m/%Y')";
  const std::string valid = "strptime(substr(b.\"Valid to\", 1, 10), '%d/%m/%Y')";
  const std::string died = "CAST(d.date_of_death AS DATE)";
  EXPECT_EQ(count("SELECT count(*) " + permits + "WHERE " + used + " > " + died), all);
  EXPECT_EQ(count("SELECT count(*) " + permits +
                  "JOIN planted_permit_used_after_death AS t ON "
                  "t.permit = b.\"Permit no\" WHERE " +
                  used + " > " + died + " AND d.date_of_death = t.died"),
            all);
  const int64_t dead = count("SELECT count(*) " + permits + "WHERE " + died +
                             " < DATE '2025-12-01' "
                             "AND " +
                             died + " < " + valid);
  expect_rate(static_cast<double>(all), static_cast<double>(dead), 0.15);
}

TEST(borough_plants, families_are_entitled_and_do_not_claim) {
  const int64_t all = planted("entitled_not_claiming");
  EXPECT_GT(all, 20);
  // Nobody of the home has a claim that runs.
  const std::string claims =
      "FROM truth_people AS p JOIN truth_records AS r ON r.person_id = p.person_id AND r.source = "
      "'housing_benefit' JOIN housing_benefit AS h ON h.CLAIM_NO = r.record_id AND h.\"END\" IS "
      "NULL ";
  EXPECT_EQ(count("SELECT count(*) " + claims +
                  "WHERE p.lives_at IN (SELECT uprn FROM "
                  "planted_entitled_not_claiming)"),
            0);
  EXPECT_EQ(count("SELECT count(*) FROM planted_entitled_not_claiming WHERE CAST(income_weekly AS "
                  "INTEGER) >= CAST(needed_weekly AS INTEGER)"),
            0);
  // The school knows: most of their pupils eat free.
  const std::string pupils =
      "FROM truth_people AS p JOIN truth_records AS r ON r.person_id = p.person_id AND r.source = "
      "'school_census' JOIN school_census AS s ON s.UPN = r.record_id WHERE p.lives_at IN (SELECT "
      "uprn FROM planted_entitled_not_claiming) ";
  EXPECT_GT(count("SELECT count(*) " + pupils), 10);
  EXPECT_GT(count("SELECT count(*) " + pupils + "AND s.FreeSchoolMeals = 'true'"),
            count("SELECT count(*) " + pupils) * 6 / 10);
  // Of the families of three or more that are entitled.
  const int64_t claiming = count(
      "SELECT count(DISTINCT p.lives_at) " + claims +
      "WHERE r.role = 'claimant' AND h.CLAIM_NO NOT IN (SELECT claim FROM planted_declared_income) "
      "AND (SELECT count(*) FROM truth_people AS o WHERE o.lives_at = p.lives_at) > 2");
  expect_rate(static_cast<double>(all), static_cast<double>(all + claiming), 0.2);
}

/// How many crises have come to a stage, and how many of these the source of it shows.
void expect_stage(const std::string& stage, const std::string& shown, double share) {
  const int64_t come = count("SELECT count(" + stage + ") FROM planted_crisis");
  EXPECT_GT(come, 0) << stage;
  EXPECT_GE(static_cast<double>(count("SELECT count(*) FROM planted_crisis AS c WHERE " + stage +
                                      " IS NOT NULL AND " + shown)),
            static_cast<double>(come) * share)
      << stage << " of " << come;
}

TEST(borough_plants, people_slide_towards_a_crisis_from_source_to_source) {
  expect_stage("rent_arrears_from",
               "EXISTS (SELECT 1 FROM housing_tenancies_tenancies AS h WHERE h.uprn = c.uprn AND "
               "h.end_date IS NULL AND h.arrears_since = c.rent_arrears_from AND "
               "CAST(h.arrears AS DOUBLE) > 0)",
               1);
  expect_stage("tax_arrears_from",
               "EXISTS (SELECT 1 FROM council_tax AS t WHERE t.PROPERTY_UPRN = c.uprn AND "
               "t.LIABLE_TO IS NULL AND CAST(t.BALANCE AS DOUBLE) > 0)",
               1);
  expect_stage("first_call",
               "EXISTS (SELECT 1 FROM contacts AS k JOIN truth_records AS r ON r.source = "
               "'contacts' AND r.record_id = k.contact_id WHERE r.person_id = c.person_id AND "
               "k.received = c.first_call)",
               1);
  expect_stage("absences_from",
               "EXISTS (SELECT 1 FROM truth_people AS p JOIN truth_records AS r ON r.source = "
               "'school_census' AND r.person_id = p.person_id JOIN school_census AS s ON s.UPN = "
               "r.record_id WHERE p.lives_at = c.uprn AND CAST(s.AbsentSessions AS INTEGER) >= "
               "(DATE '2025-12-31' - CAST(c.absences_from AS DATE)) // 4)",
               1);
  expect_stage("referral",
               "(EXISTS (SELECT 1 FROM adult_social_care_clients AS a JOIN truth_records AS r ON "
               "r.source = 'adult_social_care' AND r.record_id = a.client_id WHERE r.person_id = "
               "c.person_id AND a.service_from = c.referral) OR EXISTS (SELECT 1 FROM "
               "childrens_services_children AS k JOIN truth_records AS r ON r.source = "
               "'childrens_services' AND r.record_id = k.child_id JOIN truth_people AS p ON "
               "p.person_id = r.person_id WHERE p.lives_at = c.uprn AND k.referred_on = "
               "c.referral))",
               1);
  expect_stage("homeless",
               "EXISTS (SELECT 1 FROM housing_waiting_list_applications AS w JOIN truth_records AS "
               "r ON r.source = 'housing_waiting_list' AND r.record_id = w.application_no WHERE "
               "r.person_id = c.person_id AND w.reason = 'homeless' AND w.applied_on = c.homeless)",
               1);
}

TEST(borough_plants, crises_come_step_by_step_in_some_of_the_rented_homes) {
  EXPECT_EQ(count("SELECT count(*) FROM planted_crisis WHERE tax_arrears_from >= first_call OR "
                  "first_call >= absences_from OR absences_from >= referral OR first_call >= "
                  "referral OR referral >= homeless OR rent_arrears_from >= tax_arrears_from"),
            0);
  EXPECT_EQ(count("SELECT count(*) FROM planted_crisis WHERE datediff('day', CAST(referral AS "
                  "DATE), CAST(homeless AS DATE)) NOT BETWEEN 20 AND 69"),
            0);
  // Council homes alone: which of the others are rented, no source tells.
  const int64_t council = count(
      "SELECT count(*) FROM housing_tenancies_tenancies AS h WHERE h.end_date IS NULL AND "
      "start_date < '2024-08-18' AND h.tenancy_ref NOT IN (SELECT tenancy FROM "
      "planted_tenancy_lived_elsewhere)");
  expect_rate(static_cast<double>(count("SELECT count(rent_arrears_from) FROM planted_crisis")),
              static_cast<double>(council), 0.009);
}

TEST(borough_plants, a_process_has_seventy_one_steps_of_which_eighteen_would_do) {
  EXPECT_EQ(count("SELECT count(DISTINCT activity) FROM extra_process_log"), 71);
  EXPECT_GE(count("SELECT count(DISTINCT case_id) FROM extra_process_log"), 40);
  EXPECT_EQ(count("SELECT count(*) FROM (SELECT case_id FROM extra_process_log GROUP BY 1 HAVING "
                  "count(DISTINCT activity) <> 71)"),
            0);
  EXPECT_EQ(planted("process_steps_needed"), 18);
  EXPECT_EQ(
      count("SELECT count(DISTINCT activity) FROM extra_process_log WHERE activity IN (SELECT "
            "activity FROM planted_process_steps_needed)"),
      18);
  // A thing is asked again where the log shows it asked before.
  EXPECT_GT(planted("process_asked_again"), 10);
  EXPECT_EQ(
      count("SELECT count(*) FROM planted_process_asked_again AS a WHERE NOT EXISTS (SELECT 1 "
            "FROM extra_process_log AS l JOIN extra_process_log AS e USING (case_id) WHERE "
            "l.activity = a.activity AND CAST(e.event AS INTEGER) < CAST(l.event AS INTEGER) "
            "AND contains(e.asked_for, split_part(a.asked_for, ' ', 1)))"),
      0);
  const int64_t days = count(
      "SELECT CAST(avg(days) AS BIGINT) FROM (SELECT datediff('day', min(CAST(started AS "
      "TIMESTAMP)), max(CAST(completed AS TIMESTAMP))) AS days FROM extra_process_log GROUP BY "
      "case_id)");
  EXPECT_NEAR(static_cast<double>(days), 79, 6);
}

TEST(borough_plants, bulky_waste_is_driven_in_the_order_of_booking) {
  EXPECT_EQ(count("SELECT CAST(stops AS INTEGER) FROM planted_bulky_waste_rounds"),
            count("SELECT count(*) FROM extra_bulky_waste_jobs"));
  EXPECT_EQ(count("SELECT count(*) FROM extra_bulky_waste_vehicles"), 6);
  EXPECT_EQ(count("SELECT count(DISTINCT vehicle) FROM extra_bulky_waste_jobs"), 6);
  EXPECT_EQ(count("SELECT count(*) FROM extra_bulky_waste_jobs AS j JOIN gazetteer_blpu AS g ON "
                  "g.UPRN = j.uprn AND g.X_COORDINATE = j.easting AND g.Y_COORDINATE = j.northing"),
            count("SELECT count(*) FROM extra_bulky_waste_jobs"));
  EXPECT_EQ(count("SELECT count(*) FROM extra_bulky_waste_jobs AS a JOIN extra_bulky_waste_jobs AS "
                  "b USING (vehicle) WHERE a.job < b.job AND CAST(a.place_in_round AS INTEGER) >= "
                  "CAST(b.place_in_round AS INTEGER)"),
            0);
  // The bookings of the system have what and where.
  EXPECT_GT(count("SELECT count(*) FROM service_requests WHERE kind = 'bulky waste' AND items IS "
                  "NOT NULL AND easting IS NOT NULL"),
            500);
}

TEST(borough_plants, three_ledgers_of_thirty_have_even_first_digits) {
  // The distance of the first digits from those of Benford, and from even ones, by supplier.
  const std::string digits =
      "WITH d AS (SELECT supplier, CAST(left(ltrim(replace(amount, '.', ''), '0'), 1) AS INTEGER) "
      "AS digit FROM extra_supplier_ledgers), s AS (SELECT supplier, n.digit, count(d.digit) / "
      "400.0 AS share FROM (SELECT DISTINCT supplier FROM d) CROSS JOIN range(1, 10) AS n(digit) "
      "LEFT JOIN d USING (supplier, digit) GROUP BY 1, 2), far AS (SELECT supplier, "
      "sum(abs(share - log10(1 + 1.0 / digit))) AS benford FROM s GROUP BY 1) ";
  EXPECT_EQ(count(digits + "SELECT count(*) FROM far"), 30);
  EXPECT_EQ(count(digits + "SELECT count(*) FROM far WHERE benford > 0.35"), 3);
  EXPECT_EQ(count(digits + "SELECT count(*) FROM far JOIN planted_fabricated_ledger USING "
                           "(supplier) WHERE benford > 0.35"),
            3);
}

TEST(borough_plants, who_looked_out_of_curiosity_is_staff_and_among_the_looks) {
  EXPECT_GT(planted("snooping"), 30);
  EXPECT_EQ(count("SELECT count(*) FROM planted_snooping WHERE account NOT IN (SELECT account FROM "
                  "extra_office_staff)"),
            0);
  EXPECT_EQ(count("SELECT count(*) FROM planted_snooping AS s WHERE NOT EXISTS (SELECT 1 FROM "
                  "truth_looks AS l WHERE l.account = s.account AND CAST(l.minute AS INTEGER) // "
                  "10080 = CAST(s.week AS INTEGER) AND (s.person_id IS NULL OR l.person_id = "
                  "s.person_id))"),
            0);
  EXPECT_GE(count("SELECT count(DISTINCT kind) FROM planted_snooping"), 6);
  EXPECT_EQ(count("SELECT count(DISTINCT CAST(minute AS INTEGER) // 10080) FROM truth_looks"), 8);
}

}  // namespace
}  // namespace newlyn::workspace
