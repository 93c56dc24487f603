// SPDX-License-Identifier: MIT
// Conditions and rules mean the same after writing and reading; what cannot be used is refused.
#include "linkage/model/condition_sql.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "linkage/testing/made_records.h"
#include "pairs/pair_scorer.h"

namespace newlyn::linkage {
namespace {

using pairs::Condition;
using pairs::Feature;
using pairs::Measure;

pairs::PairColumns three_columns() {
  return make_columns({"name", "other name", "date"}, {{"john", "smith", "1971-06-24"},
                                                       {"jon", "smith", "1971-06-25"},
                                                       {"smith", "john", "1971-24-06"},
                                                       {"", "smithe", "1972-06-24"},
                                                       {"john paul", "", "1971"},
                                                       {"paul", "smith jones", ""},
                                                       {"j", "jones", "1990-01-01"},
                                                       {"maria", "garcia", "1990-10-01"},
                                                       {"mary", "j", "1988-02-29"}});
}

/// Which pairs of rows, in both orders, a condition holds for.
std::vector<bool> outcomes(pairs::PairColumns& columns, const Condition& condition) {
  pairs::ScoreModel model;
  pairs::Comparison& comparison = model.comparisons.emplace_back();
  comparison.levels.emplace_back().condition = condition;
  comparison.levels.emplace_back();
  pairs::prepare_columns(columns, model);
  pairs::complete_model(model);
  pairs::PairScorer scorer(columns, model);
  std::vector<bool> held;
  for (uint32_t a = 0; a < columns.row_count; ++a) {
    for (uint32_t b = 0; b < columns.row_count; ++b) {
      uint8_t level = 0;
      scorer.levels({a, b}, {&level, 1});
      held.push_back(level == 0);
    }
  }
  return held;
}

Condition make_leaf() {
  const auto left = *rc::gen::inRange<uint16_t>(0, 3);
  const auto right = *rc::gen::inRange<uint16_t>(0, 3);
  switch (*rc::gen::inRange(0, 8)) {
    case 6:
      return Condition::value_is({*rc::gen::arbitrary<bool>(), left},
                                 *rc::gen::element<std::string>("john", "it's", ""));
    case 7:
      return Condition::value_above({*rc::gen::arbitrary<bool>(), left},
                                    *rc::gen::element<std::string>("1980", "k", "''"));
    case 0:
      return Condition::either_null(left);
    case 1:
      return Condition::at_least({Measure::equal, left, right}, 1);
    case 2:
      return Condition::at_most({Measure::date_distance, 2, 2}, *rc::gen::inRange(0, 6));
    case 3: {
      const auto measure = *rc::gen::element(Measure::token_any, Measure::token_share);
      return Condition::at_least({measure, left, left}, *rc::gen::inRange(1, 100) / 100.0);
    }
    case 4: {
      const auto measure = *rc::gen::element(Measure::levenshtein, Measure::damerau_levenshtein);
      return Condition::at_most({measure, left, right}, *rc::gen::inRange(0, 7));
    }
    default: {
      const auto measure =
          *rc::gen::element(Measure::jaro, Measure::jaro_winkler, Measure::jaccard,
                            Measure::one_edit, Measure::same_initial, Measure::begins_with);
      return Condition::at_least({measure, left, right}, *rc::gen::inRange(1, 1000) / 999.0);
    }
  }
}

Condition make_tree(int depth) {
  const int kind = depth == 0 ? 0 : *rc::gen::inRange(0, 5);
  if (kind == 1) return Condition::negated(make_tree(depth - 1));
  if (kind == 2 && *rc::gen::inRange(0, 4) == 0) return Condition::otherwise();
  if (kind < 3) return make_leaf();
  std::vector<Condition> parts;
  const int count = *rc::gen::inRange(1, 4);
  for (int i = 0; i < count; ++i) parts.push_back(make_tree(depth - 1));
  return kind == 3 ? Condition::all_of(std::move(parts)) : Condition::any_of(std::move(parts));
}

TEST(condition_sql, reading_what_was_written_keeps_the_meaning) {
  pairs::PairColumns columns = three_columns();
  EXPECT_TRUE(rc::check([&] {
    const Condition condition = make_tree(4);
    const std::string sql = condition_sql(condition, columns);
    const Condition read = read_condition(sql, columns);
    RC_LOG() << sql << "\n";
    RC_ASSERT(outcomes(columns, read) == outcomes(columns, condition));
    // A second time nothing changes any more.
    const std::string again = condition_sql(read, columns);
    RC_ASSERT(condition_sql(read_condition(again, columns), columns) == again);
  }));
}

TEST(condition_sql, a_condition_that_has_no_sql_is_never_written_as_another) {
  pairs::PairColumns columns = three_columns();
  Condition asked;
  asked.kind = Condition::Kind::is_null;
  EXPECT_THROW(condition_sql(asked, columns), Error);
  EXPECT_THROW(condition_sql(Condition::negated(asked), columns), Error);
}

/// Condition text and the number of ordered pairs of rows it holds for.
struct Example {
  std::string sql;
  Condition same_as;
};

TEST(condition_sql, forms_that_splink_writes_are_read) {
  pairs::PairColumns columns = three_columns();
  const Feature spelling{Measure::levenshtein, 0, 0};
  const Condition known = Condition::negated(Condition::either_null(0));
  const std::vector<Example> examples = {
      {"ELSE", Condition::otherwise()},
      {"name_l = name_r", Condition::equal(0)},
      {"\"name_l\"=\"name_r\"", Condition::equal(0)},
      {"\"name_r\" = \"name_l\"", Condition::equal(0)},
      {"name_l is null or name_r is null", Condition::either_null(0)},
      {"levenshtein(name_l, name_r) <= 2", Condition::at_most(spelling, 2)},
      {"LEVENSHTEIN( \"name_l\" , \"name_r\" )<=2", Condition::at_most(spelling, 2)},
      {"levenshtein(name_l, name_r) < 3", Condition::at_most(spelling, 2)},
      {"levenshtein(name_l, name_r) > 2",
       Condition::all_of({known, Condition::negated(Condition::at_most(spelling, 2))})},
      {"jaro_winkler_similarity(\"name_l\", \"name_r\") >= 0.9",
       Condition::at_least({Measure::jaro_winkler, 0, 0}, 0.9)},
      {"(\"name_l\" = \"other name_r\") AND (\"other name_l\" = \"name_r\")",
       Condition::all_of({Condition::at_least({Measure::equal, 0, 1}, 1),
                          Condition::at_least({Measure::equal, 1, 0}, 1)})},
      {"name_l = name_r and not (date_l = date_r or date_l is null or date_r is null)",
       Condition::all_of(
           {Condition::equal(0), Condition::negated(Condition::any_of(
                                     {Condition::equal(2), Condition::either_null(2)}))})},
  };
  for (const Example& example : examples) {
    EXPECT_EQ(outcomes(columns, read_condition(example.sql, columns)),
              outcomes(columns, example.same_as))
        << example.sql;
  }
}

TEST(condition_sql, and_binds_closer_than_or) {
  pairs::PairColumns columns = three_columns();
  const Condition read = read_condition(
      "name_l = name_r OR date_l = date_r AND levenshtein(name_l, name_r) <= 0", columns);
  EXPECT_EQ(read.kind, Condition::Kind::any_of);
  ASSERT_EQ(read.parts.size(), 2U);
  EXPECT_EQ(read.parts[1].kind, Condition::Kind::all_of);
}

TEST(condition_sql, what_cannot_be_used_is_refused) {
  const pairs::PairColumns columns = three_columns();
  const std::vector<std::pair<std::string, std::string>> examples = {
      {"", "place 1"},
      {"name_l", "'='"},
      {"name = name", "_l"},
      {"name_l = name_l", "one record"},
      {"surname_l = surname_r", "surname"},
      {"surname_l = surname_r", "name, other name, date"},
      {"soundex(name_l) = soundex(name_r)", "soundex"},
      {"levenshtein(name_l, name_r)", "comparison"},
      {"levenshtein(name_l, name_r) <= two", "number"},
      {"levenshtein(name_l, name_r) <= nan", "number"},
      {"levenshtein(name_l, name_r) <= inf", "number"},
      {"levenshtein(name_l, name_r) <> 2", "<>"},
      {"levenshtein(name_l) <= 2", "','"},
      {"(name_l = name_r", "')'"},
      {"()", "place 2"},
      {"name_l = name_r)", "place 16"},
      {"\"name_l = name_r", "quotation mark"},
      {"name_l is 5", "IS"},
      {"name_l = name_r; drop table people", "place 16"},
      {"newlyn_date_distance(date_l, name_r) <= 1", "columns"},
      {"newlyn_shares_word(date_l, name_r) >= 1", "columns"},
      {"newlyn_word_share(date_l, name_r) >= 1", "columns"},
  };
  for (const auto& [sql, words] : examples) {
    try {
      read_condition(sql, columns);
      ADD_FAILURE() << "read: " << sql;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::model_invalid);
      EXPECT_NE(std::string(error.what()).find(words), std::string::npos)
          << sql << ": " << error.what();
    }
  }
}

TEST(condition_sql, brackets_without_end_are_refused) {
  const pairs::PairColumns columns = three_columns();
  EXPECT_THROW(read_condition(std::string(1'000'000, '('), columns), Error);
  EXPECT_THROW(read_rule(std::string(1'000'000, '(')), Error);
  std::string negations;
  for (int i = 0; i < 200'000; ++i) negations += "not ";
  EXPECT_THROW(read_condition(negations, columns), Error);
}

TEST(condition_sql, columns_are_named_once_each) {
  const pairs::PairColumns columns = three_columns();
  const Condition condition =
      Condition::all_of({Condition::equal(2), Condition::at_least({Measure::equal, 2, 0}, 1),
                         Condition::either_null(0)});
  EXPECT_EQ(columns_of(condition, columns), (std::vector<std::string>{"date", "name"}));
  EXPECT_TRUE(columns_of(Condition::otherwise(), columns).empty());
}

KeyPart make_part() {
  KeyPart part;
  part.column = *rc::gen::element<std::string>("family_name", "birth_date", "own column", "x");
  part.cut = *rc::gen::element(KeyCut::whole, KeyCut::first_letters, KeyCut::year, KeyCut::month,
                               KeyCut::day_of_year, KeyCut::each_word);
  if (part.cut == KeyCut::first_letters) part.length = *rc::gen::inRange<uint8_t>(1, 201);
  return part;
}

TEST(rule_sql, reading_what_was_written_keeps_the_meaning) {
  EXPECT_TRUE(rc::check([] {
    std::vector<KeyPart> parts;
    const int count = *rc::gen::inRange(1, 5);
    for (int i = 0; i < count; ++i) parts.push_back(make_part());
    const std::vector<KeyPart> read = read_rule(rule_sql(parts));
    RC_ASSERT(read.size() == parts.size());
    for (size_t i = 0; i < parts.size(); ++i) {
      // Years and months are the first letters of a date.
      KeyPart expected = parts[i];
      if (expected.cut == KeyCut::year) expected = {expected.column, KeyCut::first_letters, 4};
      if (expected.cut == KeyCut::month) expected = {expected.column, KeyCut::first_letters, 7};
      RC_ASSERT(read[i] == expected);
    }
    RC_ASSERT(rule_sql(read) == rule_sql(parts));
  }));
}

TEST(rule_sql, forms_that_splink_writes_are_read) {
  const std::vector<KeyPart> expected = {{"surname", KeyCut::whole, 0},
                                         {"dob", KeyCut::first_letters, 3}};
  EXPECT_EQ(read_rule("l.surname = r.surname and substr(l.dob,1,3) = substr(r.dob,1,3)"), expected);
  EXPECT_EQ(read_rule("(l.\"surname\" = r.\"surname\") AND "
                      "(SUBSTRING(l.\"dob\", 1, 3) = SUBSTRING(r.\"dob\", 1, 3))"),
            expected);
  EXPECT_EQ(read_rule("((l.surname = r.surname AND substr(l.dob,1,3) = substr(r.dob,1,3)))"),
            expected);
}

TEST(rule_sql, what_cannot_be_used_is_refused) {
  for (const std::string sql :
       {"", "1=1", "l.a = r.b", "l.a = l.a", "l.a = r.a or l.b = r.b", "l.a = r.a and", "a = a",
        "substr(l.a, 2, 3) = substr(r.a, 2, 3)", "substr(l.a, 1, 0) = substr(r.a, 1, 0)",
        "substr(l.a, 1, 3) = substr(r.a, 1, 4)", "l.a = r.a;", "l.a <> r.a", "(l.a = r.a",
        "lower(l.a) = lower(r.a)", "substr(l.a, 1, 2.5) = substr(r.a, 1, 2.5)"}) {
    try {
      read_rule(sql);
      ADD_FAILURE() << "read: " << sql;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::model_invalid) << sql;
      EXPECT_NE(std::string(error.what()).find(sql), std::string::npos) << "names the rule";
    }
  }
}

}  // namespace
}  // namespace newlyn::linkage
