// SPDX-License-Identifier: MIT
// The hard people of the borough stand in what is delivered: twins, namesakes, those who live many
// to a house, students, and names that do not fit a box for a given and one for a family name.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "workspace/borough/delivered_town.h"

namespace newlyn::workspace {
namespace {

int64_t count(const std::string& sql) { return DeliveredTown::one().count(sql); }

// The records of a person `p` who stands in a delivery.
constexpr const char* kStands =
    "EXISTS (SELECT 1 FROM person_record AS r WHERE r.person_id = p.person_id)";

TEST(borough_people, twins_stand_beside_each_other) {
  const std::string twins =
      "FROM truth_people AS p JOIN truth_people AS q ON p.mother = q.mother AND p.born = q.born "
      "AND p.person_id < q.person_id WHERE p.given <> q.given ";
  const int64_t pairs = count("SELECT count(*) " + twins);
  const int64_t births = count(
      "SELECT count(*) FROM (SELECT DISTINCT mother, born FROM truth_people WHERE mother IS NOT "
      "NULL)");
  EXPECT_GT(pairs, births / 90);
  EXPECT_LT(pairs, births / 45);
  // In one source, both of them, with one birth date.
  EXPECT_GT(
      count("SELECT count(DISTINCT p.person_id) FROM truth_people AS p JOIN truth_people AS q "
            "ON p.mother = q.mother AND p.born = q.born AND p.person_id < q.person_id JOIN "
            "person_record AS a ON a.person_id = p.person_id JOIN person_record AS b ON "
            "b.person_id = q.person_id AND b.source = a.source AND b.role = a.role AND "
            "b.born = a.born WHERE a.born IS NOT NULL"),
      pairs / 3);
}

TEST(borough_people, a_son_bears_his_fathers_name_in_one_source) {
  const std::string sons =
      "FROM truth_people AS p JOIN truth_people AS f ON f.person_id = p.father AND f.given = "
      "p.given AND f.family = p.family ";
  const int64_t all = count("SELECT count(*) " + sons);
  const int64_t children = count(
      "SELECT count(*) FROM truth_people WHERE father IS NOT NULL AND sex = 'M' AND tradition "
      "NOT IN ('somali', 'tamil', 'spanish', 'portuguese')");
  EXPECT_GT(all, children * 3 / 100);
  EXPECT_LT(all, children * 8 / 100);
  EXPECT_GT(count("SELECT count(DISTINCT p.person_id) " + sons +
                  "JOIN person_record AS a ON a.person_id = p.person_id JOIN person_record AS b ON "
                  "b.person_id = f.person_id AND b.source = a.source WHERE a.given = b.given AND "
                  "a.family = b.family"),
            all / 10);
}

TEST(borough_people, care_homes_and_shared_houses_hold_people_who_are_not_kin) {
  const std::string homes =
      "(SELECT g.UPRN, g.CLASSIFICATION AS class, count(*) AS people, count(DISTINCT p.family) AS "
      "families FROM gazetteer_blpu AS g JOIN truth_people AS p ON p.lives_at = g.UPRN GROUP BY 1, "
      "2)";
  EXPECT_GT(count("SELECT count(*) FROM " + homes +
                  " WHERE class = 'RI01' AND people >= 10 AND "
                  "families >= 8"),
            1);
  EXPECT_GT(count("SELECT count(*) FROM " + homes +
                  " WHERE class = 'RH01' AND people >= 3 AND "
                  "families >= 3"),
            10);
  // They are delivered at one address: clients in residential care, electors of one house.
  EXPECT_GT(count("SELECT count(*) FROM (SELECT c.uprn FROM adult_social_care_clients AS c WHERE "
                  "c.service = 'residential care' AND c.uprn IS NOT NULL GROUP BY 1 HAVING "
                  "count(*) >= 10)"),
            1);
  EXPECT_GT(count("SELECT count(*) FROM (SELECT e.UPRN FROM electoral_register AS e JOIN "
                  "gazetteer_blpu AS g USING (UPRN) WHERE g.CLASSIFICATION = 'RH01' GROUP BY 1 "
                  "HAVING count(DISTINCT e.Surname) >= 3)"),
            10);
}

TEST(borough_people, students_leave_and_come_back_to_their_parents) {
  const std::string back =
      "FROM truth_people AS p JOIN truth_stays AS home USING (person_id) JOIN truth_stays AS away "
      "USING (person_id) JOIN truth_stays AS again USING (person_id) WHERE away.\"from\" = "
      "home.\"to\" AND again.\"from\" = away.\"to\" AND again.place = home.place AND "
      "starts_with(away.place, 'outside') AND substr(away.\"from\", 6, 2) = '09' AND "
      "datediff('day', CAST(away.\"from\" AS DATE), CAST(away.\"to\" AS DATE)) BETWEEN 900 AND "
      "1100 ";
  EXPECT_GT(count("SELECT count(*) " + back), 30);
  EXPECT_GT(count("SELECT count(*) " + back + "AND " + kStands), 25);
}

TEST(borough_people, one_name_fills_two_boxes) {
  const int64_t all = count("SELECT count(*) FROM truth_people WHERE family IS NULL");
  EXPECT_GT(all, 2);
  // Twice the one name, or a dot, in systems that insist on two.
  EXPECT_GT(
      count("SELECT count(*) FROM truth_people AS p JOIN person_record AS r USING "
            "(person_id) WHERE p.family IS NULL AND (r.family = '.' OR r.family = lower(p.given))"),
      all);
}

TEST(borough_people, patronymics_and_double_names_are_handed_down) {
  // A Somali child's second name is the father's first.
  EXPECT_GT(count("SELECT count(*) FROM truth_people AS p JOIN truth_people AS f ON f.person_id = "
                  "p.father WHERE f.tradition = 'somali' AND p.middle = f.given"),
            20);
  EXPECT_GT(count("SELECT count(*) FROM truth_people WHERE tradition IN ('spanish', 'portuguese') "
                  "AND contains(family, ' ')"),
            20);
  EXPECT_GT(count("SELECT count(*) FROM truth_people WHERE contains(family, '-')"), 50);
  EXPECT_GT(count("SELECT count(*) FROM truth_people WHERE tradition = 'sikh' AND middle IN "
                  "('Singh', 'Kaur')"),
            100);
  EXPECT_EQ(count("SELECT count(DISTINCT tradition) FROM truth_people"), 22);
}

TEST(borough_people, names_are_transliterated_and_changed) {
  EXPECT_GT(count("SELECT count(*) FROM fault AS f JOIN truth_people AS p USING (person_id) WHERE "
                  "f.error = 'other_spelling' AND p.tradition IN ('pakistani', 'bangladeshi', "
                  "'arabic', 'somali')"),
            50);
  for (const char* reason : {"marriage", "divorce", "deed_poll"}) {
    EXPECT_GT(count(fmt::format("SELECT count(*) FROM truth_names WHERE reason = '{}'", reason)),
              10)
        << reason;
  }
  // Both names of one woman are delivered.
  EXPECT_GT(
      count(
          "SELECT count(*) FROM (SELECT r.person_id FROM person_record AS r JOIN truth_names "
          "AS n USING (person_id) JOIN truth_people AS p USING (person_id) WHERE r.family "
          "IN (lower(n.family), lower(p.family)) GROUP BY 1 HAVING count(DISTINCT r.family) > 1)"),
      500);
}

}  // namespace
}  // namespace newlyn::workspace
