// SPDX-License-Identifier: MIT
// Tables of entities and native ids.
#include "workspace/crosswalk.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/hand_over.h"
#include "workspace/index/standard_records.h"
#include "workspace/rights/releases.h"

namespace newlyn::workspace {
ExportResponse export_crosswalk(const ExportRequest& request, RunContext& run) {
  return answer_asked(request.context, {"export_crosswalk"}, [&] {
    const HandingTerms terms = check_output(request);
    const Desk desk = open_desk(
        {request.context, "export_crosswalk", "Exporting", kinds_named(request.kind), true}, run);
    ExportResponse response;
    response.columns = {"entity_id", "kind", "source", "record", "native_id"};
    for (const KindIndex& open : desk.kinds) {
      run.step(fmt::format("exporting {}", open.kind->plural), [&] {
        look(desk, open, [&](const index::View& index) {
          const std::set<std::string> withheld = withheld_in(desk, index);
          index.each_key([&](const index::RecordKey& key, const std::string& entity) {
            desk.access->expect_still_at_times();
            if (withheld.contains(entity)) return;
            response.rows.push_back({entity, std::string(open.kind->name), source_of(key),
                                     record_name_of(key), key.id});
          });
        });
      });
    }
    desk.access->expect_still();
    std::sort(response.rows.begin(), response.rows.end());
    for (size_t i = 0; i < response.rows.size(); ++i) {
      if (i == 0 || response.rows[i][0] != response.rows[i - 1][0]) ++response.entities;
    }
    note_export(desk, request, response, {"export crosswalk", terms});
    hand_over(request, response, terms);
    return response;
  });
}

ExportResponse export_golden(const ExportRequest& request, RunContext& run) {
  return answer_asked(request.context, {"export_golden"}, [&] {
    const HandingTerms terms = check_output(request);
    const Desk desk = open_desk(
        {request.context, "export_golden", "Exporting", kinds_named(request.kind), true}, run);
    ExportResponse response;
    response.columns = {"entity_id", "kind", "field", "value",
                        "record",    "date", "rule",  "disputed"};
    response.rows_are = "values";
    for (const KindIndex& open : desk.kinds) {
      const auto list = [&](const index::View& index) {
        const std::set<std::string> withheld = withheld_in(desk, index);
        std::set<std::string> entities;
        index.each_key([&](const index::RecordKey&, const std::string& entity) {
          if (!withheld.contains(entity)) entities.insert(entity);
        });
        for (const std::string& entity : entities) {
          desk.access->expect_still_at_times();
          const size_t before = response.rows.size();
          for (EntityValue& value : shown_view(desk, index, entity)) {
            if (value.chosen.value.empty()) continue;
            // The rule of a value that was set by hand tells who set it, and why.
            if (value.rule.starts_with("by hand")) desk.access->note_shown(kReason);
            response.rows.push_back({entity, std::string(open.kind->name), std::move(value.field),
                                     std::move(value.chosen.value), std::move(value.chosen.record),
                                     std::move(value.chosen.date), std::move(value.rule),
                                     value.disputed ? "yes" : "no"});
          }
          if (response.rows.size() > before) ++response.entities;
        }
      };
      run.step(fmt::format("exporting {}", open.kind->plural), [&] { look(desk, open, list); });
    }
    desk.access->expect_still();
    note_export(desk, request, response, {"export golden", terms});
    hand_over(request, response, terms);
    return response;
  });
}

ExportResponse export_duplicates(const ExportRequest& request, RunContext& run) {
  return answer_asked(request.context, {"export_duplicates"}, [&] {
    const HandingTerms terms = check_output(request);
    const Desk desk = open_desk(
        {request.context, "export_duplicates", "Exporting", kinds_named(request.kind), true}, run);
    ExportResponse response;
    response.columns = {"entity_id", "kind", "record", "native_id", "summary"};
    uint64_t of_source = 0;
    for (const KindIndex& open : desk.kinds) {
      // A home that two tenants share is no duplicate: places of a source that tells of people or
      // organisations are listed where somebody asks for places.
      if (request.kind.empty() && open.kind->name == "place" && of_source > 0) continue;
      const auto list = [&](const index::View& index) {
        const std::set<std::string> withheld = withheld_in(desk, index);
        std::map<std::string, std::vector<index::RecordKey>> entities;
        index.each_key([&](const index::RecordKey& key, const std::string& entity) {
          if (source_of(key) != request.source) return;
          ++of_source;
          if (withheld.contains(entity)) return;
          entities[entity].push_back(key);
        });
        for (const auto& [entity, keys] : entities) {
          if (keys.size() < 2) continue;
          desk.access->expect_still_at_times();
          ++response.entities;
          const std::string summary = shown_summary(desk, index, entity);
          for (const index::RecordKey& key : keys) {
            response.rows.push_back(
                {entity, std::string(open.kind->name), record_name_of(key), key.id, summary});
          }
        }
      };
      run.step(fmt::format("exporting {}", open.kind->plural), [&] { look(desk, open, list); });
    }
    desk.access->expect_still();
    if (of_source == 0) {
      throw Error(Code::request_invalid,
                  fmt::format("No record of a source '{}' was linked. newlyn source list shows the "
                              "sources, newlyn link links them.",
                              request.source));
    }
    note_export(desk, request, response, {"export duplicates", terms});
    hand_over(request, response, terms);
    return response;
  });
}

std::vector<HandedOut> export_register(const Asked& asked, bool over) {
  const Home home = find_home(asked.workspace);
  const Deed deed{"export register", "what was handed out", asked.purpose};
  return answer_traced(home, deed, [&](Deed& done) {
    const auto store = open_home_store(home);
    const std::string today = day_of(now_micros());
    std::vector<HandedOut> all;
    for (const Release& release : all_releases(*store)) {
      const bool over_now = is_over(release, today);
      if (over && !over_now) continue;
      all.push_back({release.number, release.made, release.what, release.kind, release.place,
                     release.recipient, release.purpose, release.expires, release.who,
                     release.records, over_now, release.destroyed, release.destroyed_by});
    }
    done.count = all.size();
    return all;
  });
}

void export_destroyed(const Asked& asked, uint64_t number) {
  const Home home = find_home(asked.workspace);
  const Deed deed{"export destroyed", fmt::format("number {} of the register", number),
                  asked.purpose};
  attempt(home, deed, [&] {
    const auto store = open_home_store(home);
    release_numbered(*store, number);
    make_change(home, deed, [&] {
      note_destroyed(*store, number, principal());
      return uint64_t{1};
    });
    return 0;
  });
}

}  // namespace newlyn::workspace
