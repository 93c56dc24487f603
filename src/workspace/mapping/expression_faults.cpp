// SPDX-License-Identifier: MIT
// Expressions are asked of the store one by one, so that the one that fails can be named.
#include "workspace/mapping/expression_faults.h"

#include <fmt/format.h>

#include "base/error.h"
#include "workspace/mapping/yield.h"

namespace newlyn::workspace {
namespace {

// One expression of a mapping.
struct Expression {
  std::string place;  // "name.family of person_1, clean = \"upper(value)\""
  std::string sql;    // over a row, as it is used: without a value where it fails
  std::string fails;  // over a row: it fails there
  std::string then;   // what becomes of it
};

// TRY gives null where an expression fails; so may the expression itself, which is told apart by
// giving it a value in place of null.
std::string fails_sql(const std::string& sql) {
  return fmt::format("try(coalesce(CAST({} AS VARCHAR), '')) IS NULL", sql);
}

std::vector<Expression> expressions_of(const source::Mapping& mapping) {
  std::vector<Expression> all;
  for (const source::MappedRecord& record : mapping.records) {
    if (!record.when.empty()) {
      all.push_back({fmt::format("{}, when = \"{}\"", record.name, record.when),
                     fmt::format("try({})", record.when),
                     fails_sql(fmt::format("({})", record.when)), "there is no such record of it"});
    }
    for (const source::MappedField& field : record.fields) {
      if (field.clean.empty()) continue;
      all.push_back({fmt::format("{} of {}, clean = \"{}\"", field.field, record.name, field.clean),
                     value_sql(field), fails_sql(cleaned_sql(field)),
                     fmt::format("its {} is taken as empty", field.field)});
    }
  }
  return all;
}

}  // namespace

void check_expressions(store::Store& store, const source::Definition& definition,
                       const source::Mapping& mapping, const std::string& rows) {
  for (const Expression& one : expressions_of(mapping)) {
    try {
      store.rows(
          fmt::format("SELECT CAST({} AS VARCHAR) AS newlyn_value FROM {} AS newlyn_row "
                      "LIMIT 0",
                      one.sql, rows));
    } catch (const Error& error) {
      if (error.code() != Code::store_failed) throw;
      const std::string said = error.what();
      throw Error(
          Code::request_invalid,
          fmt::format("The mapping of source '{0}' cannot be run: {1} is no SQL that the store "
                      "takes. Correct it in sources/{0}.map.toml, where value is the text of the "
                      "column, and read again. The store said: {2}",
                      definition.name, one.place, said.substr(0, said.find('\n'))));
    }
  }
}

std::vector<std::string> expression_faults(store::Store& store,
                                           const source::Definition& definition,
                                           const source::Mapping& mapping,
                                           const std::string& rows) {
  const std::vector<Expression> all = expressions_of(mapping);
  std::string counts;
  for (const Expression& one : all) {
    counts += fmt::format("{}count(*) FILTER ({})", counts.empty() ? "" : ", ", one.fails);
  }
  if (all.empty()) return {};
  const store::TextRows found =
      store.rows(fmt::format("SELECT {} FROM {} AS newlyn_row", counts, rows));
  std::vector<std::string> sentences;
  for (size_t i = 0; i < all.size(); ++i) {
    const std::string count = found.rows[0][i].value_or("0");
    if (count == "0") continue;
    sentences.push_back(
        fmt::format("{} {} of source '{}' {} not fit for {}: {}. Correct the expression in "
                    "sources/{}.map.toml, or have the values corrected.",
                    count, count == "1" ? "row" : "rows", definition.name,
                    count == "1" ? "is" : "are", all[i].place, all[i].then, definition.name));
  }
  return sentences;
}

}  // namespace newlyn::workspace
