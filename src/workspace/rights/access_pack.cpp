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
#include "workspace/rights/retention_rules.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kOfOthers = "left out: about somebody else";
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
  Json record_of(const std::string& source, const std::string& native_id,
                 const std::set<std::string>& own);
  void add_ties(const index::EntityIndex& index);
  void add_sources_and_purposes();
  void add_recipients();
  void add_looks();
  Page page() const;

  const AccessPackRequest& request_;
  HandingTerms terms_;
  RunContext& run_;
  Desk desk_;
  Json json_;
  AccessPackAnswer answer_;
  std::vector<index::RecordKey> keys_;
  std::set<std::string> sources_;
};

void Pack::add_values() {
  json_["values"] = Json::array();
  desk_.kinds[0].entities->read([&](const index::EntityIndex& index) {
    answer_.entity = resolve_id(index, request_.entity);
    expect_cleared(desk_, answer_.entity);
    keys_ = index.records_of(answer_.entity);
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

Json Pack::record_of(const std::string& source, const std::string& native_id,
                     const std::set<std::string>& own) {
  const auto mapping = source::read_mapping(desk_.home.mapping_of(source));
  const auto values = source_values(desk_, {source, native_id});
  const auto of = [&](const std::string& column) {
    return mapping ? whose(*mapping, column, own) : Whose::unmapped;
  };
  const bool is_shared = std::any_of(values.begin(), values.end(), [&](const auto& value) {
    return !value.second.empty() && of(value.first) == Whose::others;
  });
  Json record = {{"source", source}, {"record", native_id}, {"values", Json::array()}};
  for (const auto& [column, value] : values) {
    if (value.empty()) continue;
    const Whose theirs = of(column);
    const bool is_key = value == native_id;
    const bool is_out =
        theirs == Whose::others || (theirs == Whose::unmapped && is_shared && !is_key);
    ++(is_out ? answer_.redacted : answer_.values);
    if (!is_out) desk_.access->note_shown(column);
    const std::string shown = !is_out                   ? value
                              : theirs == Whose::others ? kOfOthers
                                                        : kOfNobodyKnown;
    record["values"].push_back({{"column", column},
                                {"what", label_of(mapping, column, own)},
                                {"value", shown},
                                {"left_out", is_out}});
  }
  return record;
}

void Pack::add_records() {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> rows;
  for (const index::RecordKey& key : keys_) {
    rows[{source_of(key), key.id}].insert(record_name_of(key));
    sources_.insert(source_of(key));
  }
  json_["records"] = Json::array();
  for (const auto& [row, own] : rows) {
    json_["records"].push_back(record_of(row.first, row.second, own));
  }
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
    std::string kept = "no rule says how long: retention/1.toml of the workspace can";
    for (const RetentionRule& rule : rules.rules) {
      if (rule.source != source) continue;
      kept = fmt::format("{} months from {}: {}", rule.months, rule.trigger, rule.reason);
    }
    json_["sources"].push_back({{"source", source}, {"kept_for", kept}});
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
  std::map<std::string, size_t> accounts;
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
      const size_t account =
          accounts.try_emplace(record.entry.who, accounts.size() + 1).first->second;
      json_["looks"].push_back(
          {{"when", record.time},
           {"who", fmt::format("member of staff {}", account)},
           {"what", record.entry.verb},
           {"purpose", record.entry.purpose.empty() ? "not said" : record.entry.purpose},
           {"lawful_basis", record.entry.basis},
           {"outcome", record.entry.outcome}});
    });
  });
  answer_.looks = json_["looks"].size();
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
    const std::string name = fmt::format("{}, record {}", record["source"].get<std::string>(),
                                         record["record"].get<std::string>());
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
  page.foot =
      "You may ask that what is wrong be corrected, that its use be restricted, object to it, and "
      "complain to the Information Commissioner. Values about other people were left out.";
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
  json_["values_left_out"] = answer_.redacted;
  desk_.access->answered({answer_.records, answer_.entity, answer_.entity});
  make_home_folder(request_.folder);
  answer_.document = request_.folder + "/pack.json";
  answer_.page = request_.folder + "/pack.html";
  write_home_file(answer_.document,
                  json_.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
  write_home_file(answer_.page, page_html(page()));
  Release release = release_on(terms_, desk_.access->who());
  release.what = "access pack";
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
