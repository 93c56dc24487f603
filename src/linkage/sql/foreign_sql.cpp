// SPDX-License-Identifier: MIT
// Hands sets of values to DuckDB and remembers its answers, within bounds.
#include "linkage/sql/foreign_sql.h"

#include <fmt/format.h>

#include <string>
#include <unordered_map>

#include "base/error.h"

namespace newlyn::linkage {
namespace {

/// Answers remembered of one condition; about 100 bytes each.
constexpr size_t kRememberedMax = 1u << 20;

/// Does `work`, and says in the model's words what of it DuckDB refuses.
template <typename Work>
void in_words(const ForeignSql& sql, Work work) {
  try {
    work();
  } catch (const Error& problem) {
    if (problem.code() != Code::store_failed) throw;
    throw Error(Code::model_invalid,
                fmt::format("The model cannot be used: {} asks {}, which fails: {} It must be true "
                            "or false for every two records. Correct the model file.",
                            sql.place, sql.words, problem.what()));
  }
}

}  // namespace

class ForeignAnswers::Condition : public pairs::ForeignCondition {
 public:
  Condition(ForeignAnswers& owner, ForeignSql sql, size_t number)
      : owner_(owner), sql_(std::move(sql)), table_(fmt::format("newlyn_ask_{}", number)) {}

  void answer(std::span<const pairs::RowPair> pairs, std::span<pairs::Truth> truths) override;

 private:
  std::string key_of(pairs::RowPair pair) const;
  void ask(const std::vector<std::string>& keys);
  void ask_in_words(const std::vector<std::string>& keys);
  void prepare();

