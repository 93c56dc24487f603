// SPDX-License-Identifier: MIT
// The draft of the impact assessment: what there is, what may go wrong, what stands against it.
#include <fmt/format.h>

#include <algorithm>

#include "workspace/accountability/document.h"

namespace newlyn::workspace {
namespace {

struct Risk {
  std::string risk;
  std::string likelihood;
  std::string severity;
  std::vector<std::string> measures;
};

Document risk_json(const Risk& risk) {
  return {{"risk", risk.risk},
          {"likelihood", risk.likelihood},
          {"severity", risk.severity},
          {"measures", risk.measures}};
}

bool crosses_sources(const GovernanceFacts& facts) {
  return std::any_of(facts.purposes.begin(), facts.purposes.end(),
                     [](const PurposeFacts& one) { return one.purpose.sources.size() > 1; });
}

bool has_special(const GovernanceFacts& facts) {
  return std::any_of(facts.purposes.begin(), facts.purposes.end(),
                     [](const PurposeFacts& one) { return !one.purpose.special_category.empty(); });
}

/// Why the law asks for an assessment, as the regulator lists it.
Document reasons(const GovernanceFacts& facts) {
  Document list = Document::array();
  if (crosses_sources(facts)) list.push_back("data matching from several sources");
  if (has_special(facts)) list.push_back("special categories of personal data");
  uint64_t records = 0;
  for (const SourceFacts& source : facts.sources) records += source.records;
  list.push_back(fmt::format("{} records of {} sources: judge whether that is large scale", records,
                             facts.sources.size()));
  return list;
}

Risk curiosity(const GovernanceFacts& facts) {
  Risk risk{"Somebody looks up people out of curiosity or malice.", "possible", "serious", {}};
  risk.measures = {"every look is an entry before its answer leaves",
                   fmt::format("{} looks were reviewed, {} of them found to be misuse",
                               facts.reviewed, facts.misuse)};
  if (facts.staff == 0) risk.measures.push_back("NOT IN PLACE: unusual looks need staff.csv");
  if (facts.misuse > 0) risk.likelihood = "likely: it happened";
  return risk;
}

Risk theft(const GovernanceFacts& facts) {
  Risk risk{"The disk or a copy of the folder is stolen.", "possible", "serious", {}};
  risk.measures.push_back(facts.owner_only ? "only one account may enter the folder"
                                           : "NOT IN PLACE: others may enter the folder");
  risk.measures.push_back(
      facts.store_encrypted
          ? "the store of records, its log and spill, keys of subjects, the log's key, secrets and "
            "backups are encrypted; indexes and models are not"
          : "keys of subjects, the log's key, secrets and backups are encrypted; NOT IN PLACE: the "
            "store of records, its log and spill are in clear");
  risk.measures.push_back(facts.key_inside
                              ? "the workspace's key lies in the folder: who has the folder has it"
                              : "the workspace's key is kept outside the folder");
  risk.measures.push_back(facts.organisation.disk_encryption.empty()
                              ? "NOT SAID: whether the disk is encrypted"
                              : "disk encryption: " + facts.organisation.disk_encryption);
  return risk;
}

Document risks(const GovernanceFacts& facts) {
  Document list = Document::array();
  if (crosses_sources(facts)) {
    list.push_back(
        risk_json({"Two people are taken for one, or one for two.",
                   "possible",
                   "serious",
                   {fmt::format("{} models, each with its weights laid open", facts.models.size()),
                    "every pair can be explained part by part, judged by a person, and undone",
                    "no result decides about a person: it is a lead for somebody to judge"}}));
  }
  list.push_back(risk_json(curiosity(facts)));
  list.push_back(risk_json(
      {"Data is used for something else than it was given for.",
       "possible",
       "serious",
       {fmt::format("{} purposes, each with owner, basis, sources, fields and end",
                    facts.purposes.size()),
        "a purpose that is not approved by a second person, or is over, does not work",
        facts.demanded == "never"
            ? std::string("NOT IN PLACE: verbs over people demand no purpose")
            : "verbs over people demand a purpose: " +
                  (facts.demanded.empty() ? std::string("across_sources") : facts.demanded),
        "statutory limits travel with a source and are checked at approval"}}));
  list.push_back(risk_json(theft(facts)));
  if (has_special(facts)) {
    list.push_back(risk_json({"What is special about a person becomes known.",
                              "possible",
                              "severe",
                              {"a purpose needs its condition and shows only the fields it names",
                               "fields can be masked to a year, an outcode or a pseudonym"}}));
  }
  list.push_back(risk_json(
      {"Data and results are kept longer than needed.",
       "possible",
       "some",
       {"each purpose says for how many days results are kept",
        facts.retention.empty() ? std::string("NOT IN PLACE: rules of retention for sources")
                                : fmt::format("{} rules of retention; newlyn retain deletes by "
                                              "them and certifies it",
                                              facts.retention.size())}}));
  return list;
}

Document nature(const GovernanceFacts& facts) {
  Document sources = Document::array();
  for (const SourceFacts& source : facts.sources) {
    std::string fields;
    for (const source::MappedColumn& column : source.definition.columns) {
      fields += (fields.empty() ? "" : ", ") + column.kind;
    }
    sources.push_back({{"source", source.definition.name},
                       {"records", source.records},
                       {"last_read", source.last_run.empty() ? "never" : source.last_run},
                       {"data", fields}});
  }
  return sources;
}

/// What puts records together: what it compares and which pairs it looks at.
Document models(const GovernanceFacts& facts) {
  Document list = Document::array();
  for (const ModelFacts& model : facts.models) {
    std::vector<std::string> compared;
    for (const ModelComparison& comparison : model.comparisons) {
      compared.push_back(fmt::format("{} in {} levels", comparison.column, comparison.levels));
    }
    list.push_back({{"model", model.name},
                    {"link_type", model.link_type},
                    {"prior", model.prior},
                    {"compares", compared},
                    {"looks_at_pairs_by", model.blocking_rules},
                    {"file", model.file}});
  }
  return list;
}

Document necessity(const GovernanceFacts& facts) {
  Document list = Document::array();
  for (const PurposeFacts& known : facts.purposes) {
    const auto use = facts.uses.find(known.purpose.name);
    list.push_back({{"purpose", known.purpose.name},
                    {"why", known.purpose.reason},
                    {"basis", known.purpose.lawful_basis},
                    {"fields", known.purpose.fields.size()},
                    {"sources", known.purpose.sources.size()},
                    {"times_used", use == facts.uses.end() ? 0 : use->second.allowed}});
  }
  return list;
}

}  // namespace

Document impact_assessment(const GovernanceFacts& facts) {
  return {{"state", "a draft, to be judged and signed by people"},
          {"why_it_is_needed", reasons(facts)},
          {"sources", nature(facts)},
          {"models", models(facts)},
          {"necessity", necessity(facts)},
          {"risks", risks(facts)},
          {"consultation", facts.organisation.consultation},
          {"signed_off_by", ""}};
}

}  // namespace newlyn::workspace
