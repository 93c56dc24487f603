// SPDX-License-Identifier: MIT
// Rows into a file of the form that its ending says.
#include "workspace/index/hand_over.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/clock.h"
#include "store/store.h"
#include "workspace/export_terms.h"
#include "workspace/files/linked_files.h"
#include "workspace/governance/trace.h"
#include "workspace/rights/release_entries.h"

namespace newlyn::workspace {

OwnerAlone::OwnerAlone() : before_(::umask(077)) {}

OwnerAlone::~OwnerAlone() { ::umask(before_); }

void write_terms(const std::string& output, const HandingTerms& terms) {
  const nlohmann::ordered_json json = {{"format", "newlyn export terms 1"},
                                       {"file", std::filesystem::path(output).filename()},
                                       {"made", now_text()},
                                       {"purpose", terms.purpose},
                                       {"recipient", terms.recipient},
                                       {"expires", terms.expires}};
  write_home_file(output + ".terms.json",
                  json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

ExportTerms complete_terms(const RequestContext& context, const std::string& id,
                           ExportHanding& handing) {
  return answer_asked(context, {"export_entity", {id}}, [&] {
    const HandingTerms terms = agreed_terms(find_home(context.workspace),
                                            {context.purpose, handing.recipient, handing.expires});
    handing.recipient = terms.recipient;
    handing.expires = terms.expires;
    return ExportTerms{now_text(), terms.purpose, terms.recipient, terms.expires};
  });
}

void leave_release(const Desk& desk, const Release& release) {
  desk.store->run("BEGIN TRANSACTION");
  try {
    // What is said of an answer about nobody by name.
    desk.access->remark_on("", release_mark(note_release(*desk.store, release)));
    desk.access->answered({release.records, "", ""});
    desk.store->run("COMMIT");
  } catch (...) {
    desk.store->run("ROLLBACK");
    throw;
  }
}

void note_export(const Desk& desk, const ExportRequest& request, const ExportResponse& response,
                 const Leaving& leaving) {
  Release release = release_on(leaving.terms, desk.access->who());
  release.what = leaving.what;
  release.kind = request.kind;
  release.place = request.output.empty() ? "standard output" : request.output;
  // A golden record is one, however many values it has.
  release.records = response.rows_are == "records" ? response.rows.size() : response.entities;
  if (response.row_count > 0) release.records = response.row_count;
  std::set<std::string> entities = leaving.others;
  for (const auto& row : response.rows) entities.insert(row[0]);
  release.entities.assign(entities.begin(), entities.end());
  desk.access->note_shown("native_id");
  leave_release(desk, release);
}

void hand_over(const ExportRequest& request, ExportResponse& response, const HandingTerms& terms) {
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
  const OwnerAlone owner_alone;
  OutputFiles output;
  output.check(request.output, {});
  output.write_table(*store, "exported", request.output);
  write_terms(request.output, terms);
  output.keep();
  response.rows.clear();
}

void hand_over_lines(const ExportRequest& request, ExportResponse& response,
                     const HandingTerms& terms) {
  if (request.output.empty()) return;
  const OwnerAlone owner_alone;
  OutputFiles output;
  output.check(request.output, {});
  output.write_stream(request.output, [&](std::ostream& file) {
    for (const auto& row : response.rows) file << row.back();
  });
  write_terms(request.output, terms);
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
