// SPDX-License-Identifier: MIT
// Opens what a verb needs, and finds the entity or record that a person means.
#include "workspace/index/desk.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/error.h"
#include "governance/masking.h"
#include "index/entity_id.h"
#include "record/declared_end.h"
#include "record/trusted_id.h"
#include "source/crawl.h"
#include "source/mapping.h"
#include "workspace/catalogue/description.h"
#include "workspace/files/name_columns.h"
#include "workspace/governance/key_ring.h"
#include "workspace/governance/known_time.h"
#include "workspace/governance/trace.h"
#include "workspace/index/golden_rules.h"
#include "workspace/index/opened_seals.h"
#include "workspace/index/record_names.h"
#include "workspace/index/standard_records.h"
#include "workspace/rights/request_book.h"

namespace newlyn::workspace {
namespace {

using store::Parameter;

/// The fields of a summary, and what stands after each.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kSummaryOf = {
    {{"given_name", " "},
     {"family_name", ", "},
     {"organisation_name", ", "},
     {"name", ", "},
     {"birth_date", ", "},
     {"house_number", " "},
     {"street", ", "},
     {"postcode", ""}}};

void prepare_sources(store::Store& store) {
  store.run("CREATE TABLE IF NOT EXISTS newlyn_index_source (kind VARCHAR, source VARCHAR)");
}

std::string plurals(const std::vector<const EntityKind*>& kinds) {
  std::vector<std::string_view> words;
  for (const EntityKind* kind : kinds) words.push_back(kind->plural);
  return fmt::format("{}", fmt::join(words, ", "));
}

/// A record as somebody wrote it.
struct WrittenRecord {
  std::string source;
  std::string record;  // empty: not said
  std::string id;
};

WrittenRecord read_record_text(const std::string& text) {
  const size_t colon = text.find(':');
  const std::string place = text.substr(0, colon);
  const size_t slash = place.find('/');
  WrittenRecord written{place.substr(0, slash), "", text.substr(colon + 1)};
  if (slash != std::string::npos) written.record = place.substr(slash + 1);
  return written;
}

constexpr const char* kNeverGiven = "There is no entity {}: this id was never given here.";

/// The words of refuse_id for somebody whose entry is in the log already.
[[noreturn]] void refuse_absent(const std::string& id) {
  throw NotedError(Code::request_invalid, fmt::format(kNeverGiven, id));
}

[[noreturn]] void refuse_id(const std::string& id) {
  if (!index::entity_number(id)) {
    throw Error(
        Code::request_invalid,
        fmt::format("{} is no id of an entity: it has seven symbols of which the last checks "
                    "the others, and this does not fit. Look whether it was mistyped.",
                    id));
  }
  throw Error(Code::request_invalid, fmt::format(kNeverGiven, id));
}

/// The key of the purpose's pseudonyms, from the workspace's key: it changes with that one.
governance::PseudonymKey pseudonym_key_of(const Desk& desk) {
  const governance::KeyRing ring = home_keys(desk.home).ring;
  governance::PseudonymKey secret{};
  if (!ring.empty()) secret = ring.front().bytes;
  if (desk.access->filter() == nullptr) return secret;
  const auto& fields = desk.access->filter()->fields;
  const bool is_needed = std::any_of(fields.begin(), fields.end(), [](const auto& field) {
    return field.second == record::Masking::pseudonym;
  });
  if (is_needed && ring.empty()) {
    desk.access->refuse("purpose " + desk.access->purpose(),
                        "The purpose shows a field as pseudonyms, which are made with the "
                        "workspace's key, and the key is not here. newlyn key show says where it "
                        "is looked for.");
  }
  return governance::pseudonym_key(secret, desk.access->purpose());
}

/// Says that somebody exists and nothing else, and what to do.
[[noreturn]] void refuse_sealed(const Desk& desk, const std::string& text) {
  const std::string& purpose = desk.access->purpose();
  const bool needs_assignment =
      desk.access->needs_assignment() && desk.kinds[0].kind == &kEntityKinds[0];
  if (purpose.empty()) {
    desk.access->refuse(
        "sealed: no clearance",
        fmt::format("{} is sealed: it exists, and is shown to those alone who are cleared for it. "
                    "Ask one of them before you make somebody anew; newlyn seal open {} --purpose "
                    "NAME breaks it open for a while, with a reason, and tells the owner of the "
                    "purpose.",
                    text, text));
  }
  if (needs_assignment) {
    desk.access->refuse(
        "no relationship under the purpose " + purpose,
        fmt::format("{} is sealed: the purpose {} shows people to those alone who have their case, "
                    "and you do not have this one. Ask whoever keeps policy/assigned.csv to assign "
                    "it; newlyn seal open {} breaks it open for a while, with a reason, and tells "
                    "the owner.",
                    text, purpose, text));
  }
  desk.access->refuse(
      "sealed for the purpose " + purpose,
      fmt::format("{} is sealed: it exists, and the purpose {} shows nothing of it. Ask the owner "
                  "of the purpose before you make somebody anew; newlyn seal open {} breaks it "
                  "open for a while, with a reason, and tells the owner.",
                  text, purpose, text));
}

/// Says why a record is not in the index.
/// Says why there is no record. Of one that its source has and nobody may find it is what is said
/// of one that the source never had.
[[noreturn]] void refuse_record(const Desk& desk, const WrittenRecord& written,
                                const std::string& text, bool is_hidden) {
  const std::string table = "record_" + written.source;
  const bool read = desk.store->number("SELECT count(*) FROM duckdb_tables() WHERE table_name = $1",
                                       std::array{Parameter::of(std::string_view(table))}) > 0;
  if (!read) {
    throw Error(
        Code::request_invalid,
        fmt::format("There is no source '{}' with records, so there is no record {}. newlyn "
                    "source list shows the sources.",
                    written.source, text));
  }
  const auto last = desk.store->rows(
      fmt::format("SELECT newlyn_operation FROM {} WHERE newlyn_native_id = $1 ORDER BY "
                  "newlyn_version DESC LIMIT 1",
                  store::quote_name(table)),
      std::array{Parameter::of(std::string_view(written.id))});
  if (!is_hidden && !last.rows.empty() && last.rows[0][0].value_or("") == "gone") {
    throw Error(Code::request_invalid,
                fmt::format("The record {} is gone from its source, and from the index.", text));
  }
  throw Error(Code::request_invalid,
              fmt::format("There is no record {} in the index: the source '{}' has no such key, or "
                          "newlyn link did not run since it was read, or its row names nobody. "
                          "Write a record as SOURCE:KEY.",
                          text, written.source));
}

/// What the purpose leaves of an index.
index::ViewPlan view_plan(const Desk& desk, const KindIndex& open) {
  index::ViewPlan plan;
  const record::AccessFilter* filter = desk.access->filter();
  plan.filter.whole = filter == nullptr;
  if (filter != nullptr) plan.filter = *filter;
  const ClosedEntities& closed = desk.closed.find(open.kind->name)->second;
  plan.absent = {closed.absent.begin(), closed.absent.end()};
  plan.sealed = {closed.sealed.begin(), closed.sealed.end()};
  if (closed.only) plan.only = {closed.only->begin(), closed.only->end()};
  plan.source_of = [](std::string_view source) {
    return std::string(source.substr(0, source.find('/')));
  };
  plan.made_of = [](const std::string& column) {
    return is_code_column(column) ? columns_of_code(column) : std::vector<std::string>();
  };
  // Valid numbers are read out of all columns of numbers.
  std::vector<std::string> numbers;
  for (const linkage::FittedColumn& column : open.fitted->parts().columns) {
    if (column.kind == record::FieldKind::national_id) numbers.push_back(column.name);
  }
  plan.veto_fields.assign(vetoes_of(*open.kind).size(), numbers);
  for (const auto& [entity, entry] : desk.opened) plan.opened.push_back(entity);
  plan.mask = [key = pseudonym_key_of(desk)](std::string_view value, record::Masking masking) {
    return governance::mask_value(value, masking, key);
  };
  return plan;
}

/// Which seals are open for the one who asks, by the entities of today.
void note_opened(Desk& desk) {
  const bool closes = std::any_of(desk.closed.begin(), desk.closed.end(),
                                  [](const auto& of) { return !of.second.is_empty(); });
  if (desk.access->filter() == nullptr || (desk.access->filter()->sealed.empty() && !closes)) {
    return;
  }
  for (const auto& [entity, entry] :
       opened_seals(desk.home, *desk.store, {desk.access->who(), desk.access->purpose()})) {
    for (const KindIndex& open : desk.kinds) {
      open.entities->read([&, id = entity, number = entry](const index::EntityIndex& index) {
        const auto today = index.resolve(id);
        if (!today) return;
        desk.opened[*today] = number;
        desk.access->remark_on(*today, look_mark(number));
      });
    }
  }
}

/// The entity that a text means, in the whole index; nothing for what means none.
std::optional<std::string> meant_entity(const Desk& desk, const KindIndex& open,
                                        const index::EntityIndex& index, const std::string& text) {
  if (!is_record_text(text)) return index.resolve(text);
  const WrittenRecord written = read_record_text(text);
  std::vector<std::string> names{written.record};
  if (written.record.empty()) {
    names = record_names(*desk.store, written.source, std::string(open.kind->name));
  }
  for (const std::string& name : names) {
    if (auto entity = index.entity_of({written.source + "/" + name, written.id})) return entity;
  }
  return std::nullopt;
}

/// Whether the one whom a text means is among the assignments. A row that names several means the
/// first kind of them, as answers do.
bool is_assigned(const Desk& desk, const std::string& text,
                 const std::vector<governance::Assignment>& assignments) {
  const std::string today = known_today(desk.home);
  for (const EntityKind& kind : kEntityKinds) {
    for (const KindIndex& open : desk.kinds) {
      if (open.kind != &kind) continue;
      std::optional<std::string> meant;
      bool is = false;
      open.entities->read([&](const index::EntityIndex& index) {
        meant = meant_entity(desk, open, index, text);
        is = meant && assigned_entities(index, assignments, today).contains(*meant);
      });
      if (meant) return is;
    }
  }
  return false;
}

/// Whether all whom a question is about are among the assignments.
bool are_assigned(const Desk& desk, const std::vector<std::string>& about,
                  const std::vector<governance::Assignment>& assignments) {
  if (assignments.empty()) return false;
  return std::all_of(about.begin(), about.end(),
                     [&](const std::string& text) { return is_assigned(desk, text, assignments); });
}

/// Asks governance, with what is known of whom the question is about.
std::unique_ptr<Access> ask_access(const Desk& desk, const DeskRequest& request) {
  AccessQuestion question{request.verb, request.words, noted_sources(*desk.store, desk.asked),
                          request.partly};
  question.named = request.named.empty() ? request.about : request.named;
  if (!request.about.empty()) {
    question.is_assigned = [&](const std::vector<governance::Assignment>& assignments) {
      return are_assigned(desk, request.about, assignments);
    };
  }
  return std::make_unique<Access>(desk.home, request.context, question);
}

/// Of whom nothing is seen: by class, and, of people, by whose case they are.
void close_entities(Desk& desk) {
  for (const KindIndex& open : desk.kinds) {
    ClosedEntities closed =
        restricted_entities(desk.home, *desk.store, open, desk.access->uncleared());
    if (desk.access->needs_assignment() && open.kind == &kEntityKinds[0]) {
      open.entities->read([&](const index::EntityIndex& index) {
        closed.only = assigned_entities(index, desk.access->assignments(), known_today(desk.home));
      });
    }
    desk.closed[std::string(open.kind->name)] = std::move(closed);
  }
}

/// Which services have a value that may not be shown, and whom to ask there.
std::string known_to(const Home& home, const index::View& index, const std::string& id,
                     const std::string& field) {
  std::set<std::string> sources;
  for (const index::RecordKey& key : index.records_of(id)) {
    const index::Record record = *index.record(key);
    const bool has = std::any_of(record.further.begin(), record.further.end(),
                                 [&](const auto& of) { return of.field == field; });
    if (has) sources.insert(source_of(key));
  }
  std::string text = sources.empty() ? "known" : "known to ";
  for (const std::string& source : sources) {
    const WrittenDescription written = read_description(home, source);
    const std::string name = written.text("contact_name");
    const std::string mail = written.text("contact_email");
    text += (source == *sources.begin() ? "" : ", ") + source;
    if (name.empty() && mail.empty()) continue;
    text += fmt::format(" (ask {}{}{})", name, name.empty() || mail.empty() ? "" : ", ", mail);
  }
  return text;
}

/// The kinds of which a source has records with ends of relations.
std::set<std::string> relating_kinds(store::Store& store) {
  prepare_sources(store);
  const auto rows = store.rows(
      "SELECT DISTINCT s.kind FROM newlyn_index_source s JOIN duckdb_columns() c ON c.table_name = "
      "'standard_' || s.source AND c.column_name = $1",
      std::array{Parameter::of(record::kRelationField)});
  std::set<std::string> kinds;
  for (const auto& row : rows.rows) kinds.insert(row[0].value_or(""));
  return kinds;
}

/// What a desk has open: the kinds that are asked, then those that relations may lead into.
std::vector<const EntityKind*> opened_kinds(store::Store& store, const DeskRequest& request) {
  std::vector<const EntityKind*> kinds = request.kinds;
  if (!request.with_related) return kinds;
  const std::set<std::string> relating = relating_kinds(store);
  const auto relates = [&](const EntityKind* kind) {
    return relating.contains(std::string(kind->name));
  };
  if (!std::any_of(request.kinds.begin(), request.kinds.end(), relates)) return kinds;
  for (const EntityKind& kind : kEntityKinds) {
    const bool is_new = std::find(kinds.begin(), kinds.end(), &kind) == kinds.end();
    if (is_new && relates(&kind)) kinds.push_back(&kind);
  }
  return kinds;
}

}  // namespace

