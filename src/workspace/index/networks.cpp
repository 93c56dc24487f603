// SPDX-License-Identifier: MIT
// Networks, paths and households with the names of those in them.
#include "workspace/networks.h"

#include <fmt/format.h>

#include <set>

#include "base/error.h"
#include "workspace/index/desk.h"
#include "workspace/index/life_state.h"

namespace newlyn::workspace {
namespace {

constexpr const char* kWithheld = "(restricted)";

const EntityKind& kind_of_id(const std::string& workspace, const std::string& id) {
  expect_id(id);
  return *kind_of_text(workspace, id);
}

/// The index opened for one entity.
class Around {
 public:
  Around(const RequestContext& context, const char* verb, const std::string& id, RunContext& run)
      : desk_(open_desk({context,
                         verb,
                         "Looking at what entities share",
                         {&kind_of_id(context.workspace, id)},
                         true,
                         {id}},
                        run)) {
    read([&](const index::View& index) {
      expect_shown(desk_, index, id);
      withheld_ = withheld_in(desk_, index);
    });
  }

  template <typename Ask>
  void read(Ask ask) const {
    look(desk_, desk_.kinds[0], ask);
  }
  NamedEntity named(const index::View& index, const std::string& id, uint64_t hops) const {
    if (withheld_.contains(id)) return {id, kWithheld, hops};
    return {id, shown_summary(desk_, index, id), hops};
  }
  /// Whether somebody was not there on a day: not yet, not any more, or not alive.
  bool has_left(const index::View& index, const index::HouseholdMember& member,
                const std::string& day) const {
    if (day.empty()) return false;
    if (member.from > day || (!member.until.empty() && member.until <= day)) return true;
    return !life_state(desk_.kinds[0], index, member.entity, day).state.empty();
  }
  /// Notes that a value is shown which entities share, by what it is shared as.
  void note(const std::string& relation) const { desk_.access->note_shown(relation); }
  /// Refuses another entity whose values are withheld.
  void expect(const index::View& index, const std::string& id) const {
    expect_shown(desk_, index, id);
  }
  /// A link, without what is shared where one of the two is withheld.
  SharedLink shown(const index::NetworkLink& link) const {
    const bool is_withheld = withheld_.contains(link.left) || withheld_.contains(link.right);
    if (!is_withheld) note(link.relation);
    return {link.left,     link.right,
            link.relation, is_withheld ? std::string(kWithheld) : link.value,
            link.entities, link.first_date,
            link.last_date};
  }
  void answered(const std::string& subject, uint64_t count) const {
    desk_.access->answered({count, subject, {}});
  }

 private:
  Desk desk_;
  std::set<std::string> withheld_;
};

}  // namespace

NetworkAnswer entity_network(const NetworkRequest& request, RunContext& run) {
  const Around around(request.context, "network", request.entity, run);
  NetworkAnswer answer;
  around.read([&](const index::View& index) {
    answer.entity = resolve_id(index, request.entity);
    index::NetworkRequest asked{answer.entity, request.hops};
    asked.hub_min = request.hub_min;
    asked.entities_max = request.count;
    const index::Network network = *index.network(asked);
    for (const index::NetworkEntity& entity : network.entities) {
      answer.entities.push_back(around.named(index, entity.entity, entity.hops));
    }
    for (const index::NetworkLink& link : network.links) answer.links.push_back(around.shown(link));
    for (const index::NetworkHub& hub : network.hubs) {
      around.note(hub.relation);
      answer.hubs.push_back({hub.entity, hub.relation, hub.value, hub.entities, hub.or_more});
    }
    answer.left_out = network.left_out;
  });
  around.answered(answer.entity, answer.entities.size());
  return answer;
}

PathAnswer entity_path(const PathRequest& request, RunContext& run) {
  if (&kind_of_id(request.context.workspace, request.from) !=
      &kind_of_id(request.context.workspace, request.to)) {
    throw Error(Code::request_invalid, "A path leads between entities of one kind.");
  }
  const Around around(request.context, "path", request.from, run);
  PathAnswer answer;
  std::string from;
  around.read([&](const index::View& index) {
    from = resolve_id(index, request.from);
    around.expect(index, request.to);
    index::PathRequest asked{from, resolve_id(index, request.to)};
    asked.count = request.count;
    const index::PathAnswer found = *index.paths(asked);
    answer.is_cut = found.is_cut;
    for (const index::EntityPath& path : found.paths) {
      PathLine& line = answer.paths.emplace_back();
      line.cost = path.cost;
      for (size_t i = 0; i < path.entities.size(); ++i) {
        line.entities.push_back(around.named(index, path.entities[i], i));
      }
      for (const auto& step : path.steps) {
        line.steps.emplace_back();
        for (const index::NetworkLink& link : step) line.steps.back().push_back(around.shown(link));
      }
    }
  });
  around.answered(from, answer.paths.size());
  return answer;
}

std::vector<HouseholdLine> entity_households(const HouseholdRequest& request, RunContext& run) {
  check_state_day(request.as_of);
  const Around around(request.context, "household", request.entity, run);
  std::vector<HouseholdLine> lines;
  std::string id;
  around.read([&](const index::View& index) {
    id = resolve_id(index, request.entity);
    for (const index::Household& household : index.households(id)) {
      HouseholdLine& line = lines.emplace_back();
      line.relation = household.relation;
      line.value = household.value;
      around.note(household.relation);
      line.elsewhen = household.elsewhen;
      line.or_more = household.or_more;
      for (const index::HouseholdMember& member : household.members) {
        if (around.has_left(index, member, request.as_of)) {
          ++line.left;
          continue;
        }
        line.people.push_back({member.entity, around.named(index, member.entity, 0).summary,
                               member.from, member.until});
      }
    }
  });
  around.answered(id, lines.size());
  return lines;
}

}  // namespace newlyn::workspace
