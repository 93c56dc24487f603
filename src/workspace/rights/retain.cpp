// SPDX-License-Identifier: MIT
// Plan, then: the note; tokens, so that nothing comes back; the index of each kind; the store
// written anew; the search; the certificate. Each step can be done again, so that a deletion that
// was cut off is finished from its note.
#include "workspace/retain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "index/view.h"
#include "source/crawl.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/read_text.h"
#include "workspace/governance/trace.h"
#include "workspace/home/rewrite_store.h"
#include "workspace/rights/due_rows.h"
#include "workspace/rights/erasure_note.h"
#include "workspace/rights/erasure_proof.h"
#include "workspace/rights/forgetting.h"
#include "workspace/rights/releases.h"
#include "workspace/rights/retention_note.h"
#include "workspace/rights/withheld_rows.h"
#include "workspace/sources/standardise_source.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

/// Rows from which values are drawn for the search afterwards: each value is looked for in every
/// byte, so that all of them would take days.
constexpr size_t kDrawnRows = 20;

std::string sha256(store::Store& store, const std::string& text) {
  return store.rows("SELECT sha256($1)", std::array{store::Parameter::of(std::string_view(text))})
      .rows[0][0]
      .value_or("");
}

/// One deletion from its plan to its certificate.
class Retaining {
 public:
  Retaining(const Home& home, RunContext& run)
      : home_(home), run_(run), store_(open_home_store(home)) {
    source::prepare_history(*store_);
  }

  void plan();
  void begin();
  void go_on(Retention begun) { retention_ = std::move(begun); }
  void finish();
  RetainAnswer& answer() { return retention_.answer; }

 private:
  void ask_rules(const index::EntityIndex* people);
  void list_sources();
  void list_goes();
  void list_elsewhere();
  std::vector<index::RecordKey> keys_of(std::string_view kind) const;
  std::vector<index::RecordKey> changed_keys(std::string_view kind) const;
  void empty_fields();
  void draw_values();
  void delete_all();
  void expect_gone();
  void certify();

  const Home& home_;
  RunContext& run_;
  std::unique_ptr<store::Store> store_;
  KindIndex people_;
  Retention retention_;
};

void Retaining::ask_rules(const index::EntityIndex* people) {
  const RetentionRules rules = read_retention(home_);
  DueQuestion question{*store_, home_, people, day_of(now_micros()), {}, {}};
  question.holds = held_rows(rules, home_, people);
  question.deaths = known_deaths(*store_, people);
  RetainAnswer& answer = retention_.answer;
  std::map<std::string, std::set<std::string>> earlier;
  for (const HeldRows& held : question.holds) {
    const RetentionHold& hold = held.hold;
    answer.holds.push_back({hold.name, hold.reason, hold.who, hold.until, 0});
  }
  for (const RetentionRule& rule : rules.rules) {
    DueRows due = due_rows(question, rule, earlier);
    due.line.rule = answer.lines.size() + 1;
    answer.rows += due.line.due;
    for (const RetainHold& hold : due.line.holds) {
      for (RetainHold& all : answer.holds) all.rows += all.name == hold.name ? hold.rows : 0;
    }
    answer.lines.push_back(std::move(due.line));
    due.group.stays_away = rule.trigger != "gone";
    if (!due.group.ids.empty()) retention_.groups.push_back(std::move(due.group));
  }
}

void Retaining::list_sources() {
  const auto tables = store_->rows(
      "SELECT table_name FROM duckdb_tables() WHERE database_name = 'store' AND "
      "starts_with(table_name, 'record_') ORDER BY 1");
  for (const auto& table : tables.rows) {
    const std::string source = table[0].value_or("").substr(std::string_view("record_").size());
    const auto& lines = retention_.answer.lines;
    if (std::none_of(lines.begin(), lines.end(),
                     [&](const RetainLine& line) { return line.source == source; })) {
      retention_.answer.without_rule.push_back(source);
    }
  }
}

