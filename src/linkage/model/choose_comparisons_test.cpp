// SPDX-License-Identifier: MIT
// What is compared follows from the columns, and every choice can be written down and read.
#include "linkage/model/choose_comparisons.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "linkage/model/condition_sql.h"
#include "linkage/testing/made_records.h"
#include "pairs/condition_evaluator.h"

namespace newlyn::linkage {
namespace {

using Names = std::vector<std::string>;

/// Columns of these names with a few different values each.
pairs::PairColumns filled_columns(const Names& names) {
  TextRows rows;
  for (const std::string value : {"1971-06-24", "1980-01-02", "1971-06-24", "1999-12-31", ""}) {
    rows.emplace_back(names.size(), value);
  }
  return make_columns(names, rows);
}

ChosenComparisons choose(const Names& names) {
  return choose_comparisons(filled_columns(names), kinds_of(names));
}

Names names_of(const ChosenComparisons& chosen) {
  Names names;
  for (const ModelComparison& comparison : chosen.comparisons) names.push_back(comparison.name);
  return names;
}

/// Shares are shares, the last level always holds, and the SQL can be read back.
void expect_sound(const ChosenComparisons& chosen, const pairs::PairColumns& columns) {
  for (const ModelComparison& comparison : chosen.comparisons) {
    double m = 0;
    double u = 0;
    for (const ModelLevel& level : comparison.levels) {
      EXPECT_NO_THROW(read_condition(level.sql, columns)) << level.sql;
      EXPECT_EQ(condition_sql(level.condition, columns), level.sql);
      if (level.is_null) continue;
      m += level.m.value_or(0);
      u += level.u.value_or(0);
      EXPECT_GT(level.m.value_or(0), 0) << comparison.name << ": " << level.label;
      EXPECT_GT(level.u.value_or(0), 0) << comparison.name << ": " << level.label;
    }
    EXPECT_NEAR(m, 1, 1e-9) << comparison.name;
    EXPECT_NEAR(u, 1, 1e-9) << comparison.name;
    EXPECT_EQ(comparison.levels.back().sql, "ELSE");
    EXPECT_FALSE(comparison.columns.empty());
  }
}

TEST(choose_comparisons, people_with_addresses) {
  Names names = people_columns();
  for (const char* more :
       {"middle_name", "generation", "sex", "telephone", "email", "national_id", "county"}) {
    names.emplace_back(more);
  }
  const pairs::PairColumns columns = filled_columns(names);
  const ChosenComparisons chosen = choose_comparisons(columns, kinds_of(names));
  EXPECT_EQ(names_of(chosen),
            (Names{"given_name", "family_name", "middle_name", "generation", "birth_date", "sex",
                   "place", "telephone", "email", "national_id"}));
  EXPECT_TRUE(chosen.has_family);
  EXPECT_TRUE(chosen.notes.empty());
  expect_sound(chosen, columns);
  for (const ModelComparison& comparison : chosen.comparisons) {
    const bool shared = comparison.name == "family_name" || comparison.name == "place" ||
                        comparison.name == "generation" || comparison.name == "telephone" ||
                        comparison.name == "email";
    EXPECT_EQ(comparison.shared_by_families, shared) << comparison.name;
  }
}

TEST(choose_comparisons, a_name_of_a_man_is_no_slip_of_a_name_of_a_woman) {
  const Names names = {"given_name", "given_name_variants", "given_name_sex", "family_name", "sex"};
  const pairs::PairColumns columns = make_columns(names, {{"daniel", "1 2", "m", "hart", "m"},
                                                          {"danielle", "3", "f", "hart", "f"},
                                                          {"sam", "4", "", "hart", ""}});
  const ChosenComparisons chosen = choose_comparisons(columns, kinds_of(names));
  expect_sound(chosen, columns);
  const std::vector<ModelLevel>& given = chosen.comparisons.front().levels;
  const auto at = [&](std::string_view label) {
    return std::find_if(given.begin(), given.end(),
                        [&](const ModelLevel& level) { return level.label == label; });
  };
  ASSERT_NE(at("names of a man and a woman"), given.end());
  EXPECT_LT(at("names of a man and a woman"), at("almost the same spelling"));
  EXPECT_LT(at("variants of one name"), at("names of a man and a woman"));
}

TEST(choose_comparisons, no_households_without_names_and_places) {
  EXPECT_FALSE(choose({"given_name", "family_name", "birth_date"}).has_family);
  EXPECT_FALSE(choose({"given_name", "postcode"}).has_family);
  EXPECT_FALSE(choose({"family_name", "postcode"}).has_family);
  EXPECT_TRUE(choose({"family_name", "birth_date", "email"}).has_family);
}

TEST(choose_comparisons, organisations_only) {
  const ChosenComparisons chosen = choose({"organisation_name", "telephone"});
  EXPECT_EQ(names_of(chosen), (Names{"telephone", "organisation_name"}));
  EXPECT_FALSE(chosen.has_family);
}

TEST(choose_comparisons, identifiers_are_compared_like_with_like) {
  const Names names = {"given_name", "ni_number", "passport", "account"};
  auto kinds = kinds_of({"given_name"});
  kinds.insert(kinds.end(), {record::FieldKind::national_id, record::FieldKind::account,
                             record::FieldKind::account});
  const pairs::PairColumns columns = filled_columns(names);
  const ChosenComparisons chosen = choose_comparisons(columns, kinds);
  EXPECT_EQ(names_of(chosen), names);
  expect_sound(chosen, columns);
  // What is for life speaks the louder when it differs.
  EXPECT_LT(*chosen.comparisons[1].levels.back().m, *chosen.comparisons[2].levels.back().m);
}

TEST(choose_comparisons, one_text_column) {
  const ChosenComparisons chosen = choose({"words"});
  EXPECT_EQ(names_of(chosen), (Names{"words"}));
  EXPECT_EQ(chosen.comparisons[0].levels.size(), 5U);
}

TEST(choose_comparisons, who_had_a_child_by_then_is_compared_with_who_was_born_by_then) {
  const Names names = {"given_name", "birth_date", "born_by"};
  auto kinds = kinds_of({"given_name", "birth_date", "given_name"});
  kinds[2] = record::FieldKind::birth_year;
  const pairs::PairColumns columns = filled_columns(names);
  const auto chosen = choose_comparisons(columns, kinds);
  EXPECT_EQ(names_of(chosen), (Names{"given_name", "birth_date", "age"}));
  expect_sound(chosen, columns);
  EXPECT_TRUE(chosen.comparisons[2].levels[0].fixed_m);
  EXPECT_TRUE(chosen.comparisons[2].levels[2].is_null);
  EXPECT_TRUE(chosen.comparisons[2].least_counts) << "one impossible age is enough";
}

TEST(choose_comparisons, a_grandmother_is_too_old_for_the_mother_of_a_baby) {
  const Names names = {"given_name", "birth_date", "born_by", "born_since"};
  auto kinds = kinds_of({"given_name", "birth_date", "given_name", "given_name"});
  kinds[2] = kinds[3] = record::FieldKind::birth_year;
  const pairs::PairColumns columns = make_columns(names, {{"ann", "1958-11-24", "", ""},
                                                          {"ann", "", "1992-10-04", "1963-10-04"},
                                                          {"ann", "1987-08-22", "", ""},
                                                          {"ann", "2001-02-03", "", ""}});
  const auto chosen = choose_comparisons(columns, kinds);
  expect_sound(chosen, columns);
  const ModelComparison& age = chosen.comparisons.back();
  ASSERT_EQ(age.name, "age");
  const std::vector<pairs::Feature> remembered;
  const std::vector<std::shared_ptr<pairs::ForeignCondition>> foreign;
  pairs::ConditionEvaluator evaluator(columns, {remembered, foreign});
  std::vector<pairs::RowPair> pairs = {{0, 1}, {1, 0}, {2, 1}, {1, 3}};
  std::vector<pairs::Truth> wrong(pairs.size());
  evaluator.answer(age.levels[0].condition, pairs, wrong);
  EXPECT_EQ(wrong[0], pairs::Truth::yes) << "she was nearly fifty";
  EXPECT_EQ(wrong[1], pairs::Truth::yes) << "whichever record comes first";
  EXPECT_NE(wrong[2], pairs::Truth::yes);
  EXPECT_EQ(wrong[3], pairs::Truth::yes) << "she was seven";
}

TEST(choose_comparisons, each_list_says_how_often_it_holds_a_person_twice) {
  const Names names = {"given_name", "family_name", "in_list"};
  auto kinds = kinds_of({"given_name", "family_name", "given_name"});
  kinds[2] = record::FieldKind::source_name;
  const pairs::PairColumns columns = make_columns(
      names,
      {{"ann", "hart", "electors"}, {"ann", "hart", "library's"}, {"bob", "hill", "electors"}});
  const ChosenComparisons chosen = choose_comparisons(columns, kinds);
  EXPECT_EQ(names_of(chosen), (Names{"given_name", "family_name", "lists"}));
  expect_sound(chosen, columns);
  const ModelComparison& lists = chosen.comparisons[2];
  EXPECT_TRUE(lists.least_counts);
  ASSERT_EQ(lists.levels.size(), 5U);  // not known, two lists, each list, others
  EXPECT_EQ(lists.levels[2].label, "twice in electors");
  EXPECT_TRUE(lists.levels[2].fixed_u);
  EXPECT_NEAR(*lists.levels[2].u, 4.0 / 9, 1e-5);
}

/// The label of the level that each pair is at under the comparison called `name`.
Names labels_of(const ChosenComparisons& chosen, const std::string& name,
                const pairs::PairColumns& columns, const std::vector<pairs::RowPair>& pairs) {
  const std::vector<pairs::Feature> remembered;
  const std::vector<std::shared_ptr<pairs::ForeignCondition>> foreign;
  pairs::ConditionEvaluator evaluator(columns, {remembered, foreign});
  Names labels(pairs.size());
  for (const ModelComparison& comparison : chosen.comparisons) {
    if (comparison.name != name) continue;
    for (const ModelLevel& level : comparison.levels) {
      // Of what a kept model has: its SQL.
      std::vector<pairs::Truth> holds(pairs.size(), pairs::Truth::yes);
      if (level.sql != "ELSE") {
        evaluator.answer(read_condition(level.sql, columns), pairs, holds);
      }
      for (size_t i = 0; i < pairs.size(); ++i) {
        if (labels[i].empty() && holds[i] == pairs::Truth::yes) labels[i] = level.label;
      }
    }
  }
  return labels;
}

TEST(choose_comparisons, a_year_in_a_mailbox_is_held_against_the_birth_of_the_other) {
  const Names names = {"given_name", "birth_date", "birth_year_end", "email", "mail_year"};
  auto kinds = kinds_of({"given_name", "birth_date", "given_name", "email", "given_name"});
  kinds[2] = kinds[4] = record::FieldKind::birth_year;
  pairs::PairColumns columns =
      make_columns(names, {{"kim", "1976-08-30", "76", "", ""},
                           {"kim", "", "", "kim76@example.org", "76"},
                           {"kim", "", "", "klee05@example.org", "05"},
                           {"kim", "1976-08-30", "76", "klee05@example.org", "05"},
                           {"kim", "", "", "kim.lee@example.org", ""}});
  for (pairs::PairColumn& column : columns.columns) pairs::prepare_tokens(column);
  const ChosenComparisons chosen = choose_comparisons(columns, kinds);
  expect_sound(chosen, columns);
  for (const ModelComparison& comparison : chosen.comparisons) {
    // A recipe has one line for it.
    EXPECT_LE(std::count_if(comparison.levels.begin(), comparison.levels.end(),
                            [](const ModelLevel& level) { return level.is_null; }),
              1)
        << comparison.name;
  }
  const Names labels =
      labels_of(chosen, "mail_year", columns, {{0, 1}, {2, 0}, {1, 2}, {2, 3}, {0, 3}, {0, 4}});
  EXPECT_EQ(labels, (Names{"year of birth in the mailbox", "another year", "another year",
                           "not known",     // one mailbox: it is compared as such
                           "not known",     // both dates are known
                           "not known"}));  // no year in it
}

TEST(choose_comparisons, who_has_no_middle_name_where_one_is_asked_for_has_none) {
  const Names names = {"given_name", "family_name", "middle_name", "has_middle_name", "in_list"};
  auto kinds = kinds_of({"given_name", "family_name", "middle_name", "given_name", "given_name"});
  kinds[3] = record::FieldKind::middle_name;
  kinds[4] = record::FieldKind::source_name;
  TextRows rows = {{"ann", "hart", "", "no", "electors"},
                   {"ann", "hart", "rose", "yes", "electors"},
                   {"ann", "hart", "", "no", "births"},
                   {"ann", "hart", "may", "yes", "births"},
                   {"ann", "hart", "", "no", "electors"}};
  for (size_t i = 0; i < 300; ++i) {
    rows.push_back({"bob", "hill", i % 2 == 0 ? "lee" : "", i % 2 == 0 ? "yes" : "no", "electors"});
    rows.push_back({"bob", "hill", "", "no", "births"});
  }
  const pairs::PairColumns columns = make_columns(names, rows);
  const ChosenComparisons chosen = choose_comparisons(columns, kinds);
  expect_sound(chosen, columns);
  const Names labels = labels_of(chosen, "has_middle_name", columns,
                                 {{0, 1}, {3, 0}, {0, 4}, {1, 3}, {1, 2}, {2, 0}});
  EXPECT_EQ(labels, (Names{"in one of both alone", "in one of both alone", "in both or in neither",
                           "in both or in neither",
                           "not known",  // births ask for none
                           "not known"}));
}

TEST(choose_comparisons, nothing_from_nothing) {
  EXPECT_TRUE(choose({}).comparisons.empty());
  EXPECT_TRUE(choose_comparisons(make_columns({"given_name"}, {}), kinds_of({"given_name"}))
                  .comparisons.empty());
}

TEST(choose_comparisons, columns_that_say_nothing_are_left_out) {
  const Names names = {"given_name", "family_name", "words"};
  // One value in all of many records, one record only, no value at all.
  TextRows rows(25, {"kim", "", ""});
  rows[0][1] = "lee";
  const auto chosen = choose_comparisons(make_columns(names, rows), kinds_of(names));
  EXPECT_TRUE(chosen.comparisons.empty());
}

TEST(choose_comparisons, events_are_passed_over_when_there_is_enough_else) {
  const Names names = {"given_name", "family_name", "birth_date", "amount", "visited"};
  auto kinds = kinds_of(names);
  kinds[3] = record::FieldKind::number;
  kinds[4] = record::FieldKind::date;
  const auto chosen = choose_comparisons(filled_columns(names), kinds);
  EXPECT_EQ(names_of(chosen), (Names{"given_name", "family_name", "birth_date"}));
  ASSERT_EQ(chosen.notes.size(), 1U);
  EXPECT_NE(chosen.notes[0].find("amount, visited"), std::string::npos) << chosen.notes[0];
  const Names few = {"given_name", "amount", "visited"};
  const auto all = choose_comparisons(filled_columns(few), {kinds[0], kinds[3], kinds[4]});
  EXPECT_EQ(names_of(all), few);
}

TEST(choose_comparisons, of_ten_thousand_columns_the_most_telling_are_taken) {
  constexpr size_t kColumns = 10'000;
  Names names;
  for (size_t c = 0; c < kColumns; ++c) names.push_back("c" + std::to_string(c));
  TextRows rows(12, std::vector<std::string>(kColumns, "same"));
  for (size_t r = 0; r < rows.size(); ++r) {
    // Every column has two values; column 7777 has a value of its own for each record.
    for (std::string& value : rows[r]) value = r == 0 ? "one" : "other";
    rows[r][7777] = "value " + std::to_string(r);
  }
  const auto chosen = choose_comparisons(make_columns(names, rows), kinds_of(names));
  EXPECT_LE(chosen.comparisons.size(), 10U);
  EXPECT_GE(chosen.comparisons.size(), 2U);
  const Names taken = names_of(chosen);
  EXPECT_NE(std::find(taken.begin(), taken.end(), "c7777"), taken.end());
  ASSERT_EQ(chosen.notes.size(), 1U);
  EXPECT_NE(chosen.notes[0].find("10000"), std::string::npos) << chosen.notes[0];
}

TEST(choose_comparisons, every_set_of_columns_gives_a_model_that_can_be_written) {
  const Names all = {"street", "house_number", "door",       "postcode",   "town",
                     "county", "country",      "given_name", "family_name"};
  for (unsigned set = 1; set < 1U << all.size(); ++set) {
    Names names;
    for (size_t i = 0; i < all.size(); ++i) {
      if ((set >> i & 1U) != 0) names.push_back(all[i]);
    }
    const pairs::PairColumns columns = filled_columns(names);
    expect_sound(choose_comparisons(columns, kinds_of(names)), columns);
  }
}

}  // namespace
}  // namespace newlyn::linkage
