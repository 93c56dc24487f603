// SPDX-License-Identifier: MIT
// Looks for entities by words and by the fields of records.
#include "workspace/search_entities.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/error.h"
#include "index/unreal_days.h"
#include "profile/profile.h"
#include "record/schema.h"
#include "source/source.h"
#include "standardise/standardise.h"
#include "workspace/files/linked_files.h"
#include "workspace/files/name_columns.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/finder.h"
#include "workspace/index/hand_over.h"
#include "workspace/index/life_state.h"
#include "workspace/index/query_text.h"
#include "workspace/index/standard_records.h"
#include "workspace/index/typed_telephone.h"
#include "workspace/rights/handing.h"

namespace newlyn::workspace {
namespace {

using record::FieldKind;

constexpr size_t kQueryLettersMax = 1'000;
constexpr const char* kSealed = "(sealed: exists, and this purpose shows nothing of it)";
constexpr double kCertain = 0.99;
constexpr double kProbable = 0.5;
constexpr double kPossible = 0.01;
// Matches whose odds are within eight to one of the last one shown are shown too.
constexpr double kNearTieWeight = 3;

/// What a field that somebody named is.
FieldKind kind_of_field(const KindIndex& open, const std::string& name) {
  const record::SchemaKind& schema = *record::schema_kind_named(open.kind->name);
  if (const record::SchemaField* field = record::schema_field_named(schema, name)) {
    return field->kind;
  }
  if (const auto column = open.fitted->find(name)) {
    return open.fitted->parts().columns[*column].kind;
  }
  if (const auto kind = record::field_kind_named(name)) return *kind;
  std::string known;
  for (const record::SchemaField& field : schema.fields) {
    known += fmt::format("{}{}", known.empty() ? "" : ", ", field.name);
  }
  throw Error(Code::request_invalid,
              fmt::format("There is no field '{}'. A{} has: {}; the short words family_name, dob, "
                          "postcode and so on will do too.",
                          name, with_article(open.kind->name).substr(1), known));
}

std::string json_text(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Fields as they were given, with those of the JSON.
std::vector<std::pair<std::string, std::string>> fields_of(const FindRequest& request) {
  std::vector<std::pair<std::string, std::string>> fields = request.fields;
  if (request.json.empty()) return fields;
  const auto json = nlohmann::json::parse(request.json, nullptr, false);
  if (!json.is_object()) {
    throw Error(Code::request_invalid,
                "What was given as JSON is no object. Write {\"family_name\": \"Haddad\", "
                "\"dob\": \"2001-04-09\"}.");
  }
  for (const auto& [name, value] : json.items()) {
    if (value.is_null()) continue;
    for (const auto& one : value.is_array() ? value : nlohmann::json::array({value})) {
      if (one.is_object() || one.is_array()) {
        throw Error(Code::request_invalid,
                    fmt::format("The value of '{}' is not a text, number or list of these.", name));
      }
      fields.emplace_back(name, json_text(one));
    }
  }
  return fields;
}

/// Which values could not be read, in sentences without any of them.
std::vector<std::string> unread_notes(const standardise::StandardRecords& standard) {
  std::vector<std::string> notes;
  for (const standardise::UnreadableCount& unread : standard.unreadable) {
    notes.push_back(unread.rows == 1
                        ? fmt::format("A value of {} cannot be read and counts as not known: {}.",
                                      unread.column, unread.reason)
                        : fmt::format("{} values of {} cannot be read and count as not known: {}.",
                                      unread.rows, unread.column, unread.reason));
  }
  return notes;
}

KindRecords standard_fields(const KindIndex& open, const FindRequest& request,
                            const index::View& index, std::vector<std::string>& notes) {
  std::vector<record::TextColumn> columns;
  std::vector<record::RecognisedColumn> recognised;
  for (const auto& [name, value] : fields_of(request)) {
    const FieldKind kind = kind_of_field(open, name);
    record::TextColumnBuilder builder(name);
    builder.add(kind == FieldKind::telephone ? typed_telephone(index, value) : value);
    columns.push_back(builder.finish());
    recognised.push_back({name, kind, 1, ""});
  }
  if (columns.empty()) {
    throw Error(
        Code::request_invalid,
        "Nothing is said of whom to find. Give --field family_name=Haddad and further ones, "
        "--record with JSON, or a FILE of records.");
  }
  const auto standard = standardise::standardise_records({{"asked", &columns, &recognised}});
  notes = unread_notes(standard);
  KindRecords records = records_to_find(standard);
  const bool known =
      std::any_of(records.columns.begin(), records.columns.end(),
                  [&](const auto& c) { return open.fitted->find(c.column.name).has_value(); });
  if (known) return records;
  throw Error(Code::request_invalid,
              "None of the fields has a value that can be read and is compared. newlyn standardise "
              "says how a value is read.");
}

class Finder {
 public:
  Finder(const Desk& desk, const index::View& index, const KindRecords& records)
      : open_(desk.kinds[0]),
        desk_(desk),
        index_(index),
        withheld_(withheld_in(desk, index)),
        maker_(*open_.kind, records, *open_.fitted) {}

  std::vector<FoundEntity> find(size_t row, size_t count, bool with_summary) const {
    const index::Record asked = maker_.make(row);
    std::vector<FoundEntity> found;
    for (const index::Match& match : index_.matches(asked.values, linkage::weight_of(kPossible))) {
      if (withheld_.contains(match.entity)) continue;
      FoundEntity& entity = found.emplace_back();
      entity.entity = match.entity;
      entity.weight = match.weight;
      entity.probability = linkage::probability_of(match.weight);
      entity.record = key_text(match.key);
      entity.reason = conflict(asked, match.entity);
    }
    // Who has another number comes after all who may be meant.
    std::stable_partition(found.begin(), found.end(),
                          [](const FoundEntity& entity) { return entity.reason.empty(); });
    grade(found);
    cut(found, count);
    for (FoundEntity& entity : found) {
      if (with_summary) entity.summary = shown_summary(desk_, index_, entity.entity);
    }
    add_sealed(asked, found);
    return found;
  }

 private:
  /// Those who exist and of whom nothing is shown: without them somebody would be made anew.
  void add_sealed(const index::Record& asked, std::vector<FoundEntity>& found) const {
    for (const std::string& id :
         index_.sealed_matches(asked.values, linkage::weight_of(kProbable))) {
      FoundEntity& entity = found.emplace_back();
      entity.entity = id;
      entity.grade = "sealed";
      entity.summary = kSealed;
    }
  }

  std::string conflict(const index::Record& asked, const std::string& entity) const {
    const std::vector<std::string> names = vetoes_of(*open_.kind);
    for (const index::RecordKey& key : index_.records_of(entity)) {
      const index::Record record = *index_.record(key);
      for (size_t v = 0; v < names.size(); ++v) {
        const bool known = !asked.vetoes[v].empty() && !record.vetoes[v].empty();
        if (known && asked.vetoes[v] != record.vetoes[v]) {
          return fmt::format("another {}", names[v]);
        }
      }
    }
    return {};
  }

  static void grade(std::vector<FoundEntity>& found) {
    for (size_t i = 0; i < found.size(); ++i) {
      const size_t other = i == 0 ? 1 : 0;
      const bool rival = other < found.size() && found[other].reason.empty();
      found[i].grade = match_grade(found[i].probability, rival ? found[other].probability : 0,
                                   !found[i].reason.empty());
    }
  }

  static void cut(std::vector<FoundEntity>& found, size_t count) {
    size_t shown = std::min(count, found.size());
    while (shown > 0 && shown < found.size() &&
           found[shown].weight >= found[count - 1].weight - kNearTieWeight) {
      ++shown;
    }
    found.resize(shown);
  }

  const KindIndex& open_;
  const Desk& desk_;
  const index::View& index_;
  std::set<std::string> withheld_;
  RecordMaker maker_;
};

/// The records of a file: standardised, with their keys.
struct FileRecords {
  KindRecords records;
  std::vector<std::string> rows;
  uint64_t rows_read = 0;
  uint64_t rows_rejected = 0;
  std::vector<std::string> notes;
};

FileRecords read_file_records(const std::string& path, RunContext& run) {
  const auto store = store::Store::open({});
  const source::Reading reading = source::read_files(*store, {{path}}, run);
  std::vector<std::vector<record::TextColumn>> columns;
  std::vector<std::vector<record::RecognisedColumn>> recognised;
  FileRecords file;
  for (const source::InputTable& table : reading.tables) {
    file.rows_read += table.rows_read;
    file.rows_rejected += table.rows_rejected;
    columns.push_back(source::load_columns(*store, table, run));
    recognised.push_back(profile::recognise_columns(columns.back(), {}));
    size_t key = columns.back().size();
    for (size_t c = 0; c < recognised.back().size() && key == columns.back().size(); ++c) {
      if (recognised.back()[c].kind == FieldKind::record_key) key = c;
    }
    for (uint64_t row = 0; row < table.rows_kept; ++row) {
      const bool has_key = key < columns.back().size() && !columns.back()[key].text(row).empty();
      file.rows.push_back(has_key ? std::string(columns.back()[key].text(row))
                                  : std::to_string(row + 1));
    }
  }
  std::vector<standardise::Input> inputs;
  for (size_t i = 0; i < columns.size(); ++i) {
    inputs.push_back({reading.tables[i].source_name, &columns[i], &recognised[i]});
  }
  const auto standard = standardise::standardise_records(inputs);
  file.notes = unread_notes(standard);
  file.records = records_to_find(standard);
  return file;
}

/// The terms on which the answers for a list are handed out in a file, before any work.
HandingTerms find_terms(const FindRequest& request) {
  OutputFiles output;
  output.check(request.output, {});
  OutputFiles::check_ending(request.output);
  return agreed_terms(find_home(request.context.workspace),
                      {request.context.purpose, request.recipient, request.expires});
}

void write_found(const FindResponse& response, const std::string& path, const HandingTerms& terms) {
  const auto store = store::Store::open({});
  store->run(
      "CREATE TABLE found (row_id VARCHAR, entity_id VARCHAR, grade VARCHAR, match_probability "
      "DOUBLE, near_ties VARCHAR)");
  const auto appender = store->append("found");
  for (const FoundRecordLine& line : response.rows) {
    appender->add_text(line.row);
    if (line.found.empty()) {
      for (int i = 0; i < 4; ++i) appender->add_null();
      appender->end_row();
      continue;
    }
    std::string ties;
    for (size_t i = 1; i < line.found.size(); ++i) {
      ties += fmt::format("{}{} {:.4f}", i == 1 ? "" : "; ", line.found[i].entity,
                          line.found[i].probability);
    }
    appender->add_text(line.found[0].entity);
    appender->add_text(line.found[0].grade);
    appender->add_real(line.found[0].probability);
    appender->add_text(ties);
    appender->end_row();
  }
  appender->close();
  OutputFiles output;
  output.check(path, {});
  OutputFiles::check_ending(path);
  const OwnerAlone owner_alone;
  output.write_table(*store, "found", path);
  write_terms(path, terms);
  output.keep();
}

/// Notes the field of a word that was found: "family_name is haddad".
void note_reason(const Desk& desk, const std::string& reason) {
  for (const std::string_view verb : {" is ", " like ", " begins so: "}) {
    const size_t end = reason.find(verb);
    if (end == reason.npos || reason.find(' ') != end) continue;
    desk.access->note_shown(reason.substr(0, end));
    return;
  }
}

FindResponse find_one(const Desk& desk, const FindRequest& request) {
  FindResponse response;
  response.rows_read = 1;
  look(desk, desk.kinds[0], [&](const index::View& index) {
    const KindRecords records = standard_fields(desk.kinds[0], request, index, response.notes);
    response.rows.push_back({"1", Finder(desk, index, records).find(0, request.count, true)});
  });
  return response;
}

FindResponse find_list(const Desk& desk, const FindRequest& request, RunContext& run) {
  FindResponse response;
  const FileRecords file = read_file_records(request.file, run);
  response.rows_read = file.rows_read;
  response.rows_rejected = file.rows_rejected;
  response.notes = file.notes;
  run.step("finding", [&] {
    look(desk, desk.kinds[0], [&](const index::View& index) {
      const Finder finder(desk, index, file.records);
      for (size_t row = 0; row < file.rows.size(); ++row) {
        run.check_stop();
        desk.access->expect_still_at_times();
        response.rows.push_back({file.rows[row], finder.find(row, 1, false)});
      }
    });
  });
  desk.access->expect_still();
  return response;
}

/// Makes probabilities and grades of the odds, over all kinds.
void grade_lines(std::vector<SearchLine>& lines, double further_odds) {
  double most = 0;
  for (const SearchLine& line : lines) most = std::max(most, line.probability);
  double odds = 1 + further_odds;
  for (const SearchLine& line : lines) {
    if (line.probability >= most * index::kMeantShare) odds += line.probability;
  }
  double first = 0;
  double second = 0;
  for (SearchLine& line : lines) {
    line.probability /= odds;
    second = std::max(second, std::min(first, line.probability));
    first = std::max(first, line.probability);
  }
  for (SearchLine& line : lines) {
    const double other = line.probability == first ? second : first;
    // Somebody who fits some of the words is never ruled out by others.
    line.grade = match_grade(std::max(line.probability, kPossible), other, false);
  }
}

}  // namespace

KindRecords records_to_find(const standardise::StandardRecords& standard) {
  KindRecords records;
  for (const standardise::StandardColumn& column : standard.columns) {
    records.columns.push_back({column.kind, column.column});
  }
  add_name_columns(records.columns);
  records.keys.resize(standard.record_count);
  records.dates.resize(standard.record_count);
  return records;
}

std::vector<FoundEntity> find_record(const Desk& desk, const index::View& index,
                                     const KindRecords& records, const FindWish& wish) {
  return Finder(desk, index, records).find(wish.row, wish.count, wish.with_summary);
}

std::string match_grade(double probability, double next, bool conflict) {
  if (conflict || probability < kPossible) return "certainly-not";
  if (probability >= kCertain && next < kProbable) return "certain";
  return probability >= kProbable ? "probable" : "possible";
}

std::vector<std::string> search_notes(const std::string& text) {
  std::vector<std::string> notes;
  for (const std::string& day : index::cut_unreal_days(query_text(text)).days) {
    notes.push_back(fmt::format("There is no day {}, so it was not searched for.", day));
  }
  return notes;
}

std::vector<SearchLine> search_entities(const SearchRequest& request, RunContext& run) {
  return answer_asked(request.context, {"search", {request.text}}, [&] {
    const auto kinds = kinds_named(request.kind);
    const std::string typed = query_text(request.text);
    const std::string query = index::cut_unreal_days(typed).text;
    if (request.text.size() > kQueryLettersMax || typed.empty()) {
      throw Error(
          Code::request_invalid,
          fmt::format("A search needs a word or a number, and has {} letters at most. Give a "
                      "name, a date of birth, a postcode, an address, a number.",
                      kQueryLettersMax));
    }
    Desk desk = open_desk({request.context, "search", "Searching", kinds, true}, run);
    std::vector<SearchLine> lines;
    std::vector<SearchLine> sealed;
    double further_odds = 0;
    for (const KindIndex& open : desk.kinds) {
      look(desk, open, [&](const index::View& index) {
        const std::set<std::string> withheld = withheld_in(desk, index);
        index::SearchAnswer answer = index.search({query, request.count, SIZE_MAX});
        for (const std::string& entity : answer.sealed) {
          SearchLine& line = sealed.emplace_back();
          line.entity = entity;
          line.kind = open.kind->name;
          line.summary = kSealed;
          line.grade = "sealed";
          line.sealed = true;
        }
        further_odds += answer.further_odds;
        for (index::SearchHit& hit : answer.hits) {
          if (withheld.contains(hit.entity)) continue;
          SearchLine& line = lines.emplace_back();
          line.entity = hit.entity;
          line.kind = open.kind->name;
          line.summary = shown_summary(desk, index, hit.entity);
          line.record = key_text(hit.key);
          line.score = hit.score;
          line.probability = hit.odds;
          for (const std::string& reason : hit.reasons) note_reason(desk, reason);
          line.reasons = std::move(hit.reasons);
          const LifeState life = life_state(open, index, hit.entity, "");
          line.state = life.state;
          line.since = life.since;
          if (!life.field.empty()) desk.access->note_shown(life.field);
        }
      });
    }
    std::stable_sort(lines.begin(), lines.end(),
                     [](const SearchLine& a, const SearchLine& b) { return a.score > b.score; });
    grade_lines(lines, further_odds);
    std::move(sealed.begin(), sealed.end(), std::back_inserter(lines));
    Answered answer{lines.size(), "", ""};
    for (const SearchLine& line : lines) answer.others.push_back(line.entity);
    answer.typed = request.text;
    desk.access->answered(answer);
    return lines;
  });
}

FindResponse find_entities(const FindRequest& request, RunContext& run) {
  return answer_asked(request.context, {"find"}, [&] {
    const auto kinds = kinds_named(request.kind.empty() ? "person" : request.kind);
    const bool is_handed_out = !request.file.empty() && !request.output.empty();
    std::optional<HandingTerms> terms;
    if (is_handed_out) terms = find_terms(request);
    Desk desk = open_desk({request.context, "find", "Finding", kinds, true}, run);
    const bool list = !request.file.empty();
    FindResponse response = list ? find_list(desk, request, run) : find_one(desk, request);
    Answered answer;
    for (const FoundRecordLine& line : response.rows) {
      for (const FoundEntity& found : line.found) answer.others.push_back(found.entity);
    }
    answer.count = answer.others.size();
    answer.typed =
        list ? "a list of " + std::to_string(response.rows.size()) + " records" : "a record";
    desk.access->answered(answer);
    if (!is_handed_out) return response;
    Release release = release_on(*terms, desk.access->who());
    release.what = "find";
    release.kind = kinds[0]->name;
    release.place = request.output;
    release.records = response.rows.size();
    release.entities = std::move(answer.others);
    note_release(*desk.store, release);
    write_found(response, request.output, *terms);
    return response;
  });
}

}  // namespace newlyn::workspace