std::vector<index::RecordKey> Retaining::keys_of(std::string_view kind) const {
  std::vector<index::RecordKey> keys;
  for (const RowGroup& group : retention_.groups) {
    for (size_t i = 0; i < group.records.size(); ++i) {
      if (group.kinds[i] != kind) continue;
      for (const std::string& id : group.ids) {
        keys.push_back({group.source + "/" + group.records[i], id});
      }
    }
  }
  return keys;
}

/// Records that stay without some of their fields.
std::vector<index::RecordKey> Retaining::changed_keys(std::string_view kind) const {
  std::vector<index::RecordKey> keys;
  for (const RowGroup& group : retention_.groups) {
    for (size_t i = 0; i < group.changed.size(); ++i) {
      if (group.changed_kinds[i] != kind) continue;
      for (const std::string& id : group.ids) {
        keys.push_back({group.source + "/" + group.changed[i], id});
      }
    }
  }
  return keys;
}

/// Standardises the sources of which fields went anew, and brings the indexes to what is left.
/// Requires: the rows went from the store.
void Retaining::empty_fields() {
  std::set<std::string> sources;
  for (const RowGroup& group : retention_.groups) {
    if (!group.changed.empty()) sources.insert(group.source);
  }
  for (const std::string& source : sources) {
    // The comment says of what it was made; without one it is made anew.
    store_->run(
        fmt::format("COMMENT ON TABLE {} IS NULL", store::quote_name("standard_" + source)));
    standardise_source(*store_, source::read_definition(home_.definition_of(source), source),
                       source::read_mapping(home_.mapping_of(source)), run_);
  }
  for (const EntityKind& kind : kEntityKinds) {
    const auto keys = changed_keys(kind.name);
    const auto& before = retention_.texts[std::string(kind.name)];
    Forgetting forgetting{kind,           keys,
                          retention_.who, fmt::format("deletion {}", retention_.answer.number),
                          nullptr,        &before};
    if (people_.entities != nullptr && kind.name == "person") forgetting.open = &people_;
    forget_values(home_, *store_, forgetting, run_);
  }
}

void Retaining::list_goes() {
  uint64_t whole = 0;
  uint64_t part = 0;
  uint64_t versions = 0;
  for (const RowGroup& group : retention_.groups) {
    (group.is_part ? part : whole) += group.ids.size();
    const std::set<std::string_view> going(group.ids.begin(), group.ids.end());
    const auto ids = store_->columns(fmt::format("SELECT newlyn_native_id FROM {}",
                                                 store::quote_name("record_" + group.source)));
    for (size_t row = 0; row < ids[0].row_count(); ++row) {
      versions += going.contains(ids[0].text(row)) ? 1 : 0;
    }
  }
  auto& goes = retention_.answer.goes;
  goes.push_back({"rows of sources", whole, "with all their versions"});
  goes.push_back({"rows of which a part goes", part, "what others have in them stays"});
  goes.push_back({"versions of records", versions, "in the store, which is written anew"});
  for (const EntityKind& kind : kEntityKinds) {
    const auto keys = keys_of(kind.name);
    KindIndex own;
    const KindIndex* open = kind.name == "person" ? &people_ : &own;
    if (open == &own && !keys.empty()) own = open_kind_index(home_, *store_, kind, run_);
    if (open->entities == nullptr) continue;
    uint64_t known = 0;
    open->entities->read([&](const index::EntityIndex& index) {
      for (const index::RecordKey& key : keys) known += index.whole().entity_of(key) ? 1 : 0;
    });
    goes.push_back({fmt::format("records of {}", kind.plural), known,
                    "in the index and its files, and what fitted models know of them alone"});
  }
}

