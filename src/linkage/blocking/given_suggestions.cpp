// SPDX-License-Identifier: MIT
// Candidate rules over the columns of a given model.
#include "linkage/blocking/given_suggestions.h"

#include <fmt/format.h>

#include <algorithm>

#include "linkage/sql/record_order.h"

namespace newlyn::linkage {
namespace {

/// Columns that rules are made of: further ones would make too many of them.
constexpr size_t kColumnsMax = 14;
constexpr size_t kColumnsInThrees = 8;
constexpr uint8_t kFirstLetters = 3;

Model without_rules(Model model) {
  model.rules.clear();
  return model;
}

/// `l.surname`, `l."first name"`, or with the letter r.
std::string sided(const std::string& column, char side, const Model& model) {
  std::string name = column;
  if (model.dialect == "spark") std::replace(name.begin(), name.end(), '"', '`');
  return fmt::format("{}.{}", side, name);
}

std::string side_sql(const KeyPart& part, char side, const Model& model) {
  const std::string column = sided(part.column, side, model);
  return part.cut == KeyCut::first_letters ? fmt::format("substr({}, 1, {})", column, part.length)
                                           : column;
}

/// Adds the rules that ask for one cut of each of two columns.
void add_twos(const PartList& first_cuts, const PartList& second_cuts,
              std::vector<PartList>& rules) {
  for (const uint16_t first : first_cuts) {
    for (const uint16_t second : second_cuts) rules.push_back({first, second});
  }
}

}  // namespace

GivenScoring::GivenScoring(const LinkInput& input, const Model& model, bool across_only)
    : table_{*input.store, input.table}, model_(without_rules(model)), exact_(table_, model_) {
  rows_ = order_records(input, exact_.take_values(), across_only);
  exact_.fill(rows_.columns);
  for (uint16_t column = 0; column < rows_.columns.columns.size(); ++column) {
    rows_.columns.columns[column].name = exact_.words_of(column);
  }
  rows_.columns.pack_rows();
  score_ = exact_.compile(rows_.columns, model_);
}

pairs::RowPair GivenScoring::rows_of(pairs::RowPair records) const {
  const uint32_t left = rows_.row_of_record[records.left];
  const uint32_t right = rows_.row_of_record[records.right];
  return {std::min(left, right), std::max(left, right)};
}

std::vector<PartList> GivenScoring::candidate_rules(KeyTable& table) const {
  std::vector<PartList> cuts;  // by column
  for (const PlainColumn& column : exact_.plain_columns()) {
    if (cuts.size() == kColumnsMax) break;
    cuts.push_back({table.add({column.name})});
    if (column.is_text) {
      cuts.back().push_back(table.add({column.name, KeyCut::first_letters, kFirstLetters}));
    }
  }
  std::vector<PartList> rules;
  for (size_t a = 0; a < cuts.size(); ++a) {
    rules.push_back({cuts[a][0]});
    for (size_t b = a + 1; b < cuts.size(); ++b) {
      add_twos(cuts[a], cuts[b], rules);
      for (size_t c = b + 1; c < std::min(cuts.size(), kColumnsInThrees); ++c) {
        rules.push_back({cuts[a][0], cuts[b][0], cuts[c][0]});
      }
    }
  }
  return rules;
}

std::string GivenScoring::rule_sql(const std::vector<KeyPart>& parts) const {
  std::string sql;
  for (const KeyPart& part : parts) {
    sql += fmt::format("{}{} = {}", sql.empty() ? "" : " AND ", side_sql(part, 'l', model_),
                       side_sql(part, 'r', model_));
  }
  return sql;
}

}  // namespace newlyn::linkage
