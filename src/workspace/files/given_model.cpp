// SPDX-License-Identifier: MIT
// Inputs for a model made elsewhere: typed columns under the names its SQL uses.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>

#include "base/error.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {
namespace {

using record::FieldKind;

constexpr const char* kRecords = "newlyn_records";

/// A column as DuckDB takes it from delimited text.
struct SniffedColumn {
  std::string name;
  std::string type;
};

struct SniffedFile {
  std::vector<SniffedColumn> columns;
  std::string date_format;
  std::string time_format;
};

/// What DuckDB makes of a delimited file; nothing where it cannot read it.
std::optional<SniffedFile> sniff(store::Store& store, const source::InputTable& table) {
  if (table.path == "-" || table.delimiter.empty()) return std::nullopt;
  try {
    const auto formats = store.rows(
        fmt::format("SELECT DateFormat, TimestampFormat FROM sniff_csv({}, sample_size = -1)",
                    store::quote_text(table.path)));
    const auto columns = store.rows(fmt::format(
        "SELECT unnest(list_transform(Columns, lambda c: c.name)), unnest(list_transform(Columns, "
        "lambda c: c.type)) FROM sniff_csv({}, sample_size = -1)",
        store::quote_text(table.path)));
    if (columns.rows.size() != table.columns.size()) return std::nullopt;
    SniffedFile file;
    file.date_format = formats.rows[0][0].value_or("");
    file.time_format = formats.rows[0][1].value_or("");
    for (const auto& row : columns.rows) {
      file.columns.push_back({row[0].value_or(""), row[1].value_or("VARCHAR")});
    }
    return file;
  } catch (const Error& problem) {
    if (problem.code() != Code::store_failed) throw;
    return std::nullopt;
  }
}

std::string typed_column(const std::string& name, const std::string& type,
                         const SniffedFile& file) {
  const std::string quoted = store::quote_name(name);
  if (type == "VARCHAR") return quoted;
  const bool own_date = type == "DATE" && !file.date_format.empty();
  const bool own_time = type == "TIMESTAMP" && !file.time_format.empty();
  if (own_date || own_time) {
    return fmt::format("CAST(try_strptime({}, {}) AS {}) AS {}", quoted,
                       store::quote_text(own_date ? file.date_format : file.time_format), type,
                       quoted);
  }
  return fmt::format("TRY_CAST({} AS {}) AS {}", quoted, type, quoted);
}

/// One input with its types, as a query.
std::string typed_query(store::Store& store, const source::InputTable& table,
                        LinkFilesResponse& response) {
  const std::string from = store::quote_name(table.table);
  if (table.typed) return fmt::format("SELECT * FROM {}", from);
  const auto file = sniff(store, table);
  if (!file) {
    response.notes.push_back(fmt::format(
        "{}: every column is text for the model, because its types could not be worked out.",
        table.source_name));
    return fmt::format("SELECT * FROM {}", from);
  }
  std::string columns;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    columns += fmt::format("{}{}", columns.empty() ? "" : ", ",
                           typed_column(table.columns[i], file->columns[i].type, *file));
  }
  return fmt::format("SELECT {} FROM {}", columns, from);
}

/// True for two names of one column: in SQL capitals make no difference.
bool is_same_name(std::string_view one, std::string_view other) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

bool has_column(const source::InputTable& table, const std::string& name) {
  return std::any_of(table.columns.begin(), table.columns.end(),
                     [&](const std::string& column) { return is_same_name(column, name); });
}

}  // namespace