/// Exports and backups made since the first of these rows was read.
void Retaining::list_elsewhere() {
  int64_t first = 0;
  for (const RowGroup& group : retention_.groups) {
    const std::set<std::string_view> going(group.ids.begin(), group.ids.end());
    const auto runs = store_->columns(fmt::format(
        "SELECT newlyn_native_id, CAST(min(newlyn_run) AS VARCHAR) AS run FROM {} GROUP BY 1",
        store::quote_name("record_" + group.source)));
    for (size_t row = 0; row < runs[0].row_count(); ++row) {
      if (!going.contains(runs[0].text(row))) continue;
      const int64_t run = std::stoll(std::string(runs[1].text(row)));
      first = first == 0 ? run : std::min(first, run);
    }
  }
  if (first == 0) return;
  const auto began = store_->rows(
      "SELECT strftime(make_timestamp(min(began)), '%Y-%m-%dT%H:%M:%SZ') FROM source_run_begun "
      "WHERE "
      "run = $1",
      std::array{store::Parameter::of(first)});
  const std::string since = began.rows[0][0].value_or("");
  for (const Release& release : all_releases(*store_)) {
    if (release.made < since || release.kind == kFiguresAlone) continue;
    retention_.answer.elsewhere.push_back({release.number, release.what, release.made,
                                           release.place, release.recipient, release.expires});
  }
}

void Retaining::plan() {
  retention_.answer.rules_version = read_retention(home_).version;
  if (retention_.answer.rules_version == 0) {
    throw Error(Code::request_invalid,
                "There are no rules of retention, so nothing falls due. Write them into "
                "retention/1.toml of the workspace: docs/guides/rights.md shows how.");
  }
  people_ = open_kind_index(home_, *store_, *entity_kind_named("person"), run_);
  if (people_.entities == nullptr) {
    ask_rules(nullptr);
  } else {
    people_.entities->read([&](const index::EntityIndex& people) { ask_rules(&people); });
  }
  list_sources();
  list_goes();
  list_elsewhere();
}

/// Values of some of the rows that go, evenly drawn.
void Retaining::draw_values() {
  size_t all = 0;
  for (const RowGroup& group : retention_.groups) all += group.ids.size();
  const size_t apart = std::max<size_t>(1, all / kDrawnRows);
  std::vector<ErasedRow> drawn;
  size_t at = 0;
  for (const RowGroup& group : retention_.groups) {
    for (const std::string& id : group.ids) {
      if (at++ % apart != 0) continue;
      drawn.push_back({group.source, id, group.records, group.is_part, group.columns});
    }
  }
  retention_.values = values_in(*store_, drawn);
}

void Retaining::begin() {
  retention_.answer.number = next_certificate(home_);
  retention_.made = now_text();
  retention_.who = principal();
  retention_.rules_hash =
      sha256(*store_, read_text(fmt::format("{}/retention/{}.toml", home_.folder,
                                            retention_.answer.rules_version)));
  draw_values();
  for (const EntityKind& kind : kEntityKinds) {
    const auto keys = changed_keys(kind.name);
    if (keys.empty()) continue;
    const bool is_person = kind.name == "person";
    retention_.texts[std::string(kind.name)] =
        is_person
            ? alone_texts(people_, keys, index::Said::ever)
            : alone_texts(open_kind_index(home_, *store_, kind, run_), keys, index::Said::ever);
  }
  begin_retention(home_, retention_);
}

void Retaining::delete_all() {
  std::vector<RowGroup> away;
  for (const RowGroup& group : retention_.groups) {
    if (group.stays_away) away.push_back(group);
  }
  run_.step("keeping away", [&] {
    if (!away.empty()) withhold_rows(home_, *store_, retention_.answer.number, away);
  });
  for (const EntityKind& kind : kEntityKinds) {
    const auto keys = keys_of(kind.name);
    run_.step(fmt::format("forgetting {}", kind.plural), [&] {
      Forgetting forgetting{kind, keys, retention_.who,
                            fmt::format("deletion {}", retention_.answer.number)};
      if (people_.entities != nullptr && kind.name == "person") forgetting.open = &people_;
      forget_records(home_, *store_, forgetting, run_);
    });
  }
  run_.step("writing the store anew", [&] {
    source::forget_cut_off(*store_);
    erase_rows(*store_, retention_.groups);
    empty_fields();
    rewrite_store(home_, *store_);
  });
  store_.reset();
  people_ = {};
  expect_gone();
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(home_.temporary(), ignored)) {
    fs::remove_all(entry.path(), ignored);
  }
}

