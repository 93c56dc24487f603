// SPDX-License-Identifier: MIT
// Tables of entities and native ids.
#include "workspace/crosswalk.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "workspace/index/desk.h"
#include "workspace/index/hand_over.h"
#include "workspace/index/standard_records.h"

namespace newlyn::workspace {

ExportResponse export_crosswalk(const ExportRequest& request, RunContext& run) {
  check_output(request);
  const Desk desk =
      open_desk({request.context, "export_crosswalk", "Exporting", kinds_named(request.kind)}, run);
  ExportResponse response;
  response.columns = {"entity_id", "kind", "source", "record", "native_id"};
  for (const KindIndex& open : desk.kinds) {
    open.entities->read([&](const index::EntityIndex& index) {
      index.each_record([&](const index::Record& record, const std::string& entity) {
        response.rows.push_back({entity, std::string(open.kind->name), source_of(record.key),
                                 record_name_of(record.key), record.key.id});
      });
    });
  }
  std::sort(response.rows.begin(), response.rows.end());
  for (size_t i = 0; i < response.rows.size(); ++i) {
    if (i == 0 || response.rows[i][0] != response.rows[i - 1][0]) ++response.entities;
  }
  desk.access->answered({response.rows.size(), "", ""});
  hand_over(request, response);
  return response;
}

ExportResponse export_duplicates(const ExportRequest& request, RunContext& run) {
  check_output(request);
  const Desk desk = open_desk(
      {request.context, "export_duplicates", "Exporting", kinds_named(request.kind)}, run);
  ExportResponse response;
  response.columns = {"entity_id", "kind", "record", "native_id", "summary"};
  uint64_t of_source = 0;
  for (const KindIndex& open : desk.kinds) {
    open.entities->read([&](const index::EntityIndex& index) {
      std::map<std::string, std::vector<index::RecordKey>> entities;
      index.each_record([&](const index::Record& record, const std::string& entity) {
        if (source_of(record.key) != request.source) return;
        ++of_source;
        entities[entity].push_back(record.key);
      });
      for (const auto& [entity, keys] : entities) {
        if (keys.size() < 2) continue;
        ++response.entities;
        const std::string summary = summary_of(best_view(desk.home, index, entity, ""));
        for (const index::RecordKey& key : keys) {
          response.rows.push_back(
              {entity, std::string(open.kind->name), record_name_of(key), key.id, summary});
        }
      }
    });
  }
  if (of_source == 0) {
    throw Error(Code::request_invalid,
                fmt::format("No record of a source '{}' was linked. newlyn source list shows the "
                            "sources, newlyn link links them.",
                            request.source));
  }
  desk.access->answered({response.rows.size(), "", ""});
  hand_over(request, response);
  return response;
}

}  // namespace newlyn::workspace
