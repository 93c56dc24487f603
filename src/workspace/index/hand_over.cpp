// SPDX-License-Identifier: MIT
// Rows into a file of the form that its ending says.
#include "workspace/index/hand_over.h"

#include <fmt/format.h>

#include "store/store.h"
#include "workspace/files/linked_files.h"
#include "workspace/rights/releases.h"

namespace newlyn::workspace {

void hand_over(const ExportRequest& request, ExportResponse& response) {
  response.row_count = response.rows.size();
  if (request.output.empty()) return;
  const auto store = store::Store::open({});
  std::string columns;
  for (const std::string& column : response.columns) {
    columns += fmt::format("{}{} VARCHAR", columns.empty() ? "" : ", ", store::quote_name(column));
  }
  store->run(fmt::format("CREATE TABLE exported ({})", columns));
  const auto appender = store->append("exported");
  for (const auto& row : response.rows) {
    for (const std::string& value : row) appender->add_text(value);
    appender->end_row();
  }
  appender->close();
  OutputFiles output;
  output.check(request.output, {});
  output.write_table(*store, "exported", request.output);
  output.keep();
  response.rows.clear();
}

void check_output(const ExportRequest& request) {
  check_expiry(request.expires);
  if (request.output.empty()) return;
  OutputFiles output;
  output.check(request.output, {});
  OutputFiles::check_ending(request.output);
}

}  // namespace newlyn::workspace