/// Looks whether the store, opened anew, has none of the rows.
void Retaining::expect_gone() {
  const auto store = open_home_store(home_);
  for (const RowGroup& group : retention_.groups) {
    if (group.is_part) continue;
    const std::set<std::string_view> going(group.ids.begin(), group.ids.end());
    const auto ids = store->columns(fmt::format("SELECT newlyn_native_id FROM {}",
                                                store::quote_name("record_" + group.source)));
    for (size_t row = 0; row < ids[0].row_count(); ++row) {
      if (!going.contains(ids[0].text(row))) continue;
      throw Error(Code::store_failed,
                  fmt::format("The store still has rows of {} that were to go. Finish the deletion "
                              "with newlyn retain --finish.",
                              group.source));
    }
  }
}

void Retaining::certify() {
  make_home_folder(home_.folder + "/retention");
  make_home_folder(home_.folder + "/retention/certificates");
  RetainAnswer& answer = retention_.answer;
  answer.certificate = fmt::format("{}/retention/certificates/{}", home_.folder, answer.number);
  const std::string json = certificate_json(retention_);
  answer.hash = sha256(*store::Store::open({}), json);
  write_home_file(answer.certificate + ".txt", certificate_text(retention_));
  write_home_file(answer.certificate + ".json", json);
}

void Retaining::finish() {
  if (!retention_.is_gone) {
    delete_all();
    const std::vector<std::string> values = std::move(retention_.values);
    retention_.is_gone = true;
    retention_.values.clear();
    retention_.texts.clear();
    retention_.groups.clear();
    begin_retention(home_, retention_);
    run_.step("searching for what should be gone",
              [&] { retention_.answer.proof = prove_erased(home_, values); });
  }
  store_.reset();
  certify();
  end_retention(home_);
}

Deed deed_of(const RetainRequest& request, const RetainAnswer& answer) {
  return {request.execute || request.finish ? "retain" : "plan retention",
          fmt::format("retention/{}.toml", answer.rules_version), request.asked.purpose,
          answer.rows};
}

void check_begun(const Home& home, bool finishes) {
  if (begun_erasure(home)) {
    throw Error(Code::request_invalid,
                "An erasure was cut off before its end. Finish it first with newlyn rights erase "
                "--finish.");
  }
  const auto begun = begun_retention(home);
  if (begun && !finishes) {
    throw Error(Code::request_invalid,
                fmt::format("Deletion {} was cut off before its end. Finish it first with newlyn "
                            "retain --finish.",
                            begun->answer.number));
  }
  if (begun || !finishes) return;
  throw Error(Code::request_invalid,
              "No deletion was cut off, so there is none to finish. newlyn retain plans one.");
}

}  // namespace

RetainAnswer retain(const RetainRequest& request, RunContext& run) {
  const Home home = find_home(request.asked.workspace);
  Deed deed = deed_of(request, {});
  const auto made = attempt(home, deed, [&] {
    check_begun(home, request.finish);
    auto retaining = std::make_unique<Retaining>(home, run);
    if (request.finish) {
      retaining->go_on(*begun_retention(home));
    } else {
      run.step("planning", [&] { retaining->plan(); });
    }
    return retaining;
  });
  deed = deed_of(request, made->answer());
  const bool has_work = request.finish || (request.execute && made->answer().rows > 0);
  if (!has_work) {
    deed.command = "plan retention";
    leave_look(home, deed);
    return made->answer();
  }
  make_change(home, deed, [&] {
    if (!request.finish) made->begin();
    made->finish();
    return made->answer().rows;
  });
  deed.command = "certify deletion";
  deed.what = fmt::format("certificate {}, SHA-256 {}", made->answer().number, made->answer().hash);
  leave_look(home, deed);
  return made->answer();
}

}  // namespace newlyn::workspace
