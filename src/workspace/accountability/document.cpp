// SPDX-License-Identifier: MIT
// The record of processing, agreements, and what is open.
#include "workspace/accountability/document.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/clock.h"
#include "governance/purpose.h"
#include "record/schema.h"

namespace newlyn::workspace {
namespace {

using governance::Purpose;

/// A basis, condition or gateway with its words and law; empty for an empty name.
std::string law_text(const std::vector<governance::LawRow>& rows, const std::string& name) {
  for (const governance::LawRow& row : rows) {
    if (row.name == name) return fmt::format("{}: {} ({})", name, row.words, row.law);
  }
  return name.empty() ? "none" : name;
}

/// All that open the purpose's sources, each with its words and law.
std::string gateways_text(const PurposeFacts& known) {
  std::vector<std::string> words;
  for (const std::string& name : gateways_of(known)) {
    words.push_back(law_text(governance::legal_gateways(), name));
  }
  return words.empty() ? std::string("none") : fmt::format("{}", fmt::join(words, "; "));
}

/// Those that an officer recorded: for which source, by whom, when and why.
Document gateways_recorded(const PurposeFacts& known) {
  Document list = Document::array();
  for (const governance::RecordedGateway& row : known.gateways) {
    list.push_back(fmt::format("{}: {}, by {} on {}: {}", row.source, row.gateway, row.who, row.on,
                               row.reason));
  }
  return list;
}

Document texts(const std::vector<std::string>& words) {
  Document list = Document::array();
  for (const std::string& word : words) list.push_back(word);
  return list;
}

/// Whoever gets data: the other parties of the agreement.
Document recipients_of(const Purpose& purpose) {
  Document list = Document::array();
  if (purpose.agreement) {
    for (const std::string& party : purpose.agreement->parties) list.push_back(party);
  }
  if (list.empty()) list.push_back("nobody outside the body");
  return list;
}

Document fields_of(const Purpose& purpose) {
  Document list = Document::array();
  for (const auto& [field, masking] : purpose.fields) {
    list.push_back(masking == record::Masking::show
                       ? field
                       : fmt::format("{} ({})", field, record::masking_name(masking)));
  }
  return list;
}

Document kinds_of(const Purpose& purpose) {
  if (purpose.kinds) return texts(*purpose.kinds);
  Document list = Document::array();
  for (const record::SchemaKind& kind : record::schema_kinds()) list.push_back(kind.name);
  return list;
}

Document use_of(const GovernanceFacts& facts, const std::string& purpose) {
  const auto found = facts.uses.find(purpose);
  if (found == facts.uses.end()) return {{"times", 0}};
  const UseFacts& use = found->second;
  return {{"times", use.allowed},   {"refused", use.refused},
          {"records", use.records}, {"accounts", use.accounts.size()},
          {"first", use.first},     {"last", use.last}};
}

Document security_of(const GovernanceFacts& facts) {
  Document list = {facts.policy_written
                       ? "access by purpose, role and policy; refused unless permitted"
                       : "access by purpose; NO POLICY narrows it further",
                   fmt::format("{} entries in a tamper-evident audit log, {}", facts.entries,
                               facts.log_whole ? "verified whole today" : "NOT whole today"),
                   facts.key_inside ? "keys of subjects and secrets encrypted; the workspace's key "
                                      "lies in its folder"
                                    : "keys of subjects and secrets encrypted; the workspace's key "
                                      "is kept elsewhere"};
  list.push_back(facts.owner_only ? "the folder can be entered by its account alone"
                                  : "OTHERS MAY ENTER the workspace's folder");
  list.push_back(facts.store_encrypted
                     ? "the store of records, its log and what large work spills are encrypted "
                       "under the workspace's key; indexes and models are not"
                     : "the store of records is NOT encrypted by itself");
  list.push_back("backups are encrypted under the workspace's key");
  if (!facts.organisation.disk_encryption.empty()) {
    list.push_back("disk encryption: " + facts.organisation.disk_encryption);
  }
  return list;
}

ObjectionFacts objections_of(const GovernanceFacts& facts, const std::string& purpose) {
  const auto found = facts.objections.find(purpose);
  return found == facts.objections.end() ? ObjectionFacts{} : found->second;
}

/// How long what a source says is kept, rule by rule.
Document retention_of(const GovernanceFacts& facts, const std::string& source) {
  Document list = Document::array();
  for (const RetentionRule& rule : facts.retention) {
    if (rule.source != source) continue;
    list.push_back(fmt::format("{}: {} {} ({})", source, retained_words(rule),
                               retention_words(rule), rule.reason));
  }
  if (list.empty()) list.push_back(fmt::format("{}: NO RULE: write one in retention/", source));
  return list;
}

Document retention_of_sources(const GovernanceFacts& facts, const Purpose& purpose) {
  Document list = Document::array();
  for (const std::string& source : purpose.sources) {
    for (Document& rule : retention_of(facts, source)) list.push_back(std::move(rule));
  }
  return list;
}

/// Whether what is kept is kept as the policy says (Data Protection Act 2018, Schedule 1, paragraph
/// 41), and what there is of a policy.
std::string retention_policy(const GovernanceFacts& facts) {
  if (facts.retention.empty()) return "NOT SAID: write rules in retention/";
  const auto deleted = facts.verbs.find("retain");
  if (deleted == facts.verbs.end()) {
    return fmt::format("{} rules in retention/; newlyn retain was never run",
                       facts.retention.size());
  }
  return fmt::format("{} rules in retention/; newlyn retain was last run {}",
                     facts.retention.size(), deleted->second.last);
}

/// The document that special categories need beside their condition (Schedule 1, part 4).
std::string policy_document(const GovernanceFacts& facts, const Purpose& purpose) {
  if (purpose.special_category.empty()) return "not needed: no special categories";
  return facts.organisation.appropriate_policy_document.empty()
             ? "NOT SAID: write appropriate_policy_document in organisation.toml"
             : facts.organisation.appropriate_policy_document;
}

Document purpose_record(const GovernanceFacts& facts, const PurposeFacts& known) {
  const Purpose& purpose = known.purpose;
  Document record = {
      {"name", purpose.name},
      {"reason", purpose.reason},
      {"owner", purpose.owner},
      {"state", known.obstacles.empty() ? std::string("in force") : known.obstacles[0].what},
      {"approved_by", known.approved_by.empty() ? "nobody" : known.approved_by},
      {"approved_on", known.approved_on.empty() ? "never" : known.approved_on},
      {"lawful_basis", law_text(governance::lawful_bases(), purpose.lawful_basis)},
      {"special_category_condition",
       law_text(governance::special_conditions(), purpose.special_category)},
      {"appropriate_policy_document", policy_document(facts, purpose)},
      {"legal_gateway", gateways_text(known)},
      {"gateways_recorded", gateways_recorded(known)},
      {"categories_of_people_and_things", kinds_of(purpose)},
      {"categories_of_data", fields_of(purpose)},
      {"sources", texts(purpose.sources)},
      {"recipients", recipients_of(purpose)},
      {"transfers_to_other_countries", facts.organisation.transfers.empty()
                                           ? std::string("Newlyn sends nothing anywhere by itself")
                                           : facts.organisation.transfers},
      {"retention_days", purpose.retention_days},
      {"retention_of_sources", retention_of_sources(facts, purpose)},
      {"retention_policy", retention_policy(facts)},
      {"from", purpose.start},
      {"to", purpose.end},
      {"roles", texts(purpose.roles)},
      {"impact_assessment", fmt::format("{} of {}, to be reviewed by {}", purpose.dpia_reference,
                                        purpose.dpia_date, purpose.dpia_review)},
      {"use", use_of(facts, purpose.name)},
      {"objections",
       {{"open", objections_of(facts, purpose.name).open},
        {"upheld", objections_of(facts, purpose.name).upheld}}},
      {"security", security_of(facts)}};
  return record;
}

/// Uses of words that no approved purpose stands behind.
Document other_uses(const GovernanceFacts& facts) {
  Document list = Document::array();
  for (const auto& [words, use] : facts.uses) {
    const bool known = std::any_of(facts.purposes.begin(), facts.purposes.end(),
                                   [&](const auto& one) { return one.purpose.name == words; });
    if (known) continue;
    list.push_back({{"said", words}, {"times", use.allowed}, {"accounts", use.accounts.size()}});
  }
  return list;
}

Document agreements(const GovernanceFacts& facts) {
  Document list = Document::array();
  for (const PurposeFacts& known : facts.purposes) {
    const auto& agreement = known.purpose.agreement;
    if (!agreement) continue;
    const bool over = !agreement->until.empty() && agreement->until < facts.today;
    const governance::AgreementTerms& terms = known.agreement;
    const std::string state = facts.today < terms.start ? "not begun: the purpose waits"
                              : over                    ? "ended: the purpose has stopped"
                                                        : "in force";
    const auto said = [](const std::string& text) { return text.empty() ? "not said" : text; };
    list.push_back({{"reference", agreement->reference},
                    {"purpose", known.purpose.name},
                    {"parties", texts(agreement->parties)},
                    {"data_items", texts(agreement->data_items)},
                    {"gateway", fmt::format("{}", fmt::join(gateways_of(known), ", "))},
                    {"objective", said(terms.objective)},
                    {"benefits", said(terms.benefits)},
                    {"start", said(terms.start)},
                    {"review", said(terms.review)},
                    {"until", agreement->until.empty() ? "no end" : agreement->until},
                    {"state", state}});
  }
  return list;
}

void add_open(Document& open, const std::string& what, const std::string& remedy) {
  open.push_back({{"what", what}, {"remedy", remedy}});
}

void add_open_words(const GovernanceFacts& facts, Document& open) {
  const Organisation& body = facts.organisation;
  const auto need = [&](const std::string& value, const char* what, const char* member) {
    if (!value.empty()) return;
    add_open(open, fmt::format("Nobody has said {}.", what),
             fmt::format("Write {} = \"...\" in organisation.toml.", member));
  };
  need(body.name, "who the controller is", "name");
  need(body.contact, "how to reach the controller", "contact");
  need(body.data_protection_officer, "who the data protection officer is",
       "data_protection_officer");
  need(body.disk_encryption,
       "whether the disk is encrypted; indexes and models are not, by "
       "themselves",
       "disk_encryption");
  if (!facts.store_encrypted) {
    add_open(open, "The store of records is not encrypted.",
             "Take encryption = \"none\" out of newlyn.toml and run newlyn key rotate.");
  }
  need(body.consultation, "who was consulted on the impact assessment", "consultation");
  for (const ModelFacts& model : facts.models) {
    const std::vector<std::string> gaps = tier_one_gaps(facts, model);
    if (gaps.empty()) continue;
    add_open(open,
             fmt::format("Tier 1 of the transparency record of model {} is not whole.", model.name),
             fmt::format("Write {}.", fmt::join(gaps, ", and ")));
  }
}

void add_open_of_purposes(const GovernanceFacts& facts, Document& open) {
  for (const PurposeFacts& known : facts.purposes) {
    for (const auto& obstacle : known.obstacles) {
      add_open(open, fmt::format("{}: {}", known.purpose.name, obstacle.what), obstacle.remedy);
    }
    const ObjectionFacts objections = objections_of(facts, known.purpose.name);
    if (objections.open != 0) {
      add_open(
          open,
          fmt::format("{}: {} objections wait to be decided.", known.purpose.name, objections.open),
          "newlyn rights requests --open lists them; newlyn rights settle NUMBER --outcome "
          "upheld or refused decides.");
    }
    if (!known.purpose.special_category.empty() &&
        facts.organisation.appropriate_policy_document.empty()) {
      add_open(open,
               fmt::format("{} uses special categories, and nobody has said where the appropriate "
                           "policy document is.",
                           known.purpose.name),
               "Write appropriate_policy_document = \"...\" in organisation.toml.");
    }
    for (const std::string& remark : known.remarks) {
      add_open(open, fmt::format("{}: {}", known.purpose.name, remark),
               "newlyn purpose add FILE adds the version.");
    }
    if (!known.purpose.gateway.empty() && !known.purpose.agreement) {
      add_open(
          open,
          fmt::format("{} uses a legal gateway without a sharing agreement.", known.purpose.name),
          "Write an [agreement] in its file, and add it again.");
    }
  }
}

Document open_points(const GovernanceFacts& facts) {
  Document open = Document::array();
  add_open_of_purposes(facts, open);
  if (facts.demanded == "never") {
    add_open(open, "Verbs over people demand no purpose: anybody may look without one.",
             "Set demanded = \"always\" or \"across_sources\" under [purposes] in newlyn.toml.");
  }
  if (facts.purposes.empty()) {
    add_open(open, "There is no purpose.", "Write one: newlyn purpose add FILE.");
  }
  if (!facts.log_whole) {
    add_open(open, "The audit log is not whole.", "Run newlyn audit verify.");
  }
  if (!facts.owner_only) {
    add_open(open, "Others may enter the workspace's folder.", "chmod 700 it.");
  }
  if (facts.staff == 0) {
    add_open(open, "Unusual looks cannot be found: there is no staff.csv.",
             "Write it; newlyn audit unusual --help says how.");
  } else if (facts.reviewed == 0) {
    add_open(open, "Nobody has reviewed a look yet.", "newlyn audit review");
  }
  if (facts.broken_seals != 0) {
    add_open(open,
             fmt::format("{} seals were broken open and nobody reviewed that.", facts.broken_seals),
             "newlyn seal list");
  }
  if (facts.kept_too_long != 0) {
    add_open(
        open,
        fmt::format("{} things that were handed out may be kept no longer.", facts.kept_too_long),
        "newlyn export register --over lists them; have them destroyed, and say so with newlyn "
        "export destroyed NUMBER.");
  }
  if (!facts.policy_written) {
    add_open(open,
             "There is no policy, so whoever may use this workspace has every role that a purpose "
             "names, unless policy/roles.toml gives it to somebody.",
             "policy/starter has one to begin with, newlyn policy test --starter tests it, and "
             "newlyn policy put puts it in place.");
  } else if (facts.policy_closed) {
    add_open(open, "The policy cannot be read, so nobody may look at people.",
             "newlyn policy test says where it goes wrong; correct policy/rules.policy.");
  } else if (facts.policy_tests == 0 || facts.policy_failed != 0) {
    add_open(
        open,
        fmt::format("Of {} tests of the policy {} fail.", facts.policy_tests, facts.policy_failed),
        "newlyn policy test");
  }
  add_open_words(facts, open);
  return open;
}

}  // namespace

Document processing_record(const GovernanceFacts& facts) {
  Document purposes = Document::array();
  for (const PurposeFacts& known : facts.purposes) {
    purposes.push_back(purpose_record(facts, known));
  }
  return {{"controller", facts.organisation.name},
          {"contact", facts.organisation.contact},
          {"joint_controllers", facts.organisation.joint_controllers},
          {"data_protection_officer", facts.organisation.data_protection_officer},
          {"purposes_are_demanded",
           facts.demanded.empty() ? std::string("across_sources") : facts.demanded},
          {"purposes", purposes},
          {"other_uses", other_uses(facts)}};
}

Document report_document(const GovernanceFacts& facts) {
  return {{"format", "newlyn governance report 1"},
          {"made", now_text()},
          {"record_of_processing", processing_record(facts)},
          {"impact_assessment", impact_assessment(facts)},
          {"agreements", agreements(facts)},
          {"transparency", transparency_records(facts)},
          {"secure_by_design", secure_design(facts)},
          {"open", open_points(facts)}};
}

}  // namespace newlyn::workspace
