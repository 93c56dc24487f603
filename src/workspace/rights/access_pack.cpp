// SPDX-License-Identifier: MIT
// One document, and the page made from it. Who works for the body and who else stands in a record
// is not the person's: accounts are numbered, values of others are left out.
#include "workspace/access_pack.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "source/mapping.h"
#include "workspace/files/plain_label.h"
#include "workspace/files/report_page.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/purpose_state.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/entity_ties.h"
#include "workspace/index/pair_evidence.h"
#include "workspace/index/standard_records.h"
#include "workspace/rights/erased_rows.h"
#include "workspace/rights/handing.h"
#include "workspace/rights/request_book.h"
#include "workspace/rights/retention_rules.h"
#include "workspace/rights/row_versions.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kOfOthers = "left out: about somebody else";
constexpr size_t kDayLetters = 10;  // of "2026-11-28T12:00:00Z"
constexpr const char* kOfNobodyKnown = "left out: it is not known whom it is about";

void check_request(const AccessPackRequest& request) {
  if (is_record_text(request.entity)) {
    throw Error(Code::request_invalid,
                fmt::format("{} is a record. A person is told all that is kept of them: name the "
                            "entity, newlyn search finds it.",
                            request.entity));
  }
  const EntityKind* kind = kind_of_text(request.context.workspace, request.entity);
  if (kind->name != "person") {
    throw Error(Code::request_invalid,
                fmt::format("{} is {}. The right of access is that of people: name a person's "
                            "entity, newlyn search finds it.",
                            request.entity, with_article(kind->name)));
  }
  std::error_code ignored;  // who cannot make it is told by whoever tries
  if (!fs::exists(request.folder, ignored)) return;
  throw Error(
      Code::request_invalid,
      fmt::format("'{}' is there already. Name a folder that is not there yet.", request.folder));
}

/// Whose a column of a row is, as the mapping has it.
enum class Whose : uint8_t { theirs, others, unmapped };

Whose whose(const source::Mapping& mapping, const std::string& column,
            const std::set<std::string>& own) {
  bool is_read = false;
  bool is_others = false;
  for (const source::MappedRecord& record : mapping.records) {
    const bool reads = std::any_of(
        record.fields.begin(), record.fields.end(), [&](const source::MappedField& field) {
          return field.column == column || field.start == column || field.end == column;
        });
    if (!reads) continue;
    if (own.contains(record.name)) return Whose::theirs;
    is_read = true;
    is_others |= record.kind == "person" || record.kind == "organisation";
  }
  if (!is_read) return Whose::unmapped;
  return is_others ? Whose::others : Whose::theirs;
}

/// What a column is called: as the schema has what the mapping makes of it, else as its source
/// does.
std::string label_of(const std::optional<source::Mapping>& mapping, const std::string& column,
                     const std::set<std::string>& own) {
  std::string label;
  if (!mapping) return plain_label(column);
  for (const source::MappedRecord& record : mapping->records) {
    for (const source::MappedField& field : record.fields) {
      if (field.column != column) continue;
      if (label.empty() || own.contains(record.name)) label = plain_label(field.field);
    }
  }
  return label.empty() ? plain_label(column) : label;
}

/// All that a row says and said.
struct RowSaid {
  std::string native_id;
  std::set<std::string> own;  // names of the person's records in it
  std::optional<source::Mapping> mapping;
  std::vector<RowVersion> versions;  // the last one first
  std::vector<VersionOf> owners;     // of each
  bool is_shared = false;            // it has, or had, values of others
};

/// One pack in the making.
class Pack {
 public:
  Pack(const AccessPackRequest& request, HandingTerms terms, RunContext& run)
      : request_(request),
        terms_(std::move(terms)),
        run_(run),
        desk_(open_desk({request.context,
                         "rights_access",
                         "Looking at entities",
                         kinds_named("person"),
                         false,
                         {},
                         {request.entity}},
                        run)) {}
  AccessPackAnswer write();

 private:
  void step(const char* what, void (Pack::*add)());
  void add_values();
  void add_records();
  Json record_of(const index::EntityIndex& index, const OwnRow& row);
  void add_column(Json& record, const std::string& column, const RowSaid& said);
  void add_ties(const index::EntityIndex& index);
  void add_sources_and_purposes();
  void add_recipients();
  void add_looks();
  void add_said();
  void add_judgements(const index::EntityIndex& index);
  void add_corrections(const index::EntityIndex& index);
  void add_requests(const index::EntityIndex& index);
  std::string staff(const std::string& account);
  Page page() const;

