// SPDX-License-Identifier: MIT
// Plan, then: tokens first, so that nobody comes back meanwhile; the index of each kind; the store
// written anew; the keys of the audit log; the search for what should be gone. Each step can be
// done again, so that an erasure that was cut off is finished from its note.
#include "workspace/erase.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "source/crawl.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/trace.h"
#include "workspace/home/rewrite_store.h"
#include "workspace/index/desk.h"
#include "workspace/index/standard_records.h"
#include "workspace/rights/due_rows.h"
#include "workspace/rights/erased_rows.h"
#include "workspace/rights/erasure_note.h"
#include "workspace/rights/erasure_proof.h"
#include "workspace/rights/forgetting.h"
#include "workspace/rights/releases.h"
#include "workspace/rights/request_book.h"
#include "workspace/rights/retention_note.h"
#include "workspace/rights/retention_rules.h"
#include "workspace/rights/row_versions.h"
#include "workspace/rights/suppression.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kEntriesAtOnce = 4096;

void check_request(const EraseRequest& request) {
  if (request.finish) return;
  if (request.entity.empty()) {
    throw Error(Code::request_invalid, "Name the entity that is erased: newlyn search finds it.");
  }
  if (is_record_text(request.entity)) {
    throw Error(Code::request_invalid,
                fmt::format("{} is a record. A person is erased with all their records: name the "
                            "entity, newlyn find {} shows it.",
                            request.entity, request.entity));
  }
  const EntityKind* kind = kind_of_text(request.context.workspace, request.entity);
  if (kind->name != "person") {
    throw Error(Code::request_invalid,
                fmt::format("{} is {}. The right to be erased is that of people: name a person's "
                            "entity, newlyn search finds it.",
                            request.entity, with_article(kind->name)));
  }
  if (request.yes && request.context.reason.empty()) {
    throw Error(Code::request_invalid,
                "An erasure needs a reason that others can follow, naming nobody. Give it with "
                "--reason TEXT.");
  }
}

std::string lower(std::string text) {
  for (char& letter : text) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return text;
}

/// A name by its words, all of which name the person together.
using Name = std::vector<std::string>;

/// Given name and family name of today, as people would type them.
Name name_of(const Home& home, const index::EntityIndex& index, const std::string& entity) {
  Name name;
  for (const EntityValue& value : best_view(home, index, entity)) {
    const bool is_name = value.field == "given_name" || value.field == "family_name" ||
                         value.field == "name.given" || value.field == "name.family";
    if (is_name && !value.chosen.value.empty()) name.push_back(lower(value.chosen.value));
  }
  return name;
}

/// Whether a text, in small letters, has a word: a short one only by itself.
bool has_word(const std::string& text, const std::string& word) {
  constexpr size_t kLettersMin = 3;
  const auto is_letter = [&](size_t at) {
    const auto byte = at < text.size() ? static_cast<unsigned char>(text[at]) : ' ';
    return byte >= 0x80 || std::isalnum(byte) != 0;
  };
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const bool is_alone = (at == 0 || !is_letter(at - 1)) && !is_letter(at + word.size());
    if (is_alone || word.size() >= kLettersMin) return true;
  }
  return false;
}

bool names_all(const std::string& about, const std::vector<Name>& names) {
  const std::string text = lower(about);
  return std::any_of(names.begin(), names.end(), [&](const Name& name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](const std::string& word) {
      return has_word(text, word);
    });
  });
}

bool names_any(const std::string& about, const std::vector<Name>& names) {
  const std::string text = lower(about);
  return std::any_of(names.begin(), names.end(), [&](const Name& name) {
    return std::any_of(name.begin(), name.end(),
                       [&](const std::string& word) { return has_word(text, word); });
  });
}

/// What tells a text that names the person from others.
struct Naming {
  std::vector<Name> names;          // of today, and all that their records ever had
  std::vector<std::string> values;  // each does by itself, where it is long and no day
};

/// A text as values are looked for in it.
std::string compact(std::string text) {
  text = lower(std::move(text));
  std::erase(text, ' ');
  return text;
}

bool is_day(const std::string& value) {
  return value.size() == 10 && value[4] == '-' && value[7] == '-';
}

