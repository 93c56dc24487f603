// SPDX-License-Identifier: MIT
// Breaks seals open, and lists who did.
#include "workspace/seals.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/notice_files.h"
#include "workspace/governance/purpose_state.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/opened_seals.h"
#include "workspace/index/standard_records.h"
#include "workspace/rights/request_book.h"

namespace newlyn::workspace {
namespace {

void check_terms(const RequestContext& context, uint64_t minutes) {
  if (context.purpose.empty()) {
    throw Error(Code::request_invalid,
                "Nothing is sealed for whoever names no purpose. Name the one under which it is "
                "with --purpose NAME.");
  }
  if (context.reason.empty()) {
    throw Error(Code::request_invalid,
                "Breaking a seal open needs a reason that the owner of the purpose can follow. "
                "Give it with --reason TEXT.");
  }
  if (minutes >= 1 && minutes <= kSealMinutesMax) return;
  throw Error(Code::request_invalid,
              fmt::format("A seal is broken open for 1 to {} minutes, not for {}. Give --minutes.",
                          kSealMinutesMax, minutes));
}

void expect_sealed(const Desk& desk, const std::string& id) {
  look(desk, desk.kinds[0], [&](const index::View& view) {
    const index::Presence presence = view.presence(id);
    if (presence == index::Presence::sealed) return;
    if (presence == index::Presence::absent) resolve_id(view, id);  // says that there is none
    throw Error(Code::request_invalid,
                fmt::format("{} is not sealed for the purpose {}: look at it with newlyn entity "
                            "show {}.",
                            id, desk.access->purpose(), id));
  });
}

/// Refuses where the person is restricted, or the policy does not let these sources be opened.
/// Returns the id of today.
std::string expect_permitted(Desk& desk, const std::string& id) {
  std::string today;
  desk.kinds[0].entities->read([&](const index::EntityIndex& index) {
    today = *index.resolve(id);
    if (withheld_in(desk, index).contains(today)) {
      for (const PersonRequest& objection : objections_to(desk.home, desk.access->purpose())) {
        if (index.resolve(objection.entity) != today) continue;
        desk.access->refuse(
            "the person objects to the purpose " + desk.access->purpose(),
            fmt::format("{} objects to the purpose {} (request {}), which no opened seal lifts. "
                        "newlyn rights requests says how far it is decided.",
                        id, desk.access->purpose(), objection.number));
      }
      desk.access->refuse("restricted at the person's request",
                          fmt::format("{} is restricted at the person's request, which no opened "
                                      "seal lifts. Ask the officers named under [rights] in "
                                      "newlyn.toml.",
                                      id));
    }
  });
  const ClosedEntities& closed = desk.closed.find(desk.kinds[0].kind->name)->second;
  const auto classes = closed.classes.find(today);
  if (classes != closed.classes.end()) desk.access->expect_opening(classes->second);
  desk.opened = {{today, 0}};
  std::set<std::string> sources;
  look(desk, desk.kinds[0], [&](const index::View& view) {
    for (const index::RecordKey& key : view.records_of(today)) sources.insert(source_of(key));
  });
  desk.access->expect_policy({sources.begin(), sources.end()});
  return today;
}

/// Writes the file that tells the owner and returns its place in the workspace. It lies there in
/// the clear and is sent on, so it names neither the person nor the reason: those are asked of the
/// log, which can forget.
std::string write_notice(const Home& home, const SealOpening& opening) {
  const nlohmann::ordered_json notice = {
      {"format", "newlyn notice 1"},
      {"what", "a seal was broken open"},
      {"entry", opening.entry},
      {"to", opening.owner},
      {"who", opening.who},
      {"purpose", opening.purpose},
      {"opened", opening.opened},
      {"until", opening.until},
      {"see", fmt::format("newlyn seal list --owner \"{}\"", opening.owner)}};
  return write_notice_file(
      home, opening.entry,
      notice.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

/// Notes what is listed to somebody whom it is notice to.
void note_read(const Home& home, const std::vector<SealOpening>& openings) {
  std::map<std::string, std::vector<uint64_t>> of_owner;
  for (const SealOpening& opening : openings) of_owner[opening.owner].push_back(opening.entry);
  for (const auto& [owner, entries] : of_owner) {
    if (told_for(home, principal(), owner) != Told::no) note_notices_read(home, entries);
  }
}

}  // namespace

SealOpening seal_open(const RequestContext& context, const std::string& id, uint64_t minutes,
                      RunContext& run) {
  return answer_asked(context, {"seal_open", {id}}, [&] {
    const Home home = find_home(context.workspace);
    expect_usable(home, context.purpose);
    check_terms(context, minutes);
    if (is_record_text(id)) {
      throw Error(Code::request_invalid,
                  fmt::format("{} is a record. A seal is on an entity: name its id.", id));
    }
    const EntityKind* kind = kind_of_text(context.workspace, id);
    Desk desk = open_desk({context, "seal_open", "Breaking a seal open", {kind}, true, {id}}, run);
    expect_sealed(desk, id);
    const std::string today = expect_permitted(desk, id);
    const std::string owner = purpose_state(home, context.purpose).purpose.owner;
    // One entry is the opening, its trace and the notice, so that there is none without the others.
    // The store is told after it: of what is only in the log nothing was opened.
    SealOpening opening =
        *read_opening(desk.access->opened({1, today, ""}, opening_rule(minutes, owner)), 0);
    opening.notice = write_notice(home, opening);
    note_opening(*desk.store, opening);
    return opening;
  });
}

std::vector<SealOpening> seal_list(const SealListRequest& request) {
  const Home home = find_home(request.asked.workspace);
  std::vector<SealOpening> openings;
  int64_t now = now_micros();
  {
    const auto log = open_audit(home);
    std::map<uint64_t, size_t> place_of;
    each_entry(*log, {}, [&](const governance::AuditRecord& record) {
      now = std::max(now, micros_of(record));
      if (auto opening = read_opening(record, 0)) {
        place_of[opening->entry] = openings.size();
        openings.push_back(std::move(*opening));
        return;
      }
      ReviewOutcome review;
      const bool is_review_of = is_review(record, review);
      const auto entry =
          is_review_of ? std::optional(review.entry) : opening_of_look(record.entry.rule);
      const auto found = entry ? place_of.find(*entry) : place_of.end();
      if (found == place_of.end()) return;
      SealOpening& opening = openings[found->second];
      if (is_review_of) {
        opening.outcome = review.outcome;
      } else if (record.entry.outcome != "intended") {
        ++opening.looks;
      }
    });
  }
  for (SealOpening& opening : openings) opening.is_open = moment_text(now) < opening.until;
  std::erase_if(openings, [&](const SealOpening& opening) {
    const bool is_done = !request.all && !opening.outcome.empty() && !opening.is_open;
    return is_done || (!request.owner.empty() && opening.owner != request.owner);
  });
  leave_look(home, {"seal list", "seals broken open", request.asked.purpose, openings.size()});
  note_read(home, openings);
  return openings;
}

}  // namespace newlyn::workspace