  const AccessPackRequest& request_;
  HandingTerms terms_;
  RunContext& run_;
  Desk desk_;
  Json json_;
  AccessPackAnswer answer_;
  std::vector<index::RecordKey> keys_;
  std::set<std::string> sources_;
  bool is_sealed_ = false;  // they have a sealed identity: nothing of the past is told
  std::map<std::string, size_t> accounts_;  // of staff, by the number that stands for each
};

void Pack::add_values() {
  json_["values"] = Json::array();
  desk_.kinds[0].entities->read([&](const index::EntityIndex& index) {
    answer_.entity = resolve_kept(index, request_.entity);
    expect_cleared(desk_, answer_.entity);
    keys_ = kept_records_of(index, answer_.entity);
    // Of somebody with a sealed identity the records of today are told, as everywhere.
    is_sealed_ = is_under_seal(index, keys_);
    if (is_sealed_) keys_ = index.records_of(answer_.entity);
    for (const EntityValue& value : shown_view(desk_, index, answer_.entity)) {
      json_["values"].push_back({{"field", value.field},
                                 {"what", plain_label(value.field)},
                                 {"value", value.chosen.value},
                                 {"record", value.chosen.record},
                                 {"as_of", value.chosen.date},
                                 {"disputed", value.disputed}});
    }
    add_ties(index);
  });
  json_["entity"] = answer_.entity;
}

/// What the last version of a row is: what its source says, or what it said last.
std::string state_of(const RowVersion& last) {
  return last.is_gone ? "no longer in the source since " + last.until.substr(0, kDayLetters)
                      : std::string("in the source");
}

/// A column of a row with all values that it ever had, each once for the time that it stood, from
/// the last one on.
void Pack::add_column(Json& record, const std::string& column, const RowSaid& said) {
  const Whose of_column = said.mapping ? whose(*said.mapping, column, said.own) : Whose::unmapped;
  std::string newer;
  for (size_t i = 0; i < said.versions.size(); ++i) {
    const RowVersion& version = said.versions[i];
    const std::string value = version.value_of(column);
    const bool is_again = value == newer && (i == 0 || said.owners[i] == said.owners[i - 1]);
    newer = value;
    if (value.empty() || is_again) continue;
    const bool is_key = value == said.native_id;
    const bool is_others = of_column == Whose::others || said.owners[i] == VersionOf::others;
    const bool is_unknown = (of_column == Whose::unmapped && said.is_shared && !is_key) ||
                            said.owners[i] == VersionOf::not_known;
    const bool is_out = is_others || is_unknown;
    ++(is_out ? answer_.redacted : answer_.values);
    if (!is_out) desk_.access->note_shown(column);
    record["values"].push_back(
        {{"column", column},
         {"what", label_of(said.mapping, column, said.own)},
         {"value", is_others ? kOfOthers : (is_unknown ? kOfNobodyKnown : value)},
         {"left_out", is_out},
         {"state", i == 0 ? state_of(version) : "until " + version.until.substr(0, kDayLetters)}});
  }
}

Json Pack::record_of(const index::EntityIndex& index, const OwnRow& row) {
  RowSaid said;
  said.native_id = row.native_id;
  said.own = {row.records.begin(), row.records.end()};
  said.mapping = source::read_mapping(desk_.home.mapping_of(row.source));
  said.versions = row.versions;
  if (is_sealed_ && said.versions.size() > 1) said.versions.resize(1);
  said.owners = owners_of(*desk_.store, desk_.home, index, row);
  std::vector<std::string> columns;
  for (const RowVersion& version : said.versions) {
    for (const auto& [column, value] : version.values) {
      if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
        columns.push_back(column);
      }
      said.is_shared |= said.mapping && whose(*said.mapping, column, said.own) == Whose::others;
    }
  }
  Json record = {{"source", row.source},
                 {"record", row.native_id},
                 {"state", said.versions.empty() ? "in the source" : state_of(said.versions[0])},
                 {"values", Json::array()}};
  for (const std::string& column : columns) add_column(record, column, said);
  return record;
}

void Pack::add_records() {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> rows;
  for (const index::RecordKey& key : keys_) {
    rows[{source_of(key), key.id}].insert(record_name_of(key));
    sources_.insert(source_of(key));
  }
  json_["records"] = Json::array();
  desk_.kinds[0].entities->read([&](const index::EntityIndex& index) {
    for (const auto& [row, own] : rows) {
      json_["records"].push_back(
          record_of(index, {row.first,
                            row.second,
                            {own.begin(), own.end()},
                            versions_of(*desk_.store, row.first, row.second)}));
    }
  });
  answer_.records = rows.size();
}

