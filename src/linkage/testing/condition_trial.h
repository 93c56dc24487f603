// SPDX-License-Identifier: MIT
// SQL conditions over pairs of hostile records, answered by the engine and by DuckDB.
#pragma once

#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "linkage/sql/exact_model.h"
#include "linkage/sql/record_order.h"
#include "pairs/pair_scorer.h"

namespace newlyn::linkage {

/// Makes conditions over the columns of ConditionTrial that raise no error, whatever the values.
class ConditionMaker {
 public:
  explicit ConditionMaker(Random& random) : random_(random) {}

  std::string condition(int depth) {
    switch (random_.below(depth > 0 ? 6 : 3)) {
      case 3:
        return fmt::format("({} AND {})", condition(depth - 1), condition(depth - 1));
      case 4:
        return fmt::format("({} OR {})", condition(depth - 1), condition(depth - 1));
      case 5:
        return fmt::format("NOT ({})", condition(depth - 1));
      default:
        return plain();
    }
  }

 private:
  template <size_t N>
  std::string_view one_of(const std::array<std::string_view, N>& words) {
    return words[random_.below(N)];
  }

  /// An expression over one text of one record; `side` is l or r.
  std::string text(char side) {
    constexpr std::array<std::string_view, 9> kForms = {"{0}_{1}",
                                                        "{0}_{1}",
                                                        "{0}_{1}",
                                                        "lower({0}_{1})",
                                                        "substr({0}_{1}, 1, 2)",
                                                        "substr({0}_{1}, 2)",
                                                        "nullif({0}_{1}, '')",
                                                        "reverse({0}_{1})",
                                                        "regexp_extract({0}_{1}, '[a-z]+')"};
    constexpr std::array<std::string_view, 2> kColumns = {"a", "b"};
    return fmt::format(fmt::runtime(one_of(kForms)), one_of(kColumns), side);
  }

  std::string number(char side) {
    constexpr std::array<std::string_view, 6> kForms = {"n_{}",         "k_{}",     "n_{0} + k_{0}",
                                                        "length(a_{})", "-(n_{0})", "abs(k_{})"};
    return fmt::format(fmt::runtime(one_of(kForms)), side);
  }

  std::string_view order() {
    constexpr std::array<std::string_view, 6> kOrders = {"=", "<>", "<", "<=", ">", ">="};
    return one_of(kOrders);
  }

  std::string plain() {
    constexpr std::array<std::string_view, 8> kBounds = {"0.0", "0.5",  "0.7", "0.82",
                                                         "0.9", "0.92", "1.0", "0.6666"};
    switch (random_.below(14)) {
      case 0:
        return fmt::format("{} = {}", text('l'), text('r'));
      case 1:
        return fmt::format("{} {} {}", text('l'), order(), text('r'));
      case 2:
        return fmt::format("{} IS {}NULL", text(random_.below(2) == 0 ? 'l' : 'r'),
                           random_.below(2) == 0 ? "" : "NOT ");
      case 3:
        return fmt::format("levenshtein({}, {}) <= {}", text('l'), text('r'), random_.below(4));
      case 4:
        return fmt::format("damerau_levenshtein({}, {}) {} {}", text('l'), text('r'), order(),
                           random_.below(4));
      case 5:
        return fmt::format("jaro_similarity({}, {}) {} {}", text('l'), text('r'), order(),
                           one_of(kBounds));
      case 6:
        return fmt::format("jaro_winkler_similarity({}, {}) >= {}", text('l'), text('r'),
                           one_of(kBounds));
      case 7:
        return fmt::format("jaccard(w_l, w_r) {} {}", order(), one_of(kBounds));
      case 8:
        return fmt::format("{} {} {}", number('l'), order(), number('r'));
      case 9:
        return fmt::format("abs({} - {}) <= {}", number('l'), number('r'), random_.below(4));
      case 10:
        return fmt::format("abs(x_l - x_r) {} {}", order(), one_of(kBounds));
      case 11:
        return fmt::format("abs(datediff('{}', d_l, d_r)) <= {}",
                           random_.below(2) == 0 ? "day" : "month", random_.below(40));
      case 12:
        return random_.below(2) == 0
                   ? "list_has_any(t_l, t_r)"
                   : fmt::format("len(list_intersect(t_l, t_r)) {} {}", order(), random_.below(3));
      default:
        return fmt::format("n_l BETWEEN n_r - {} AND n_r + {}", random_.below(3), random_.below(3));
    }
  }

  Random& random_;
};

/// A table of records that comparators tend to get wrong, and both answers to a condition.
class ConditionTrial {
 public:
  /// The records that hold every kind of value, and a very long one last.
  static constexpr size_t kAllKinds = 60;