/// Values that are one person's alone: numbers, telephones, e-mail.
std::vector<std::string> telling(const std::vector<std::string>& values) {
  constexpr size_t kLettersMin = 8;
  std::vector<std::string> kept;
  for (const std::string& value : values) {
    std::string text = compact(value);
    const bool is_number = std::any_of(text.begin(), text.end(), [](unsigned char letter) {
      return std::isdigit(letter) != 0 || letter == '@';
    });
    if (is_number && text.size() >= kLettersMin && !is_day(text)) kept.push_back(std::move(text));
  }
  return kept;
}

/// Whether what somebody typed names the person: by a whole name, by a number, or, where the person
/// was shown for it, by any word of a name.
bool names_person(const std::string& typed, const Naming& naming, bool is_shown) {
  if (typed.empty()) return false;
  if (names_all(typed, naming.names)) return true;
  const std::string text = compact(typed);
  const auto is_in = [&](const std::string& value) { return text.find(value) != text.npos; };
  if (std::any_of(naming.values.begin(), naming.values.end(), is_in)) return true;
  return is_shown && names_any(typed, naming.names);
}

/// The source whose records a hold keeps; empty: all of them, or for a hold of one record that it
/// is somebody else's. What is kept of a source is kept whole, so that tokens leave it alone.
std::string held_source(const RetentionHold& hold, const std::vector<index::RecordKey>& keys) {
  if (hold.record.empty()) return hold.source;
  const size_t colon = hold.record.find(':');
  const std::string place = hold.record.substr(0, colon);
  const std::string source = place.substr(0, place.find('/'));
  const bool is_theirs = std::any_of(keys.begin(), keys.end(), [&](const index::RecordKey& key) {
    return source_of(key) == source && key.id == hold.record.substr(colon + 1);
  });
  return is_theirs ? source : "";
}

const char* verb_of(const EraseRequest& request) {
  return request.yes || request.finish ? "rights_erase" : "plan_erasure";
}

/// Fields that a rule keeps of some rows of a source.
struct KeptFields {
  std::string source;
  std::string what;  // "E-mail"
  std::string reason;
  std::vector<std::string> columns;
  std::set<std::string> rows;  // native ids
};

/// One erasure from its plan to its proof.
class Erasing {
 public:
  Erasing(const EraseRequest& request, RunContext& run)
      : request_(request),
        run_(run),
        desk_(open_desk({request.context,
                         verb_of(request),
                         "Erasing",
                         kinds_named("person"),
                         false,
                         {},
                         {request.entity}},
                        run)) {}

  EraseAnswer plan();
  EraseAnswer erase();
  EraseAnswer finish();

 private:
  void choose_records();
  void hold_back(const index::EntityIndex& index, std::vector<index::RecordKey>& keys);
  std::set<index::RecordKey> waiting_of(const index::EntityIndex& index, const RetentionRule& rule,
                                        const std::vector<index::RecordKey>& keys);
  void keep_fields();
  void list_subjects();
  void list_goes();
  void list_elsewhere();
  void keep_away();
  void forget_in(const EntityKind& kind);
  void do_all();

  const EraseRequest& request_;
  RunContext& run_;
  Desk desk_;
  Erasure erasure_;
  EraseAnswer answer_;
  std::vector<std::string> excepted_;  // sources whose records stay
  std::vector<KeptFields> kept_fields_;
};

/// The records, of those asked about, that a rule is about and whose time is not over or cannot be
/// known.
std::set<index::RecordKey> Erasing::waiting_of(const index::EntityIndex& index,
                                               const RetentionRule& rule,
                                               const std::vector<index::RecordKey>& keys) {
  std::set<std::string> asked;
  for (const index::RecordKey& key : keys) {
    if (source_of(key) == rule.source) asked.insert(key.id);
  }
  if (asked.empty()) return {};
  DueQuestion question{*desk_.store, desk_.home, &index, day_of(now_micros()), {}, {}, &asked};
  if (rule.trigger == "death") question.deaths = known_deaths(*desk_.store, &index);
  std::map<std::string, std::set<std::string>> earlier;
  const DueRows due = due_rows(question, rule, earlier);
  // A rule about one of several people in a row keeps nobody else's records.
  std::set<std::string> people;
  for (size_t i = 0; due.group.is_part && i < due.group.records.size(); ++i) {
    if (due.group.kinds[i] == "person") people.insert(due.group.records[i]);
  }
  std::set<index::RecordKey> waiting;
  for (const index::RecordKey& key : keys) {
    const bool is_its = source_of(key) == rule.source && due.waiting.contains(key.id) &&
                        (people.empty() || people.contains(record_name_of(key)));
    if (is_its) waiting.insert(key);
  }
  return waiting;
}

