// SPDX-License-Identifier: MIT
// What a source is: where it lies, what is read of it and under which rules. One readable file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace newlyn::source {

/// Where a source lies.
enum class Place : uint8_t { files, postgres, mysql, sqlite, odbc };

/// A column that is copied, and what it is: the name of a record::FieldKind.
struct MappedColumn {
  std::string name;
  std::string kind;
};

/// A source as a person defined it. It holds no secret, only where the secret is.
struct Definition {
  std::string name;     // small letters, digits, _; a letter first; at most 40
  std::string from;     // a file, folder or pattern of files, or postgres://user@host/database
  std::string table;    // of a database; schema.table where it is not the usual schema
  std::string query;    // in place of a table: one SELECT in the words of that database
  std::string sheet;    // of a workbook
  std::string layout;   // fixed width: "id 1-8, surname 9-38"
  std::string records;  // XML: the path of the element that is a record, "people/person"
  std::string secret;   // "env:NAME", "file:PATH" or "secret:NAME"; empty: none is needed
  std::string opened;   // what secret:NAME holds, put there by who keeps it; never written
  std::vector<std::string> key;       // empty: the key is made of the row's content
  std::string watermark;              // a column that grows with every change
  std::string where;                  // SQL; rows for which it is not true are filtered
  std::string link;                   // "https://housing.example.org/tenants/{tenant_id}"
  bool with_text = false;             // free text may be copied
  uint32_t gone_after = 3;            // complete clean runs without the record
  double fall_limit = 10;             // per cent of rows that may be missing in a clean run
  std::string latency;                // agreed age: "1 day", "12 hours"; empty: none agreed
  uint32_t full_every = 10;           // after so many incremental runs, one reads everything
  std::vector<MappedColumn> columns;  // what is copied
};

/// The place that `from` names. SQLite files are told by their first bytes.
Place place_of(const Definition& definition);

/// Reads the file of a definition; `name` is the source's. Throws Error: source_missing,
/// request_invalid with the line and what is wrong there.
Definition read_definition(const std::string& path, std::string_view name);

/// The definition as the text of its file, with comments for the person who reads it.
/// `left_out` lists columns that are not copied, with the reason.
std::string definition_text(const Definition& definition,
                            const std::vector<std::pair<std::string, std::string>>& left_out);

/// Throws Error(request_invalid) for a definition that makes no sense: a bad name, a password in
/// the address, a table and a query, a free text column without `with_text`.
void check_definition(const Definition& definition);

/// "1 day", "12 hours", "30 minutes", "2 weeks" as seconds; 0 for an empty text.
/// Throws Error(request_invalid).
int64_t seconds_of(std::string_view duration);

/// The secret of a definition: what was opened for it, else what its reference names.
std::string secret_of(const Definition& definition);

/// The secret that `reference` names; empty for an empty reference. Throws Error(access_refused)
/// when the variable is not set, or the file is not there or may be read by others.
std::string fetch_secret(const std::string& reference);

/// The address of a record in its own system: the link with {column} replaced by the values,
/// encoded for an address. Throws Error(request_invalid) for a column without a value.
std::string record_link(const Definition& definition,
                        const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace newlyn::source