void note_sources(store::Store& store, const EntityKind& kind,
                  const std::vector<std::string>& sources) {
  prepare_sources(store);
  store.run("DELETE FROM newlyn_index_source WHERE kind = $1",
            std::array{Parameter::of(kind.name)});
  for (const std::string& source : sources) {
    store.run("INSERT INTO newlyn_index_source VALUES ($1, $2)",
              std::array{Parameter::of(kind.name), Parameter::of(std::string_view(source))});
  }
}

std::vector<std::string> noted_sources(store::Store& store,
                                       const std::vector<const EntityKind*>& kinds) {
  prepare_sources(store);
  std::set<std::string> sources;
  for (const EntityKind* kind : kinds) {
    const auto rows = store.rows("SELECT source FROM newlyn_index_source WHERE kind = $1",
                                 std::array{Parameter::of(kind->name)});
    for (const auto& row : rows.rows) sources.insert(row[0].value_or(""));
  }
  return {sources.begin(), sources.end()};
}

std::vector<const EntityKind*> kinds_named(const std::string& name) {
  std::vector<const EntityKind*> kinds;
  for (const EntityKind& kind : kEntityKinds) {
    if (name.empty() || kind.name == name) kinds.push_back(&kind);
  }
  if (!kinds.empty()) return kinds;
  throw Error(
      Code::request_invalid,
      fmt::format("'{}' is no kind that is linked. Name person, organisation or place.", name));
}

