// SPDX-License-Identifier: MIT
// Pairs of rules whose sides differ and of rules over arrays, against pairs that DuckDB joins.
#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "linkage/sql/exact_model.h"
#include "linkage/sql/record_order.h"

namespace newlyn::linkage {
namespace {

using Pairs = std::set<std::pair<pairs::Row, pairs::Row>>;

/// A table of made-up rows and a model that is one rule.
class OneRule {
 public:
  OneRule(const std::string& table, const BlockingRule& rule) : store_(store::Store::open({})) {
    store_->run("CREATE TABLE people AS " + table);
    model_.raw_columns = true;
    model_.rules = {rule};
    exact_ = std::make_unique<ExactModel>(RecordTable{*store_, "people"}, model_);
    LinkInput input;
    input.record_count = static_cast<size_t>(store_->number("SELECT count(*) FROM people"));
    input.source_names = {"people"};
    input.source_of_record.assign(input.record_count, 0);
    rows_ = order_records(input, exact_->take_values(), false);
    exact_->fill(rows_.columns);
    rows_.columns.pack_rows();
    score_ = exact_->compile(rows_.columns, model_);
  }

  pairs::RuleKeys keys(double pairs_max = 1e10) const {
    return model_.rules[0].exploded.empty()
               ? exact_->keys(rows_.columns, exact_->rules()[0])
               : exact_->exploded_keys(rows_.columns, model_.rules[0], pairs_max);
  }

  pairs::BlockSizes sizes() const { return pairs::RuleBlocks(keys(), {}).sizes(); }

  /// Calls `visit` with the pairs that the rule's blocks yield and its filter leaves.
  template <typename Visit>
  void each_pair(Visit visit) const {
    pairs::PairBlocks blocks{pairs::PairScope()};
    blocks.add(pairs::RuleBlocks(keys(), {}), exact_->rules()[0].has_filter);
    blocks.pack_rows();
    pairs::ScorerPool scorers(rows_.columns, score_);
    for (size_t task = 0; task < blocks.task_count(); ++task) {
      blocks.visit_task(task, [&](std::span<const pairs::RowPair> batch, size_t) {
        std::vector<pairs::Truth> truths(batch.size(), pairs::Truth::yes);
        if (blocks.is_filtered(0)) {
          scorers.with_scorer(
              [&](pairs::PairScorer& scorer) { scorer.answer(score_.filters[0], batch, truths); });
        }
        for (size_t i = 0; i < batch.size(); ++i) {
          if (truths[i] == pairs::Truth::yes) visit(batch[i]);
        }
      });
    }
  }

  /// Those pairs, each once.
  Pairs found() const {
    Pairs pairs;
    each_pair([&](pairs::RowPair pair) {
      EXPECT_TRUE(pairs.emplace(pair.left, pair.right).second) << "a pair found twice";
    });
    return pairs;
  }

  uint64_t pair_count() const {
    return exact_->pair_count(rows_.columns, exact_->rules()[0], sizes());
  }

  int64_t number(const std::string& sql) const { return store_->number(sql); }

  /// The pairs of a join over `table`, whose rows are numbered in newlyn_row.
  Pairs joined(const std::string& table) const {
    const auto answer =
        store_->rows("SELECT DISTINCT l.n, r.n FROM (" + table + ") l JOIN (" + table + ") r ON (" +
                     model_.rules[0].sql + ") WHERE l.n < r.n");
    Pairs pairs;
    for (const auto& row : answer.rows) {
      pairs.emplace(std::stoul(row[0].value()), std::stoul(row[1].value()));
    }
    return pairs;
  }