/// The label of a comparison inside a sentence.
std::string spoken(const std::string& comparison) {
  std::string words = plain_label(comparison);
  // "NI number" stays as it is.
  const bool is_short_form = words.size() > 1 && std::isupper(static_cast<unsigned char>(words[1]));
  if (!words.empty() && !is_short_form) {
    words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
  }
  return words;
}

/// What decided, in a sentence that names fields and no values.
std::string tie_words(const HowStep& step, const PairReport& pair) {
  if (step.by.starts_with("judgement")) return "Somebody judged that both are about you.";
  std::vector<std::string> agree;
  std::vector<std::string> differ;
  for (const PartReport& part : pair.parts) {
    if (!part.known || part.weight == 0) continue;
    (part.weight > 0 ? agree : differ).push_back(spoken(part.comparison));
  }
  std::string words = agree.empty() ? std::string("Other records of yours join them.")
                                    : fmt::format("They agree in {}.", fmt::join(agree, ", "));
  if (!differ.empty()) words += fmt::format(" They differ in {}.", fmt::join(differ, ", "));
  return words + fmt::format(" Together that makes it {:.1f} % likely that both are one person's.",
                             100 * step.probability);
}

void Pack::add_ties(const index::EntityIndex& index) {
  json_["why_together"] = Json::array();
  if (index.records_of(answer_.entity).empty()) return;
  for (const EntityTie& tie : ties_of(desk_, index, answer_.entity)) {
    const PairReport pair = pair_report(desk_, index, tie.record, tie.with);
    json_["why_together"].push_back({{"record", tie.step.record},
                                     {"with", tie.step.with},
                                     {"words", tie_words(tie.step, pair)}});
  }
}

void Pack::add_sources_and_purposes() {
  const RetentionRules rules = read_retention(desk_.home);
  json_["sources"] = Json::array();
  for (const std::string& source : sources_) {
    bool has_rule = false;
    for (const RetentionRule& rule : rules.rules) {
      if (rule.source != source) continue;
      has_rule = true;
      json_["sources"].push_back({{"source", source},
                                  {"of_it", retained_words(rule)},
                                  {"kept_for", retention_words(rule)},
                                  {"reason", rule.reason}});
    }
    if (has_rule) continue;
    json_["sources"].push_back(
        {{"source", source},
         {"of_it", "everything"},
         {"kept_for", "no rule says how long: retention/1.toml of the workspace can"},
         {"reason", ""}});
  }
  json_["purposes"] = Json::array();
  for (const std::string& name : purpose_names(desk_.home)) {
    const PurposeInForce in_force = purpose_in_force(desk_.home, name);
    const governance::Purpose& purpose = in_force.state.purpose;
    std::vector<std::string> used;
    for (const std::string& source : purpose.sources) {
      if (sources_.contains(source)) used.push_back(source);
    }
    if (used.empty() || in_force.approved_by.empty()) continue;
    json_["purposes"].push_back({{"purpose", purpose.name},
                                 {"reason", purpose.reason},
                                 {"owner", purpose.owner},
                                 {"lawful_basis", purpose.lawful_basis},
                                 {"special_category", purpose.special_category},
                                 {"legal_gateway", purpose.gateway},
                                 {"sources", fmt::format("{}", fmt::join(used, ", "))},
                                 {"results_kept_days", purpose.retention_days}});
  }
}

void Pack::add_recipients() {
  std::vector<Release> releases;
  desk_.kinds[0].entities->read([&](const index::EntityIndex& index) {
    const auto rows = rows_of(*desk_.store, desk_.home, index, keys_);
    releases = releases_with(*desk_.store, index, {answer_.entity, first_read(*desk_.store, rows)});
  });
  json_["recipients"] = Json::array();
  for (const Release& release : releases) {
    json_["recipients"].push_back(
        {{"when", release.made},
         {"what", release.what},
         {"recipient", release.recipient.empty() ? "nobody was noted" : release.recipient},
         {"purpose", release.purpose},
         {"kept_until", release.expires.empty() ? "not said" : release.expires}});
  }
}

