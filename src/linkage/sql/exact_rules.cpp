// SPDX-License-Identifier: MIT
// The blocking rules of given models as keys of rows.
//
// 1. What a rule says of both records alike is one key a row.
// 2. Where the sides differ ("l.first_name = r.surname") a row has a key as left and one as right
//    record. Few pairs are held one by one, so that the rule brings just those; for many, a row
//    gets both keys and the rule's filter takes out the pairs that meet the wrong way round.
// 3. A rule that explodes arrays gives a row a key for each element.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/error.h"
#include "base/random.h"
#include "linkage/sql/exact_model.h"

namespace newlyn::linkage {
namespace {

/// Pairs of sided keys that are held one by one; about 100 bytes each while blocks are made.
constexpr uint64_t kPairsHeld = 1u << 21;

struct RowKey {
  uint64_t key = 0;
  pairs::Row row = 0;
};

using Keys = std::vector<uint64_t>;

bool before(const RowKey& a, const RowKey& b) {
  return a.key != b.key ? a.key < b.key : a.row < b.row;
}

/// The trees of the parts of a conjunction of the given type, flat.
void flatten(const SqlTree& tree, std::string_view type, std::vector<SqlTree>& parts) {
  if (!is_type(tree, type)) {
    parts.push_back(tree);
    return;
  }
  for (const SqlTree& part : tree["children"]) flatten(part, type, parts);
}

/// True for an equality of something of one record and something of the other.
bool is_equality(const SqlTree& part) {
  return is_type(part, "COMPARE_EQUAL") && sides_of(part["left"]).one() &&
         sides_of(part["right"]).one() && sides_of(part).both();
}

/// True when values of two columns are equal for DuckDB where their texts are.
bool equal_as_texts(ValueKind left, ValueKind right) {
  return left == right && left != ValueKind::list && left != ValueKind::other;
}

/// The codes of a column's values among those of another column; kNullCode for what that lacks.
std::vector<record::ValueCode> codes_among(const pairs::PairColumn& column,
                                           const pairs::PairColumn& other) {
  std::unordered_map<std::string_view, record::ValueCode> known;
  const size_t others = other.values.value_count();
  for (size_t code = 1; code <= others; ++code) {
    known.emplace(other.values[static_cast<record::ValueCode>(code)],
                  static_cast<record::ValueCode>(code));
  }
  std::vector<record::ValueCode> codes(column.values.value_count() + 1, record::kNullCode);
  for (size_t code = 1; code < codes.size(); ++code) {
    const auto found = known.find(column.values[static_cast<record::ValueCode>(code)]);
    if (found != known.end()) codes[code] = found->second;
  }
  return codes;
}

/// Mixes the codes of a column into the keys of all rows; a row without a value has no key.
void mix_codes(const std::vector<record::ValueCode>& codes, Keys& keys) {
  for (size_t row = 0; row < keys.size(); ++row) {
    const bool none = codes[row] == record::kNullCode || keys[row] == 0;
    keys[row] = none ? 0 : hash_mix(keys[row], codes[row]);
  }
}

/// The keys of all rows as left or as right records.
Keys side_keys(const pairs::PairColumns& rows, const std::vector<KeyColumns>& columns, size_t set,
               bool of_right) {
  Keys keys(rows.row_count, set + 1);
  for (const KeyColumns side : columns) {
    const pairs::PairColumn& left = rows.columns[side.left];
    if (!of_right || side.left == side.right) {
      mix_codes(left.codes, keys);
      continue;
    }
    const pairs::PairColumn& right = rows.columns[side.right];
    const std::vector<record::ValueCode> among = codes_among(right, left);
    std::vector<record::ValueCode> codes;
    codes.reserve(right.codes.size());
    for (const record::ValueCode code : right.codes) codes.push_back(among[code]);
    mix_codes(codes, keys);
  }
  return keys;
}

std::vector<RowKey> sorted_keys(const Keys& keys) {
  std::vector<RowKey> sorted;
  for (size_t row = 0; row < keys.size(); ++row) {
    if (keys[row] != 0) sorted.push_back({keys[row], static_cast<pairs::Row>(row)});
  }
  std::sort(sorted.begin(), sorted.end(), before);
  return sorted;
}

/// Calls `visit` with each row that has a key as left record, and the rows after it that have the
/// same as right record.
template <typename Visit>
void each_left(const std::vector<RowKey>& left, const std::vector<RowKey>& right, Visit visit) {
  auto from = right.begin();
  auto to = right.begin();
  for (const RowKey& entry : left) {
    while (from != right.end() && !before(entry, *from)) ++from;
    while (to != right.end() && to->key <= entry.key) ++to;
    visit(entry.row, std::span<const RowKey>(from, to));
  }
}

bool is_alike(const std::vector<KeyColumns>& columns) {
  return std::all_of(columns.begin(), columns.end(),
                     [](KeyColumns side) { return side.left == side.right; });
}

uint64_t count_pairs(const std::vector<RowKey>& left, const std::vector<RowKey>& right) {
  uint64_t pairs = 0;
  each_left(left, right,
            [&](pairs::Row, std::span<const RowKey> others) { pairs += others.size(); });
  return pairs;
}

/// Adds the keys of a set whose sides differ.
void add_sided(const pairs::PairColumns& rows, const std::vector<KeyColumns>& columns, size_t set,
               std::vector<RowKey>& entries) {
  const std::vector<RowKey> left = sorted_keys(side_keys(rows, columns, set, false));
  const std::vector<RowKey> right = sorted_keys(side_keys(rows, columns, set, true));
  if (count_pairs(left, right) > kPairsHeld) {
    entries.insert(entries.end(), left.begin(), left.end());
    entries.insert(entries.end(), right.begin(), right.end());
    return;
  }
  each_left(left, right, [&](pairs::Row row, std::span<const RowKey> others) {
    for (const RowKey& other : others) {
      const uint64_t key = hash_mix(hash_mix(other.key, row), other.row);
      entries.push_back({key, row});
      entries.push_back({key, other.row});
    }
  });
}

/// Keys row by row.
pairs::RuleKeys listed(const std::vector<RowKey>& entries, size_t row_count) {
  pairs::RuleKeys keys;
  keys.offsets.assign(row_count + 1, 0);
  for (const RowKey& entry : entries) ++keys.offsets[entry.row + 1];
  for (size_t row = 0; row < row_count; ++row) keys.offsets[row + 1] += keys.offsets[row];
  keys.keys.resize(entries.size());
  std::vector<uint32_t> next(keys.offsets.begin(), keys.offsets.end() - 1);
  for (const RowKey& entry : entries) keys.keys[next[entry.row]++] = entry.key;
  return keys;
}

uint64_t number_in(const record::TextColumn& column, size_t row) {
  const std::string_view text = column.text(row);
  uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// What the parts of a rule say of both records alike, each once; nothing when a part says anything
/// else.
std::optional<std::vector<SqlTree>> alike_in_both(const SqlTree& rule) {
  std::vector<SqlTree> parts;
  flatten(rule, "CONJUNCTION_AND", parts);
  std::vector<SqlTree> alike;
  for (const SqlTree& part : parts) {
    if (!is_equality(part)) return std::nullopt;
    SqlTree left = one_sided(part["left"]);
    if (left != one_sided(part["right"])) return std::nullopt;
    alike.push_back(std::move(left));
  }
  return alike;
}

/// The rows of newlyn_exploded with a key for each of their elements.
pairs::RuleKeys element_keys(store::Store& store, const std::vector<SqlTree>& alike,
                             size_t row_count) {
  std::string values;
  std::string known;
  for (const std::string& sql : render_expressions(store, alike)) {
    values += fmt::format("{}({})", values.empty() ? "" : ", ", sql);
    known += fmt::format("{}({}) IS NOT NULL", known.empty() ? "" : " AND ", sql);
  }
  const std::vector<record::TextColumn> answer = store.columns(
      fmt::format("SELECT CAST(newlyn_row AS VARCHAR), CAST(newlyn_key AS VARCHAR) FROM (SELECT "
                  "DISTINCT newlyn_row, hash({}) AS newlyn_key FROM newlyn_exploded WHERE {})",
                  values, known));
  std::vector<RowKey> entries;
  for (size_t i = 0; i < answer[0].row_count(); ++i) {
    // 0 would mean no key.
    entries.push_back({std::max<uint64_t>(number_in(answer[1], i), 1),
                       static_cast<pairs::Row>(number_in(answer[0], i))});
  }
  return listed(entries, row_count);
}

/// The keys of the pairs of newlyn_exploded that meet a rule of any kind.
pairs::RuleKeys pair_keys(store::Store& store, const SqlTree& rule, size_t row_count,
                          double pairs_max) {
  const std::string sql = render_expressions(store, {rule})[0];
  const std::string joined = fmt::format(
      "FROM newlyn_exploded l JOIN newlyn_exploded r ON ({}) WHERE l.newlyn_row < r.newlyn_row",
      sql);
  const auto most = static_cast<uint64_t>(std::clamp(pairs_max, 0.0, 1e18));
  const int64_t count =
      store.number(fmt::format("SELECT count(*) FROM (SELECT 1 {} LIMIT {})", joined, most + 1));
  if (static_cast<uint64_t>(count) > most) {
    throw Error(Code::resource_exhausted,
                fmt::format("The blocking rule {} brings more than the {} pairs allowed. Make it "
                            "stricter, or allow more with --allow-pairs.",
                            sql, most));
  }
  const std::vector<record::TextColumn> answer = store.columns(fmt::format(
      "SELECT DISTINCT CAST(l.newlyn_row AS VARCHAR), CAST(r.newlyn_row AS VARCHAR) {}", joined));
  std::vector<pairs::RowPair> found;
  for (size_t i = 0; i < answer[0].row_count(); ++i) {
    found.push_back({static_cast<pairs::Row>(number_in(answer[0], i)),
                     static_cast<pairs::Row>(number_in(answer[1], i))});
  }
  std::sort(found.begin(), found.end(), [](pairs::RowPair a, pairs::RowPair b) {
    return a.left != b.left ? a.left < b.left : a.right < b.right;
  });
  return pairs::keys_of_pairs(found, row_count);
}

}  // namespace

/// Adds the columns of the equalities in a conjunction. Returns false when there are none. `exact`
/// is cleared when the equalities are not all that the conjunction says, or their sides differ.
bool ExactModel::key_set(const SqlTree& tree, std::vector<KeyColumns>& columns, bool& exact) const {
  std::vector<SqlTree> parts;
  flatten(tree, "CONJUNCTION_AND", parts);
  for (const SqlTree& part : parts) {
    if (!is_equality(part)) {
      exact = false;
      continue;
    }
    const bool turned = sides_of(part["left"]).right;
    const auto left = columns_.find(one_sided(part[turned ? "right" : "left"]));
    const auto right = columns_.find(one_sided(part[turned ? "left" : "right"]));
    const bool same = left && right && *left == *right;
    const bool usable =
        same || (left && right && equal_as_texts(columns_[*left].kind, columns_[*right].kind));
    exact = exact && same;
    if (usable) columns.push_back({*left, *right});
  }
  return !columns.empty();
}

ExactRule ExactModel::compile_rule(const SqlTree& tree, ConditionCompiler& compiler) const {
  ExactRule rule;
  std::vector<SqlTree> branches;
  flatten(tree, "CONJUNCTION_OR", branches);
  bool exact = true;
  for (const SqlTree& branch : branches) {
    std::vector<KeyColumns> columns;
    key_set(branch, columns, exact);
    rule.key_sets.push_back(std::move(columns));
  }
  const bool all_rows = std::any_of(rule.key_sets.begin(), rule.key_sets.end(),
                                    [](const auto& columns) { return columns.empty(); });
  if (all_rows) rule.key_sets.assign(1, {});
  if (!exact || all_rows) {
    rule.has_filter = true;
    rule.filter = compiler.compile(tree);
  }
  return rule;
}

pairs::RuleKeys ExactModel::keys(const pairs::PairColumns& rows, const ExactRule& rule) const {
  // Set after set over all rows: columns lie one after another in memory.
  if (rule.key_sets.size() == 1 && is_alike(rule.key_sets[0])) {
    return {side_keys(rows, rule.key_sets[0], 0, false), {}, {}};
  }
  std::vector<RowKey> entries;
  for (size_t set = 0; set < rule.key_sets.size(); ++set) {
    if (!is_alike(rule.key_sets[set])) {
      add_sided(rows, rule.key_sets[set], set, entries);
      continue;
    }
    const Keys keys = side_keys(rows, rule.key_sets[set], set, false);
    for (size_t row = 0; row < keys.size(); ++row) {
      if (keys[row] != 0) entries.push_back({keys[row], static_cast<pairs::Row>(row)});
    }
  }
  return listed(entries, rows.row_count);
}

uint64_t ExactModel::pair_count(const pairs::PairColumns& rows, const ExactRule& rule,
                                const pairs::BlockSizes& sizes) const {
  if (sizes.pair_count <= kPairsHeld || rule.key_sets.empty()) return sizes.pair_count;
  uint64_t pairs = 0;
  for (size_t set = 0; set < rule.key_sets.size(); ++set) {
    if (is_alike(rule.key_sets[set])) return sizes.pair_count;
    pairs += count_pairs(sorted_keys(side_keys(rows, rule.key_sets[set], set, false)),
                         sorted_keys(side_keys(rows, rule.key_sets[set], set, true)));
  }
  return std::min(pairs, sizes.pair_count);
}

/// Makes the table newlyn_exploded: the records with their rows, once for each element of the
/// exploded lists, or for each combination where there are several.
void ExactModel::explode(const pairs::PairColumns& rows, const BlockingRule& rule) const {
  store::Store& store = table_.store;
  store.run("CREATE OR REPLACE TEMP TABLE newlyn_rows (newlyn_record BIGINT, newlyn_row BIGINT)");
  const auto appender = store.append("newlyn_rows");
  for (size_t row = 0; row < rows.record_of_row.size(); ++row) {
    appender->add_integer(rows.record_of_row[row]);
    appender->add_integer(static_cast<int64_t>(row));
    appender->end_row();
  }
  appender->close();
  std::string exploded = fmt::format(
      "SELECT * FROM (SELECT *, row_number() OVER () - 1 AS newlyn_record FROM {}) JOIN "
      "newlyn_rows USING (newlyn_record)",
      store::quote_name(table_.name));
  for (const std::string& column : rule.exploded) {
    const std::string name = store::quote_name(column);
    exploded = fmt::format("SELECT * REPLACE (unnest({}) AS {}) FROM ({})", name, name, exploded);
  }
  store.run("CREATE OR REPLACE TEMP TABLE newlyn_exploded AS " + exploded);
}

pairs::RuleKeys ExactModel::exploded_keys(const pairs::PairColumns& rows, const BlockingRule& rule,
                                          double pairs_max) const {
  const std::string place = fmt::format("the blocking rule {}", rule.sql);
  for (const std::string& column : rule.exploded) {
    if (columns_.has_column(column)) continue;
    throw Error(Code::model_invalid,
                fmt::format("The model cannot be used: {} explodes the column \"{}\", which the "
                            "input does not have. Rename the column in the file or in the model.",
                            place, column));
  }
  const SqlTree tree =
      parse_expressions(table_.store, {{rule.sql, place, rule.dialect == "spark"}})[0];
  try {
    explode(rows, rule);
    const auto alike = alike_in_both(tree);
    if (alike) return element_keys(table_.store, *alike, rows.row_count);
    return pair_keys(table_.store, tree, rows.row_count, pairs_max);
  } catch (const Error& problem) {
    if (problem.code() != Code::store_failed) throw;
    throw Error(Code::model_invalid,
                fmt::format("The model cannot be used: {} fails: {} Its \"arrays_to_explode\" "
                            "must name columns of lists. Correct the model file.",
                            place, problem.what()));
  }
}

}  // namespace newlyn::linkage