  explicit ConditionTrial(size_t records) : records_(records), store_(store::Store::open({})) {
    store_->run("CREATE TABLE raw (a VARCHAR, b VARCHAR, w VARCHAR)");
    const auto appender = store_->append("raw");
    Random random(7);
    for (size_t i = 0; i < records_; ++i) {
      add(*appender, text(random, i, 0));
      add(*appender, text(random, i, 9));
      appender->add_text(fmt::format("w{}", std::string(i % 7, static_cast<char>('a' + i % 3))));
      appender->end_row();
    }
    appender->close();
    store_->run(
        "CREATE TABLE records AS SELECT *, CASE WHEN i % 7 = 0 THEN NULL ELSE CAST(i % 5 AS "
        "INTEGER)"
        " END AS n, CAST(i % 3 AS BIGINT) - 1 AS k, CASE WHEN i % 11 = 0 THEN NULL ELSE i / 7.0::"
        "DOUBLE END AS x, CASE WHEN i % 9 = 0 THEN NULL ELSE DATE '1900-02-27' + CAST(i * i AS "
        "INTEGER) END AS d, CASE WHEN i % 8 = 0 THEN NULL WHEN i % 8 = 1 THEN [] ELSE ['v' || (i % "
        "4), 'v' || (i % 6), NULL] END AS t FROM (SELECT *, row_number() OVER () - 1 AS i FROM raw)"
        " ORDER BY i");
    store_->run(
        fmt::format("CREATE VIEW sides AS SELECT {}, l.i AS il, r.i AS ir FROM records l "
                    "CROSS JOIN records r WHERE l.i <> r.i ORDER BY l.i, r.i",
                    side_columns()));
  }

  /// What DuckDB says of every pair of two records: '1' where the condition holds. Throws Error
  /// where DuckDB refuses it.
  std::string by_duckdb(const std::string& condition) {
    const auto answer = store_->rows(fmt::format(
        "SELECT string_agg(CASE WHEN ({}) THEN '1' ELSE '0' END, '' ORDER BY il, ir) FROM sides",
        condition));
    return answer.rows[0][0].value_or("");
  }

  /// What the engine says of the same pairs. Sets `foreign` where DuckDB answered a part of it.
  std::string by_engine(const std::string& condition, bool& foreign) {
    Model model;
    model.raw_columns = true;
    ModelComparison comparison;
    comparison.name = "condition";
    for (const std::string& sql : {condition, std::string("ELSE")}) {
      ModelLevel level;
      level.sql = sql;
      level.m = level.u = 0.5;
      comparison.levels.push_back(level);
    }
    model.comparisons.push_back(comparison);
    LinkInput input;
    input.record_count = records_;
    input.store = store_.get();
    input.table = "records";
    ExactModel exact({*store_, "records"}, model);
    UniqueRows rows = order_records(input, exact.take_values(), false);
    exact.fill(rows.columns);
    rows.columns.pack_rows();
    const pairs::ScoreModel score = exact.compile(rows.columns, model);
    prepare_columns(rows.columns, score);
    foreign = !exact.foreign_words().empty();
    return answers(rows.columns, score, records_);
  }

 private:
  static void add(store::Appender& appender, const std::string& text) {
    if (text == "null") {
      appender.add_null();
    } else {
      appender.add_text(text);
    }
  }

  /// A value of record `i`: some are rare things, the others near one another.
  static std::string text(Random& random, size_t i, size_t shift) {
    using namespace std::string_view_literals;
    constexpr std::array kRare = {
        "null"sv,         ""sv,          " "sv,        "\0"sv,
        "a\0b"sv,         "e\xcc\x81"sv, "\xc3\xa9"sv, "\xf0\x9f\x99\x82"sv,
        "\xef\xbf\xbd"sv, "'; DROP"sv,   "null\0"sv,   "\xe2\x80\x8d"sv};
    const size_t place = (i + shift) % 20;
    if (place < kRare.size()) return std::string(kRare[place]);
    // One long value: with itself it is never compared.
    constexpr size_t kLong = 65536;
    if (i == kAllKinds - 1) return std::string(kLong - shift, 'a') + "z";
    std::string made;
    const size_t length = 1 + random.below(9);
    for (size_t c = 0; c < length; ++c) made += static_cast<char>('a' + random.below(3));
    return made;
  }

  static std::string side_columns() {
    std::string columns;
    for (const char* name : {"a", "b", "w", "n", "k", "x", "d", "t"}) {
      columns += fmt::format("{}l.{} AS {}_l, r.{} AS {}_r", columns.empty() ? "" : ", ", name,
                             name, name, name);
    }
    return columns;
  }

  static std::string answers(const pairs::PairColumns& columns, const pairs::ScoreModel& score,
                             size_t records) {
    std::vector<pairs::RowPair> pairs;
    for (pairs::Row left = 0; left < records; ++left) {
      for (pairs::Row right = 0; right < records; ++right) {
        if (left != right) pairs.push_back({left, right});
      }
    }
    std::vector<uint8_t> levels(pairs.size());
    pairs::PairScorer(columns, score).levels_of(pairs, levels);
    std::string told;
    for (const uint8_t level : levels) told += level == 0 ? '1' : '0';
    return told;
  }

  size_t records_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace newlyn::linkage