/// Leaves out what rules and holds keep, and says so.
void Erasing::hold_back(const index::EntityIndex& index, std::vector<index::RecordKey>& keys) {
  const RetentionRules rules = read_retention(desk_.home);
  std::set<std::string> kept;
  const auto keep = [&](const std::string& source, const std::string& reason) {
    const auto count = std::count_if(keys.begin(), keys.end(), [&](const index::RecordKey& key) {
      return source.empty() || source_of(key) == source;
    });
    if (count == 0) return;
    answer_.stays.push_back(
        {fmt::format("{} records of {}", count, source.empty() ? "all sources" : source), reason});
    for (const index::RecordKey& key : keys) {
      if (source.empty() || source_of(key) == source) kept.insert(source_of(key));
    }
  };
  for (const RetentionHold& hold : rules.holds) {
    if (!hold.entity.empty() && index.resolve(hold.entity) != erasure_.entity) continue;
    const std::string source = held_source(hold, keys);
    if (!hold.record.empty() && source.empty()) continue;
    keep(source, fmt::format("hold {}: {}{}", hold.name, hold.reason,
                             hold.until.empty() ? "" : ", until " + hold.until));
  }
  for (const RetentionRule& rule : rules.rules) {
    if (!rule.erasure_waits) continue;
    const std::set<index::RecordKey> waiting = waiting_of(index, rule, keys);
    if (waiting.empty()) continue;
    const std::string what = retained_words(rule);
    const std::string time =
        rule.months == 0 ? retention_words(rule) : fmt::format("for {} months", rule.months);
    const std::string reason =
        fmt::format("{} by retention/{}.toml: {}", time, rules.version, rule.reason);
    if (!rule.fields.empty()) {
      KeptFields& fields = kept_fields_.emplace_back();
      fields = {rule.source, what, "kept " + reason, columns_of_fields(desk_.home, rule), {}};
      for (const index::RecordKey& key : waiting) fields.rows.insert(key.id);
      continue;
    }
    keep(rule.source, fmt::format("{}kept {}", what == "everything" ? "" : what + " is ", reason));
  }
  std::erase_if(keys, [&](const index::RecordKey& key) { return kept.contains(source_of(key)); });
  excepted_ = {kept.begin(), kept.end()};
}

/// Leaves the rows of which rules keep single fields with those alone, and says so.
void Erasing::keep_fields() {
  for (const KeptFields& fields : kept_fields_) {
    uint64_t count = 0;
    for (ErasedRow& row : erasure_.rows) {
      if (row.source != fields.source || !fields.rows.contains(row.native_id)) continue;
      const size_t before = row.kept.size();
      keep_columns(*desk_.store, desk_.home, fields.columns, row);
      count += row.kept.size() > before ? 1 : 0;
    }
    if (count == 0) continue;
    answer_.stays.push_back(
        {fmt::format("{} of {} rows of {}", fields.what, count, fields.source), fields.reason});
  }
}

void Erasing::choose_records() {
  desk_.kinds[0].entities->read([&](const index::EntityIndex& index) {
    erasure_.entity = answer_.entity = resolve_kept(index, request_.entity);
    expect_cleared(desk_, erasure_.entity);
    std::vector<index::RecordKey> keys = kept_records_of(index, erasure_.entity);
    hold_back(index, keys);
    erasure_.rows = rows_of(*desk_.store, desk_.home, index, keys);
  });
  keep_fields();
  for (const EntityKind& kind : kEntityKinds) {
    auto keys = keys_of_kind(desk_.home, erasure_.rows, kind.name);
    if (!keys.empty()) erasure_.keys[std::string(kind.name)] = std::move(keys);
  }
  erasure_.values = values_in(*desk_.store, erasure_.rows);
  for (const ErasedRow& row : erasure_.rows) {
    if (!row.is_shared) continue;
    const auto columns = unmapped_columns(*desk_.store, desk_.home, row);
    if (columns.empty()) continue;
    answer_.stays.push_back(
        {fmt::format("{} of a row of {} that others stand in", fmt::join(columns, ", "),
                     row.source),
         "no mapping says whose these columns are: look at them in the source's own system"});
  }
}