bool is_record_text(const std::string& text) { return text.find(':') != std::string::npos; }

void expect_id(const std::string& text) {
  if (!is_record_text(text)) return;
  throw Error(
      Code::request_invalid,
      fmt::format("{} is a record. Name an entity by its id: newlyn search finds it.", text));
}

const EntityKind* kind_of_text(const std::string& workspace, const std::string& text) {
  if (!is_record_text(text)) {
    const EntityKind* kind = entity_kind_of_id(text);
    if (kind == nullptr) refuse_id(text);
    return kind;
  }
  const Home home = find_home(workspace);
  const WrittenRecord written = read_record_text(text);
  const auto mapping = source::read_mapping(home.mapping_of(written.source));
  if (!mapping) {
    throw Error(Code::request_invalid,
                fmt::format("There is no mapped source '{}', so there is no record {}. Write a "
                            "record as SOURCE:KEY; newlyn source list shows the sources.",
                            written.source, text));
  }
  const EntityKind* found = nullptr;
  for (const source::MappedRecord& record : mapping->records) {
    const EntityKind* kind = entity_kind_named(record.kind);
    if (kind == nullptr || (!written.record.empty() && record.name != written.record)) continue;
    // People come first, as everywhere; other kinds are named by their record.
    if (found == nullptr || kind < found) found = kind;
  }
  if (found != nullptr) return found;
  throw Error(
      Code::request_invalid,
      fmt::format("Rows of '{}' have no record {}that is linked. newlyn map {} --check lists "
                  "their records.",
                  written.source, written.record.empty() ? "" : written.record + " ",
                  written.source));
}