void Pack::add_looks() {
  std::set<std::string> records;
  for (const index::RecordKey& key : keys_) {
    records.insert(key_text(key));
    records.insert(fmt::format("{}:{}", source_of(key), key.id));
  }
  json_["looks"] = Json::array();
  const auto log = open_audit(desk_.home);
  desk_.kinds[0].entities->read([&](const index::EntityIndex& index) {
    each_entry(*log, {}, [&](const governance::AuditRecord& record) {
      // Who looks over the log looks at those who looked.
      if (is_oversight(record)) return;
      const std::vector<std::string> names = names_in(record);
      const bool is_about = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return records.contains(name) || index.resolve(name) == answer_.entity;
      });
      if (!is_about) return;
      json_["looks"].push_back(
          {{"when", record.time},
           {"who", staff(record.entry.who)},
           {"what", record.entry.verb},
           {"purpose", record.entry.purpose.empty() ? "not said" : record.entry.purpose},
           {"lawful_basis", record.entry.basis},
           {"outcome", record.entry.outcome}});
    });
  });
  answer_.looks = json_["looks"].size();
}

std::string Pack::staff(const std::string& account) {
  const size_t number = accounts_.try_emplace(account, accounts_.size() + 1).first->second;
  return fmt::format("member of staff {}", number);
}

/// What people said of the person's records, with the reasons that they typed.
void Pack::add_judgements(const index::EntityIndex& index) {
  const std::set<index::RecordKey> own(keys_.begin(), keys_.end());
  std::map<uint64_t, index::NumberedJudgement> judgements;
  for (const index::RecordKey& key : keys_) {
    for (const auto& judgement : index.judgements_of(key)) {
      judgements.emplace(judgement.number, judgement);
    }
  }
  json_["judgements"] = Json::array();
  for (const auto& [number, judgement] : judgements) {
    const JudgementLine line = judgement_line(*desk_.kinds[0].kind, judgement);
    const bool has_left = own.contains(judgement.judgement.left);
    const bool has_both = has_left && own.contains(judgement.judgement.right);
    json_["judgements"].push_back(
        {{"when", line.when},
         {"who", staff(line.who)},
         {"record", has_left ? line.left : line.right},
         {"with", has_both ? line.right : std::string("a record of somebody else")},
         {"said", line.verdict},
         {"reason", line.why},
         {"withdrawn", judgement.withdrawn},
         {"also_about_others", !has_both}});
  }
}

/// What people set right or doubted by hand.
void Pack::add_corrections(const index::EntityIndex& index) {
  json_["corrections"] = Json::array();
  std::set<uint64_t> told;
  for (const index::RecordKey& key : keys_) {
    for (const auto& [number, correction, withdrawn, made_in, withdrawn_in] :
         index.corrections_of(key)) {
      if (!told.insert(number).second) continue;
      json_["corrections"].push_back({{"when", correction.when},
                                      {"who", staff(correction.who)},
                                      {"record", key_text(correction.record)},
                                      {"what", plain_label(correction.field)},
                                      {"value", correction.value},
                                      {"reason", correction.why},
                                      {"disputed", correction.disputed},
                                      {"withdrawn", withdrawn}});
    }
  }
}

/// What the person asked for themselves.
void Pack::add_requests(const index::EntityIndex& index) {
  json_["requests"] = Json::array();
  for (const PersonRequest& request : read_requests(desk_.home)) {
    if (index.resolve(request.entity) != answer_.entity) continue;
    json_["requests"].push_back({{"number", request.number},
                                 {"kind", request.kind},
                                 {"made", request.made},
                                 {"concerns", request.concerns},
                                 {"reason", request.reason},
                                 {"state", request.state},
                                 {"settled", request.settled}});
  }
}

void Pack::add_said() {
  desk_.access->note_shown(kReason);
  desk_.kinds[0].entities->read([&](const index::EntityIndex& index) {
    add_judgements(index);
    add_corrections(index);
    add_requests(index);
  });
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  return value.dump();
}

/// Objects of one shape as a section with a row each.
PageSection section_of(const std::string& id, const std::string& heading, const Json& list,
                       const std::string& none) {
  PageSection section{id, heading, {}, {}, {}};
  PageTable table;
  for (const Json& object : list) {
    std::vector<std::string> row;
    for (const auto& [name, value] : object.items()) {
      if (name == "field") continue;  // for programs: people read what it is called
      std::string words = name;
      std::replace(words.begin(), words.end(), '_', ' ');
      if (table.rows.empty()) table.header.push_back(words);
      row.push_back(text_of(value));
    }
    table.rows.push_back(std::move(row));
  }
  table.text_columns = table.header.size();
  if (list.empty()) {
    section.paragraphs = {none};
  } else {
    section.tables = {std::move(table)};
  }
  return section;
}

