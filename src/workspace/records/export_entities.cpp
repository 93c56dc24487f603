// SPDX-License-Identifier: MIT
// All entities as documents, a line each, for systems that keep entities of their own.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/error.h"
#include "workspace/crosswalk.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/hand_over.h"
#include "workspace/records/looked_entity.h"

namespace newlyn::workspace {
namespace {

void expect_lines(const std::string& output) {
  if (output.empty() || output.ends_with(".jsonl")) return;
  throw Error(Code::request_invalid,
              fmt::format("{} does not end in .jsonl, and entities are written as documents of "
                          "JSON, a line each. Name a file with that ending.",
                          output));
}

/// What an export gathers.
struct Documents {
  ExportResponse response;
  std::set<std::string> others;  // entities that the documents name besides
};

/// Adds the entities of the kind that the desk has first.
void add_kind(Desk& desk, const EntityDocument& document, Documents& documents) {
  look_at_all(desk, [&](const index::View::Views& views) {
    const index::View& index = *views[0];
    const std::set<std::string> withheld = withheld_in(desk, index);
    std::set<std::string> entities;
    index.each_key([&](const index::RecordKey&, const std::string& entity) {
      if (!withheld.contains(entity)) entities.insert(entity);
    });
    for (const std::string& id : entities) {
      desk.access->expect_still_at_times();
      const LookedEntity entity = looked_entity(desk, views, id);
      for (const RelatedEntity& one : entity.related) documents.others.insert(one.found.entity);
      for (const EntityRelation& one : entity.view.relations) documents.others.insert(one.entity);
      documents.response.rows.push_back({id, entity.view.kind, document(entity)});
      documents.response.row_count += entity.view.records.size();
      ++documents.response.entities;
    }
  });
}

}  // namespace

ExportResponse export_entities(const ExportRequest& request, const EntityDocument& document,
                               RunContext& run) {
  return answer_asked(request.context, {"export_entities"}, [&] {
    expect_lines(request.output);
    const HandingTerms terms = check_output(request);
    DeskRequest asked{request.context, "export_entities", "Exporting", kinds_named(request.kind),
                      true};
    asked.with_related = true;
    Desk desk = open_desk(asked, run);
    Documents documents;
    ExportResponse& response = documents.response;
    response.columns = {"entity_id", "kind", "document"};
    for (const EntityKind* kind : asked.kinds) {
      const auto open = std::find_if(desk.kinds.begin(), desk.kinds.end(),
                                     [&](const KindIndex& one) { return one.kind == kind; });
      if (open == desk.kinds.end()) continue;
      std::swap(desk.kinds.front(), *open);
      run.step(fmt::format("exporting {}", kind->plural),
               [&] { add_kind(desk, document, documents); });
    }
    desk.access->expect_still();
    note_export(desk, request, response, {"export entities", terms, std::move(documents.others)});
    hand_over_lines(request, response, terms);
    return std::move(response);
  });
}

}  // namespace newlyn::workspace
