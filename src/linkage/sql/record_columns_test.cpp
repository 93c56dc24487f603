// SPDX-License-Identifier: MIT
// Lists as DuckDB writes them, cut into their elements.
#include "linkage/sql/record_columns.h"

#include <gtest/gtest.h>

namespace newlyn::linkage {
namespace {

/// The elements of lists, by their texts; in the order of their numbers.
std::vector<std::vector<std::string>> elements_of(const std::vector<std::string>& lists) {
  RecordColumn column;
  column.kind = ValueKind::list;
  record::ValueIndex index(true);
  pairs::PairColumn values;
  for (const std::string& list : lists) values.codes.push_back(index.code_of(list));
  values.values = index.take();
  fill_values(column, values);
  std::vector<std::vector<std::string>> found;
  for (const record::ValueCode code : values.codes) {
    found.emplace_back();
    for (uint32_t i = values.tokens.offsets[code]; i < values.tokens.offsets[code + 1]; ++i) {
      found.back().emplace_back(values.tokens.words[values.tokens.tokens[i]]);
    }
  }
  return found;
}

using Lists = std::vector<std::vector<std::string>>;

TEST(record_columns, lists_are_cut_into_their_elements) {
  EXPECT_EQ(elements_of({"[]", "[null]", "[1,2,1]", R"(["a","b,]","\"","\\",null])"}),
            (Lists{{}, {}, {"1", "2"}, {R"("a")", R"("b,]")", R"("\"")", R"("\\")"}}));
  EXPECT_EQ(elements_of({R"([[1,2],[]])", R"([{"a":[1,"]"]},{"a":null}])"}),
            (Lists{{"[1,2]", "[]"}, {R"({"a":[1,"]"]})", R"({"a":null})"}}));
}

TEST(record_columns, numbers_that_json_has_no_word_for_are_elements) {
  EXPECT_EQ(elements_of({"[1.0,NaN]", "[Infinity,-Infinity,NaN]", "[-0.0,0.0]"}),
            (Lists{{"1.0", "NaN"}, {"NaN", "Infinity", "-Infinity"}, {"0.0"}}));
}

TEST(record_columns, wide_numbers_lose_no_digits) {
  EXPECT_EQ(elements_of({"[170141183460469231731687303715884105727,"
                         "170141183460469231731687303715884105726]"}),
            (Lists{{"170141183460469231731687303715884105727",
                    "170141183460469231731687303715884105726"}}));
}

}  // namespace
}  // namespace newlyn::linkage