Page Pack::page() const {
  Page page;
  page.title = "What is kept about you";
  page.subtitle = fmt::format(
      "Made {}.{}", json_["made"].get<std::string>(),
      answer_.due.due.empty() ? "" : fmt::format(" To be answered by {}.", answer_.due.due));
  page.figures = {{"records", std::to_string(answer_.records)},
                  {"values", std::to_string(answer_.values)},
                  {"left out", std::to_string(answer_.redacted)},
                  {"looks", std::to_string(answer_.looks)}};
  if (!answer_.due.note.empty()) page.warnings.push_back(answer_.due.note);
  page.sections.push_back(
      section_of("values", "What is known, put together", json_["values"], "Nothing."));
  for (const Json& record : json_["records"]) {
    const std::string name =
        fmt::format("{}, record {}, {}", record["source"].get<std::string>(),
                    record["record"].get<std::string>(), record["state"].get<std::string>());
    page.sections.push_back(section_of(fmt::format("record-{}", page.sections.size()), name,
                                       record["values"], "It has no values."));
  }
  page.sections.push_back(section_of("why", "Why these records were put together",
                                     json_["why_together"], "There is one record alone."));
  page.sections.push_back(
      section_of("sources", "Where it comes from and how long it is kept", json_["sources"], ""));
  page.sections.push_back(section_of("purposes", "What it is used for", json_["purposes"],
                                     "No approved purpose uses these sources."));
  page.sections.push_back(section_of("recipients", "Whom it was handed to", json_["recipients"],
                                     "Nobody: nothing was handed out."));
  page.sections.push_back(
      section_of("looks", "Who looked at it", json_["looks"], "The log has no look at it."));
  page.sections.push_back(section_of("judgements", "What staff said of these records",
                                     json_["judgements"], "Nobody said anything."));
  page.sections.push_back(section_of("corrections", "What staff set right or noted as disputed",
                                     json_["corrections"], "Nothing."));
  page.sections.push_back(
      section_of("requests", "What you asked for", json_["requests"], "Nothing was noted."));
  page.foot =
      "You may ask that what is wrong be corrected, that its use be restricted, object to it, and "
      "complain: to us first, who say within 30 days that we have the complaint and then what came "
      "of it, and to the Information Commissioner. Values about other people were left out.";
  return page;
}

/// One part of the pack. A purpose that ended meanwhile stops it before the next one.
void Pack::step(const char* what, void (Pack::*add)()) {
  run_.step(fmt::format("gathering {}", what), [&] { (this->*add)(); });
  desk_.access->expect_still();
}

AccessPackAnswer Pack::write() {
  json_ = {{"format", "newlyn access pack 1"}, {"made", now_text()}};
  if (!request_.due.received.empty()) {
    answer_.due = rights_due(request_.due);
    json_["request"] = {
        {"received", request_.due.received},      {"due", answer_.due.due},
        {"paused_days", answer_.due.paused_days}, {"extended", request_.due.extended},
        {"tell_by", answer_.due.tell_by},         {"note", answer_.due.note}};
  }
  step("values", &Pack::add_values);
  step("records", &Pack::add_records);
  step("sources and purposes", &Pack::add_sources_and_purposes);
  step("recipients", &Pack::add_recipients);
  step("looks", &Pack::add_looks);
  step("what people said", &Pack::add_said);
  json_["values_left_out"] = answer_.redacted;
  desk_.access->answered({answer_.records, answer_.entity, answer_.entity});
  make_home_folder(request_.folder);
  answer_.document = request_.folder + "/pack.json";
  answer_.page = request_.folder + "/pack.html";
  write_home_file(answer_.document,
                  json_.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
  write_home_file(answer_.page, page_html(page()));
  Release release = release_on(terms_, desk_.access->who());
  release.what = kAccessPack;
  release.kind = "person";
  release.place = request_.folder;
  release.records = answer_.records;
  release.entities = {answer_.entity};
  note_release(*desk_.store, release);
  return answer_;
}

}  // namespace

AccessPackAnswer rights_access(const AccessPackRequest& request, RunContext& run) {
  return answer_asked(request.context, {"rights_access", {request.entity}}, [&] {
    check_request(request);
    // Days that are none are refused before anything is looked at.
    if (!request.due.received.empty()) rights_due(request.due);
    const std::string recipient = request.recipient.empty() ? "the person" : request.recipient;
    HandingTerms terms =
        agreed_terms_for(find_home(request.context.workspace),
                         {request.context.purpose, recipient, request.expires}, "right of access");
    return Pack(request, std::move(terms), run).write();
  });
}

}  // namespace newlyn::workspace
