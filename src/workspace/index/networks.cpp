// SPDX-License-Identifier: MIT
// Networks, paths and households with the names of those in them.
#include "workspace/networks.h"

#include <fmt/format.h>

#include <set>

#include "base/error.h"
#include "record/declared_end.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/life_state.h"

namespace newlyn::workspace {
namespace {

constexpr const char* kWithheld = "(restricted)";

const EntityKind& kind_of_id(const std::string& workspace, const std::string& id) {
  expect_id(id);
  return *kind_of_text(workspace, id);
}

/// The index opened for one entity, and those of other kinds that relations may lead into.
class Around {
 public:
  using Views = index::View::Views;

  /// `named` is whom the person named, the one it is opened for first.
  Around(const RequestContext& context, const char* verb, const std::vector<std::string>& named,
         RunContext& run)
      : desk_(open_desk({context,
                         verb,
                         "Looking at what entities share",
                         {&kind_of_id(context.workspace, named[0])},
                         true,
                         {named[0]},
                         named,
                         true},
                        run)) {
    read([&](const Views& views) {
      expect_shown(desk_, *views[0], named[0]);
      for (const index::View* view : views) withheld_.merge(withheld_in(desk_, *view));
    });
  }

  /// Asks the views of all kinds, that of the entity first.
  template <typename Ask>
  void read(Ask ask) const {
    look_at_all(desk_, ask);
  }
  NamedEntity named(const Views& views, const std::string& id, uint64_t hops) const {
    if (withheld_.contains(id)) return {id, kWithheld, hops};
    return {id, shown_summary(desk_, *view_of_kind(desk_, views, id), id), hops};
  }
  /// Whether somebody was not there on a day: not yet, not any more, or not alive.
  bool has_left(const index::View& index, const index::HouseholdMember& member,
                const std::string& day) const {
    if (day.empty()) return false;
    if (member.from > day || (!member.until.empty() && member.until <= day)) return true;
    return !life_state(desk_.kinds[0], index, member.entity, day).state.empty();
  }
  /// Notes that a value is shown which entities share, by what it is shared as.
  void note(const std::string& relation) const {
    const bool is_declared = relation == index::kDeclared;
    desk_.access->note_shown(is_declared ? std::string(record::kRelationField) : relation);
  }
  /// The view that has another entity. Refuses one whose values are withheld, and one of a kind
  /// that no relation leads into.
  const index::View& expect(const Views& views, const std::string& id) const {
    const index::View* view = view_of_kind(desk_, views, id);
    if (view == nullptr) {
      throw Error(
          Code::request_invalid,
          fmt::format("A path leads between entities of one kind, or into another kind "
                      "where records of both declare relations. None here do, so none leads "
                      "to {}. Name two entities of one kind.",
                      id));
    }
    expect_shown(desk_, *view, id);
    return *view;
  }
  /// A link, without what is shared where one of the two is withheld.
  SharedLink shown(const index::NetworkLink& link) const {
    const bool is_withheld = withheld_.contains(link.left) || withheld_.contains(link.right);
    if (!is_withheld) note(link.relation);
    return {link.left,          link.right,
            link.relation,      is_withheld ? std::string(kWithheld) : link.value,
            link.entities,      link.first_date,
            link.last_date,     is_withheld ? std::string() : link.role,
            link.from,          link.until,
            link.of_left.from,  link.of_left.until,
            link.of_right.from, link.of_right.until,
            link.is_elsewhen};
  }
  /// The entry names everybody who was shown.
  void answered(const std::string& subject, const std::vector<NamedEntity>& shown,
                uint64_t count) const {
    Answered answer{count, subject, {}};
    for (const NamedEntity& one : shown) answer.others.push_back(one.entity);
    desk_.access->answered(answer);
  }

 private:
  Desk desk_;
  std::set<std::string> withheld_;
};

}  // namespace

NetworkAnswer entity_network(const NetworkRequest& request, RunContext& run) {
  return answer_asked(request.context, {"network", {request.entity}}, [&] {
    const Around around(request.context, "network", {request.entity}, run);
    NetworkAnswer answer;
    around.read([&](const index::View::Views& views) {
      answer.entity = resolve_id(*views[0], request.entity);
      index::NetworkRequest asked{answer.entity, request.hops};
      asked.hub_min = request.hub_min;
      asked.entities_max = request.count;
      const index::Network network = *index::View::network(views, asked);
      for (const index::NetworkEntity& entity : network.entities) {
        answer.entities.push_back(around.named(views, entity.entity, entity.hops));
      }
      for (const index::NetworkLink& link : network.links) {
        answer.links.push_back(around.shown(link));
      }
      for (const index::NetworkHub& hub : network.hubs) {
        around.note(hub.relation);
        answer.hubs.push_back({hub.entity, hub.relation, hub.value, hub.entities, hub.or_more});
      }
      answer.left_out = network.left_out;
    });
    around.answered(answer.entity, answer.entities, answer.entities.size());
    return answer;
  });
}

PathAnswer entity_path(const PathRequest& request, RunContext& run) {
  return answer_asked(request.context, {"path", {request.from, request.to}}, [&] {
    kind_of_id(request.context.workspace, request.to);
    const Around around(request.context, "path", {request.from, request.to}, run);
    PathAnswer answer;
    std::vector<NamedEntity> shown;
    around.read([&](const index::View::Views& views) {
      answer.from = resolve_id(*views[0], request.from);
      const index::View& of_other = around.expect(views, request.to);
      answer.to = resolve_id(of_other, request.to);
      shown.push_back({answer.to, "", 0});
      index::PathRequest asked{answer.from, answer.to};
      asked.count = request.count;
      const index::PathAnswer found = *index::View::paths(views, asked);
      answer.is_cut = found.is_cut;
      for (const index::EntityPath& path : found.paths) {
        PathLine& line = answer.paths.emplace_back();
        line.cost = path.cost;
        for (size_t i = 0; i < path.entities.size(); ++i) {
          line.entities.push_back(around.named(views, path.entities[i], i));
        }
        shown.insert(shown.end(), line.entities.begin(), line.entities.end());
        for (const auto& step : path.steps) {
          line.steps.emplace_back();
          for (const index::NetworkLink& link : step) {
            line.steps.back().push_back(around.shown(link));
          }
        }
      }
    });
    around.answered(answer.from, shown, answer.paths.size());
    return answer;
  });
}

HouseholdAnswer entity_households(const HouseholdRequest& request, RunContext& run) {
  return answer_asked(request.context, {"household", {request.entity}}, [&] {
    check_state_day(request.as_of);
    const Around around(request.context, "household", {request.entity}, run);
    HouseholdAnswer answer;
    std::vector<NamedEntity> shown;
    around.read([&](const index::View::Views& views) {
      const index::View& index = *views[0];
      answer.entity = resolve_id(index, request.entity);
      for (const index::Household& household : index.households(answer.entity)) {
        HouseholdLine& line = answer.households.emplace_back();
        line.id = household.id;
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
          shown.push_back(around.named(views, member.entity, 0));
          line.people.push_back({member.entity, shown.back().summary, member.from, member.until});
        }
      }
    });
    around.answered(answer.entity, shown, answer.households.size());
    return answer;
  });
}

}  // namespace newlyn::workspace