 private:
  std::unique_ptr<store::Store> store_;
  Model model_;
  std::unique_ptr<ExactModel> exact_;
  UniqueRows rows_;
  pairs::ScoreModel score_;
};

/// So many records of three columns with few values, nulls among them.
std::string names(size_t records, size_t values) {
  return "SELECT i AS n, CASE WHEN i % 11 = 0 THEN NULL ELSE 'n' || (i * 7919 % " +
         std::to_string(values) + ") END AS first_name, 'n' || (i * 104729 % " +
         std::to_string(values) +
         ") AS surname, i % 3 AS town, 'n' || (i % 5) AS other FROM range(" +
         std::to_string(records) + ") t(i) ORDER BY i";
}

BlockingRule rule(const std::string& sql, std::vector<std::string> exploded = {}) {
  return {sql, {}, std::move(exploded), "duckdb"};
}

TEST(exact_rules, rules_whose_sides_differ_bring_what_duckdb_joins) {
  for (const std::string sql :
       {"l.first_name = r.surname", "r.first_name = l.surname",
        "l.first_name = r.surname and l.surname = r.first_name",
        "l.first_name = r.surname and l.town = r.town",
        "l.first_name = r.surname and l.town <> r.town",
        "l.first_name = r.surname or l.surname = r.surname",
        "l.first_name = r.surname or l.surname = r.first_name or l.other = r.first_name"}) {
    const OneRule made(names(200, 37), rule(sql));
    const Pairs pairs = made.found();
    EXPECT_EQ(pairs, made.joined("FROM people")) << sql;
    EXPECT_FALSE(pairs.empty()) << sql;
  }
}

TEST(exact_rules, few_pairs_of_sides_that_differ_are_counted_one_by_one) {
  const OneRule made(names(3000, 1000), rule("l.first_name = r.surname and l.surname = "
                                             "r.first_name"));
  EXPECT_EQ(made.sizes().pair_count, made.joined("FROM people").size());
}

TEST(exact_rules, many_pairs_of_sides_that_differ_are_not_held) {
  // Five million pairs and more: rows get both keys, and the filter says which way they meet.
  const OneRule made(names(6000, 3), rule("l.first_name = r.surname"));
  EXPECT_LE(made.keys().keys.size(), 12000U);
  int64_t pairs = 0;
  int64_t sum = 0;
  made.each_pair([&](pairs::RowPair pair) {
    ++pairs;
    sum += static_cast<int64_t>(pair.left) * 6000 + pair.right;
  });
  const std::string joined =
      " FROM people l JOIN people r ON l.first_name = r.surname WHERE l.n < r.n";
  EXPECT_EQ(pairs, made.number("SELECT count(*)" + joined));
  EXPECT_EQ(made.pair_count(), static_cast<uint64_t>(pairs));
  EXPECT_EQ(sum, made.number("SELECT CAST(sum(l.n * 6000 + r.n) AS BIGINT)" + joined));
}

/// Records with two lists, some empty, some null, some with an element twice.
std::string lists(size_t records) {
  return "SELECT i AS n, CASE WHEN i % 7 = 0 THEN NULL WHEN i % 5 = 0 THEN [] ELSE ['x' || (i % "
         "13), 'x' || (i % 4), 'x' || (i % 4), NULL] END AS tags, ['y' || (i % 3), 'y' || (i % 6)] "
         "AS more, 'x' || (i % 9) AS own, i % 2 AS town FROM range(" +
         std::to_string(records) + ") t(i) ORDER BY i";
}

TEST(exact_rules, exploded_lists_bring_what_duckdb_joins) {
  const std::string one = "SELECT * REPLACE (unnest(tags) AS tags) FROM people";
  const std::string two =
      "SELECT * REPLACE (unnest(more) AS more) FROM (SELECT * REPLACE (unnest(tags) AS tags) FROM "
      "people)";
  for (const std::string sql :
       {"l.tags = r.tags", "l.tags = r.tags and l.town = r.town", "l.tags = r.own",
        "l.tags = r.tags and l.n + 3 > r.n", "l.tags = r.tags or l.own = r.tags"}) {
    const OneRule made(lists(120), rule(sql, {"tags"}));
    const Pairs pairs = made.found();
    EXPECT_EQ(pairs, made.joined(one)) << sql;
    EXPECT_FALSE(pairs.empty()) << sql;
  }
  const OneRule made(lists(120), rule("l.tags = r.tags and l.more = r.more", {"tags", "more"}));
  EXPECT_EQ(made.found(), made.joined(two));
}

TEST(exact_rules, the_pairs_of_a_list_are_counted_without_making_them) {
  const OneRule made("SELECT i AS n, ['x'] AS tags FROM range(60000) t(i)",
                     rule("l.tags = r.tags", {"tags"}));
  EXPECT_EQ(made.sizes().pair_count, 60000ULL * 59999 / 2);
  EXPECT_EQ(made.sizes().largest, 60000U);
}

TEST(exact_rules, pairs_that_would_have_to_be_held_are_refused_before_they_are_made) {
  const OneRule made("SELECT i AS n, ['x'] AS tags FROM range(20000) t(i)",
                     rule("l.tags = r.tags and l.n < r.n", {"tags"}));
  try {
    made.keys(1000);
    FAIL() << "not refused";
  } catch (const Error& problem) {
    EXPECT_EQ(problem.code(), Code::resource_exhausted) << problem.what();
    EXPECT_NE(std::string(problem.what()).find("more than the 1000 pairs allowed"),
              std::string::npos)
        << problem.what();
  }
}

TEST(exact_rules, what_cannot_be_exploded_is_refused_by_the_rule) {
  const auto refusal = [](const BlockingRule& given) {
    try {
      OneRule("SELECT 1 AS n, 'x' AS a", given).keys();
    } catch (const Error& problem) {
      EXPECT_EQ(problem.code(), Code::model_invalid) << problem.what();
      return std::string(problem.what());
    }
    return std::string();
  };
  EXPECT_NE(refusal(rule("l.a = r.a", {"a"})).find("the blocking rule l.a = r.a fails"),
            std::string::npos);
  EXPECT_NE(refusal(rule("l.q = r.q", {"q"})).find("explodes the column \"q\""), std::string::npos);
}

}  // namespace
}  // namespace newlyn::linkage