Desk open_indexes(const DeskRequest& request, RunContext& run) {
  Desk desk;
  desk.home = find_home(request.context.workspace);
  desk.store = open_home_store(desk.home);
  source::prepare_history(*desk.store);
  note_golden_rules(desk.home, *desk.store);
  roll_back_link(desk.home);
  // Whose case somebody is can be a condition of the policy, so they are looked up before it is
  // asked.
  desk.asked = opened_kinds(*desk.store, request);
  for (const EntityKind* kind : desk.asked) {
    KindIndex open = open_kind_index(desk.home, *desk.store, *kind, run);
    if (open.entities != nullptr) desk.kinds.push_back(std::move(open));
  }
  return desk;
}

void ask_governance(Desk& desk, const DeskRequest& request) {
  desk.access = ask_access(desk, request);
  std::erase_if(desk.kinds,
                [&](const KindIndex& open) { return !desk.access->allows_kind(open.kind->name); });
  const bool has_asked =
      std::any_of(desk.kinds.begin(), desk.kinds.end(), [&](const KindIndex& open) {
        return std::find(request.kinds.begin(), request.kinds.end(), open.kind) !=
               request.kinds.end();
      });
  if (!has_asked) desk.kinds.clear();
  desk.restricted = restricted_for(desk.home, desk.access->who());
  // Who objects to a purpose is closed for it to everybody (UK GDPR, Article 21).
  for (const PersonRequest& objection : objections_to(desk.home, desk.access->purpose())) {
    desk.restricted.push_back(objection.entity);
  }
  desk.opened.clear();
  close_entities(desk);
  note_opened(desk);
  if (!desk.kinds.empty()) return;
  throw Error(Code::request_invalid,
              fmt::format("No {} were linked in this workspace yet, or the purpose does not have "
                          "them. newlyn link does it.",
                          plurals(request.kinds)));
}