/// The names under which the log speaks of the person, and how often their name was typed.
void Erasing::list_subjects() {
  std::set<std::string> records;
  for (const ErasedRow& row : erasure_.rows) {
    for (const std::string& name : row.records) {
      records.insert(fmt::format("{}/{}:{}", row.source, name, row.native_id));
    }
    if (!row.is_shared) records.insert(fmt::format("{}:{}", row.source, row.native_id));
  }
  std::set<std::string> subjects;
  uint64_t entries = 0;
  uint64_t typed = 0;
  const auto log = open_audit(desk_.home);
  desk_.kinds[0].entities->read([&](const index::EntityIndex& index) {
    Naming naming{names_in(*desk_.store, desk_.home, erasure_.rows), telling(erasure_.values)};
    naming.names.push_back(name_of(desk_.home, index, erasure_.entity));
    const auto is_theirs = [&](const std::string& name) {
      return records.contains(name) ||
             (excepted_.empty() && index.resolve(name) == erasure_.entity);
    };
    for (uint64_t at = 0; at < log->size(); at += kEntriesAtOnce) {
      for (const auto& record : log->read(at, std::min(at + kEntriesAtOnce, log->size()))) {
        bool is_about = false;
        for (const std::string& name : names_in(record)) {
          if (!is_theirs(name)) continue;
          subjects.insert(name);
          is_about = true;
        }
        entries += is_about ? 1 : 0;
        const bool is_old = record.subject_name.starts_with("typed by ");
        if (is_old) typed += names_all(record.entry.about, naming.names) ? 1 : 0;
        if (!names_person(record.entry.typed, naming, is_about)) continue;
        if (excepted_.empty()) {
          erasure_.typed.push_back(record.number);
        } else {
          ++typed;
        }
      }
    }
  });
  erasure_.subjects = {subjects.begin(), subjects.end()};
  if (typed > 0) {
    answer_.stays.push_back(
        {fmt::format("{} entries of the audit log in which somebody typed the name", typed),
         "they are sealed, and are the trace of who looked for whom: accountability, Article "
         "5(2)"});
  }
  answer_.goes.push_back(
      {"entries of the audit log", entries,
       "what they say of the person can be read no more; the log still verifies"});
  answer_.goes.push_back({"queries in the audit log", erasure_.typed.size(),
                          "that name the person, whoever was found; who asked and when stays"});
}

void Erasing::list_goes() {
  uint64_t shared = 0;
  uint64_t bare = 0;
  for (const ErasedRow& row : erasure_.rows) {
    shared += row.is_shared ? 1 : 0;
    bare += !row.is_shared && row.stays() ? 1 : 0;
  }
  answer_.goes.push_back({"rows of sources", erasure_.rows.size() - shared - bare,
                          "with all their versions; the sources themselves are not changed"});
  if (bare > 0) {
    answer_.goes.push_back({"rows of which a rule keeps fields", bare,
                            "all else in them goes, and nobody finds what is left"});
  }
  answer_.goes.push_back(
      {"rows that others stand in too", shared, "what is the person's alone goes, the row stays"});
  answer_.goes.push_back({"versions of records", version_count(*desk_.store, erasure_.rows),
                          "in the store, which is written anew"});
  for (const auto& [kind, keys] : erasure_.keys) {
    answer_.goes.push_back(
        {"records of " + with_article(kind), keys.size(),
         "in the index and its files, and what fitted models know of them alone"});
  }
}

void Erasing::list_elsewhere() {
  if (erasure_.since.empty()) erasure_.since = first_read(*desk_.store, erasure_.rows);
  std::vector<Release> releases;
  desk_.kinds[0].entities->read([&](const index::EntityIndex& index) {
    releases = releases_with(*desk_.store, index, {erasure_.entity, erasure_.since});
  });
  for (const Release& release : releases) {
    answer_.elsewhere.push_back({release.number, release.what, release.made, release.place,
                                 release.recipient, release.expires});
  }
}

EraseAnswer Erasing::plan() {
  choose_records();
  list_goes();
  list_subjects();
  list_elsewhere();
  desk_.access->answered({erasure_.rows.size(), erasure_.entity, erasure_.entity});
  return answer_;
}

