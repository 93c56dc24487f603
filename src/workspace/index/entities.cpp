// SPDX-License-Identifier: MIT
// One entity looked at from all sides.
#include "workspace/entities.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "record/declared_end.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/entity_answers.h"
#include "workspace/index/entity_ties.h"
#include "workspace/index/golden_rules.h"
#include "workspace/index/life_state.h"
#include "workspace/index/pair_evidence.h"
#include "workspace/index/past_day.h"
#include "workspace/index/said_words.h"
#include "workspace/index/standard_records.h"
#include "workspace/index/step_times.h"
#include "workspace/index/written_values.h"
#include "workspace/rights/handing.h"

namespace newlyn::workspace {
namespace {

// A name at which as many point, or more, is told with their number alone.
constexpr size_t kRelationsMax = 50;

/// `day` empty: of today.
EntityRecord entity_record(Desk& desk, const index::View& index, const index::Record& record,
                           const std::string& day) {
  EntityRecord report;
  report.record = key_text(record.key);
  report.source = source_of(record.key);
  report.native_id = record.key.id;
  report.date = record.date;
  const bool is_written_then = !day.empty() && index.sees_all();
  report.values = is_written_then ? values_then(desk, index, record.key)
                                  : record_values(desk, index, record.key);
  for (const index::FieldValue& of : record.further) {
    if (of.field == record::kRelationField) report.ends = record::read_declared_ends(of.value);
  }
  // Those of the row were written by nobody, and may name a record that is not seen.
  std::erase_if(report.ends, [](const auto& end) { return end.domain == record::kRecordDomain; });
  if (!report.ends.empty()) desk.access->note_shown(std::string(record::kRelationField));
  return report;
}

EntityHistory history_of(Desk& desk, const index::View& index, const std::string& id) {
  EntityHistory history;
  history.asked = id;
  const auto resolved = index.resolve(id);
  history.id = resolved ? *resolved : resolve_id(index, id);
  const auto notes = step_notes(*desk.store, *desk.kinds[0].kind);
  for (const index::EntityStep& step : index.history(id)) {
    EntityEventLine& line = history.events.emplace_back();
    line.what = step.words;
    const auto note = notes.find(step.sequence);
    if (note == notes.end()) continue;
    line.when = note->second.when;
    line.who = note->second.who;
    line.cause = said_words(index, note->second.what);
  }
  return history;
}

std::vector<JudgementLine> judgements_on(const Desk& desk, const index::View& index,
                                         const std::vector<index::RecordKey>& keys) {
  std::map<uint64_t, JudgementLine> lines;
  for (const index::RecordKey& key : keys) {
    for (const index::NumberedJudgement& judgement : index.judgements_of(key)) {
      lines.emplace(judgement.number, judgement_line(*desk.kinds[0].kind, judgement));
      if (!judgement.judgement.why.empty()) desk.access->note_shown(kReason);
    }
  }
  std::vector<JudgementLine> sorted;
  if (lines.empty()) return sorted;
  const index::SaidNumbers said = index.said_judgements();
  for (auto& [number, line] : lines) {
    line.number = said.of(number);
    sorted.push_back(std::move(line));
  }
  return sorted;
}

/// What is looked at.
struct Looking {
  std::vector<std::string> about;  // the entity or two of one kind
  const char* verb;
  bool with_related = false;
};

Desk desk_for(const RequestContext& context, const Looking& at, RunContext& run) {
  const EntityKind* kind = kind_of_text(context.workspace, at.about[0]);
  Desk desk = open_desk(
      {context, at.verb, "Looking at entities", {kind}, true, at.about, {}, at.with_related}, run);
  look(desk, desk.kinds[0],
       [&](const index::View& index) { expect_shown(desk, index, at.about[0]); });
  return desk;
}

bool share_a_key(const KindIndex& open, const index::Record& left, const index::Record& right) {
  const auto keys_of = [&](const index::Record& record) {
    const auto values = complete_values(open, record);
    const std::vector<std::string_view> views(values.begin(), values.end());
    return open.fitted->keys(views);
  };
  const auto left_keys = keys_of(left);
  const auto right_keys = keys_of(right);
  std::vector<uint64_t> shared;
  std::set_intersection(left_keys.begin(), left_keys.end(), right_keys.begin(), right_keys.end(),
                        std::back_inserter(shared));
  return !shared.empty();
}

/// What decided about two records, in a sentence.
std::string why_words(const WhyResponse& why, const KindIndex& open, const index::Record& left,
                      const index::Record& right) {
  const std::string start = why.together ? "They are one. " : "They are two. ";
  for (const JudgementLine& judgement : why.judgements) {
    const std::set<std::string> sides{judgement.left, judgement.right};
    const bool direct = sides == std::set<std::string>{key_text(left.key), key_text(right.key)};
    if (judgement.withdrawn || !direct || judgement.verdict == "unsure") continue;
    return start + fmt::format("Judgement {} by {} says so: {}.", judgement.number, judgement.who,
                               judgement.verdict);
  }
  const std::string row = parting_row(*open.kind, left.key);
  if (!why.together && !row.empty() && row == parting_row(*open.kind, right.key)) {
    return start +
           "One row names both, which keeps them apart unless somebody judges them the same.";
  }
  const auto trusted = shared_trusted_id(left, right);
  if (why.together && trusted) {
    return start + fmt::format("Both have the {} {}, which puts records together.",
                               record::trusted_type_words(trusted->type), trusted->number);
  }
  const std::string veto = broken_veto(*open.kind, left, right);
  if (!veto.empty()) {
    return start + fmt::format(
                       "Each has a valid {} and they differ, which keeps records apart unless "
                       "somebody judges them the same.",
                       veto);
  }
  const bool enough = why.pair.total_weight >= open.fitted->edge_weight_min();
  if (why.together) {
    return start + (enough ? "What they say of themselves is enough."
                           : "These two alone would not do; other records of the entity join them: "
                             "see newlyn entity how.");
  }
  if (!share_a_key(open, left, right)) {
    return start + "They share no blocking key, so they are not compared with one another.";
  }
  return start + (enough ? "These two alone would do; as groups their records do not fit well "
                           "enough, or a judgement or number keeps others of them apart."
                         : "What they say of themselves is not enough.");
}

/// What an id led to on a past day. Refuses what shows a record of somebody whose values are
/// withheld today.
std::string id_then(const Desk& desk, const std::pair<index::View, index::View>& today_and_then,
                    const std::string& id) {
  const auto& [today, then] = today_and_then;
  const auto resolved = then.resolve(id);
  if (!resolved) return resolve_id(today, id);
  const std::set<std::string> withheld = withheld_in(desk, today);
  for (const index::RecordKey& key : then.records_of(*resolved)) {
    const auto now = today.last_entity_of(key);
    if (now && withheld.contains(*now)) expect_shown(desk, today, *now);
  }
  return *resolved;
}

}  // namespace

EntityView view_of(Desk& desk, const index::View& today, const std::string& id,
                   const ShownDay& day) {
  const std::string& as_at = day.as_at;
  const index::View index = view_at(desk, today, as_at);
  EntityView view;
  view.asked = id;
  view.id = as_at.empty() ? resolve_id(index, id) : id_then(desk, {today, index}, id);
  view.kind = desk.kinds[0].kind->name;
  view.as_at = as_at;
  view.life = life_state(desk.kinds[0], index, view.id, day.as_of.empty() ? as_at : day.as_of);
  if (!view.life.field.empty()) desk.access->note_shown(view.life.field);
  auto rules = as_at.empty() ? golden_rules(desk.home) : golden_rules_then(*desk.store, as_at);
  view.values = view_by_rules(desk.home, index, view.id, std::move(rules));
  for (const EntityValue& value : view.values) {
    if (!value.chosen.value.empty()) desk.access->note_shown(value.field);
  }
  view.corrections = corrections_on(index, view.id);
  for (const CorrectionLine& line : view.corrections) {
    desk.access->note_shown(line.field);
    if (!line.why.empty()) desk.access->note_shown(kReason);
  }
  for (const index::RecordKey& key : index.records_of(view.id)) {
    view.records.push_back(entity_record(desk, index, *index.record(key), as_at));
  }
  add_written(desk, view);
  return view;
}

void add_relations(const Desk& desk, const index::View::Views& views, const ShownDay& day,
                   EntityView& view) {
  const auto declared = index::View::declared(views, {view.id, 1, kRelationsMax, kRelationsMax});
  if (!declared) return;
  std::set<std::string> withheld;
  for (const index::View* of : views) withheld.merge(withheld_in(desk, *of));
  for (const index::NetworkLink& link : declared->links) {
    const bool is_later = !day.as_at.empty() && link.first_date > day.as_at;
    EntityRelation relation;
    relation.points = link.left == view.id;
    relation.entity = relation.points ? link.right : link.left;
    const index::View* index = view_of_kind(desk, views, relation.entity);
    if (is_later || index == nullptr || withheld.contains(relation.entity)) continue;
    relation.summary = shown_summary(desk, *index, relation.entity);
    relation.kind = entity_kind_of_id(relation.entity)->name;
    relation.role = link.role;
    relation.domain = link.domain;
    relation.key = link.key;
    relation.from = link.from;
    relation.until = link.until;
    relation.first_date = link.first_date;
    view.relations.push_back(std::move(relation));
  }
  for (const index::NetworkHub& hub : declared->hubs) {
    view.hubs.push_back({hub.value, hub.entities, hub.or_more});
  }
  const bool is_shown = !view.relations.empty() || !view.hubs.empty();
  if (is_shown) desk.access->note_shown(std::string(record::kRelationField));
}

WhyResponse why_of(Desk& desk, const index::View& index, const std::string& left,
                   const std::string& right) {
  WhyResponse why;
  expect_shown(desk, index, right);
  const auto keys_of = [&](const std::string& text) {
    if (is_record_text(text)) return std::vector{find_key(desk, index, text)};
    return index.records_of(resolve_id(index, text));
  };
  const auto [first, second] = likest(desk.kinds[0], index, keys_of(left), keys_of(right));
  if (first == second) {
    throw Error(Code::request_invalid,
                fmt::format("{} and {} are one record. Name two.", left, right));
  }
  why.left_entity = index.entity_of(first).value_or("");
  why.right_entity = index.entity_of(second).value_or("");
  why.together = why.left_entity == why.right_entity;
  why.pair = pair_report(desk, index, first, second);
  why.judgements = judgements_on(desk, index, {first, second});
  why.words = why_words(why, desk.kinds[0], *index.record(first), *index.record(second));
  return why;
}

HowResponse how_of(Desk& desk, const index::View& index, const std::string& id) {
  HowResponse how;
  how.asked = id;
  how.id = resolve_id(index, id);
  how.records = index.records_of(how.id).size();
  for (EntityTie& tie : ties_of(desk, index, how.id)) how.steps.push_back(std::move(tie.step));
  return how;
}

EntityView entity_show(const RequestContext& context, const std::string& id, const ShownDay& day,
                       RunContext& run) {
  return answer_asked(context, {"show_entity", {id}}, [&] {
    expect_id(id);
    check_state_day(day.as_at);
    check_state_day(day.as_of);
    Desk desk = desk_for(context, {{id}, "show_entity", true}, run);
    EntityView view;
    look_at_all(desk, [&](const index::View::Views& views) {
      view = view_of(desk, *views[0], id, day);
      add_relations(desk, views, day, view);
    });
    desk.access->answered({view.records.size(), view.id, view.id});
    return view;
  });
}

EntityHistory entity_history(const RequestContext& context, const std::string& id,
                             RunContext& run) {
  return answer_asked(context, {"entity_history", {id}}, [&] {
    expect_id(id);
    Desk desk = desk_for(context, {{id}, "entity_history"}, run);
    expect_whole(desk, "The life of an entity");
    EntityHistory history;
    look(desk, desk.kinds[0],
         [&](const index::View& index) { history = history_of(desk, index, id); });
    desk.access->answered({1, history.id, history.id});
    return history;
  });
}

WhyResponse entity_why(const RequestContext& context, const std::string& left,
                       const std::string& right, RunContext& run) {
  return answer_asked(context, {"why", {left, right}}, [&] {
    Desk desk = desk_for(context, {{left, right}, "why"}, run);
    if (kind_of_text(context.workspace, right) != desk.kinds[0].kind) {
      throw Error(Code::request_invalid,
                  fmt::format("{} and {} are of different kinds and never compared.", left, right));
    }
    WhyResponse why;
    look(desk, desk.kinds[0],
         [&](const index::View& index) { why = why_of(desk, index, left, right); });
    desk.access->answered({2, why.left_entity, {}, {why.right_entity}});
    return why;
  });
}

HowResponse entity_how(const RequestContext& context, const std::string& id, RunContext& run) {
  return answer_asked(context, {"how", {id}}, [&] {
    expect_id(id);
    Desk desk = desk_for(context, {{id}, "how"}, run);
    HowResponse how;
    look(desk, desk.kinds[0], [&](const index::View& index) { how = how_of(desk, index, id); });
    desk.access->answered({how.records, how.id, how.id});
    return how;
  });
}

EntityExport entity_export(const RequestContext& context, const std::string& id,
                           const ExportHanding& handing, RunContext& run) {
  return answer_asked(context, {"export_entity", {id}}, [&] {
    expect_id(id);
    const HandingTerms terms = agreed_terms(find_home(context.workspace),
                                            {context.purpose, handing.recipient, handing.expires});
    Desk desk = desk_for(context, {{id}, "export_entity", true}, run);
    EntityExport all;
    look_at_all(desk, [&](const index::View::Views& views) {
      const index::View& index = *views[0];
      all.view = view_of(desk, index, id, {});
      add_relations(desk, views, {}, all.view);
      all.history = history_of(desk, index, all.view.id);
      all.judgements = judgements_on(desk, index, index.records_of(all.view.id));
    });
    desk.access->answered({all.view.records.size(), all.view.id, all.view.id});
    Release release = release_on(terms, desk.access->who());
    release.what = "entity export";
    release.kind = all.view.kind;
    release.place = handing.place.empty() ? "standard output" : handing.place;
    release.records = all.view.records.size();
    release.entities = {all.view.id};
    note_release(*desk.store, release);
    return all;
  });
}

}  // namespace newlyn::workspace
