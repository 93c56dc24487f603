// SPDX-License-Identifier: MIT
// Questions about entities and records that are asked one after another of one open workspace.
#include "workspace/look_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "base/error.h"
#include "linkage/linkage.h"
#include "record/schema.h"
#include "source/arrivals.h"
#include "standardise/standardise.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/entity_answers.h"
#include "workspace/index/finder.h"
#include "workspace/index/pair_evidence.h"
#include "workspace/index/standard_records.h"
#include "workspace/index/typed_telephone.h"
#include "workspace/mapping/senzing_fields.h"
#include "workspace/records/arrival_source.h"
#include "workspace/records/looked_entity.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kFoundMax = 10;

const char* verb_of(RecordQuestion question) {
  switch (question) {
    case RecordQuestion::get:
      return "record_get";
    case RecordQuestion::search:
      return "record_search";
    case RecordQuestion::why:
      return "record_why";
    case RecordQuestion::how:
      break;
  }
  return "record_how";
}

/// A record that is asked for: of which kind it is, and its columns.
struct AskedRecord {
  std::string kind;
  KindRecords records;
  std::vector<std::pair<std::string, std::string>> values;
};

std::string kind_of(const source::ArrivingRecord& record) {
  bool organisation = false;
  for (const auto& [name, value] : record.values) {
    if (name == "RECORD_TYPE" && value == "PERSON") return "person";
    organisation = organisation || name.starts_with("NAME_ORG") ||
                   (name == "RECORD_TYPE" && value.starts_with("ORGANI"));
  }
  return organisation ? "organisation" : "person";
}

/// Attributes as the standard records of a source that has them. Telephones are those that `index`
/// has, where it is given.
AskedRecord asked_record(const std::string& attributes, const index::View* index = nullptr) {
  const source::ArrivingRecord record = source::read_arriving_record(attributes);
  AskedRecord asked;
  asked.kind = kind_of(record);
  asked.values = record.values;
  std::vector<std::string> names;
  for (const auto& [name, value] : record.values) names.push_back(name);
  const record::SchemaKind& schema = *record::schema_kind_named(asked.kind);
  std::vector<record::TextColumn> columns;
  std::vector<record::RecognisedColumn> recognised;
  for (const ProposedField& field : propose_senzing(names).fields) {
    if (field.record != asked.kind) continue;
    const auto kind = record::schema_field_named(schema, field.field)->kind;
    // Whom somebody points at tells nothing of who it is.
    if (kind == record::FieldKind::record_key) continue;
    const bool identifier =
        kind == record::FieldKind::national_id || kind == record::FieldKind::account;
    record::TextColumnBuilder builder(identifier ? field.column : field.field);
    for (const auto& [name, value] : record.values) {
      if (name != field.column) continue;
      const bool is_looked_up = index != nullptr && kind == record::FieldKind::telephone;
      builder.add(is_looked_up ? typed_telephone(*index, value) : value);
    }
    columns.push_back(builder.finish());
    recognised.push_back({columns.back().name, kind, 1, ""});
  }
  if (columns.empty()) {
    throw Error(Code::request_invalid,
                "none of its attributes is known: NAME_FULL, NAME_FIRST, NAME_LAST, NAME_ORG, "
                "DATE_OF_BIRTH, ADDR_FULL, PHONE_NUMBER, EMAIL_ADDRESS and so on");
  }
  asked.records =
      records_to_find(standardise::standardise_records({{"asked", &columns, &recognised}}));
  return asked;
}

/// Whom an answer shows besides: those an entity is near to.
void add_shown(const LookedEntity& entity, Answered& answer) {
  for (const RelatedEntity& one : entity.related) answer.others.push_back(one.found.entity);
}

}  // namespace

struct RecordLook::State {
  State(const RequestContext& asked_in, RecordQuestion question_asked, RunContext& run)
      : context(asked_in), question(question_asked), desk(open_indexes(request({}), run)) {
    // Every other question names whom it is about, which the policy may turn on.
    if (question == RecordQuestion::search) ask_governance(desk, request({}));
  }

  DeskRequest request(const std::vector<std::string>& about) const {
    return {context, verb_of(question), "Looking at records", kinds_named(""), true, about};
  }

  /// Answers one question; one that has no answer is an entry of the log too.
  template <typename Answer>
  auto ask(const std::vector<std::string>& named, const Answer& answer) {
    return answer_asked(context, {verb_of(question), named}, answer);
  }

  /// Puts a kind first. Throws Error(request_invalid) where nothing of it was linked.
  void choose(std::string_view kind) {
    for (KindIndex& open : desk.kinds) {
      if (open.kind->name != kind) continue;
      std::swap(open, desk.kinds[0]);
      return;
    }
    throw Error(Code::request_invalid,
                fmt::format("nothing of the kind {} was linked in this workspace yet", kind));
  }

  /// Puts the kind first in which a record or an id is; of a record the first one that has it.
  void choose_for(const std::string& text) {
    if (!is_record_text(text)) return choose(kind_of_text(context.workspace, text)->name);
    for (const EntityKind& kind : kEntityKinds) {
      const bool is_open = std::any_of(desk.kinds.begin(), desk.kinds.end(),
                                       [&](const KindIndex& one) { return one.kind == &kind; });
      if (!is_open) continue;
      choose(kind.name);
      if (is_there(text)) return;
    }
    choose(kind_of_text(context.workspace, text)->name);
  }