/// Tokens of the rows and records, and of what identifies the person in each of them.
void Erasing::keep_away() {
  SuppressedPerson person;
  person.erasure = erasure_.number;
  person.excepted = excepted_;
  for (const ErasedRow& row : erasure_.rows) {
    if (!row.is_shared) person.texts.push_back(row_text(row.source, row.native_id));
    for (const std::string& name : row.records) {
      const index::RecordKey key{row.source + "/" + name, row.native_id};
      person.texts.push_back(record_text(key));
      const std::vector<StoredValue> stored = stored_values(*desk_.store, key);
      std::vector<ColumnValue> values;
      for (const StoredValue& value : stored) {
        values.push_back({value.column, value.kind, value.value});
      }
      for (std::string& text : identity_texts(values)) person.texts.push_back(std::move(text));
    }
  }
  suppress(desk_.home, person);
}

void Erasing::forget_in(const EntityKind& kind) {
  const auto keys = erasure_.keys.find(std::string(kind.name));
  if (keys == erasure_.keys.end()) return;
  Forgetting forgetting{kind, keys->second, desk_.access->who(),
                        fmt::format("erasure {}", erasure_.number)};
  if (desk_.kinds[0].kind == &kind) forgetting.open = &desk_.kinds[0];
  forget_records(desk_.home, *desk_.store, forgetting, run_);
}

void empty_folder(const std::string& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    fs::remove_all(entry.path(), ignored);
  }
}

void Erasing::do_all() {
  for (const EntityKind& kind : kEntityKinds) {
    run_.step(fmt::format("forgetting {}", kind.plural), [&] { forget_in(kind); });
  }
  run_.step("writing the store anew", [&] {
    source::forget_cut_off(*desk_.store);
    erase_rows(*desk_.store, groups_of(erasure_.rows));
    rewrite_store(desk_.home, *desk_.store);
  });
  desk_.store.reset();
  desk_.kinds.clear();
  {
    const auto log = open_audit(desk_.home);
    for (const std::string& subject : erasure_.subjects) log->erase_subject(subject);
    for (const uint64_t number : erasure_.typed) log->erase_typed(number);
  }
  forget_requests(desk_.home, erasure_.entity);
  empty_folder(desk_.home.temporary());
  end_erasure(desk_.home);
  run_.step("searching for what should be gone",
            [&] { answer_.proof = prove_erased(desk_.home, erasure_.values); });
  answer_.number = erasure_.number;
  note_erasure(desk_.home, desk_.access->who(), answer_);
}

EraseAnswer Erasing::erase() {
  choose_records();
  list_goes();
  list_subjects();
  list_elsewhere();
  if (erasure_.rows.empty()) {
    const std::string why = answer_.stays.empty() ? "" : " " + answer_.stays[0].reason + ".";
    throw Error(Code::access_refused,
                fmt::format("Nothing of {} may be erased now:{} The person must be told why.",
                            erasure_.entity, why));
  }
  erasure_.number = next_erasure(desk_.home);
  desk_.access->change({erasure_.rows.size(), "", fmt::format("erasure {}", erasure_.number)}, [&] {
    keep_away();
    begin_erasure(desk_.home, erasure_);
    do_all();
    return uint64_t{erasure_.rows.size()};
  });
  return answer_;
}

EraseAnswer Erasing::finish() {
  const auto begun = begun_erasure(desk_.home);
  if (!begun) {
    throw Error(Code::request_invalid,
                "No erasure was cut off, so there is none to finish. Name an entity.");
  }
  erasure_ = *begun;
  answer_.entity = erasure_.entity;
  list_goes();
  list_elsewhere();
  desk_.access->change({erasure_.rows.size(), "", fmt::format("erasure {}", erasure_.number)}, [&] {
    do_all();
    return uint64_t{erasure_.rows.size()};
  });
  return answer_;
}

}  // namespace

EraseAnswer rights_erase(const EraseRequest& request, RunContext& run) {
  return answer_asked(request.context, {verb_of(request), {request.entity}}, [&] {
    check_request(request);
    const auto begun = begun_erasure(find_home(request.context.workspace));
    if (begun && !request.finish) {
      throw Error(Code::request_invalid,
                  fmt::format("Erasure {} was cut off before its end. Finish it first with newlyn "
                              "rights erase --finish.",
                              begun->number));
    }
    if (begun_retention(find_home(request.context.workspace))) {
      throw Error(
          Code::request_invalid,
          "A deletion by rule was cut off before its end. Finish it first with newlyn retain "
          "--finish.");
    }
    Erasing erasing(request, run);
    if (request.finish) return erasing.finish();
    return request.yes ? erasing.erase() : erasing.plan();
  });
}

}  // namespace newlyn::workspace
