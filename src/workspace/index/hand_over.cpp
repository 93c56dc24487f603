// SPDX-License-Identifier: MIT
// Rows into a file of the form that its ending says.
#include "workspace/index/hand_over.h"

#include <fmt/format.h>

#include "store/store.h"
#include "workspace/files/linked_files.h"

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

HandingTerms check_output(const ExportRequest& request) {
  const HandingTerms asked{request.context.purpose, request.recipient, request.expires};
  HandingTerms terms = agreed_terms(find_home(request.context.workspace), asked);
  if (request.output.empty()) return terms;
  OutputFiles output;
  output.check(request.output, {});
  OutputFiles::check_ending(request.output);
  return terms;
}

}  // namespace newlyn::workspace