void recognise_given(LinkedFiles& files, const LinkFilesRequest& request,
                     const linkage::Model& model, RunContext& run) {
  const std::string& id = request.id_column.empty() ? model.unique_id_column : request.id_column;
  for (InputColumns& input : files.inputs) {
    source::InputTable wanted = *input.table;
    wanted.columns.clear();
    // A single file is split into sources only where the model links sources.
    const bool several = files.inputs.size() > 1 || model.link_type != "dedupe_only";
    const auto kind_of = [&](const std::string& name) {
      if (is_same_name(name, id)) return FieldKind::record_key;
      if (several && is_same_name(name, model.source_column)) return FieldKind::source_name;
      if (name == request.truth) return FieldKind::truth;
      return FieldKind::text;
    };
    for (const std::string& name : input.table->columns) {
      const FieldKind kind = kind_of(name);
      if (kind == FieldKind::record_key) {
        // Ids are all different: a dictionary of them would be work for nothing.
        source::InputTable keys = wanted;
        keys.columns = {name};
        input.ids = source::load_texts(*files.store, keys, run);
      } else if (kind != FieldKind::text) {
        wanted.columns.push_back(name);
      }
    }
    std::map<std::string, record::TextColumn> loaded;
    if (!wanted.columns.empty()) {
      for (record::TextColumn& column : source::load_columns(*files.store, wanted, run)) {
        const std::string name = column.name;
        loaded.emplace(name, std::move(column));
      }
    }
    for (const std::string& name : input.table->columns) {
      record::RecognisedColumn column;
      column.name = name;
      column.kind = kind_of(name);
      column.confidence = 1;
      column.reason = "the model's own name";
      input.recognised.push_back(std::move(column));
      record::TextColumn values;
      values.name = name;
      const auto found = loaded.find(name);
      input.columns.push_back(found == loaded.end() ? std::move(values) : std::move(found->second));
    }
    if (!request.id_column.empty() && !has_column(*input.table, request.id_column)) {
      throw Error(Code::request_invalid, fmt::format("--id {}: {} has no column of that name.",
                                                     request.id_column, input.table->source_name));
    }
  }
}

linkage::LinkInput given_input(LinkedFiles& files, const linkage::Model& model,
                               LinkFilesResponse& response) {
  linkage::LinkInput input;
  input.record_count = files.record_count;
  input.source_names = files.source_names;
  input.source_of_record = files.source_of_record;
  input.record_ids = files.record_ids;
  std::string query;
  for (const InputColumns& table : files.inputs) {
    std::string part = typed_query(*files.store, *table.table, response);
    if (files.inputs.size() > 1 && !has_column(*table.table, model.source_column)) {
      part =
          fmt::format("SELECT *, {} AS {} FROM ({})", store::quote_text(table.table->source_name),
                      store::quote_name(model.source_column), part);
    }
    query += fmt::format("{}{}", query.empty() ? "" : " UNION ALL BY NAME ", part);
  }
  files.store->run(fmt::format("CREATE OR REPLACE VIEW {} AS {}", kRecords, query));
  input.store = files.store.get();
  input.table = kRecords;
  const std::vector<store::QueryColumn> columns =
      files.store->columns_of(fmt::format("FROM {}", kRecords));
  for (const InputColumns& table : files.inputs) {
    for (const record::RecognisedColumn& column : table.recognised) {
      if (column.kind != FieldKind::record_key) continue;
      input.ids_are_numbers =
          std::any_of(columns.begin(), columns.end(), [&](const store::QueryColumn& each) {
            return each.is_number && each.name == column.name;
          });
    }
  }
  if (model.link_type == "link_only" && files.source_names.size() < 2) {
    response.warnings.push_back(
        fmt::format("The model links sources and leaves out pairs inside one (link_type "
                    "link_only), but there is only the source {}, so its records are compared with "
                    "one another. Give the other file too, or a column {} that names the sources.",
                    files.source_names.empty() ? "" : files.source_names[0], model.source_column));
  }
  if (files.record_ids.empty()) {
    response.warnings.push_back(
        fmt::format("There is no column \"{}\" to tell records apart by, so they are numbered as "
                    "they stand in the files. Name the column with --id.",
                    model.unique_id_column));
  }
  return input;
}

}  // namespace newlyn::workspace