Desk open_desk(const DeskRequest& request, RunContext& run) {
  Desk desk = open_indexes(request, run);
  ask_governance(desk, request);
  return desk;
}

index::View seen_by(const Desk& desk, const KindIndex& open, const index::EntityIndex& index) {
  const bool is_whole =
      desk.access->filter() == nullptr && desk.closed.find(open.kind->name)->second.is_empty();
  return is_whole ? index.view() : index.view(view_plan(desk, open));
}

void look(const Desk& desk, const KindIndex& open,
          const std::function<void(const index::View& view)>& ask) {
  open.entities->read([&](const index::EntityIndex& index) { ask(seen_by(desk, open, index)); });
}

void look_at_all(const Desk& desk,
                 const std::function<void(const index::View::Views& views)>& ask) {
  index::View::Views views;
  const std::function<void(size_t)> look_at = [&](size_t place) {
    if (place == desk.kinds.size()) return ask(views);
    look(desk, desk.kinds[place], [&](const index::View& view) {
      views.push_back(&view);
      look_at(place + 1);
    });
  };
  look_at(0);
}

const index::View* view_of_kind(const Desk& desk, const index::View::Views& views,
                                const std::string& id) {
  const EntityKind* kind = entity_kind_of_id(id);
  for (size_t i = 0; i < views.size(); ++i) {
    if (desk.kinds[i].kind == kind) return views[i];
  }
  return nullptr;
}

std::set<std::string> withheld_in(const Desk& desk, const index::View& index) {
  std::set<std::string> withheld;
  for (const std::string& entity : desk.restricted) {
    for (std::string& today : index.all_of(entity)) withheld.insert(std::move(today));
  }
  return withheld;
}

void expect_whole(const Desk& desk, const std::string& words) {
  const record::AccessFilter* filter = desk.access->filter();
  if (filter == nullptr || filter->linked_without.empty()) return;
  desk.access->refuse(
      "purpose " + desk.access->purpose(),
      fmt::format("{} rests on how all records are linked, and the purpose {} may not use {} even "
                  "for that. Use another purpose.",
                  words, desk.access->purpose(), fmt::join(filter->linked_without, ", ")));
}