  ForeignAnswers& owner_;
  ForeignSql sql_;
  std::string table_;
  std::string query_;
  std::unordered_map<std::string, pairs::Truth> known_;
};

/// The codes of the operands, as bytes.
std::string ForeignAnswers::Condition::key_of(pairs::RowPair pair) const {
  std::string key;
  for (const pairs::Operand& operand : sql_.operands) {
    const record::ValueCode code =
        owner_.values_.code(operand.of_right ? pair.right : pair.left, operand.column);
    key.append(reinterpret_cast<const char*>(&code), sizeof(code));
  }
  return key;
}

void ForeignAnswers::Condition::answer(std::span<const pairs::RowPair> pairs,
                                       std::span<pairs::Truth> truths) {
  std::vector<std::string> keys;
  for (const pairs::RowPair pair : pairs) keys.push_back(key_of(pair));
  const std::lock_guard lock(owner_.mutex_);
  if (known_.size() + keys.size() > kRememberedMax) known_.clear();
  std::vector<std::string> asked;
  for (const std::string& key : keys) {
    if (known_.emplace(key, pairs::Truth::unknown).second) asked.push_back(key);
  }
  try {
    if (!asked.empty()) ask_in_words(asked);
  } catch (...) {
    for (const std::string& key : asked) known_.erase(key);
    throw;
  }
  for (size_t i = 0; i < pairs.size(); ++i) truths[i] = known_.at(keys[i]);
}

void ForeignAnswers::Condition::prepare() {
  std::string columns = "newlyn_number BIGINT";
  std::string values;
  std::string joins;
  for (size_t i = 0; i < sql_.operands.size(); ++i) {
    const uint16_t place = sql_.operands[i].column;
    owner_.hold_values(place);
    columns += fmt::format(", c{} BIGINT", i);
    values += fmt::format(", t{}.v AS v{}", i, i);
    joins += fmt::format(" LEFT JOIN newlyn_values_{} t{} ON a.c{} = t{}.code", place, i, i, i);
  }
  owner_.table_.store.run(fmt::format("CREATE OR REPLACE TEMP TABLE {} ({})", table_, columns));
  query_ = fmt::format(
      "SELECT CAST(CAST(({}) AS BOOLEAN) AS VARCHAR) FROM (SELECT a.newlyn_number{} FROM {} a{}) "
      "ORDER BY newlyn_number",
      sql_.sql, values, table_, joins);
}

void ForeignAnswers::Condition::ask(const std::vector<std::string>& keys) {
  if (query_.empty()) prepare();
  store::Store& store = owner_.table_.store;
  store.run(fmt::format("DELETE FROM {}", table_));
  const auto appender = store.append(table_);
  for (size_t i = 0; i < keys.size(); ++i) {
    appender->add_integer(static_cast<int64_t>(i));
    for (size_t o = 0; o < sql_.operands.size(); ++o) {
      record::ValueCode code = 0;
      std::copy_n(keys[i].data() + o * sizeof(code), sizeof(code), reinterpret_cast<char*>(&code));
      appender->add_integer(code);
    }
    appender->end_row();
  }
  appender->close();
  const std::vector<record::TextColumn> answers = store.columns(query_);
  for (size_t i = 0; i < keys.size(); ++i) {
    const std::string_view text = answers[0].text(i);
    known_[keys[i]] = text.empty() ? pairs::Truth::unknown
                                   : (text == "true" ? pairs::Truth::yes : pairs::Truth::no);
  }
}

void ForeignAnswers::Condition::ask_in_words(const std::vector<std::string>& keys) {
  in_words(sql_, [&] { ask(keys); });
}

ForeignAnswers::ForeignAnswers(RecordTable table, const RecordColumns& columns,
                               const pairs::PairColumns& values)
    : table_(table), columns_(columns), values_(values), held_(columns.size(), false) {}

ForeignAnswers::~ForeignAnswers() = default;

void ForeignAnswers::hold_values(uint16_t place) {
  if (held_[place]) return;
  // Each value is worked out again from one record that has it, so that its type is kept.
  const std::string examples = fmt::format("newlyn_examples_{}", place);
  table_.store.run(
      fmt::format("CREATE OR REPLACE TEMP TABLE {} (code BIGINT, record BIGINT)", examples));
  const auto appender = table_.store.append(examples);
  const pairs::PairColumn& column = values_.columns[place];
  std::vector<bool> seen(column.values.value_count() + 1, false);
  for (size_t row = 0; row < column.codes.size(); ++row) {
    const record::ValueCode code = column.codes[row];
    if (code == record::kNullCode || seen[code]) continue;
    seen[code] = true;
    appender->add_integer(code);
    appender->add_integer(values_.record_of_row.empty() ? static_cast<int64_t>(row)
                                                        : values_.record_of_row[row]);
    appender->end_row();
  }
  appender->close();
  table_.store.run(fmt::format(
      "CREATE OR REPLACE TEMP TABLE newlyn_values_{} AS SELECT code, ({}) AS v FROM (SELECT *, "
      "row_number() OVER () - 1 AS newlyn_record FROM {}) JOIN {} ON newlyn_record = record",
      place, columns_[place].sql, store::quote_name(table_.name), examples));
  held_[place] = true;
}

/// Refuses what DuckDB could not make sense of, whatever the values: pairs that need the answer may
/// be few or none.
void ForeignAnswers::check(const ForeignSql& sql) const {
  std::string values = "1 AS newlyn_number";
  for (size_t i = 0; i < sql.operands.size(); ++i) {
    values += fmt::format(", CAST(NULL AS {}) AS v{}", columns_[sql.operands[i].column].type, i);
  }
  in_words(sql, [&] {
    table_.store.rows(
        fmt::format("SELECT column_type FROM (DESCRIBE SELECT newlyn_number, CAST(({}) AS BOOLEAN) "
                    "FROM (SELECT {}))",
                    sql.sql, values));
  });
}

std::shared_ptr<pairs::ForeignCondition> ForeignAnswers::condition(const ForeignSql& sql,
                                                                   size_t number) {
  check(sql);
  return std::make_shared<Condition>(*this, sql, number);
}

}  // namespace newlyn::linkage