  bool is_there(const std::string& text) {
    bool there = false;
    look(desk, desk.kinds[0], [&](const index::View& index) {
      try {
        find_key(desk, index, text);
        there = true;
      } catch (const Error& error) {
        if (error.code() != Code::request_invalid) throw;
      }
    });
    return there;
  }

  /// The entity that a text means.
  std::string entity_of(const index::View& index, const std::string& text) {
    expect_shown(desk, index, text);
    if (!is_record_text(text)) return resolve_id(index, text);
    return index.entity_of(find_key(desk, index, text)).value_or("");
  }

  /// What speaks for and against a record and the likest one of an entity.
  WhySearchResponse why_found(const index::View& index, const AskedRecord& asked,
                              const std::string& text) {
    WhySearchResponse why;
    why.entity = entity_of(index, text);
    why.found.entity = why.entity;
    why.found.grade = "certainly-not";
    for (FoundEntity& found : find_record(desk, index, asked.records, {0, SIZE_MAX, false})) {
      if (found.entity == why.entity) why.found = std::move(found);
    }
    const RecordMaker maker(*desk.kinds[0].kind, asked.records, *desk.kinds[0].fitted);
    const ComparedRecord left{{"", "asked", asked.values}, maker.make(0)};
    for (const index::RecordKey& key : index.records_of(why.entity)) {
      PairReport pair =
          pair_report(desk.kinds[0], left,
                      {{key.source, key.id, record_values(desk, index, key)}, *index.record(key)});
      const bool is_first = why.pair.right.id.empty();
      if (is_first || pair.total_weight > why.pair.total_weight) why.pair = std::move(pair);
    }
    return why;
  }

  RequestContext context;
  RecordQuestion question;
  Desk desk;
};

std::string record_text(const std::string& data_source, const std::string& record_id) {
  return source_named(data_source) + ":" + record_id;
}

RecordLook::RecordLook(const RequestContext& context, RecordQuestion question, RunContext& run)
    : state_(answer_asked(context, {verb_of(question)},
                          [&] { return std::make_unique<State>(context, question, run); })) {}

RecordLook::~RecordLook() = default;

LookedEntity RecordLook::get(const std::string& text) {
  return state_->ask({text}, [&] {
    LookedEntity entity;
    ask_governance(state_->desk, state_->request({text}));
    state_->choose_for(text);
    look_at_all(state_->desk, [&](const index::View::Views& views) {
      entity = looked_entity(state_->desk, views, state_->entity_of(*views[0], text));
    });
    Answered answer{entity.view.records.size(), entity.view.id, text};
    add_shown(entity, answer);
    state_->desk.access->answered(answer);
    return entity;
  });
}

std::vector<SearchedEntity> RecordLook::search(const std::string& attributes) {
  return state_->ask({}, [&] {
    std::vector<SearchedEntity> all;
    const AskedRecord asked = asked_record(attributes);
    state_->choose(asked.kind);
    look_at_all(state_->desk, [&](const index::View::Views& views) {
      const AskedRecord here = asked_record(attributes, &*views[0]);
      for (FoundEntity& found :
           find_record(state_->desk, *views[0], here.records, {0, kFoundMax, true})) {
        SearchedEntity& one = all.emplace_back();
        if (found.grade != "sealed") one.entity = looked_entity(state_->desk, views, found.entity);
        one.found = std::move(found);
      }
    });
    Answered answer{all.size(), "", ""};
    for (const SearchedEntity& one : all) answer.others.push_back(one.found.entity);
    for (const SearchedEntity& one : all) add_shown(one.entity, answer);
    answer.typed = "a record";
    state_->desk.access->answered(answer);
    return all;
  });
}

WhyResponse RecordLook::why(const std::string& left, const std::string& right) {
  return state_->ask({left, right}, [&] {
    WhyResponse why;
    ask_governance(state_->desk, state_->request({left, right}));
    state_->choose_for(left);
    look(state_->desk, state_->desk.kinds[0], [&](const index::View& index) {
      expect_shown(state_->desk, index, left);
      why = why_of(state_->desk, index, left, right);
    });
    state_->desk.access->answered({2, why.left_entity, "", {why.right_entity}});
    return why;
  });
}

WhySearchResponse RecordLook::why_search(const std::string& attributes, const std::string& text) {
  return state_->ask({text}, [&] {
    WhySearchResponse why;
    ask_governance(state_->desk, state_->request({text}));
    const AskedRecord asked = asked_record(attributes);
    state_->choose(asked.kind);
    look(state_->desk, state_->desk.kinds[0], [&](const index::View& index) {
      why = state_->why_found(index, asked_record(attributes, &index), text);
    });
    state_->desk.access->answered({1, why.entity, "a record and " + text});
    return why;
  });
}

HowResponse RecordLook::how(const std::string& text) {
  return state_->ask({text}, [&] {
    HowResponse how;
    ask_governance(state_->desk, state_->request({text}));
    state_->choose_for(text);
    look(state_->desk, state_->desk.kinds[0], [&](const index::View& index) {
      how = how_of(state_->desk, index, state_->entity_of(index, text));
    });
    state_->desk.access->answered({how.records, how.id, text});
    return how;
  });
}

}  // namespace newlyn::workspace