namespace {

/// Refuses, with an entry, somebody who objects to the purpose; nothing where they do not.
void refuse_objection(const Desk& desk, const index::View& index, const std::string& entity,
                      const std::string& text) {
  const std::string& purpose = desk.access->purpose();
  for (const PersonRequest& objection : objections_to(desk.home, purpose)) {
    const auto all = index.all_of(objection.entity);
    if (std::find(all.begin(), all.end(), entity) == all.end()) continue;
    const std::string rule = "the person objects to the purpose " + purpose;
    if (objection.state == "upheld") {
      desk.access->refuse(
          rule, fmt::format("{} is closed for the purpose {}: the person objected to it, and was "
                            "right (request {}). If they agree again, newlyn rights settle {} "
                            "--outcome withdrawn opens it.",
                            text, purpose, objection.number, objection.number));
    }
    desk.access->refuse(
        rule, fmt::format("{} is closed for the purpose {}: the person objects to it (request {}), "
                          "and until that is decided nothing of them is used for it. Whoever owns "
                          "the purpose decides: newlyn rights settle {} --outcome upheld or "
                          "refused.",
                          text, purpose, objection.number, objection.number));
  }
}

}  // namespace

void expect_shown(const Desk& desk, const index::View& index, const std::string& text) {
  if (!is_record_text(text) && index.presence(text) == index::Presence::sealed) {
    refuse_sealed(desk, text);
  }
  const std::set<std::string> withheld = withheld_in(desk, index);
  if (withheld.empty()) return;
  const auto entity =
      is_record_text(text) ? index.entity_of(find_key(desk, index, text)) : index.resolve(text);
  if (!entity || !withheld.contains(*entity)) return;
  refuse_objection(desk, index, *entity, text);
  desk.access->refuse("restricted at the person's request",
                      fmt::format("{} is restricted at the person's request: its values are shown "
                                  "to the officers named under [rights] in newlyn.toml alone. "
                                  "newlyn rights requests lists the request.",
                                  text));
}

void expect_cleared(const Desk& desk, const std::string& id) {
  for (const auto& [kind, closed] : desk.closed) {
    const auto found = closed.classes.find(id);
    if (found == closed.classes.end()) continue;
    const std::string rule = fmt::format("restricted: {}", fmt::join(found->second, ", "));
    const bool may_know = is_governance_officer(desk.home, desk.access->who());
    if (closed.absent.contains(id) && !may_know) {
      desk.access->note_refused(rule);
      refuse_absent(id);
    }
    desk.access->refuse(
        rule,
        fmt::format("{} is restricted ({}): only who is cleared for that may handle it. Ask one of "
                    "those whom policy/facts.toml names.",
                    id, fmt::join(found->second, ", ")));
  }
}

std::string resolve_id(const index::View& index, const std::string& id) {
  const auto resolved = index.resolve(id);
  if (!resolved) refuse_id(id);
  if (!index.records_of(*resolved).empty()) return *resolved;
  throw Error(
      Code::request_invalid,
      fmt::format("The entity {} has no records any more: they are gone from their sources. "
                  "newlyn entity history {} tells its life.",
                  *resolved, *resolved));
}

index::RecordKey find_key(const Desk& desk, const index::View& index, const std::string& text) {
  const WrittenRecord written = read_record_text(text);
  std::vector<std::string> names{written.record};
  if (written.record.empty()) {
    names = record_names(*desk.store, written.source, std::string(desk.kinds[0].kind->name));
  }
  std::vector<index::RecordKey> found;
  bool is_hidden = false;
  for (const std::string& name : names) {
    const index::RecordKey key{written.source + "/" + name, written.id};
    if (index.entity_of(key)) found.push_back(key);
    is_hidden = is_hidden || index.hides(key);
  }
  if (found.size() == 1) return found[0];
  if (found.empty() && !index.sees_all()) {
    const std::string& purpose = desk.access->purpose();
    throw Error(Code::request_invalid,
                purpose.empty() ? fmt::format("There is no record {} that is shown to you.", text)
                                : fmt::format("There is no record {} that the purpose {} shows.",
                                              text, purpose));
  }
  if (found.empty()) refuse_record(desk, written, text, is_hidden);
  std::vector<std::string> texts;
  for (const index::RecordKey& key : found) texts.push_back(key_text(key));
  throw Error(Code::request_invalid, fmt::format("{} stands for {} records: {}. Name one of them.",
                                                 text, found.size(), fmt::join(texts, ", ")));
}

