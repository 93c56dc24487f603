// SPDX-License-Identifier: MIT
// Sinks that write text: delimited, fixed-width, JSON lines, XML, and SQL for two servers.
#pragma once

#include <memory>
#include <string>

#include "synthetic/table_sink.h"
#include "synthetic/writers/encoding.h"

namespace newlyn::synthetic {

/// How delimited text is written.
struct DelimitedForm {
  char delimiter = ',';
  TextEncoding encoding = TextEncoding::utf8;
  bool quote_all = false;
  bool upper_case = false;  // header and cells
  std::string_view line_end = "\n";
};

/// A folder's worth of tables of one source: each becomes a file of its own where there are
/// several ("births" in registrars.csv becomes registrars_births.csv).
std::unique_ptr<TableSink> delimited_sink(const std::string& path, const DelimitedForm& form,
                                          bool several);

/// Lines of fixed width, without a header; PATH.layout.txt names the columns.
std::unique_ptr<TableSink> fixed_width_sink(const std::string& path);

/// One JSON object a line; empty cells are left out.
std::unique_ptr<TableSink> json_lines_sink(const std::string& path);

/// One element per row under one element per table.
std::unique_ptr<TableSink> xml_sink(const std::string& path);

/// Tables and COPY blocks, as pg_dump writes them.
std::unique_ptr<TableSink> postgres_sink(const std::string& path);

/// Tables and INSERT statements, as mysqldump writes them.
std::unique_ptr<TableSink> mariadb_sink(const std::string& path);

}  // namespace newlyn::synthetic