index::RecordKey find_key_or_first(const Desk& desk, const index::View& index,
                                   const std::string& text) {
  if (is_record_text(text)) return find_key(desk, index, text);
  return index.records_of(resolve_id(index, text)).front();
}

std::vector<EntityValue> best_view(const Home& home, const index::View& index,
                                   const std::string& id) {
  return view_by_rules(home, index, id, golden_rules(home));
}

std::vector<EntityValue> view_by_rules(const Home& home, const index::View& index,
                                       const std::string& id, index::GoldenRules rules) {
  // A source is trusted with all records of its rows.
  for (const index::RecordKey& key : index.records_of(id)) {
    const auto rank = rules.rank_of_source.find(source_of(key));
    if (rank != rules.rank_of_source.end()) rules.rank_of_source.emplace(key.source, rank->second);
  }
  std::vector<EntityValue> values;
  for (const index::GoldenValue& golden : index.golden(id, rules)) {
    // Relations are shown as such, with whom they lead to.
    if (is_code_column(golden.field) || golden.field == record::kRelationField) continue;
    const bool is_trusted = golden.field == record::kTrustedIdField;
    const auto origin = [&](const index::ValueOrigin& from) {
      return EntityValueOrigin{is_trusted ? record::trusted_ids_words(from.value) : from.value,
                               key_text(from.record), from.date};
    };
    EntityValue& value = values.emplace_back();
    value.field = golden.field;
    value.chosen = origin(golden.chosen);
    value.rule = golden.rule;
    value.disputed = golden.disputed;
    for (const index::ValueOrigin& other : golden.others) value.others.push_back(origin(other));
    const bool is_known = index.masking_of(golden.field) == record::Masking::known;
    if (is_known) value.chosen.value = known_to(home, index, id, golden.field);
  }
  return values;
}

std::vector<EntityValue> shown_view(const Desk& desk, const index::View& index,
                                    const std::string& id) {
  std::vector<EntityValue> values = best_view(desk.home, index, id);
  for (const EntityValue& value : values) {
    if (!value.chosen.value.empty()) desk.access->note_shown(value.field);
  }
  return values;
}

namespace {

/// The values that a summary is made of, each with what stands after it. Of what has no name, date
/// or address it is its number.
std::vector<std::pair<const EntityValue*, std::string_view>> summary_values(
    const std::vector<EntityValue>& values) {
  std::vector<std::pair<const EntityValue*, std::string_view>> chosen;
  const auto choose = [&](std::string_view field, std::string_view after) {
    for (const EntityValue& value : values) {
      if (value.field == field && !value.chosen.value.empty()) chosen.emplace_back(&value, after);
    }
  };
  for (const auto& [field, after] : kSummaryOf) choose(field, after);
  if (chosen.empty()) choose("account", ", ");
  return chosen;
}

}  // namespace

void note_summary(const Desk& desk, const std::vector<EntityValue>& values) {
  for (const auto& [value, after] : summary_values(values)) desk.access->note_shown(value->field);
}

std::string shown_summary(const Desk& desk, const index::View& index, const std::string& id) {
  const std::vector<EntityValue> values = best_view(desk.home, index, id);
  note_summary(desk, values);
  return summary_of(values);
}

std::string summary_of(const std::vector<EntityValue>& values) {
  std::string text;
  std::string_view between;
  for (const auto& [value, after] : summary_values(values)) {
    text += std::string(between) + value->chosen.value;
    between = after;
  }
  return text;
}

JudgementLine judgement_line(const EntityKind& kind, const index::NumberedJudgement& judgement) {
  constexpr std::array<const char*, 3> kWords = {"same", "different", "unsure"};
  const index::Judgement& of = judgement.judgement;
  return {judgement.number,
          std::string(kind.name),
          key_text(of.left),
          key_text(of.right),
          kWords[static_cast<size_t>(of.verdict)],
          of.who,
          of.why,
          of.when,
          judgement.withdrawn};
}

}  // namespace newlyn::workspace
